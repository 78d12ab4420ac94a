"""Options that several commands share, so that the same word means the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class LocalDate(click.ParamType[date]):
    """A day as people write it in ISO 8601."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
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
            return date.fromisocalendar(int(year), int(week), 1)
        except ValueError:
            self.fail(f"{value!r} is not a week; write it as 2026-W11.", param, ctx)


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
