"""Show values to a person as a table, or to a program as a list of flat JSON objects."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from service.home import Home

Flat = dict[str, object]


def flat(value: DataclassInstance) -> Flat:
    """Give one frozen value as plain words and numbers; what is unknown stays None.

    >>> from storage.records import ZoneRow, Basis
    >>> flat(ZoneRow(date(2026, 3, 1), "UTC+07:00", Basis.OBSERVED))
    {'since': '2026-03-01', 'zone': 'UTC+07:00', 'basis': 'observed'}
    """
    return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}


def plain(value: object) -> object:
    """Give a value JSON can hold: moments and dates in ISO 8601, reasons as their sentence."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (tuple, list, frozenset, set)):
        return [plain(each) for each in value]
    return str(value)


def show(rows: Iterable[Flat], *, as_json: bool, columns: Sequence[str] = ()) -> None:
    """Print rows: all fields as JSON, or the given columns as a table that fits a terminal."""
    rows = list(rows)
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if not rows:
        click.echo("Nothing to show.")
        return
    for line in table(rows, list(columns) or list(rows[0])):
        click.echo(line)


def is_for_the_journal(home: Home) -> bool:
    """Tell whether a timer or udev started this: the journal keeps lines of the log, and no names.

    Those are asked for here, where a command begins.
    """
    from service import log

    kept = log.is_read_by_journal(home.environment, sys.stdout)
    if kept:
        log.configure(home.settings.service.log)
    return kept


def table(rows: Sequence[Flat], columns: Sequence[str]) -> list[str]:
    """Give rows as the lines of a table, names first."""
    names = list(columns)
    cells = [[_cell(row[name]) for name in names] for row in rows]
    widths = [max(len(line[i]) for line in [names, *cells]) for i in range(len(names))]
    return [
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in [names, *cells]
    ]


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.1f}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {each}" for key, each in value.items())
    return str(value)
