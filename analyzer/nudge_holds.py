"""Why a nudge that could be said is held back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from analyzer.effect import HELD_OUT, RETIRED, SAID_RECENTLY, SELDOM, effect_of, is_held_out
from analyzer.history import counts
from analyzer.nudge_scene import Scene
from analyzer.sentences import NERVE_CHECK, NO_DATA, SENTENCES, Asks
from storage.records import Decision, Finding, Nudge, Reason, Severity, Verdict

PAIN_FLAG = "pain_flag"
GATE_SHUT = "gate_shut"
FLAG_RECENTLY = "flag_recently"
OPPOSITE_RECENTLY = "opposite_recently"
YESTERDAY_UNKNOWN = "yesterday_unknown"
MUCH_YESTERDAY = "much_yesterday"
NO_ROOM = "no_room"

#: They speak of no activity: neither clearance nor pain is a reason to keep quiet.
_ALWAYS_SAFE = (NO_DATA, NERVE_CHECK)

#: What a flare is called beside the rules.
FLARE = "flare"

#: Reason code -> the numbers it carries. ``nudge`` is the code that was held back.
REASONS = {
    PAIN_FLAG: ("nudge", "rule", "last"),
    GATE_SHUT: ("nudge", "gate"),
    FLAG_RECENTLY: ("nudge", "rule", "last"),
    OPPOSITE_RECENTLY: ("nudge", "sent"),
    SAID_RECENTLY: ("nudge", "on"),
    YESTERDAY_UNKNOWN: ("nudge",),
    MUCH_YESTERDAY: ("nudge",),
    NO_ROOM: ("nudge",),
    SELDOM: ("nudge", "times", "on"),
    RETIRED: ("nudge", "with_days", "without_days", "more_min", "low_min", "high_min"),
    HELD_OUT: ("nudge",),
}


def held_back(nudge: Nudge, scene: Scene) -> Reason | None:
    """Why a nudge may not be sent now; None where it may.

    What is not safe comes first, so that what is left out for another reason was safe to say.
    """
    held = _opposite(nudge, scene)
    if held is None and nudge.code not in _ALWAYS_SAFE:
        held = _unsafe(nudge, scene)
    held = held or _said(nudge, scene)
    if held is None and nudge.asks_for_more:
        held = _better_not(nudge, scene)
    return held


def _opposite(nudge: Nudge, scene: Scene) -> Reason | None:
    for decision, said in scene.sent:
        apart = abs(scene.now - decision.decided_at)
        if _pull_apart(nudge, said) and apart < timedelta(hours=scene.limits.apart_h):
            return Reason(OPPOSITE_RECENTLY, {"nudge": nudge.code, "sent": said.code})
    return None


def _unsafe(nudge: Nudge, scene: Scene) -> Reason | None:
    if not scene.gate.may_say_more:
        return Reason(GATE_SHUT, {"nudge": nudge.code, "gate": scene.gate.why.code})
    pain = _flag(scene, Severity.PAIN)
    if pain is not None:
        return Reason(PAIN_FLAG, _named(nudge, pain))
    flare = scene.standing.flare_last
    if flare is not None and _near(flare, scene):
        named = {"nudge": nudge.code, "rule": FLARE, "last": flare.isoformat()}
        return Reason(PAIN_FLAG, named)
    return _held_from_more(nudge, scene) if nudge.asks_for_more else None


def _said(nudge: Nudge, scene: Scene) -> Reason | None:
    for decision, said in scene.sent:
        again = abs((scene.on - decision.date).days) < scene.limits.same_again_after_days
        if again and _says_the_same(nudge, said):
            on = decision.date.isoformat()
            return Reason(SAID_RECENTLY, {"nudge": nudge.code, "on": on})
    return None


def _better_not(nudge: Nudge, scene: Scene) -> Reason | None:
    """Fewer where they are not taken up, none where they do not help, and some left out."""
    seldom = _seldom(nudge, scene)
    if seldom is not None:
        return seldom
    numbers = scene.numbers.effect
    effect = effect_of(nudge.code, _looked_back(scene), scene.standing.after_min, numbers)
    if effect.retired:
        found = {
            "with_days": effect.with_days,
            "without_days": effect.without_days,
            "more_min": effect.more_min or 0.0,
            "low_min": effect.low_min or 0.0,
            "high_min": effect.high_min or 0.0,
        }
        return Reason(RETIRED, {"nudge": nudge.code, **found})
    if is_held_out(scene.person_id, scene.on, numbers):
        return Reason(HELD_OUT, {"nudge": nudge.code})
    return None


def _looked_back(scene: Scene) -> list[Decision]:
    since = scene.on - timedelta(days=scene.numbers.effect.look_back_days)
    return [each for each in scene.recent if each.date >= since]


def _seldom(nudge: Nudge, scene: Scene) -> Reason | None:
    """The time between acts doubles after some in a row that were not taken up."""
    asked = sorted(
        ((decision.date, said) for decision, said in scene.sent if said.asks_for_more),
        key=lambda each: each[0],
    )
    in_a_row = _not_taken_up([(on, said) for on, said in asked if on < scene.on], scene)
    doublings = in_a_row // scene.numbers.seldom.times
    if not doublings:
        return None
    wait = scene.limits.same_again_after_days * 2**doublings
    on = asked[-1][0] + timedelta(days=min(wait, scene.numbers.seldom.longest_days))
    if scene.on >= on:
        return None
    return Reason(SELDOM, {"nudge": nudge.code, "times": in_a_row, "on": on.isoformat()})


def _not_taken_up(asked: list[tuple[date, Nudge]], scene: Scene) -> int:
    """Acts in a row, counted from the last, after which fewer minutes were seen than asked for.

    A date on which the watch saw too little counts neither way.
    """
    times = 0
    for on, said in reversed(asked):
        seen, wanted = scene.standing.after_min.get(on), said.numbers.get("act_min")
        if seen is None or not isinstance(wanted, (int, float)):
            continue
        if seen >= wanted:
            break
        times += 1
    return times


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
    return None if scene.goal.act_min else Reason(NO_ROOM, {"nudge": nudge.code})


def _named(nudge: Nudge, flag: Finding) -> dict[str, int | float | str]:
    return {"nudge": nudge.code, "rule": flag.rule, "last": flag.last.isoformat()}


def _flag(scene: Scene, severity: Severity) -> Finding | None:
    """A flag whose last day ended less than ``apart_h`` before the local clock's time."""
    for finding in scene.findings:
        if finding.severity is severity and _near(finding.last, scene):
            return finding
    return None


def _near(last: date, scene: Scene) -> bool:
    ended = datetime.combine(last, datetime.min.time()) + timedelta(days=1)
    return scene.local.replace(tzinfo=None) - ended < timedelta(hours=scene.limits.apart_h)
