"""Options that several commands share, so that the same word means the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import isnan
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

#: Moments are counted from 1970; birth years end at 2100 too.
_FIRST, _LAST = date(1970, 1, 1), date(2100, 12, 31)


class SomePath(click.Path):
    """A path that was really given: an unset shell variable must not mean the folder one is in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("The path is empty; write . for the folder you are in.", param, ctx)
        return super().convert(value, param, ctx)


class LocalDate(click.ParamType[date]):
    """A day as people write it in ISO 8601."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return _in_our_time(date.fromisoformat(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2026-03-09.", param, ctx)


class IsoWeek(click.ParamType[date]):
    """A week as 2026-W11; its value is the Monday."""

    name = "week"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            year, week = value.upper().split("-W")
            return _in_our_time(date.fromisocalendar(int(year), int(week), 1))
        except ValueError:
            self.fail(f"{value!r} is not a week; write it as 2026-W11.", param, ctx)


class Amount(click.FloatRange):
    """A number within bounds; "nan" passes every comparison and is none."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number: float = super().convert(value, param, ctx)
        if isnan(number):
            self.fail(f"{value!r} is not a number; write it as 6.5.", param, ctx)
        return number


def _in_our_time(day: date) -> date:
    """Refuse what no watch wrote: days at the ends of the calendar have no day before or after."""
    if not _FIRST <= day <= _LAST:
        raise ValueError(day)
    return day


as_json = click.option("--json", "as_json", is_flag=True, help="A list of flat JSON objects.")
whose = click.option("--person", "who", help="Whose. [default: the only person there is]")


def span(command: Command) -> Command:
    """Add --from and --to: local dates, both included; everything when not given."""
    command = click.option("--to", "last", type=LocalDate(), default=date.max, help="Last day.")(
        command
    )
    return click.option("--from", "first", type=LocalDate(), default=date.min, help="First day.")(
        command
    )
