"""A profile changes what is proposed and how fast; the slowest part of it sets the pace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analyzer.profiles import NO_PROFILE, Profile, profile_on
from config.profiles import Profiles, faults, read_profiles
from storage.records import Answer
from storage.told import Diagnosis, Enrolment, Region, Told, WorkLoad
from tests.made.histories import CLEARED, ENROLLED, PERSON

ON = date(2026, 3, 9)
PROFILES = read_profiles()


def profile(born: int | None = None, **given: object) -> Profile:
    row: Enrolment = replace(ENROLLED, **given)  # type: ignore[arg-type]
    person = replace(PERSON, birth_year=born)
    return profile_on(Told(enrolments=(row,)), person, ON, PROFILES)


def test_the_shipped_profiles_have_no_fault() -> None:
    assert not list(faults(PROFILES))


def test_faults_are_named() -> None:
    first = replace(PROFILES.diagnoses[0], ramp_percent=30.0, source=" ", proposed=("ramps",))
    wrong: Profiles = replace(PROFILES, diagnoses=(first, PROFILES.diagnoses[1]) * 2)
    said = set(faults(wrong))
    assert {each.split(":")[0] for each in said} == {
        "non_specific", "stenosis", "non_specific.ramp_percent", "non_specific.source",
        "non_specific.proposed",
    }  # fmt: skip


def test_nothing_recorded_is_no_profile() -> None:
    assert profile_on(Told(), PERSON, ON, PROFILES) == NO_PROFILE
    assert NO_PROFILE.ramp(CLEARED) is None


def test_c86_stenosis_puts_cycling_first_and_sets_no_goal_of_steps() -> None:
    found = profile(diagnosis=Diagnosis.STENOSIS)
    assert found.suggestions[0] == "cycling"
    assert "interval_walks" in found.suggestions
    assert not found.step_goals
    assert not found.continuous_walks
    assert found.nerve_check_in


@pytest.mark.parametrize("region", [Region.NECK, Region.BOTH])
def test_c87_a_neck_gets_active_breaks_and_the_tip_about_strokes(region: Region) -> None:
    found = profile(region=region)
    assert found.active_breaks
    assert found.stroke_tip
    assert not profile(region=Region.BACK).stroke_tip
    assert not profile(region=Region.UNKNOWN).stroke_tip


def test_fear_of_movement_goes_by_milestones() -> None:
    assert profile(fear_of_movement=Answer.YES).milestones
    assert not profile(fear_of_movement=Answer.UNKNOWN).milestones


@pytest.mark.parametrize(("born", "balance"), [(1961, True), (1962, False), (None, False)])
def test_from_65_years_on_balance_belongs_to_it(born: int | None, balance: bool) -> None:
    assert profile(born).balance == balance


def test_heavy_work_is_load_nobody_sees() -> None:
    assert profile(work_load=WorkLoad.HEAVY).load_not_seen
    assert not profile(work_load=WorkLoad.MIXED).load_not_seen


@pytest.mark.parametrize(
    ("given", "agreed", "ramp"),
    [
        pytest.param({}, None, 10.0, id="nothing agreed"),
        pytest.param({}, 5.0, 5.0, id="the physio's is slower"),
        pytest.param({}, 15.0, 15.0, id="the physio's is faster, inside the most"),
        pytest.param({}, 30.0, 20.0, id="never beyond the most"),
        pytest.param({"fast_progression": Answer.YES}, None, 20.0, id="the fast ramp is allowed"),
        pytest.param(
            {"fast_progression": Answer.YES, "diagnosis": Diagnosis.STENOSIS}, 15.0, 10.0,
            id="there is no fast ramp in stenosis",
        ),
        pytest.param(
            {"fast_progression": Answer.YES, "nerve_signs": Answer.YES}, None, 10.0,
            id="nor with nerve signs",
        ),
        pytest.param({"diagnosis": Diagnosis.TUMOUR}, None, None, id="no ramp where none is"),
    ],
)  # fmt: skip
def test_the_ramp_is_the_physio_s_inside_the_profile_s(
    given: dict[str, object], agreed: float | None, ramp: float | None
) -> None:
    assert profile(**given).ramp(replace(CLEARED, progression_percent=agreed)) == ramp  # type: ignore[arg-type]


def test_changing_what_is_recorded_leaves_the_past_as_it_was() -> None:
    later = replace(ENROLLED, since=date(2026, 3, 2), diagnosis=Diagnosis.STENOSIS)
    told = Told(enrolments=(ENROLLED, later))
    assert profile_on(told, PERSON, date(2026, 3, 1), PROFILES).ids == ("non_specific",)
    assert profile_on(told, PERSON, date(2026, 3, 2), PROFILES).ids == ("stenosis",)
