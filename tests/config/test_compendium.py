"""The table of sports is read strictly, and a session finds its row or none."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

from config.compendium import Compendium, Sport, faults, read_compendium

COMPENDIUM = read_compendium()
WALK = COMPENDIUM.sports[0]


def test_the_shipped_compendium_has_no_fault() -> None:
    assert not list(faults(COMPENDIUM))


@pytest.mark.parametrize(
    ("sport", "sub_sport", "code"),
    [
        ("walking", "generic", "17190"),
        ("walking", "speed_walking", "17200"),
        ("cycling", "road", "01014"),  # the sport's own row stands in
        ("training", "generic", None),  # anything from stretching to circuits
        ("training", "strength_training", "02054"),
        ("260", "generic", None),
    ],
)
def test_a_session_finds_its_row_else_its_sports_else_none(
    sport: str, sub_sport: str, code: str | None
) -> None:
    found = COMPENDIUM.sport(sport, sub_sport)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ((WALK, WALK), "is there twice"),
        ((replace(WALK, code="1719"),), "five digits"),
        ((replace(WALK, met=0.0),), "above 0"),
        ((replace(WALK, basis="M"),), "basis"),
        ((replace(WALK, speed="flying"),), "speed"),
    ],
)
def test_faults_are_named(rows: tuple[Sport, ...], named: str) -> None:
    (fault,) = faults(Compendium(rows))
    assert named in fault


def test_values_are_those_of_the_list_they_come_from(shared: Path) -> None:
    with (shared / "clinical" / "met_table.tsv").open(encoding="utf-8", newline="") as file:
        listed = {
            (row["compendium_code_2024"], float(row["met"]))
            for row in csv.DictReader(file, delimiter="\t")
            if re.fullmatch(r"\d{5}", row["compendium_code_2024"])
        }
    assert {(row.code, row.met) for row in COMPENDIUM.sports} <= listed
