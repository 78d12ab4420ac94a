"""The limits are read strictly and refuse a number in another unit."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from config.limits import Limits, faults, read_limits
from config.tables import Table

LIMITS = read_limits()
TABLES = [pytest.param(getattr(LIMITS, each.name), id=each.name) for each in fields(Limits)]


def test_the_shipped_limits_have_no_fault() -> None:
    assert not list(faults(LIMITS))


@pytest.mark.parametrize("table", TABLES)
def test_every_table_says_where_its_numbers_come_from(table: Table) -> None:
    assert table.source.strip()
    assert table.checked_on >= date(2026, 1, 1)


@pytest.mark.parametrize("unit", ["MET", "MET-min/week", "MET-h/day", ""])
def test_the_lower_edge_is_refused_in_any_other_unit(unit: str) -> None:
    """C20: as an intensity, 10.5 MET is running at 10.8 km/h."""
    wrong = replace(LIMITS, low_edge=replace(LIMITS.low_edge, unit=unit))
    assert [each for each in faults(wrong) if each.startswith("low_edge.unit")]


def test_faults_are_named_all_at_once() -> None:
    wrong = replace(
        LIMITS,
        rise=replace(LIMITS.rise, note_ratio=1.6),
        low_edge=replace(LIMITS.low_edge, unit="MET", source=" "),
        drop=replace(LIMITS.drop, proposed=("mean_ratoi",)),
    )
    starts = {each.split(":")[0] for each in faults(wrong)}
    assert starts == {"rise.note_ratio", "low_edge.unit", "low_edge.source", "drop.proposed"}


def test_body_mass_and_energy_are_nowhere_in_the_limits() -> None:
    """C32: rules use MET-hours; the mass of a body must not change a verdict."""
    names = {inner.name for each in fields(Limits) for inner in fields(getattr(LIMITS, each.name))}
    assert not [name for name in names if "kg" in name or "kcal" in name or "weight" in name]
