"""The gate opens on a recorded, signed clearance and on nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer import screening
from analyzer.calendar import months_after
from analyzer.gate import REASONS, GateState, gate
from analyzer.in_force import plan_on
from config.profiles import read_profiles
from config.questions import read_questions
from storage.records import Answer, Plan
from storage.told import CheckIn, Diagnosis, Enrolment, Told
from tests.made.histories import CLEARED, ENROLLED, PERSON

ON = date(2026, 3, 9)
BEFORE = replace(CLEARED, since=date(2026, 3, 1))
NEWER = replace(CLEARED, since=date(2026, 3, 5))


@pytest.mark.parametrize(
    ("plans", "open_", "code"),
    [
        pytest.param([], False, "no_plan", id="C80: nothing on file"),
        pytest.param([BEFORE], True, "cleared", id="cleared"),
        pytest.param(
            [replace(BEFORE, cleared=Answer.UNKNOWN)], False, "clearance_unknown", id="C81: unknown"
        ),
        pytest.param([replace(BEFORE, cleared=Answer.NO)], False, "not_cleared", id="no"),
        pytest.param([replace(BEFORE, signed_by=" ")], False, "not_signed", id="nobody signed"),
        pytest.param([replace(BEFORE, since=ON)], True, "cleared", id="from this very day"),
        pytest.param(
            [replace(BEFORE, since=date(2026, 3, 10))], False, "no_plan", id="from tomorrow only"
        ),
        pytest.param(
            [BEFORE, replace(NEWER, cleared=Answer.UNKNOWN)],
            False,
            "clearance_unknown",
            id="a newer plan leaves it open",
        ),
        pytest.param(
            [replace(NEWER, cleared=Answer.NO), BEFORE],
            False,
            "not_cleared",
            id="the newer plan was given first",
        ),
        pytest.param(
            [BEFORE, replace(BEFORE, cleared=Answer.NO)],
            False,
            "not_cleared",
            id="two from one day: the one given last",
        ),
    ],
)
def test_the_gate(plans: list[Plan], open_: bool, code: str) -> None:
    found = gate(plans, PERSON, ON)
    assert (found.may_say_more, found.why.code) == (open_, code)
    assert found.why.numbers.keys() == set(REASONS[code])


PLANS = st.builds(
    Plan,
    since=st.dates(date(2026, 2, 1), date(2026, 4, 1)),
    signed_by=st.sampled_from(["", "K. Lie"]),
    cleared=st.sampled_from(Answer),
)


@given(st.lists(PLANS, max_size=6))
def test_an_open_gate_rests_on_a_plan_in_force_that_says_yes(plans: list[Plan]) -> None:
    plan = plan_on(plans, ON)
    says_yes = plan is not None and plan.cleared is Answer.YES and plan.signed_by == "K. Lie"
    assert gate(plans, PERSON, ON).may_say_more == says_yes
    assert plan is None or all(other.since <= plan.since for other in plans if other.since <= ON)


RECORDED = replace(ENROLLED, since=date(2026, 2, 1))
SIGNED = {"profile_signed": Answer.YES}


def enrolled(**given: object) -> Enrolment:
    return replace(RECORDED, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rows", "state", "code"),
    [
        pytest.param([RECORDED], "open", "cleared", id="all of it well"),
        pytest.param(
            [enrolled(stability_threatened=Answer.UNKNOWN)],
            "blocked",
            "answer_unknown",
            id="C81: stability unknown",
        ),
        pytest.param(
            [enrolled(nerve_signs=Answer.UNKNOWN)], "blocked", "answer_unknown", id="nerve signs"
        ),
        pytest.param(
            [enrolled(heart_or_lung_trouble=Answer.UNKNOWN)],
            "blocked",
            "answer_unknown",
            id="the general screen was not answered",
        ),
        pytest.param(
            [enrolled(heart_or_lung_trouble=Answer.YES)],
            "blocked",
            "screen_positive",
            id="the general screen says yes",
        ),
        pytest.param(
            [enrolled(diagnosis=Diagnosis.UNKNOWN)], "blocked", "diagnosis_unknown", id="no class"
        ),
        pytest.param([enrolled(onset=None)], "blocked", "onset_unknown", id="onset not recorded"),
        pytest.param(
            [enrolled(onset=date(2025, 12, 10))], "blocked", "not_long_term", id="a day too young"
        ),
        pytest.param(
            [enrolled(onset=date(2025, 12, 9))], "open", "cleared", id="three months this day"
        ),
        pytest.param(
            [enrolled(diagnosis=Diagnosis.STENOSIS)],
            "blocked",
            "profile_not_signed",
            id="stenosis nobody took on",
        ),
        pytest.param(
            [enrolled(diagnosis=Diagnosis.STENOSIS, **SIGNED)],
            "conditional",
            "cleared_with_profile",
            id="C86: stenosis with a signed profile",
        ),
        pytest.param(
            [enrolled(diagnosis=Diagnosis.WHIPLASH)], "blocked", "profile_not_signed", id="whiplash"
        ),
        pytest.param(
            [enrolled(diagnosis=Diagnosis.WHIPLASH, **SIGNED)],
            "conditional",
            "cleared_with_profile",
            id="whiplash the physio opted into",
        ),
        pytest.param(
            [enrolled(pregnancy=Answer.YES)], "blocked", "profile_not_signed", id="pregnancy"
        ),
        pytest.param(
            [enrolled(nerve_signs=Answer.YES, **SIGNED)],
            "conditional",
            "cleared_with_profile",
            id="nerve signs taken on",
        ),
        pytest.param(
            [enrolled(diagnosis=Diagnosis.POST_OPERATIVE, **SIGNED)],
            "blocked",
            "answer_unknown",
            id="an operation without a date",
        ),
        pytest.param(
            [enrolled(diagnosis=Diagnosis.POST_OPERATIVE, surgery_on=date(2026, 3, 2), **SIGNED)],
            "blocked",
            "cleared_before",
            id="cleared before the operation",
        ),
        pytest.param(
            [enrolled(diagnosis=Diagnosis.POST_OPERATIVE, surgery_on=date(2026, 1, 20), **SIGNED)],
            "conditional",
            "cleared_with_profile",
            id="cleared after the operation",
        ),
        pytest.param(
            [RECORDED, enrolled(diagnosis=Diagnosis.UNKNOWN)],
            "blocked",
            "diagnosis_unknown",
            id="of two rows from one day the one given last",
        ),
        pytest.param(
            [RECORDED, enrolled(since=date(2026, 3, 20), diagnosis=Diagnosis.TUMOUR)],
            "open",
            "cleared",
            id="a row of the future does not hold yet",
        ),
    ],
)
def test_what_is_recorded_holds_beside_a_clearance(
    rows: list[Enrolment], state: str, code: str
) -> None:
    found = gate([BEFORE], PERSON, ON, Told(enrolments=tuple(rows)))
    assert (found.state.value, found.why.code) == (state, code)
    assert found.may_say_more == (state != "blocked")
    assert not found.report_only
    assert found.why.numbers.keys() == set(REASONS[code])


FRACTURE = enrolled(diagnosis=Diagnosis.VERTEBRAL_FRACTURE)


@pytest.mark.parametrize(
    ("row", "plans"),
    [
        pytest.param(FRACTURE, [], id="C89: vertebral fracture, no clearance"),
        pytest.param(FRACTURE, [BEFORE], id="C89: cleared, but nobody signed for the fracture"),
        pytest.param(
            replace(FRACTURE, since=NEWER.since, profile_signed=Answer.YES),
            [BEFORE],
            id="C89: cleared before the fracture was known",
        ),
        pytest.param(
            replace(FRACTURE, stability_threatened=Answer.UNKNOWN, profile_signed=Answer.YES),
            [BEFORE],
            id="C89: stability not asked about",
        ),
        pytest.param(
            enrolled(diagnosis=Diagnosis.TUMOUR, profile_signed=Answer.YES), [BEFORE], id="tumour"
        ),
        pytest.param(
            enrolled(diagnosis=Diagnosis.INSTABILITY, profile_signed=Answer.YES),
            [BEFORE],
            id="instability",
        ),
        pytest.param(
            enrolled(stability_threatened=Answer.YES), [BEFORE], id="threatened stability"
        ),
    ],
)
def test_an_absolute_contraindication_leaves_nothing_but_the_report(
    row: Enrolment, plans: list[Plan]
) -> None:
    found = gate(plans, PERSON, ON, Told(enrolments=(row,)))
    assert found.report_only
    assert found.state is GateState.BLOCKED
    assert not found.may_say_more


def test_a_fracture_cleared_in_knowledge_of_it_is_open_on_conditions() -> None:
    row = replace(FRACTURE, profile_signed=Answer.YES)
    found = gate([BEFORE], PERSON, ON, Told(enrolments=(row,)))
    assert (found.state, found.report_only) == (GateState.CONDITIONAL, False)


def test_the_gate_and_the_profiles_agree_on_what_each_diagnosis_needs() -> None:
    needs = {row.id: row.clearance for row in read_profiles().diagnoses}
    assert needs.keys() == {each.value for each in Diagnosis}
    asked = {"never": screening.ABSOLUTE, "medical": screening.UNTIL_CLEARED}
    for need, diagnoses in {**asked, "signed": screening.TO_BE_SIGNED}.items():
        assert {name for name, needed in needs.items() if needed == need} == set(diagnoses)


def unsure(day: int, question: str = "fever", answer: Answer = Answer.UNKNOWN) -> CheckIn:
    return CheckIn(datetime(2026, 3, day, 19, 0, tzinfo=UTC), {question: answer})


@pytest.mark.parametrize(
    ("check_ins", "code"),
    [
        ([], "cleared"),
        ([unsure(8)], "check_in_unsure"),
        ([unsure(9, "leg_pain")], "check_in_unsure"),
        ([unsure(8, "night_pain")], "cleared"),
        ([unsure(8, answer=Answer.NO)], "cleared"),
        ([unsure(8), unsure(9, answer=Answer.NO)], "cleared"),
        ([unsure(8, answer=Answer.NO), unsure(9)], "check_in_unsure"),
        ([unsure(11)], "cleared"),
    ],
)
def test_a_grave_answer_that_was_not_sure_shuts_the_gate_until_it_is_settled(
    check_ins: list[CheckIn], code: str
) -> None:
    told = Told(check_ins=tuple(check_ins), enrolments=(ENROLLED,))
    found = gate([BEFORE], PERSON, ON, told, read_questions())
    assert (found.may_say_more, found.why.code) == (code == "cleared", code)
    assert found.why.numbers.keys() == set(REASONS[code])
    assert not found.report_only


def test_whoever_travels_far_west_is_held_back_at_once() -> None:
    late = CheckIn(datetime(2026, 3, 10, 9, 0, tzinfo=UTC), {"fever": Answer.UNKNOWN})
    found = gate([BEFORE], PERSON, ON, Told(check_ins=(late,)), read_questions())
    assert found.why.code == "check_in_unsure"


def test_a_doubt_does_not_hide_that_nothing_is_cleared() -> None:
    assert gate([], PERSON, ON, Told(check_ins=(unsure(8),))).why.code == "no_plan"


ROWS = st.builds(
    Enrolment,
    since=st.dates(date(2026, 2, 1), date(2026, 4, 1)),
    recorded_by=st.just("K. Lie"),
    onset=st.none() | st.dates(date(2025, 1, 1), date(2026, 3, 1)),
    diagnosis=st.sampled_from(Diagnosis),
    stability_threatened=st.sampled_from(Answer),
    nerve_signs=st.sampled_from(Answer),
    heart_or_lung_trouble=st.sampled_from(Answer),
    profile_signed=st.sampled_from(Answer),
)


@given(st.lists(PLANS, max_size=3), st.lists(ROWS, max_size=3))
def test_more_recorded_never_opens_a_shut_gate(plans: list[Plan], rows: list[Enrolment]) -> None:
    found = gate(plans, PERSON, ON, Told(enrolments=tuple(rows)))
    assert not found.may_say_more or gate(plans, PERSON, ON).may_say_more
    assert not (found.may_say_more and found.report_only)
    assert found.why.numbers.keys() == set(REASONS[found.why.code])


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2025, 12, 9), date(2026, 3, 9)),
        (date(2025, 11, 30), date(2026, 2, 28)),
        (date(2026, 1, 31), date(2026, 4, 30)),
        (date(2026, 10, 31), date(2027, 1, 31)),
    ],
)
def test_three_months_end_on_the_same_day_or_the_last_of_the_month(start: date, end: date) -> None:
    assert months_after(start, 3) == end
