"""Decide on at most one nudge a day, and say why it is sent or why nothing is.

Priority: alert, gate, pain, overload, inactivity, praise. An open alert silences everything.
Nothing asks for more without a recorded clearance, near a flag, or when yesterday is not known;
what was missed is never mentioned twice; with nothing arrived there is no nudge but the one that
says so. What is asked for is one small act inside the ramp, less often where it is not taken up,
and not at all where it does not help this person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from analyzer import nudge_holds
from analyzer.calendar import zone_of
from analyzer.errors import AnalyzerError
from analyzer.gate import Gate
from analyzer.goal import Agreed, goal_of
from analyzer.nudge_holds import held_back
from analyzer.nudge_scene import Scene, Standing, candidates, silence_days
from analyzer.sentences import NO_DATA
from analyzer.week_verdict import band_of
from config.limits import Limits
from config.nudges import NudgeNumbers
from storage.records import (
    Day,
    Decision,
    Finding,
    Nudge,
    Person,
    Reason,
    Severity,
    Week,
    WishKind,
)

SENT = "sent"
QUIET_HOURS = "quiet_hours"
ALREADY_TODAY = "already_today"
ALERT_OPEN = "alert_open"
PAUSED = "paused"
SNOOZED = "snoozed"
GATE_FINDING = "gate_finding"
NO_DATA_YET = "no_data_yet"
NO_DATA_TOLD = "no_data_told"
NOTHING_TO_SAY = "nothing_to_say"

#: Reason code -> the numbers it carries.
REASONS = {
    SENT: ("because",),
    QUIET_HOURS: ("local_time",),
    ALREADY_TODAY: (),
    ALERT_OPEN: ("rule",),
    GATE_FINDING: ("rule",),
    PAUSED: ("until",),
    SNOOZED: ("until",),
    NO_DATA_YET: (),
    NO_DATA_TOLD: ("days", "times"),
    **nudge_holds.REASONS,
    NOTHING_TO_SAY: (),
}


class NudgeError(AnalyzerError):
    """A nudge cannot be decided on what was given."""


def decide(
    date_local: date,
    days: Sequence[Day],
    weeks: Sequence[Week],
    findings: Sequence[Finding],
    gate: Gate,
    recent: Sequence[Decision],
    person: Person,
    limits: Limits,
    now: datetime,
    *,
    numbers: NudgeNumbers,
    standing: Standing,
) -> Decision:
    """The decision for a person's local date, from judged days and weeks.

    ``recent`` are the decisions of the last weeks, sent or not; what helps is known only from as
    many as ``numbers.effect.look_back_days``. Alerts in ``findings`` count until they are taken
    out: only a person can close one.
    """
    if now.tzinfo is None:
        raise NudgeError(f"A nudge is decided at an aware moment; {now!r} has no time zone.")
    known = [day for day in days if day.date <= date_local]
    zone = max(known, key=lambda day: day.date).zone if known else person.timezone
    local = now.astimezone(zone_of(zone))
    agreed = _agreed(standing, limits)
    goal = goal_of(known, agreed, date_local, numbers.goal)
    scene = Scene(
        date_local, known, weeks, findings, gate, recent, limits.nudge, now, local,
        person.id, numbers, standing, goal,
    )  # fmt: skip
    nudge, why = _choose(scene)
    considered = tuple(sorted({each.rule for each in scene.fresh(*Severity)}))
    return Decision(date_local, nudge, why, now, considered)


def _agreed(standing: Standing, limits: Limits) -> Agreed:
    plan, ramp = standing.plan, standing.ramp_percent
    return Agreed(
        band_of(plan, limits.low_edge.met_h_per_week),
        plan.progression_percent if ramp is None and plan is not None else ramp,
        None if plan is None else plan.ceiling_steps,
        standing.short_acts,
    )


def _choose(scene: Scene) -> tuple[Nudge | None, Reason]:
    silent = _silent(scene) or _no_data_silence(scene)
    if silent is not None:
        return None, silent
    first_held: Reason | None = None
    for nudge in candidates(scene):
        held = held_back(nudge, scene)
        if held is None:
            return nudge, Reason(SENT, {"because": nudge.because})
        first_held = first_held or held
    return None, first_held or Reason(NOTHING_TO_SAY)


def _silent(scene: Scene) -> Reason | None:
    """What forbids any nudge at all."""
    held = _closed(scene) or _asked_for_silence(scene)
    if held is not None:
        return held
    if _is_quiet(scene):
        return Reason(QUIET_HOURS, {"local_time": scene.local.strftime("%H:%M")})
    if any(decision.date == scene.on for decision, _ in scene.sent):
        return Reason(ALREADY_TODAY)
    return None


def _closed(scene: Scene) -> Reason | None:
    if scene.standing.alert is not None:
        return Reason(ALERT_OPEN, {"rule": scene.standing.alert})
    for severity, code in ((Severity.ALERT, ALERT_OPEN), (Severity.GATE, GATE_FINDING)):
        for finding in scene.findings:
            if finding.severity is severity:
                return Reason(code, {"rule": finding.rule})
    return None


def _asked_for_silence(scene: Scene) -> Reason | None:
    for kind, code in ((WishKind.PAUSE, PAUSED), (WishKind.SNOOZE, SNOOZED)):
        said = [wish for wish in scene.standing.wishes if wish.kind is kind]
        said = [wish for wish in said if wish.recorded_at <= scene.now]
        last = max(said, key=lambda wish: wish.recorded_at, default=None)
        if last is not None and scene.now < last.until:
            until = last.until.astimezone(scene.local.tzinfo).date()
            return Reason(code, {"until": until.isoformat()})
    return None


def _is_quiet(scene: Scene) -> bool:
    at = scene.local.time()
    start, end = scene.limits.quiet_from, scene.limits.quiet_to
    if start <= end:
        return start <= at < end
    return at >= start or at < end


def _no_data_silence(scene: Scene) -> Reason | None:
    silence = silence_days(scene)
    if silence is None:
        return Reason(NO_DATA_YET)
    if silence < scene.limits.no_data_days:
        return None
    since = scene.on - timedelta(days=silence)
    told = sum(each.code == NO_DATA and decision.date > since for decision, each in scene.sent)
    if told >= scene.limits.no_data_times or silence > scene.limits.no_data_until_days:
        return Reason(NO_DATA_TOLD, {"days": silence, "times": told})
    return None
