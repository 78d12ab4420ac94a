"""What the physio's letter says is decided here, before any words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from analyzer.letters.findings import GOING_ON
from analyzer.letters.heard import Heard
from analyzer.letters.physio import PhysioLetter, initials, physio_letter
from analyzer.letters.questions import MAX_FLAGS
from analyzer.rulebook import rules
from storage.records import Activity, Answer, Finding, Severity, Verdict
from storage.told import Diagnosis
from tests.made.letters import AGREED, STORIES, WEEK, Story, sessions_of, to_physio, told
from tests.made.telling import ALARM, ENROLLED, TOLD_WELL

STEADY = Story(week=(32, 35, 33, 36, 34, 31, 35))
SUNDAY = WEEK + timedelta(days=6)


def with_findings(*findings: Finding, **more: Any) -> PhysioLetter:
    return physio_letter(replace(told(STEADY), findings=findings, **more))


def finding(rule: str, severity: Severity = Severity.OVERLOAD, **more: Any) -> Finding:
    return Finding(rule, severity, WEEK, SUNDAY, **more)


def test_at_most_two_questions_the_gravest_first_and_the_rest_counted() -> None:
    letter = with_findings(
        finding("boom-bust", Severity.INFORMATION),
        finding("drop", Severity.INACTIVITY),
        finding("ceiling"),
        finding("rise"),
    )
    assert [flag.rule for flag in letter.flags] == ["ceiling", "rise"]
    assert len(letter.flags) == MAX_FLAGS
    assert letter.flags_left_out == 2


def test_the_same_rule_asks_once_with_its_newest_finding() -> None:
    older = replace(finding("drop", Severity.INACTIVITY), last=WEEK + timedelta(days=2))
    newer = finding("drop", Severity.INACTIVITY)
    letter = with_findings(older, newer)
    assert letter.flags == (newer,)
    assert letter.flags_left_out == 0


@pytest.mark.parametrize(
    ("rule", "first", "last", "spoken_of"),
    [
        ("drop", 0, 6, True),
        ("drop", -20, 0, True),
        ("drop", 0, 7, False),  # its window ends in the week after
        ("no-improvement", -3, 13, False),
        ("flare", 6, 13, True),  # it began in the week and goes on
        ("flare", 7, 13, False),
    ],
)
def test_a_letter_about_an_earlier_week_knows_only_what_was_so_by_its_end(
    rule: str, first: int, last: int, spoken_of: bool
) -> None:
    its, later = (
        Finding(
            rule, Severity.PAIN, WEEK + timedelta(days=first + n), WEEK + timedelta(days=last + n)
        )
        for n in (0, 7)
    )
    assert with_findings(its, later).flags == (its,) * spoken_of


def test_the_rules_whose_findings_go_on_are_rules() -> None:
    assert {rule.id for rule in rules()} > set(GOING_ON)


@pytest.mark.parametrize("rule", ["cannot-tell", "general-target"])
def test_findings_about_the_watch_or_beside_the_volume_are_no_question(rule: str) -> None:
    assert with_findings(finding(rule, Severity.INFORMATION)).flags == ()


def test_findings_of_other_weeks_or_not_for_the_physio_ask_nothing() -> None:
    past = Finding("rise", Severity.OVERLOAD, WEEK - timedelta(days=7), WEEK - timedelta(days=1))
    assert with_findings(past, finding("rise", to_physio=False)).flags == ()


def test_a_rule_dismissed_in_the_plan_is_silent_for_four_weeks_and_said_so() -> None:
    note = replace(AGREED, since=WEEK - timedelta(days=3), note="dismiss rise: moved house")
    letter = with_findings(finding("rise"), finding("ceiling"), plans=(AGREED, note))
    assert [flag.rule for flag in letter.flags] == ["ceiling"]
    assert letter.dismissed == ("rise",)
    old = replace(note, since=SUNDAY - timedelta(weeks=4))
    assert [f.rule for f in with_findings(finding("rise"), plans=(AGREED, old)).flags] == ["rise"]


def test_while_an_answer_waits_for_a_clinician_nothing_else_is_asked() -> None:
    values = told(STORIES["red-flag"])
    alert = next(each for each in values.findings if each.rule == "alert")
    others = (finding("contraindication", Severity.GATE), finding("rise"), finding("drop"))
    letter = physio_letter(replace(values, findings=(*others, alert)))
    assert letter.flags == (alert,)
    assert letter.flags_left_out == 0
    later = replace(alert, first=SUNDAY + timedelta(days=1), last=SUNDAY + timedelta(days=1))
    assert physio_letter(replace(values, findings=(*others, later))).flags == (later,)


@pytest.mark.parametrize(
    "recorded",
    [
        {"diagnosis": Diagnosis.TUMOUR},
        {"diagnosis": Diagnosis.INSTABILITY},
        {"diagnosis": Diagnosis.VERTEBRAL_FRACTURE},
        {"stability_threatened": Answer.YES},
    ],
)
def test_where_activity_is_ruled_out_only_that_is_asked_about(recorded: dict[str, Any]) -> None:
    forbidden = replace(TOLD_WELL, enrolments=(replace(ENROLLED, **recorded),))
    values = told(replace(STORIES["too-little"], told=forbidden))
    others = [
        finding(rule, Severity.INFORMATION)
        for rule in ("low-edge", "rise", "drop", "general-target", "pain")
    ]
    letter = physio_letter(replace(values, findings=(*values.findings, *others)))
    assert letter.gate.report_only
    assert [flag.rule for flag in letter.flags] == ["contraindication"]
    assert letter.flags_left_out == 0


def test_an_open_alert_stands_before_what_rules_out_activity() -> None:
    forbidden = replace(ALARM, enrolments=(replace(ENROLLED, diagnosis=Diagnosis.TUMOUR),))
    letter = to_physio(replace(STORIES["red-flag"], told=forbidden))
    assert [flag.rule for flag in letter.flags] == ["alert"]


def test_strength_counts_what_was_told_as_the_list_does() -> None:
    letter = to_physio(STORIES["told-well"])
    assert letter.strength_sessions == letter.done.strength_sessions == 2
    unheard = with_findings(heard=Heard(), **strength_recorded())
    assert unheard.strength_sessions == 1


def strength_recorded() -> dict[str, Any]:
    values = told(replace(STEADY, strength_days=(1,)))
    return {"days": values.days, "weeks": values.weeks}


def test_sessions_are_those_whose_own_local_start_lies_in_the_week() -> None:
    session = sessions_of(STEADY)[0]

    def at(moment: datetime, offset_min: int | None) -> Activity:
        return replace(session, start=moment, utc_offset_min=offset_min)

    inside = at(datetime(2026, 3, 8, 23, 30, tzinfo=UTC), 60)  # Monday 00:30 at home
    outside = at(datetime(2026, 3, 15, 23, 30, tzinfo=UTC), 60)
    unknown = at(datetime(2026, 3, 15, 23, 30, tzinfo=UTC), None)
    heard = Heard(activities=(outside, unknown, inside))
    letter = with_findings(heard=heard)
    assert letter.sessions == (inside, unknown)


def test_spread_is_the_largest_day_against_the_median_day() -> None:
    letter = to_physio(STORIES["too-much"])
    assert letter.spread.peak_ratio == pytest.approx(168 / 52)
    assert letter.spread.peak_on == date(2026, 3, 14)
    assert len(letter.spread.history) == 12


def test_a_week_with_few_valid_days_has_no_spread_and_is_not_scaled_up() -> None:
    letter = to_physio(STORIES["cannot-tell"])
    assert letter.verdict is Verdict.UNKNOWN
    assert letter.spread.peak_ratio is None
    assert letter.volume.met_h_estimated is None


def test_the_boom_bust_count_is_the_rules_own_and_recent() -> None:
    recent = finding("boom-bust", Severity.INFORMATION, numbers={"times": 3})
    assert with_findings(recent).spread.boom_bust == 3
    old = replace(recent, last=SUNDAY - timedelta(days=28))
    assert with_findings(old).spread.boom_bust is None
    assert with_findings().spread.boom_bust is None


def test_nothing_stored_makes_a_letter_that_knows_nothing() -> None:
    nothing = replace(told(STEADY), days=(), weeks=(), findings=(), plans=())
    letter = physio_letter(nothing)
    assert letter.volume.met_h is None
    assert letter.wear.hours_per_day is None
    assert letter.plan is None


def test_a_changed_plan_is_told_in_the_week_it_changed() -> None:
    changed = replace(AGREED, since=WEEK + timedelta(days=2))
    letter = with_findings(plans=(AGREED, changed))
    assert letter.plan == AGREED
    assert letter.plan_changes == (changed,)


def test_steps_without_an_hour_are_told() -> None:
    values = told(STEADY)
    days = tuple(
        replace(day, unplaced_steps=100) if day.date >= WEEK else day for day in values.days
    )
    notes = physio_letter(replace(values, days=days)).notes
    assert [(note.code, dict(note.numbers)) for note in notes] == [
        ("note.unplaced", {"steps": 700})
    ]


@pytest.mark.parametrize(
    ("name", "code"), [("anna berg", "AB"), ("p-17", "P"), ("", "-"), ("(x) Y", "Y")]
)
def test_a_name_becomes_initials(name: str, code: str) -> None:
    assert initials(name) == code
