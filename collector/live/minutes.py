"""From what is heard of one device to its minutes: heart rate, steps, and what became of each word.

A device's minutes grow here until they are written; what a restart needs to go on as if nothing had
happened is all in `LiveMinutes` and can be written down (`collector.live.resuming`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from collector.live.clock import DAY_MIN, MINUTE_MS, LocalDays, ms_of
from collector.live.counters import Counter, Increase, Told, Word
from collector.live.counting import close, count
from collector.live.minute import DayChange, Minute, lay_cadence, lay_increase, minute_at
from collector.live.report import (
    COUNTED_ALREADY,
    NO_CONTACT,
    NO_PULSE,
    NOT_OVER,
    NOT_STEPS,
    RATE_IMPLAUSIBLE,
    STEPS_IMPLAUSIBLE,
    TOLD_ALREADY,
    TOO_OLD,
    Tally,
)
from collector.live.values import (
    Battery,
    Cadence,
    Counts,
    Heard,
    HeartRate,
    Past,
    StepsSince,
    StepTotal,
)
from config.live import LiveFacts

FACTOR_UNKNOWN = "It does not say what its cadence counts; one count is taken as one step."

#: A minute cannot have more heart beats than this; it bounds what is kept of a flood.
_MOST_BEATS = 400

#: No device's memory reaches further back; what claims to has lost its clock.
_OLDEST_PAST_MIN = 60 * DAY_MIN


@dataclass(slots=True)
class LiveMinutes:
    """All that is known of one device and not yet written for good."""

    live_device_id: int
    days: LocalDays
    facts: LiveFacts
    cadence_factor: float | None = None  # None: nobody said what its cadence counts
    minutes: dict[int, Minute] = field(default_factory=dict)
    pasts: list[tuple[int, Past]] = field(default_factory=list)  # the minute each came in
    changes: dict[date, DayChange] = field(default_factory=dict)
    counter: Counter = field(default_factory=Counter)
    counts: bool = False  # it has told a counter, so its cadence adds no steps
    cadence: tuple[int, float] | None = None  # since when (ms), steps a minute
    since_ms: int | None = None  # the last difference told
    last_ms: int | None = None
    battery: tuple[int, int] | None = None  # percent, when (ms)
    tally: Tally = field(default_factory=Tally)

    def hear(self, heard: Heard) -> None:
        """Take one reading in, or drop it with its reason."""
        at_ms = ms_of(heard.at)
        self.last_ms = at_ms
        reason = self._take(heard, at_ms)
        if reason:
            self.tally.dropped[reason] += 1
        else:
            self.tally.kept += 1

    def close(self) -> None:
        """Nothing more will be heard: what waits for a next word is believed."""
        self.counter, told = close(self.counter, self.days, self.facts.steps)
        self._note_days(told)

    def unplaced(self, day: date, steps: int) -> None:
        """Let steps count for a day and lie on no minute."""
        self._change(day).unplaced += steps

    def _take(self, heard: Heard, at_ms: int) -> str:
        reading = heard.reading
        match reading:
            case HeartRate():
                return self._heart_rate(reading, at_ms)
            case StepTotal():
                self.counts = True
                return self._count(Word(at_ms, reading.steps), daily=reading.daily)
            case StepsSince():
                return self._since(reading.steps, at_ms)
            case Cadence():
                return self._cadence(reading, at_ms)
            case Past():
                return self._past(reading, at_ms)
            case Battery():
                self.battery = (reading.percent, at_ms)
        return ""

    def _heart_rate(self, reading: HeartRate, at_ms: int) -> str:
        rate = self.facts.rate
        if reading.contact is False:
            return NO_CONTACT
        if reading.bpm is None or reading.bpm == 0:
            return NO_PULSE
        if not rate.least_bpm <= reading.bpm <= rate.most_bpm:
            return RATE_IMPLAUSIBLE
        minute = minute_at(self.minutes, at_ms // MINUTE_MS)
        minute.bpm_words += 1
        minute.bpm_sum += reading.bpm
        minute.bpm_max = max(minute.bpm_max, reading.bpm)
        minute.rr_s += reading.rr_s[: _MOST_BEATS - len(minute.rr_s)]
        return ""

    def _count(self, word: Word, *, daily: bool) -> str:
        self.counter, told = count(self.counter, word, self.days, self.facts.steps, daily=daily)
        for increase in told.increases:
            self._lay(increase)
        self._note_days(told)
        return told.dropped

    def _note_days(self, told: Told) -> None:
        for day, steps in told.unplaced:
            self.unplaced(day, steps)
        for day, steps in told.stood_at:
            change = self._change(day)
            change.stood_at = max(change.stood_at, steps)
        for day, steps in told.taken_back:
            self._change(day).taken_back += steps
        for day in told.resets:
            self._change(day).resets += 1
        for day, whole in told.ended:
            self._change(day).complete = whole

    def _since(self, steps: int, at_ms: int) -> str:
        """Lay a difference on the time since the one before, if that was just now."""
        facts = self.facts.steps
        before = self.since_ms if self.since_ms is not None else at_ms
        start = before if 0 <= at_ms - before <= facts.fine_s * 1000 else at_ms
        if not 0 <= steps <= facts.most_per_min * ((at_ms - start) / MINUTE_MS + 1):
            return STEPS_IMPLAUSIBLE
        self.since_ms = at_ms
        self._lay(Increase(start, at_ms, steps))
        return ""

    def _cadence(self, reading: Cadence, at_ms: int) -> str:
        if reading.counts is Counts.CRANK:
            return NOT_STEPS
        if self.counts:
            return COUNTED_ALREADY
        per_min = reading.per_min * self._factor(reading.counts)
        if not 0 <= per_min <= self.facts.steps.most_per_min:
            return STEPS_IMPLAUSIBLE
        if self.cadence is not None:
            holds_ms = int(self.facts.steps.cadence_holds_s * 1000)
            lay_cadence(self.minutes, *self.cadence, min(at_ms, self.cadence[0] + holds_ms))
        self.cadence = (at_ms, per_min)
        return ""

    def _factor(self, counts: Counts) -> float:
        """Strides are two steps; of a device that does not say, the person who paired it may."""
        if counts is Counts.STRIDES:
            return max(2.0, self.cadence_factor or 0.0)
        factor = self.cadence_factor or 1.0
        if counts is Counts.UNKNOWN and factor == 1.0:
            self.tally.notes.add(FACTOR_UNKNOWN)
        return factor

    def _past(self, past: Past, at_ms: int) -> str:
        end = ms_of(past.start) // MINUTE_MS + past.minutes
        if not 1 <= past.minutes <= DAY_MIN or end > at_ms // MINUTE_MS:
            return NOT_OVER
        if end < at_ms // MINUTE_MS - _OLDEST_PAST_MIN:
            return TOO_OLD
        most = self.facts.steps.most_per_min * past.minutes
        if past.steps is not None and not 0 <= past.steps <= most:
            return STEPS_IMPLAUSIBLE
        rate = self.facts.rate
        if past.bpm is not None and not rate.least_bpm <= past.bpm <= rate.most_bpm:
            return RATE_IMPLAUSIBLE
        if any(past == known for _, known in self.pasts):
            return TOLD_ALREADY
        self.pasts.append((at_ms // MINUTE_MS, past))
        return ""

    def _lay(self, increase: Increase) -> None:
        lay_increase(self.minutes, increase, self.facts.steps)

    def _change(self, day: date) -> DayChange:
        return self.changes.setdefault(day, DayChange())
