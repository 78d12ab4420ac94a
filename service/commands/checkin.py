"""``stegvis checkin``: questions of safety, whom to call, and a clinician's unlocking."""

from __future__ import annotations

import click

from service.home import Home
from service.options import as_json, whose


@click.group("checkin", invoke_without_command=True)
@whose
@click.option("--yes", multiple=True, metavar="ID", help="A question answered with yes.")
@click.option("--no", multiple=True, metavar="ID", help="A question answered with no.")
@click.option("--unsure", multiple=True, metavar="ID", help="A question not known the answer to.")
@click.pass_context
def command(
    context: click.Context,
    who: str | None,
    yes: tuple[str, ...],
    no: tuple[str, ...],
    unsure: tuple[str, ...],
) -> None:
    """Ask the questions of safety one by one, or take answers by id (see: questions).

    Whom to call is said before anything is written, also without a database.

    Example: stegvis checkin --no bladder_bowel --no saddle_numbness --yes leg_pain
    """
    if context.invoked_subcommand is not None:
        if who or yes or no or unsure:
            message = f"Write --person after {context.invoked_subcommand}, and answers without it."
            raise click.UsageError(message)
        return
    from service.check_in_typed import ask_or_take
    from storage.records import Answer

    given = [(yes, Answer.YES), (no, Answer.NO), (unsure, Answer.UNKNOWN)]
    answers: dict[str, Answer] = {}
    for names, answer in given:
        for name in names:
            answers.setdefault(name, answer)  # a yes beside a no is a yes
    context.exit(ask_or_take(context.obj, who, answers))


@command.command("questions")
@whose
@as_json
@click.pass_obj
def questions_(home: Home, /, who: str | None, *, as_json: bool) -> None:
    """List what is asked, with ids and urgency.

    Example: stegvis checkin questions
    """
    from analyzer.red_flags import asked
    from config.questions import read_questions
    from service.check_in import reader
    from service.check_in_words import question
    from service.output import Flat, show

    to = reader(home, who)
    rows: list[Flat] = [
        {
            "id": each.id,
            "urgency": each.urgency,
            "question": question(each.id, to.language),
            "silences": each.silences,
            "recommendations": list(each.recommendations),
        }
        for each in asked(read_questions(), to.region)
    ]
    show(rows, as_json=as_json, columns=("id", "urgency", "question"))


@command.command("list")
@whose
@as_json
@click.pass_obj
def list_(home: Home, /, who: str | None, *, as_json: bool) -> None:
    """List all check-ins, oldest first, and who unlocked them.

    Example: stegvis checkin list --json
    """
    from analyzer.red_flags import open_alert, urgency, yes
    from config.questions import read_questions
    from service.output import flat, show
    from storage import check_ins, people

    questions = read_questions()
    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        kept = check_ins.check_ins(connection, person.id)
    rows = []
    for each in kept:
        row = flat(each)
        row["urgency"] = urgency(each, questions)
        row["silent"] = open_alert([each], questions) is not None
        rows.append(row if as_json else row | {"yes": ", ".join(yes(each)) or None})
    show(rows, as_json=as_json, columns=("at", "urgency", "yes", "silent", "unlocked_by"))


@command.command("unlock")
@whose
@click.option("--by", required=True, help="The clinician who has looked at it: initials will do.")
@click.pass_obj
def unlock_(home: Home, /, who: str | None, by: str) -> None:
    """A clinician has looked at all answers that waited; messages may be sent again.

    Example: stegvis checkin unlock --by KN
    """
    from analyzer.red_flags import doubtful, open_alert
    from config.questions import read_questions
    from storage import check_ins, people

    if not by.strip():
        message = "Say who has looked at it, as --by KN."
        raise click.UsageError(message)
    questions = read_questions()
    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        known = check_ins.check_ins(connection, person.id)
        unsure = doubtful(known, questions)
        waiting = [
            each for each in known if each in unsure or open_alert([each], questions) is not None
        ]
        for each in waiting:
            check_ins.unlock(connection, person.id, each.at, by.strip(), home.now())
    if not waiting:
        click.echo("Nothing waits to be unlocked.")
    for each in waiting:
        click.echo(f"Unlocked by {by.strip()}: the check-in of {each.at:%Y-%m-%d %H:%M} UTC.")
