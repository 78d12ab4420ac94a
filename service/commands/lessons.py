"""``stegvis lessons``: the short texts, all of them or those that fit a week."""

from __future__ import annotations

from datetime import date

import click

from config.catalogue import LANGUAGES
from config.lessons import Lesson, read_lessons
from service.home import Home
from service.options import IsoWeek, as_json, whose
from service.output import Flat

_WIDTH = 88


@click.command("lessons")
@click.option("--week", "week_start", type=IsoWeek(), help="Those that fit this week, as 2026-W11.")
@click.option("--language", type=click.Choice(LANGUAGES), help="[default: the person's, or en]")
@whose
@as_json
@click.pass_obj
def command(
    home: Home,
    /,
    week_start: date | None,
    language: str | None,
    who: str | None,
    *,
    as_json: bool,
) -> None:
    """Short texts to learn from: all there are, or those that fit a person's week.

    Nothing fits while an alert is open. Texts that could ask for more wait for clearance.

    Example: stegvis lessons --week 2026-W11
    """
    from service.output import show

    lessons = read_lessons()
    if week_start is not None:
        from service.analysis import up_to_date
        from service.lessons_errand import lessons_of_week

        with up_to_date(home, who) as (connection, person):
            lessons = lessons_of_week(connection, person, week_start)
            language = language or person.language
    rows = [_flat(lesson, language or "en") for lesson in lessons]
    if as_json or not rows:
        show(rows, as_json=as_json)
        return
    click.echo("\n\n".join(_told(row) for row in rows))


def _flat(lesson: Lesson, language: str) -> Flat:
    from config.catalogue import translation
    from service.letters.phrases_lessons import LESSONS

    return {
        "id": lesson.id,
        "words": translation(language).gettext(LESSONS[lesson.id].one),
        "grade": lesson.grade or None,
        "statements": ", ".join(lesson.recommendations),
        "cleared": lesson.cleared,
        "profiles": ", ".join(lesson.profiles) or None,
        "week": lesson.week,
        "after": ", ".join((*lesson.after, *lesson.sports)) or None,
    }


def _told(row: Flat) -> str:
    words = click.wrap_text(str(row["words"]), _WIDTH, "  ", "  ")
    grade = f", {row['grade']}" if row["grade"] else ""
    return f"{row['id']} ({row['statements']}{grade})\n{words}"
