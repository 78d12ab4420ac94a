"""Why a nudge that could be said is held back."""

from __future__ import annotations

from datetime import datetime, timedelta

from analyzer.history import counts
from analyzer.nudge_scene import Scene
from analyzer.sentences import NO_DATA, SENTENCES, Asks
from storage.records import Finding, Nudge, Reason, Severity, Verdict

PAIN_FLAG = "pain_flag"
GATE_SHUT = "gate_shut"
FLAG_RECENTLY = "flag_recently"
OPPOSITE_RECENTLY = "opposite_recently"
SAID_RECENTLY = "said_recently"
YESTERDAY_UNKNOWN = "yesterday_unknown"
MUCH_YESTERDAY = "much_yesterday"

#: Reason code -> the numbers it carries. ``nudge`` is the code that was held back.
REASONS = {
    PAIN_FLAG: ("nudge", "rule", "last"),
    GATE_SHUT: ("nudge", "gate"),
    FLAG_RECENTLY: ("nudge", "rule", "last"),
    OPPOSITE_RECENTLY: ("nudge", "sent"),
    SAID_RECENTLY: ("nudge", "on"),
    YESTERDAY_UNKNOWN: ("nudge",),
    MUCH_YESTERDAY: ("nudge",),
}


def held_back(nudge: Nudge, scene: Scene) -> Reason | None:
    """Why a nudge may not be sent now; None where it may."""
    held = _held_by_what_was_said(nudge, scene)
    if held is not None or nudge.code == NO_DATA:
        return held
    if not scene.gate.may_say_more:
        return Reason(GATE_SHUT, {"nudge": nudge.code, "gate": scene.gate.why.code})
    pain = _flag(scene, Severity.PAIN)
    if pain is not None:
        return Reason(PAIN_FLAG, _named(nudge, pain))
    return _held_from_more(nudge, scene) if nudge.asks_for_more else None


def _held_by_what_was_said(nudge: Nudge, scene: Scene) -> Reason | None:
    for decision, said in scene.sent:
        apart = abs(scene.now - decision.decided_at)
        if _pull_apart(nudge, said) and apart < timedelta(hours=scene.limits.apart_h):
            return Reason(OPPOSITE_RECENTLY, {"nudge": nudge.code, "sent": said.code})
        again = abs((scene.on - decision.date).days) < scene.limits.same_again_after_days
        if again and _says_the_same(nudge, said):
            on = decision.date.isoformat()
            return Reason(SAID_RECENTLY, {"nudge": nudge.code, "on": on})
    return None


def _says_the_same(one: Nudge, other: Nudge) -> bool:
    return one.because == other.because or _asks(one) is _asks(other) is not Asks.NOTHING


def _pull_apart(one: Nudge, other: Nudge) -> bool:
    return {_asks(one), _asks(other)} == {Asks.MORE, Asks.LESS}


def _asks(nudge: Nudge) -> Asks:
    """A code that is no longer known says at least whether it asked for more."""
    sentence = SENTENCES.get(nudge.code)
    if sentence is not None:
        return sentence.asks_for
    return Asks.MORE if nudge.asks_for_more else Asks.NOTHING


def _held_from_more(nudge: Nudge, scene: Scene) -> Reason | None:
    flag = _flag(scene, Severity.OVERLOAD)
    if flag is not None:
        return Reason(FLAG_RECENTLY, _named(nudge, flag))
    day = scene.yesterday
    if day is None or not counts(day, scene.on):
        return Reason(YESTERDAY_UNKNOWN, {"nudge": nudge.code})
    if day.verdict is Verdict.TOO_MUCH:
        return Reason(MUCH_YESTERDAY, {"nudge": nudge.code})
    return None


def _named(nudge: Nudge, flag: Finding) -> dict[str, int | float | str]:
    return {"nudge": nudge.code, "rule": flag.rule, "last": flag.last.isoformat()}


def _flag(scene: Scene, severity: Severity) -> Finding | None:
    """A flag whose last day ended less than ``apart_h`` before the local clock's time."""
    apart = timedelta(hours=scene.limits.apart_h)
    wall = scene.local.replace(tzinfo=None)
    for finding in scene.findings:
        ended = datetime.combine(finding.last, datetime.min.time()) + timedelta(days=1)
        if finding.severity is severity and wall - ended < apart:
            return finding
    return None
