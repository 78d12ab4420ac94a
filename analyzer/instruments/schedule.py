"""When a form is due: at the start, in weeks 6 to 10, then every three months."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from config.instruments import Schedule


class Occasion(StrEnum):
    START = "start"
    EVALUATION = "evaluation"
    REVIEW = "review"


class State(StrEnum):
    DONE = "done"
    DUE = "due"
    PASSED = "passed"  # went by without an answer; nothing is made up for it
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Window:
    """Days on which a form belongs to an occasion, both included."""

    occasion: Occasion
    first: date
    last: date
    state: State
    done_on: date | None = None


def schedule(start: date, done: Sequence[date], today: date, facts: Schedule) -> tuple[Window, ...]:
    """Give every window that has begun and the next one, in order.

    ``done`` are the dates on which the form was filled in; the first inside a window counts.
    """
    found = []
    for occasion, first, last in _windows(start, facts):
        found.append(_window(occasion, first, last, done, today))
        if first > today:
            return tuple(found)
    raise AssertionError("windows never end")


def due(windows: Iterable[Window]) -> Window | None:
    """Give the window that waits for an answer now."""
    return next((window for window in windows if window.state is State.DUE), None)


def _windows(start: date, facts: Schedule) -> Iterator[tuple[Occasion, date, date]]:
    yield (
        Occasion.START,
        start - timedelta(days=facts.start_days_before),
        start + timedelta(days=facts.start_days_after),
    )
    opens = start + timedelta(days=facts.evaluation_first_day)
    width = timedelta(days=facts.evaluation_last_day - facts.evaluation_first_day)
    yield Occasion.EVALUATION, opens, opens + width
    times = 1
    while True:
        first = months_after(opens, times * facts.every_months)
        yield Occasion.REVIEW, first, first + width
        times += 1


def _window(
    occasion: Occasion, first: date, last: date, done: Sequence[date], today: date
) -> Window:
    on = min((each for each in done if first <= each <= last), default=None)
    if on is not None:
        return Window(occasion, first, last, State.DONE, on)
    if today < first:
        return Window(occasion, first, last, State.COMING)
    return Window(occasion, first, last, State.DUE if today <= last else State.PASSED)


def months_after(on: date, months: int) -> date:
    """Give the same day so many months later, or that month's last.

    >>> months_after(date(2025, 11, 30), 3)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))
