"""A check-in: ask, say at once whom to call, and only then keep the answers.

Saying comes before keeping, and works without a database, without settings and without a network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.red_flags import open_alert, open_doubt, yes
from config.errors import StegvisError
from config.help import HelpLines, country_of, read_help
from config.questions import URGENCIES, Question, Questions, Urgency
from service import check_in_words as words
from storage.records import Answer
from storage.told import CheckIn, Region

if TYPE_CHECKING:
    from service.home import Home

#: Languages of a computer that are read as one of ours.
_READ_AS = {"no": "nb", "nn": "nb"}

Say = Callable[[str], None]
Ask = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: in which language, with whose numbers, asked about which region."""

    language: str
    lines: HelpLines
    region: Region


def reader(home: Home, who: str | None) -> Reader:
    """Work out who reads from whatever can be read; the rest from this machine."""
    from service.commands.init import system_zone
    from storage.glance import Glance, glance

    try:
        country = home.settings.letters.country
        seen = glance(home.database_url, who)
    except StegvisError:
        country, seen = "", Glance()
    language = seen.language or _language_of(home.environment)
    lines = read_help()
    name = country_of(country, seen.timezone or system_zone(), language, lines)
    return Reader(language, getattr(lines, name), seen.region)


def say_at_once(answers: Mapping[str, Answer], questions: Questions, to: Reader, say: Say) -> None:
    """Say whom the gravest yes asks to call, and whom a doubt about an emergency does."""
    found = {each.urgency for each in questions if answers.get(each.id) is Answer.YES}
    for urgency in (each for each in URGENCIES if each in found):
        for line in words.whom_to_call(urgency, to.lines, to.language):
            say(line)
        break
    unsure = any(_is_doubt(each, answers.get(each.id)) for each in questions)
    if unsure and "emergency" not in found:
        say(words.doubt(to.lines, to.language))


def ask_all(
    asked: Iterable[Question],
    questions: Questions,
    to: Reader,
    ask: Ask,
    say: Say,
    answers: dict[str, Answer],
) -> None:
    """Ask one by one into ``answers``, the gravest first; after an emergency nothing more."""
    said: set[Urgency] = set()
    doubted = False
    for question in asked:
        answers[question.id] = ask(words.question(question.id, to.language))
        if _is_doubt(question, answers[question.id]) and not doubted:
            say(words.doubt(to.lines, to.language))
            doubted = True
        if answers[question.id] is not Answer.YES:
            continue
        if question.urgency not in said:
            say_at_once({question.id: Answer.YES}, questions, to, say)
            said.add(question.urgency)
        if question.urgency == "emergency":
            return


def _is_doubt(question: Question, answer: Answer | None) -> bool:
    return question.urgency == "emergency" and answer is Answer.UNKNOWN


def keep(home: Home, who: str | None, said: CheckIn) -> tuple[CheckIn, ...]:
    """Store the answers, and give all check-ins there are."""
    from storage import check_ins, people

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        check_ins.add_check_in(connection, person.id, said, home.now())
        return check_ins.check_ins(connection, person.id)


def close(
    said: CheckIn, known: Iterable[CheckIn], questions: Questions, to: Reader, say: Say
) -> None:
    """Say what holds now that it is kept; earlier answers may still be waiting for a clinician."""
    say(words.kept(to.language))
    known = tuple(known)
    if open_alert(known, questions) is not None:
        for line in words.silence(to.language):
            say(line)
    else:
        if not yes(said):
            say(words.noted(to.lines, to.language))
        for line in words.held(to.language) if open_doubt(known, questions) else ():
            say(line)
    grave = {each.id for each in questions if each.urgency != "soon"}
    if any(answer is Answer.UNKNOWN and name in grave for name, answer in said.answers.items()):
        say(words.not_sure(to.lines, to.language))


def _language_of(environment: Mapping[str, str]) -> str:
    from config.catalogue import LANGUAGES, plain

    stated = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)),
        "en",
    )
    language = plain(stated.partition(".")[0])
    language = _READ_AS.get(language, language)
    return language if language in LANGUAGES else "en"
