"""What one decision about a nudge looks at, and what could be said, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from analyzer.gate import Gate
from analyzer.goal import Goal
from analyzer.sentences import (
    BECAUSE_NO_DATA,
    BECAUSE_WEEK,
    IN_BAND_WEEK,
    NERVE_CHECK,
    NO_DATA,
    QUIET_YESTERDAY,
    QUIETER_DAYS,
    SENTENCES,
    SMALL_STEP,
    Asks,
)
from analyzer.week_verdict import BELOW_FLOOR, IN_BAND
from config.limits import NudgeLimits
from config.nudges import NudgeNumbers
from storage.records import (
    Day,
    Decision,
    Finding,
    Nudge,
    Numbers,
    Plan,
    Severity,
    Verdict,
    Week,
    Wish,
)

#: Rule -> what is said when it flags too much. A rule without a sentence is for the letters.
EASIER = {
    rule: sentence.code
    for sentence in SENTENCES.values()
    if sentence.asks_for is Asks.LESS
    for rule in sentence.because
}
#: Rules that notice too little.
QUIETER = SENTENCES[QUIETER_DAYS].because


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds beside the days themselves.

    ``after_min``: active minutes in the hours after the decisions of earlier dates, where seen.
    ``alert``: the name of what is open and silences everything. ``flare_last``: the last day of
    the last flare, today while it lasts. ``ramp_percent``: growth a week, where the profile knows
    it better than the plan. ``short_acts``: nothing longer than the smallest act.
    """

    plan: Plan | None = None
    ramp_percent: float | None = None
    short_acts: bool = False
    flare_last: date | None = None
    wishes: tuple[Wish, ...] = ()
    after_min: Mapping[date, float] = field(default_factory=dict)
    alert: str | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything one decision looks at."""

    on: date
    days: Sequence[Day]
    weeks: Sequence[Week]
    findings: Sequence[Finding]
    gate: Gate
    recent: Sequence[Decision]
    limits: NudgeLimits
    now: datetime
    local: datetime
    person_id: int
    numbers: NudgeNumbers
    standing: Standing
    goal: Goal

    def age_days(self, finding: Finding) -> int:
        return (self.on - finding.last).days

    def fresh(self, *severities: Severity) -> list[Finding]:
        """Findings of the last days, newest first: older ones belong to the letter."""
        fresh = [each for each in self.findings if self.age_days(each) > 0]
        fresh = [each for each in fresh if self.age_days(each) <= self.limits.fresh_days]
        chosen = [each for each in fresh if each.severity in severities]
        return sorted(chosen, key=lambda each: (each.last, each.rule), reverse=True)

    @property
    def sent(self) -> list[tuple[Decision, Nudge]]:
        return [(each, each.nudge) for each in self.recent if each.nudge is not None]

    @property
    def yesterday(self) -> Day | None:
        wanted = self.on - timedelta(days=1)
        return next((day for day in self.days if day.date == wanted), None)


def candidates(scene: Scene) -> Iterator[Nudge]:
    """What could be said, the most urgent first."""
    silence = silence_days(scene) or 0
    if silence >= scene.limits.no_data_days:
        yield _nudge(scene, NO_DATA, BECAUSE_NO_DATA, {"days": silence})
        return
    for finding in scene.findings:
        if finding.rule in SENTENCES[NERVE_CHECK].because and 0 <= scene.age_days(finding) <= 1:
            yield _nudge(scene, NERVE_CHECK, finding.rule, {})
    for finding in scene.fresh(Severity.OVERLOAD):
        if finding.rule in EASIER:
            yield _nudge(scene, EASIER[finding.rule], finding.rule, finding.numbers)
    for finding in scene.fresh(Severity.INACTIVITY):
        if finding.rule in QUIETER:
            yield _quiet(scene, finding)
    for week in scene.weeks:
        if not 0 <= (scene.on - week.start).days - 7 < scene.limits.fresh_days:
            continue
        if week.why.code == BELOW_FLOOR:
            yield _nudge(scene, SMALL_STEP, BECAUSE_WEEK, {})
        if week.why.code == IN_BAND:
            numbers = {"met_h": week.met_h or 0.0, "valid_days": week.valid_days}
            yield _nudge(scene, IN_BAND_WEEK, BECAUSE_WEEK, numbers)


def _quiet(scene: Scene, finding: Finding) -> Nudge:
    day = scene.yesterday
    if day is not None and day.verdict is Verdict.TOO_LITTLE and day.steps is not None:
        numbers = {**finding.numbers, "steps": day.steps}
        return _nudge(scene, QUIET_YESTERDAY, finding.rule, numbers)
    return _nudge(scene, QUIETER_DAYS, finding.rule, finding.numbers)


def _nudge(scene: Scene, code: str, because: str, numbers: Numbers) -> Nudge:
    sentence = SENTENCES[code]
    known = {"act_min": scene.goal.act_min, **numbers}
    own = {name: known[name] for name in sentence.numbers}
    return Nudge(scene.on, code, own, because, sentence.asks_for is Asks.MORE)


def silence_days(scene: Scene) -> int | None:
    """Days since anything arrived; a day that is complete was followed by something that did."""
    arrived = [
        day.date for day in scene.days if day.complete or day.wear_min > 0 or day.steps is not None
    ]
    return (scene.on - max(arrived)).days if arrived else None
