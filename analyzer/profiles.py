"""What a diagnosis and circumstances change for a person: rows of `profiles.toml` joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analyzer.in_force import enrolment_on
from config.profiles import ProfileRow, Profiles
from storage.records import Answer, Person, Plan
from storage.told import Diagnosis, Enrolment, Region, Told, WorkLoad


@dataclass(frozen=True, slots=True)
class Profile:
    """``ids``: the diagnosis first. A switch holds where every part of the profile leaves it."""

    ids: tuple[str, ...]
    ramp_percent: float | None = None
    ramp_percent_most: float | None = None
    step_goals: bool = True
    continuous_walks: bool = True
    suggestions: tuple[str, ...] = ()
    nerve_check_in: bool = False
    milestones: bool = False
    active_breaks: bool = False
    stroke_tip: bool = False
    balance: bool = False
    load_not_seen: bool = False

    def ramp(self, plan: Plan | None) -> float | None:
        """Growth a week, in percent: the physio's number inside the profile's, else its own."""
        agreed = None if plan is None else plan.progression_percent
        percent = self.ramp_percent if agreed is None else agreed
        if percent is None or self.ramp_percent_most is None:
            return percent
        return min(percent, self.ramp_percent_most)


#: Of a person about whom nothing is recorded.
NO_PROFILE = Profile(())


def profile_on(told: Told, person: Person, on: date, profiles: Profiles | None) -> Profile:
    """The profile that holds on a day; `NO_PROFILE` where nothing is recorded."""
    enrolled = enrolment_on(told, on)
    if enrolled is None or profiles is None:
        return NO_PROFILE
    return together(tuple(_parts(enrolled, person, on, profiles)))


def together(parts: tuple[ProfileRow, ...]) -> Profile:
    """One profile of several parts: the slowest ramp, the first part's suggestions first.

    The fast ramp is the only part that may quicken, and never beyond another part's most.
    """
    fast = any(each.id == "fast" for each in parts)
    most = [each.ramp_percent_most for each in parts if each.ramp_percent_most is not None]
    own = [each.ramp_percent for each in parts if each.ramp_percent is not None]
    return Profile(
        ids=tuple(each.id for each in parts),
        ramp_percent=(max if fast else min)(own) if own else None,
        ramp_percent_most=min(most) if most else None,
        step_goals=all(each.step_goals for each in parts),
        continuous_walks=all(each.continuous_walks for each in parts),
        suggestions=tuple(dict.fromkeys(name for each in parts for name in each.suggestions)),
        nerve_check_in=any(each.nerve_check_in for each in parts),
        milestones=any(each.milestones for each in parts),
        active_breaks=any(each.active_breaks for each in parts),
        stroke_tip=any(each.stroke_tip for each in parts),
        balance=any(each.balance for each in parts),
        load_not_seen=any(each.load_not_seen for each in parts),
    )


def _parts(
    enrolled: Enrolment, person: Person, on: date, profiles: Profiles
) -> Iterator[ProfileRow]:
    yield profiles.diagnosis(enrolled.diagnosis.value)
    born = person.birth_year
    non_specific = enrolled.diagnosis is Diagnosis.NON_SPECIFIC
    holds = {
        "neck": enrolled.region in (Region.NECK, Region.BOTH),
        "fear_of_movement": enrolled.fear_of_movement is Answer.YES,
        "fast": non_specific and enrolled.fast_progression is Answer.YES,
        "senior": born is not None and on.year - born >= profiles.ages.senior_from,
        "heavy_work": enrolled.work_load is WorkLoad.HEAVY,
        "pregnancy": enrolled.pregnancy is Answer.YES,
        "nerve_signs": enrolled.nerve_signs is Answer.YES,
    }
    yield from (profiles.circumstance(name) for name, true in holds.items() if true)
