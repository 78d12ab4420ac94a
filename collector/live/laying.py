"""Lay a device's minutes on its stored days: what is written, and what is forgotten after. Pure.

What is written of a minute is either all there is of it (`Minute.written`: the stored minute is its
own beginning) or joins what an earlier run stored: steps are disjoint increases and add up, and of
heart rate the minute that was told first stands.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from collector.live.artefacts import artefact
from collector.live.clock import DAY_MIN, MINUTE_MS, ms_of, utc_day_of
from collector.live.minute import Minute
from collector.live.minutes import LiveMinutes
from collector.live.report import COUNTED_ALREADY, NOT_KEPT, TOLD_ALREADY, Tally
from collector.live.stored_days import Stored, StoredDays
from collector.live.values import Past
from storage.records import HR_UNKNOWN, STEPS_UNKNOWN, MinuteBlock

#: A minute may still get the end of a stretch that is told a little later.
OPEN_MIN = 2

#: What is kept of a device while the database cannot be written: a day of 3 MB with all its beats.
MOST_MINUTES = DAY_MIN

_LONGEST_RESOLUTION = 254


@dataclass(slots=True)
class Laid:
    """What is to be written, and what `settle` does once it is."""

    blocks: tuple[MinuteBlock, ...] = ()
    placed: Counter[date] = field(default_factory=Counter)  # steps by local date
    told_already: Counter[str] = field(default_factory=Counter)
    rate_stands: set[int] = field(default_factory=set)  # minutes whose stored rate stays
    wrong: dict[int, tuple[str, int]] = field(default_factory=dict)  # minute: reason, words
    over: int = 0  # minutes before this one are written for good
    pasts_laid: int = 0


def utc_days(live: LiveMinutes) -> set[date]:
    """Give the days whose stored columns `lay` must be given."""
    found = {utc_day_of(at) for at, minute in live.minutes.items() if minute.touched}
    for _, past in live.pasts:
        start = _start(past)
        found |= {utc_day_of(start), utc_day_of(start + past.minutes - 1)}
        found |= {utc_day_of(at) for at in range(start, start + past.minutes, DAY_MIN)}
    return found


def lay(live: LiveMinutes, stored: Stored, now_minute: int, *, last: bool = False) -> Laid:
    """Give what is to be written of a device. Nothing in ``live`` changes before `settle`.

    ``last``: nothing more will be heard of it, so nothing waits.
    """
    laid = Laid(over=now_minute if last else now_minute - OPEN_MIN)
    days = StoredDays(stored)
    for at, minute in sorted(live.minutes.items()):
        if minute.touched:
            _lay_minute(live, days, laid, at, minute)
        if at not in laid.rate_stands:
            _judge(live, laid, at, minute)
    for arrived, past in live.pasts:
        if not last and 0 <= now_minute - arrived <= OPEN_MIN:
            break  # minutes beside it may still grow; what came in the future came by a wrong clock
        _lay_past(live, days, laid, past)
        laid.pasts_laid += 1
    laid.blocks = days.blocks()
    return laid


def settle(live: LiveMinutes, laid: Laid) -> None:
    """Forget what is written now."""
    for reason, words in laid.wrong.values():
        live.tally.take_back(reason, words)
        live.tally.artefact_min[reason] += 1
    for reason, words in laid.told_already.items():
        live.tally.take_back(reason, words)
    for at, minute in list(live.minutes.items()):
        if at < laid.over:
            del live.minutes[at]
            continue
        minute.written, minute.touched = True, False
        minute.written_steps = minute.all_steps() or 0
        if at in laid.rate_stands:
            minute.rate_stands, minute.bpm_words, minute.bpm_sum = True, 0, 0
    del live.pasts[: laid.pasts_laid]
    live.changes.clear()
    live.last_ms = live.battery = None


def settled(live: LiveMinutes, laid: Laid) -> LiveMinutes:
    """Give what `settle` will make of a device, and leave the device as it is."""
    copy = replace(
        live,
        minutes={at: replace(minute) for at, minute in live.minutes.items()},
        pasts=list(live.pasts),
        changes={},
        tally=Tally(),
    )
    settle(copy, laid)
    return copy


def shorten(live: LiveMinutes) -> None:
    """Give up the oldest minutes where nothing can be written for very long.

    Steps of a counter stay in the total of their day.
    """
    for at in sorted(live.minutes)[: max(0, len(live.minutes) - MOST_MINUTES)]:
        minute = live.minutes.pop(at)
        live.tally.take_back(NOT_KEPT, minute.bpm_words)
        live.tally.notes.add("Minutes were given up: nothing could be written for a day or more.")
        steps = (minute.all_steps() or 0) - (minute.written_steps if minute.written else 0)
        if live.counts:
            live.unplaced(live.days.date_of(at * MINUTE_MS), steps)


def _lay_minute(live: LiveMinutes, days: StoredDays, laid: Laid, at: int, minute: Minute) -> None:
    columns, place = days.at(at)
    steps = minute.all_steps()
    if steps is not None:
        known = columns["steps"][place]
        new = steps - (minute.written_steps if minute.written else 0)
        whole = new + (0 if known == STEPS_UNKNOWN else known)
        columns["steps"][place] = min(whole, STEPS_UNKNOWN - 1)
        _raise(columns["resolution_min"], place, minute.resolution_min)
        columns["flags"][place] |= minute.flags
        laid.placed[live.days.date_of(at * MINUTE_MS)] += new
    if not minute.bpm_words:
        return
    known_rate = not minute.written and columns["hr_mean_bpm"][place] != HR_UNKNOWN
    if known_rate or minute.rate_stands:
        laid.told_already[TOLD_ALREADY] += minute.bpm_words
        laid.rate_stands.add(at)
        return
    wrong = artefact(minute.rr_s, minute.bpm_sum / minute.bpm_words, live.facts.beats)
    mean = (2 * minute.bpm_sum + minute.bpm_words) // (2 * minute.bpm_words)
    columns["hr_mean_bpm"][place] = HR_UNKNOWN if wrong else mean
    columns["hr_max_bpm"][place] = HR_UNKNOWN if wrong else minute.bpm_max


def _judge(live: LiveMinutes, laid: Laid, at: int, minute: Minute) -> None:
    """Count an artefact once: when its minute is over."""
    if at < laid.over and minute.bpm_words:
        wrong = artefact(minute.rr_s, minute.bpm_sum / minute.bpm_words, live.facts.beats)
        if wrong:
            laid.wrong[at] = wrong, minute.bpm_words


def _lay_past(live: LiveMinutes, days: StoredDays, laid: Laid, past: Past) -> None:
    """Fill the minutes of which nothing is known; what was heard live is taken off the total."""
    places = [days.at(at) for at in range(_start(past), _start(past) + past.minutes)]
    filled = 0
    if past.steps is not None and not live.counts:
        filled += _fill_steps(places, past.steps, past.minutes)
    if past.bpm is not None:
        for columns, place in places:
            if columns["hr_mean_bpm"][place] == HR_UNKNOWN:
                columns["hr_mean_bpm"][place] = past.bpm
                filled += 1
    if not filled:
        told = past.steps is not None and past.bpm is None and live.counts
        laid.told_already[COUNTED_ALREADY if told else TOLD_ALREADY] += 1


def _fill_steps(
    places: list[tuple[dict[str, array[int]], int]], steps: int, length_min: int
) -> int:
    free = [(c, p) for c, p in places if c["steps"][p] == STEPS_UNKNOWN]
    known = sum(c["steps"][p] for c, p in places if c["steps"][p] != STEPS_UNKNOWN)
    rest = max(0, steps - known)
    for number, (columns, place) in enumerate(free):
        share = (number + 1) * rest // len(free) - number * rest // len(free)
        columns["steps"][place] = min(share, STEPS_UNKNOWN - 1)
        columns["resolution_min"][place] = min(length_min, _LONGEST_RESOLUTION)
    return len(free)


def _start(past: Past) -> int:
    return ms_of(past.start) // MINUTE_MS


def _raise(column: array[int], place: int, value: int) -> None:
    column[place] = min(max(column[place], value), _LONGEST_RESOLUTION)
