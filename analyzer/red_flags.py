"""What somebody said that a clinician has to look at before anything else is said.

Only answers raise an alert; nothing a watch shows does. Not being sure is no yes, but no no
either: it is a doubt, and holds back whatever says "more".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from config.questions import URGENCIES, Question, Questions, Urgency
from storage.records import Answer
from storage.told import CheckIn, Region

#: Who is asked what belongs to a region. Where it is not known, everything is asked.
_ASKED_OF = {
    Region.BACK: {"back", "both"},
    Region.NECK: {"neck", "both"},
    Region.BOTH: {"back", "neck", "both"},
    Region.UNKNOWN: {"back", "neck", "both"},
}


@dataclass(frozen=True, slots=True)
class Alert:
    """Answers that wait for a clinician, from all check-ins that are not unlocked."""

    urgency: Urgency
    since: datetime  # when the first of them was given
    latest: datetime
    questions: tuple[str, ...]  # answered with yes, the gravest first
    recommendations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Grave questions somebody was not sure about, and that nobody has settled since."""

    since: datetime
    questions: tuple[str, ...]  # the gravest first


def open_alert(
    check_ins: Iterable[CheckIn], questions: Questions, at: datetime | None = None
) -> Alert | None:
    """What keeps everything else silent, now or ``at`` an earlier moment; None where nothing does.

    A yes to a question that is no longer asked counts as an emergency: nobody can say that it was
    not one.
    """
    asked = {question.id: question for question in questions}
    waiting = [each for each in check_ins if _silences(each, asked) and _is_open(each, at)]
    if not waiting:
        return None
    said = sorted(
        {name for each in waiting for name in yes(each)},
        key=lambda name: (URGENCIES.index(_urgency(name, asked)), name),
    )
    moments = [each.at for each in waiting]
    return Alert(
        _urgency(said[0], asked),
        min(moments),
        max(moments),
        tuple(said),
        _recommendations(said, asked),
    )


def open_doubt(
    check_ins: Iterable[CheckIn], questions: Questions | None, at: datetime | None = None
) -> Doubt | None:
    """What keeps everything that says "more" back, now or ``at`` an earlier moment.

    Settled by a no to the same question in a later check-in, or by a clinician's unlocking. Without
    the questions nobody can say which are grave, and each counts.
    """
    check_ins = tuple(check_ins)
    waiting = doubtful(check_ins, questions, at)
    if not waiting:
        return None
    asked = {} if questions is None else {question.id: question for question in questions}
    names = {name for each in waiting for name in _doubts(each, check_ins, asked, at)}
    in_order = sorted(names, key=lambda name: (URGENCIES.index(_urgency(name, asked)), name))
    return Doubt(min(each.at for each in waiting), tuple(in_order))


def doubtful(
    check_ins: Iterable[CheckIn], questions: Questions | None, at: datetime | None = None
) -> tuple[CheckIn, ...]:
    """The check-ins that hold an open doubt."""
    check_ins = tuple(check_ins)
    asked = {} if questions is None else {question.id: question for question in questions}
    return tuple(
        each for each in check_ins if _is_open(each, at) and _doubts(each, check_ins, asked, at)
    )


def urgency(check_in: CheckIn, questions: Questions) -> Urgency | None:
    """How fast the answers want somebody to look; None where none of them does."""
    asked = {question.id: question for question in questions}
    found = {_urgency(name, asked) for name in yes(check_in)}
    return next((each for each in URGENCIES if each in found), None)


def yes(check_in: CheckIn) -> tuple[str, ...]:
    """The questions answered with yes."""
    return tuple(name for name, answer in check_in.answers.items() if answer is Answer.YES)


def asked(questions: Questions, region: Region) -> tuple[Question, ...]:
    """The questions for somebody with trouble in this region, the gravest first."""
    return tuple(question for question in questions if question.region in _ASKED_OF[region])


def nerve_signs_answered(check_in: CheckIn, region: Region, questions: Questions) -> bool:
    """Whether every question about signs from nerves that belongs to the region was answered."""
    signs = {question.id for question in asked(questions, region) if question.nerve_sign}
    return signs <= check_in.answers.keys()


def _doubts(
    check_in: CheckIn,
    check_ins: tuple[CheckIn, ...],
    asked: dict[str, Question],
    at: datetime | None,
) -> tuple[str, ...]:
    later = [each for each in check_ins if each.at > check_in.at and (at is None or each.at <= at)]
    return tuple(
        name
        for name, answer in check_in.answers.items()
        if answer is Answer.UNKNOWN
        and _urgency(name, asked) != "soon"
        and not any(each.answers.get(name) is Answer.NO for each in later)
    )


def _silences(check_in: CheckIn, asked: dict[str, Question]) -> bool:
    return any(name not in asked or asked[name].silences for name in yes(check_in))


def _is_open(check_in: CheckIn, at: datetime | None) -> bool:
    if at is not None and check_in.at > at:
        return False
    if not check_in.unlocked_by.strip() or check_in.unlocked_at is None:
        return True
    return at is not None and check_in.unlocked_at > at


def _urgency(name: str, asked: dict[str, Question]) -> Urgency:
    return asked[name].urgency if name in asked else "emergency"


def _recommendations(names: Iterable[str], asked: dict[str, Question]) -> tuple[str, ...]:
    found = [each for name in names if name in asked for each in asked[name].recommendations]
    return tuple(dict.fromkeys(found))
