"""A check-in at the keyboard: ask or take answers, say whom to call, and only then keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from analyzer.red_flags import asked, yes
from config.errors import StegvisError
from config.questions import Questions, read_questions
from service import check_in, check_in_words
from service.check_in import Reader
from storage.records import Answer
from storage.told import CheckIn

if TYPE_CHECKING:
    from service.home import Home

#: What is typed for an answer, in any of the languages.
LETTERS = {"y": "yes", "j": "yes", "n": "no", "?": "unknown"}


def ask_or_take(home: Home, who: str | None, given: dict[str, Answer]) -> int:
    """Ask or take answers, say whom to call, and keep; 1 where an id was not known."""
    questions = read_questions()
    to = check_in.reader(home, who)
    known = {question.id for question in questions}
    answers = {name: answer for name, answer in given.items() if name in known}
    if given:
        check_in.say_at_once(answers, questions, to, click.echo)
    else:
        answers = _asked(questions, to)
    if answers:
        _keep(home, who, CheckIn(home.now(), answers), questions, to)
    for name in sorted(given.keys() - known):
        click.echo(f"{name!r} is not asked; see: stegvis checkin questions", err=True)
    return 1 if given.keys() - known else 0


def _asked(questions: Questions, to: Reader) -> dict[str, Answer]:
    click.echo(check_in_words.choice(to.language))
    answers: dict[str, Answer] = {}
    those = asked(questions, to.region)
    try:
        check_in.ask_all(those, questions, to, _ask, click.echo, answers)
    except click.Abort:
        if set(answers.values()) <= {Answer.NO}:  # whoever has said more may leave, and is heard
            raise
        click.echo()
    return answers


def _keep(home: Home, who: str | None, said: CheckIn, questions: Questions, to: Reader) -> None:
    """Store the answers; where that fails after a yes, whom to call has been said all the same."""
    try:
        known = check_in.keep(home, who, said)
    except StegvisError as error:
        if not yes(said):
            raise
        for line in check_in_words.not_kept(str(error), to.language):
            click.echo(line)
    else:
        check_in.close(said, known, questions, to, click.echo)


def _ask(text: str) -> Answer:
    typed = click.prompt(
        text,
        type=click.Choice(list(LETTERS), case_sensitive=False),
        show_choices=False,
        prompt_suffix=" ",
    )
    return Answer(LETTERS[typed.lower()])
