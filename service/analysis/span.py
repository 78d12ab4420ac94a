"""Stretches of local dates, as days and weeks are worked out and judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

ONE_DAY = timedelta(days=1)

#: As far back as a day or week can still have been open when it was judged last.
LAST_WEEKS = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Span:
    """Local dates, both included."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first UTC midnight to the one after the last."""
        return (
            datetime.combine(self.first, time(), UTC),
            datetime.combine(self.last + ONE_DAY, time(), UTC),
        )

    def holds(self, on: date) -> bool:
        return self.first <= on <= self.last

    def wider(self, before: int, after: int) -> Span:
        return Span(self.first - before * ONE_DAY, self.last + after * ONE_DAY)

    def parts(self, longest: timedelta) -> Iterator[Span]:
        first = self.first
        while first <= self.last:
            yield Span(first, min(first + longest - ONE_DAY, self.last))
            first += longest

    def from_monday_to_sunday(self) -> Span:
        return self.wider(self.first.weekday(), 6 - self.last.weekday())
