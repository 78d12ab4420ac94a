"""What must never happen, held against the truth of a life and not against the program's word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

from analyzer.calendar import zone_of
from analyzer.nudge import REASONS
from analyzer.sentences import SENTENCES, Asks
from service.simulation.lives import ONE_DAY, Life, known_on
from service.simulation.living import Morning
from storage.records import Decision, Finding, Nudge, Severity, Verdict, WishKind

TWO_DAYS = timedelta(hours=48)
WEEK_NEEDS_DAYS = 4

#: Local time in which nothing is sent.
QUIET_FROM, QUIET_TO = time(21), time(8)

_OPPOSITE = {Asks.MORE, Asks.LESS}

MORE_WITHOUT_CLEARANCE = "more_without_clearance"
MORE_NEAR_A_FLAG = "more_near_a_flag"
MORE_IN_A_FLARE = "more_in_a_flare"
OPPOSITES = "opposites_in_48_h"
TWO_A_DAY = "two_a_day"
VERDICT_ON_UNWORN = "verdict_on_unworn"
SPOKE_OVER_A_RED_FLAG = "spoke_over_a_red_flag"
SPOKE_AT_NIGHT = "spoke_at_night"
SPOKE_IN_A_PAUSE = "spoke_in_a_pause"

#: Promise -> what is promised.
PROMISES = {
    MORE_WITHOUT_CLEARANCE: "nothing asks for more before the physio has cleared it",
    MORE_NEAR_A_FLAG: "nothing asks for more within two days of a pain or overload flag",
    MORE_IN_A_FLARE: "nothing asks for more while a flare lasts",
    OPPOSITES: "never two opposite messages within 48 hours",
    TWO_A_DAY: "at most one nudge a day",
    VERDICT_ON_UNWORN: "no verdict on a day that was not worn, or a week of which too little was",
    SPOKE_OVER_A_RED_FLAG: "a red flag silences everything else in the same run",
    SPOKE_AT_NIGHT: "nothing is sent from nine in the evening to eight in the morning",
    SPOKE_IN_A_PAUSE: "a pause and a snooze are honoured",
}


def broken(lived: Life, morning: Morning, sent: Sequence[Decision]) -> Iterator[str]:
    """Which promises a morning broke; ``sent`` are the nudges of the days before."""
    yield from _verdicts(lived, morning)
    before = list(sent)
    for decision in morning.decisions:
        yield from _silences(lived, decision)
        if decision.nudge is None:
            continue
        yield from _spoken(decision, decision.nudge, before)
        if decision.nudge.asks_for_more:
            yield from _more(lived, decision, morning.judged.findings)
        before.append(decision)


def without_reason(decision: Decision) -> bool:
    """Whether a decision's reason is missing, unknown, or lacks its numbers."""
    names = REASONS.get(decision.why.code)
    return names is None or set(decision.why.numbers) != set(names)


def _more(lived: Life, decision: Decision, findings: Iterable[Finding]) -> Iterator[str]:
    on = decision.date
    if lived.cleared_from is None or on < lived.cleared_from:
        yield MORE_WITHOUT_CLEARANCE
    flags = (Severity.PAIN, Severity.OVERLOAD, Severity.ALERT, Severity.GATE)
    if any(each.severity in flags and on - each.last <= 2 * ONE_DAY for each in findings):
        yield MORE_NEAR_A_FLAG
    if any(flare.holds(on) for flare in lived.flares):
        yield MORE_IN_A_FLARE


def _spoken(decision: Decision, nudge: Nudge, before: Sequence[Decision]) -> Iterator[str]:
    if any(each.date == decision.date for each in before):
        yield TWO_A_DAY
    for each in before:
        near = abs(decision.decided_at - each.decided_at) < TWO_DAYS
        if near and each.nudge is not None and {_asks(nudge), _asks(each.nudge)} == _OPPOSITE:
            yield OPPOSITES


def _silences(lived: Life, decision: Decision) -> Iterator[str]:
    now = decision.decided_at
    spoke = decision.nudge is not None
    if any(each.holds(now) for each in lived.red_flags) and (
        spoke or decision.why.code != "alert_open"
    ):
        yield SPOKE_OVER_A_RED_FLAG
    local = now.astimezone(zone_of(lived.person.timezone)).time()
    if spoke and (local >= QUIET_FROM or local < QUIET_TO):
        yield SPOKE_AT_NIGHT
    if spoke and _silence_asked(lived, now):
        yield SPOKE_IN_A_PAUSE


def _silence_asked(lived: Life, now: datetime) -> bool:
    """The last wish of either kind holds until its end."""
    for kind in WishKind:
        said = [each for each in lived.wishes if each.kind is kind and each.recorded_at <= now]
        if said and now < max(said, key=lambda each: each.recorded_at).until:
            return True
    return False


def _verdicts(lived: Life, morning: Morning) -> Iterator[str]:
    lasting = {day.date for day in known_on(lived, morning.on) if day.valid}
    for day in morning.judged.days:
        if day.verdict is not Verdict.UNKNOWN and (
            day.date not in lived.worn or day.date not in lasting or day.date >= morning.on
        ):
            yield VERDICT_ON_UNWORN
    for week in morning.judged.weeks:
        days = [week.start + at * ONE_DAY for at in range(7)]
        enough = sum(day in lasting for day in days) >= WEEK_NEEDS_DAYS
        if week.verdict is not Verdict.UNKNOWN and not (enough and days[-1] < morning.on):
            yield VERDICT_ON_UNWORN


def _asks(nudge: Nudge) -> Asks:
    return SENTENCES[nudge.code].asks_for
