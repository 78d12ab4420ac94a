"""A broken promise is seen: each is broken once by hand, and found by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from analyzer.sentences import SENTENCES, Asks
from analyzer.verdict import Judged
from config.questions import read_questions
from service.simulation import promises
from service.simulation.kinds import Kind
from service.simulation.lives import FIRST, Life, Stretch, known_on, life
from service.simulation.living import Morning
from service.simulation.talk import ALARMING, Flare
from storage.records import (
    Day,
    Decision,
    Finding,
    Nudge,
    Reason,
    Severity,
    Verdict,
    Week,
    Wish,
    WishKind,
)
from tests.made.histories import week

ON = FIRST + timedelta(days=90)
NINE = datetime.combine(ON, time(7), UTC)  # nine in Oslo, in summer
BEFORE = NINE - timedelta(days=30)


def calm(**given: object) -> Life:
    """Somebody cleared, whom nothing holds back."""
    lived = life(1, 1, Kind.IN_BAND, 120)
    quiet = replace(lived, cleared_from=FIRST, red_flags=(), flares=(), wishes=())
    return replace(quiet, **given)  # type: ignore[arg-type]


def sent(code: str, at: datetime = NINE) -> Decision:
    asks = SENTENCES[code].asks_for
    nudge = Nudge(at.date(), code, {}, "drop", asks is Asks.MORE)
    return Decision(at.date(), nudge, Reason("sent", {"because": "drop"}), at)


def morning(
    *decisions: Decision,
    findings: Sequence[Finding] = (),
    days: Sequence[Day] = (),
    weeks: Sequence[Week] = (),
) -> Morning:
    return Morning(ON, Judged(tuple(days), tuple(weeks), tuple(findings)), decisions)


def finding(severity: Severity, days_ago: int) -> Finding:
    last = ON - timedelta(days=days_ago)
    return Finding("rule", severity, last, last)


MORE, LESS = sent("small_step"), sent("easier_start")
LATER = sent("in_band_week", NINE + timedelta(hours=3))
SILENT = Decision(ON, None, Reason("nothing_to_say"), NINE)
ALERT = Decision(ON, None, Reason("alert_open", {"rule": "alert"}), NINE)
ALARMED = calm(red_flags=(Stretch(BEFORE, None),))
UNLOCKED = calm(red_flags=(Stretch(BEFORE, NINE),))
PAUSED = calm(wishes=(Wish(WishKind.PAUSE, NINE + timedelta(hours=1), BEFORE),))
RESUMED = calm(wishes=(*PAUSED.wishes, Wish(WishKind.PAUSE, NINE, NINE)))
IN_FLARE = calm(flares=(Flare(ON, ON),))
OVERLOAD, OLD = finding(Severity.OVERLOAD, 2), finding(Severity.OVERLOAD, 3)

CASES: list[tuple[str, Life, Morning, list[Decision], list[str]]] = [
    ("more, cleared, nothing near", calm(), morning(MORE), [], []),
    ("never cleared", calm(cleared_from=None), morning(MORE), [], ["more_without_clearance"]),
    ("cleared tomorrow", calm(cleared_from=ON + timedelta(days=1)), morning(MORE), [],
     ["more_without_clearance"]),
    ("less without clearance", calm(cleared_from=None), morning(LESS), [], []),
    ("a flag two days ago", calm(), morning(MORE, findings=[OVERLOAD]), [], ["more_near_a_flag"]),
    ("a flag three days ago", calm(), morning(MORE, findings=[OLD]), [], []),
    ("in a flare", IN_FLARE, morning(MORE), [], ["more_in_a_flare"]),
    ("opposite the day before", calm(), morning(MORE), [sent("easier_start", NINE - timedelta(1))],
     ["opposites_in_48_h"]),
    ("opposite 48 hours before", calm(), morning(MORE),
     [sent("easier_start", NINE - timedelta(2))], []),
    ("the same twice is not opposite", calm(), morning(MORE),
     [sent("quieter_days", NINE - timedelta(1))], []),
    ("two on a day", calm(), morning(LESS, LATER), [], ["two_a_day"]),
    ("an open alert", ALARMED, morning(LATER), [], ["spoke_over_a_red_flag"]),
    ("silent over an alert, without saying so", ALARMED, morning(SILENT), [],
     ["spoke_over_a_red_flag"]),
    ("silent over an alert", ALARMED, morning(ALERT), [], []),
    ("unlocked", UNLOCKED, morning(LATER), [], []),
    ("at night", calm(), morning(sent("in_band_week", NINE + timedelta(hours=12))), [],
     ["spoke_at_night"]),
    ("before eight", calm(), morning(sent("in_band_week", NINE - timedelta(minutes=70))), [],
     ["spoke_at_night"]),
    ("in a pause", PAUSED, morning(LESS), [], ["spoke_in_a_pause"]),
    ("after the pause was taken back", RESUMED, morning(LESS), [], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lived", "on_a_morning", "before", "found"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_promise(
    lived: Life, on_a_morning: Morning, before: list[Decision], found: list[str]
) -> None:
    assert list(promises.broken(lived, on_a_morning, before)) == found


def test_a_verdict_on_what_was_not_worn_is_seen() -> None:
    lived = calm()
    known = [day for day in known_on(lived, ON) if day.date < ON]
    worn = next(day for day in known if day.valid)
    empty = next(day for day in known if day.date not in lived.worn)
    short = next(day for day in known if day.date in lived.worn and not day.valid)
    for day, found in ((worn, 0), (empty, 1), (short, 1)):
        for verdict in Verdict:
            judged = morning(days=[replace(day, verdict=verdict)])
            broken = list(promises.broken(lived, judged, []))
            assert len(broken) == (found if verdict is not Verdict.UNKNOWN else 0)


def test_a_verdict_on_a_week_with_three_worn_days_is_seen() -> None:
    lived = calm()
    monday = ON - timedelta(days=ON.weekday() + 7)
    valid = [at for at in range(7) if _valid(lived, monday + timedelta(days=at))]
    few = frozenset(monday + timedelta(days=at) for at in valid[:3])
    emptied = replace(lived, days=tuple(replace(day, valid=day.date in few) for day in lived.days))
    judged = morning(weeks=[replace(week(monday), verdict=Verdict.IN_BAND)])
    assert list(promises.broken(emptied, judged, [])) == ["verdict_on_unworn"]
    assert list(promises.broken(lived, judged, [])) == []


def _valid(lived: Life, on: date) -> bool:
    return lived.days[(on - FIRST).days].valid


REASONS = [
    (Reason("sent", {"because": "drop"}), False),
    (Reason("sent"), True),
    (Reason(""), True),
    (Reason("because_i_say_so"), True),
    (Reason("nothing_to_say", {"more": 1}), True),
]


@pytest.mark.parametrize(("why", "missing"), REASONS)
def test_a_decision_without_its_reason_is_seen(why: Reason, missing: bool) -> None:
    assert promises.without_reason(replace(SILENT, why=why)) is missing


def test_the_alarms_of_the_made_up_are_questions_that_silence_everything() -> None:
    silencing = {question.id for question in read_questions() if question.silences}
    assert set(ALARMING) <= silencing
