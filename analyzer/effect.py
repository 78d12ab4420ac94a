"""Whether asking helps this person: minutes in the hours after a nudge against days without.

The days without are days on which the same would have been said and was not, some of them left
out on purpose, by chance. Few days say nothing; the interval is shown, and the estimate is drawn
towards no difference. A sentence is retired when even the upper bound is no help.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from math import floor, sqrt
from statistics import NormalDist, median

from analyzer.sentences import SENTENCES, Asks
from config.nudges import EffectNumbers
from storage.records import Decision

HELD_OUT = "held_out"
RETIRED = "retired"
SELDOM = "seldom"
SAID_RECENTLY = "said_recently"

#: Reasons for which a sentence that fitted the day was not sent and that say nothing of the day.
COMPARABLE = frozenset({HELD_OUT, RETIRED, SELDOM, SAID_RECENTLY})


@dataclass(frozen=True, slots=True)
class Effect:
    """Minutes more in the hours after a sentence than without it. None: too few days to say."""

    code: str
    with_days: int
    without_days: int
    more_min: float | None = None
    low_min: float | None = None
    high_min: float | None = None
    retired: bool = False


def is_held_out(person_id: int, on: date, numbers: EffectNumbers) -> bool:
    """Whether a day is left without asking, by a chance that is the same whenever it is asked."""
    drawn = sha256(f"{person_id}/{on.isoformat()}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") / 2**64 < numbers.held_out_share


def asks_or_would_have(decision: Decision) -> bool:
    """Whether a decision asked for more, or left it out on a day that can be compared."""
    if decision.nudge is not None:
        return decision.nudge.asks_for_more
    sentence = SENTENCES.get(str(decision.why.numbers.get("nudge")))
    return (
        decision.why.code in COMPARABLE and sentence is not None and sentence.asks_for is Asks.MORE
    )


def effect_of(
    code: str,
    decisions: Sequence[Decision],
    after_min: Mapping[date, float],
    numbers: EffectNumbers,
) -> Effect:
    """Compare the dates on which a sentence was sent with those on which it was left out.

    ``after_min`` holds the active minutes in the hours after the decision, for the dates on which
    the watch saw enough of them.
    """
    sent, left_out = occasions(code, decisions, numbers)
    with_it = [after_min[each] for each in sent if each in after_min]
    without = [after_min[each] for each in left_out if each in after_min]
    if min(len(with_it), len(without)) < numbers.least_days:
        return Effect(code, len(with_it), len(without))
    more, low, high = difference(with_it, without, numbers.confidence)
    pairs = len(with_it) * len(without) / (len(with_it) + len(without))
    return Effect(
        code,
        len(with_it),
        len(without),
        more_min=round(more * pairs / (pairs + numbers.shrink_days), 1),
        low_min=round(low, 1),
        high_min=round(high, 1),
        retired=high < numbers.least_help_min,
    )


def occasions(
    code: str, decisions: Sequence[Decision], numbers: EffectNumbers
) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Dates on which a sentence was sent, and on which it fitted and was left out."""
    asked = sorted(each.date for each in decisions if each.nudge and each.nudge.asks_for_more)
    sent = {each.date for each in decisions if each.nudge and each.nudge.code == code}
    left_out = {
        each.date
        for each in decisions
        if each.nudge is None
        and each.why.code in COMPARABLE
        and each.why.numbers.get("nudge") == code
        and not _carried_over(each.date, asked, numbers.carried_over_days)
    }
    return tuple(sorted(sent)), tuple(sorted(left_out))


def difference(
    with_it: Sequence[float], without: Sequence[float], confidence: float
) -> tuple[float, float, float]:
    """The Hodges-Lehmann difference and its rank interval: robust to a few odd days.

    >>> difference([10, 12, 14, 30], [5, 6, 8, 9], 0.9)
    (6.0, 3, 22)
    """
    apart = sorted(one - other for one in with_it for other in without)
    m, n = len(with_it), len(without)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    cut = max(0, floor(m * n / 2 - z * sqrt(m * n * (m + n + 1) / 12)))
    return median(apart), apart[cut], apart[-1 - cut]


def _carried_over(on: date, asked: Sequence[date], days: int) -> bool:
    return any(0 <= (on - each).days < days for each in asked)
