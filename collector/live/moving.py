"""Follow a clock that was set: what was not written yet was stamped by the old one, and moves."""

from __future__ import annotations

from dataclasses import replace

from collector.live.clock import MINUTE_MS
from collector.live.counters import Counter, Word
from collector.live.minute import merge
from collector.live.minutes import LiveMinutes
from collector.live.report import TOLD_ALREADY


def move(live: LiveMinutes, minutes: int) -> None:
    """Move all that is known of a device by whole minutes. What is written stays."""
    ms = minutes * MINUTE_MS
    _move_minutes(live, minutes)
    _move_days(live, ms)
    live.counter = _moved(live.counter, ms)
    live.pasts = [(arrived + minutes, past) for arrived, past in live.pasts]
    if live.cadence is not None:
        live.cadence = (live.cadence[0] + ms, live.cadence[1])
    if live.since_ms is not None:
        live.since_ms += ms
    if live.last_ms is not None:
        live.last_ms += ms
    if live.battery is not None:
        live.battery = (live.battery[0], live.battery[1] + ms)


def _move_minutes(live: LiveMinutes, minutes: int) -> None:
    moving = {at: each for at, each in live.minutes.items() if not each.written}
    for at in moving:
        del live.minutes[at]
    for at, each in moving.items():
        stands = merge(live.minutes, at + minutes, each)
        live.tally.take_back(TOLD_ALREADY, stands)


def _move_days(live: LiveMinutes, ms: int) -> None:
    """Let what a counter told of a date follow the counter's last word to its new date."""
    if last := live.counter.last:
        later = live.days.date_of(last.at_ms + ms) - live.days.date_of(last.at_ms)
        live.changes = {day + later: change for day, change in live.changes.items()}


def _moved(counter: Counter, ms: int) -> Counter:
    def moved(word: Word | None) -> Word | None:
        return None if word is None else Word(word.at_ms + ms, word.steps)

    return replace(
        counter,
        last=moved(counter.last),
        first=moved(counter.first),
        before=moved(counter.before),
        suspect=moved(counter.suspect),
    )
