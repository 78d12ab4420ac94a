"""What is known of a step counter, what its words can mean, and what legs and midnights allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from collector.live.clock import DAY_MIN, MINUTE_MS, LocalDays
from config.live import Steps


@dataclass(frozen=True, slots=True)
class Word:
    at_ms: int
    steps: int


@dataclass(frozen=True, slots=True)
class Counter:
    """What is known of a counter so far."""

    last: Word | None = None  # the last word believed
    first: Word | None = None  # the first of its date, while its steps may be an earlier day's
    before: Word | None = None  # what was known before ``first``
    suspect: Word | None = None  # further from the last than legs go; believed when confirmed
    begin_seen: bool = False  # the date of ``last`` was heard from its beginning

    @property
    def risen(self) -> bool:
        """Say whether the counter went on from its date's first word, which counts since then."""
        first, last = self.first, self.last
        return first is not None and last is not None and first.steps != last.steps


@dataclass(frozen=True, slots=True)
class Increase:
    """Steps that were added within (start, end]."""

    start_ms: int
    end_ms: int
    steps: int
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What follows from one word."""

    increases: tuple[Increase, ...] = ()
    unplaced: tuple[tuple[date, int], ...] = ()
    stood_at: tuple[tuple[date, int], ...] = ()  # a date's total when it was first heard
    taken_back: tuple[tuple[date, int], ...] = ()  # a total that was another date's after all
    resets: tuple[date, ...] = ()
    ended: tuple[tuple[date, bool], ...] = ()  # dates that are over, and whether heard whole
    dropped: str = ""

    def after(self, before: Told) -> Told:
        return Told(
            before.increases + self.increases,
            before.unplaced + self.unplaced,
            before.stood_at + self.stood_at,
            before.taken_back + self.taken_back,
            before.resets + self.resets,
            before.ended + self.ended,
            self.dropped or before.dropped,
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """What a word is held against: whose days, which limits, which kind of counter."""

    days: LocalDays
    facts: Steps
    daily: bool

    def date(self, word: Word) -> date:
        return self.days.date_of(word.at_ms)

    def midnight(self, word: Word) -> int:
        return self.days.midnight_ms(self.date(word))

    def possible(self, steps: int, since_ms: int, until_ms: int) -> bool:
        minutes = max(0, until_ms - since_ms) / MINUTE_MS + 1
        return 0 <= steps <= self.facts.most_per_min * minutes

    def today(self, word: Word) -> bool:
        """Say whether a daily counter can have come so far since midnight."""
        return not self.daily or self.possible(word.steps, self.midnight(word), word.at_ms)

    def is_gap(self, start_ms: int, end_ms: int) -> bool:
        return end_ms - start_ms > self.facts.longest_gap_min * MINUTE_MS

    def near_midnight(self, word: Word) -> bool:
        """Say whether a watch with a clock of its own can have its midnight here."""
        since_min = (word.at_ms - self.midnight(word)) / MINUTE_MS
        near = self.facts.near_midnight_min
        return since_min <= near or since_min >= DAY_MIN - near
