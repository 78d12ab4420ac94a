"""Whether a minute's heart rate is a heart's: what the times between beats say about it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median

from config.live import Beats

#: Why a minute's heart rate is not known.
ARTEFACT_BEATS = "artefact_beats"  # most intervals are none between two beats of one heart
ARTEFACT_RATE = "artefact_rate"  # the intervals make another rate than the device states


def artefact(rr_s: Sequence[float], mean_bpm: float, facts: Beats) -> str | None:
    """Give the reason a minute is not to be believed, or None.

    A device that tells no intervals is believed: there is nothing to hold its word against.
    """
    if len(rr_s) < facts.beats_least:
        return None
    sound = [rr for rr, good in zip(rr_s, plausible(rr_s, facts), strict=True) if good]
    if len(sound) < (1 - facts.wrong_share) * len(rr_s):
        return ARTEFACT_BEATS
    if abs(60 / fmean(sound) - mean_bpm) > facts.rate_apart_ratio * mean_bpm:
        return ARTEFACT_RATE
    return None


def plausible(rr_s: Sequence[float], facts: Beats) -> list[bool]:
    """Say of each interval whether it can lie between two beats.

    One is refused only when it is far both from the median around it and from the last accepted
    one: a heart that speeds up is not an artefact, and one extra beat does not spoil a minute.
    """
    found = []
    last: float | None = None
    for at, rr in enumerate(rr_s):
        good = facts.shortest_s <= rr <= facts.longest_s
        if good:
            around = [
                each
                for each in (
                    *rr_s[max(0, at - facts.neighbours) : at],
                    *rr_s[at + 1 : at + 1 + facts.neighbours],
                )
                if facts.shortest_s <= each <= facts.longest_s
            ]
            middle = median(around) if around else rr
            near_last = last is not None and abs(rr - last) <= facts.apart_ratio * last
            good = near_last or abs(rr - middle) <= facts.apart_ratio * middle
        if good:
            last = rr
        found.append(good)
    return found
