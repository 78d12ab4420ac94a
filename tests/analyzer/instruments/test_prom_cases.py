"""The reference cases about questionnaires, each by its id; numbers worked out by hand."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from analyzer.instruments.bands import band
from analyzer.instruments.changes import Change, change
from tests.made.instruments import FACTS, LATER, START, answers, form

Numbers = tuple[object, ...]
CASES: dict[str, tuple[Callable[[], Numbers], Numbers]] = {}


def case(name: str, *expected: object) -> Callable[[Callable[[], Numbers]], Callable[[], Numbers]]:
    def keep(found: Callable[[], Numbers]) -> Callable[[], Numbers]:
        assert name not in CASES
        CASES[name] = (found, expected)
        return found

    return keep


def changed(
    name: str,
    earlier: float | Mapping[str, float],
    later: float | Mapping[str, float],
    version: str = "",
    language: str = "en",
) -> Change:
    first = form(name, earlier, START, version, language)
    found = change(first, form(name, later, LATER, version, language), FACTS.named(name))
    assert isinstance(found, Change)
    return found


def words(name: str, *totals: float, version: str = "") -> tuple[str | None, ...]:
    return tuple(band(FACTS.named(name), form(name, total, version=version)) for total in totals)


def met(found: Change, kind: str) -> bool | None:
    return next(each.met for each in found.criteria if each.kind == kind)


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


@case("C61", 5.0, 41.667, True, True, "instrument.change.better.absolute_relative")
def _() -> Numbers:
    found = changed("rmdq", 12, 7)
    percent = rounded(found.percent)
    return (
        found.better_by,
        percent,
        met(found, "absolute"),
        met(found, "relative"),
        found.outcome.code,
    )


@case("C63", 2.0, 33.333, False, True, True, "instrument.change.only_relative")
def _() -> Numbers:
    found = changed("rmdq", 6, 4)
    return (
        found.better_by,
        rounded(found.percent),
        met(found, "absolute"),
        met(found, "relative"),
        found.disagree,
        found.outcome.code,
    )


@case("C64", "recovered", None, "recovered", None)
def _() -> Numbers:
    return (*words("rmdq", 2, 3), *words("nrs", 0, 1))


@case("C66", 36.0, 35.556, "moderate", "moderate")
def _() -> Numbers:
    whole = form("odi", answers(2, 2, 2, 2, 2, 2, 2, 2, 1, 1))
    in_part = form("odi", answers(2, 2, 2, 2, 2, 2, 2, 1, None, 1))
    odi = FACTS.named("odi")
    return (
        rounded(whole.total),
        rounded(in_part.total),
        band(odi, whole),
        band(odi, in_part),
    )


@case("C67", 9.0, 21.429, False, False, False, "instrument.change.small")
def _() -> Numbers:
    found = changed("odi", 42, 33)
    return (
        found.better_by,
        rounded(found.percent),
        met(found, "absolute"),
        met(found, "relative"),
        found.disagree,
        found.outcome.code,
    )


@case("C68", "mild", "moderate", True, False, "none", "mild", "moderate", "severe", "complete")
def _() -> Numbers:
    found = changed("ndi", 20, 15)
    return (
        *words("ndi", 14, 15),
        met(found, "absolute"),
        met(found, "error"),
        *words("ndi", 4, 5, 24, 34, 35),
    )


@case("C69", 20.0, 40.0, 9)
def _() -> Numbers:
    found = form("ndi", answers(2, 2, 2, 2, None, 2, 2, 2, 2, 2))
    return found.total, found.parts["percent"], found.items_answered


@case("C71", "not_high", "high")
def _() -> Numbers:
    return words("tsk", 37, 38, version="17")


@case("C72", False, True, False, True, False, True)
def _() -> Numbers:
    return tuple(
        met(changed("tsk", 30, 30 - points, version, "da"), "error")
        for version, points in (("17", 8), ("17", 9), ("13", 6), ("13", 7), ("11", 5), ("11", 6))
    )


@case("C73", 4.0, 6.333, 2.333, True, "instrument.change.better.error")
def _() -> Numbers:
    before = {"walk to the shop": 3, "carry the wood": 5, "sit through a film": 4}
    after = {"walk to the shop": 6, "carry the wood": 7, "sit through a film": 6}
    found = changed("psfs", before, after)
    return (
        found.earlier.total,
        rounded(found.later.total),
        rounded(found.better_by),
        met(found, "error"),
        found.outcome.code,
    )


@case(
    "C75",
    (True, True, "instrument.change.better.absolute_relative"),
    (False, True, "instrument.change.only_relative"),
)
def _() -> Numbers:
    found = [changed("nrs", 6, 4), changed("nrs", 3, 2)]
    return tuple((met(x, "absolute"), met(x, "relative"), x.outcome.code) for x in found)


@case("C76", "medium", "high", "low")
def _() -> Numbers:
    startback = FACTS.named("startback")
    forms = (
        answers(1, 1, 0, 0, 1, 1, 1, 0, 0),
        answers(1, 0, 0, 0, 1, 1, 1, 1, 0),
        answers(0, 0, 0, 0, 1, 1, 1, 0, 0),
    )
    return tuple(band(startback, form("startback", given)) for given in forms)


@case("C77", "poor", "moderate", "moderate", "good", "good", "excellent")
def _() -> Numbers:
    return words("wai", 27, 28, 36, 37, 43, 44)


@case("C78", 14.0, None, None)
def _() -> Numbers:
    found = form("fabq", {"2": 4, "3": 3, "4": 5, "5": 2})
    return found.parts["physical_activity"], found.parts.get("work"), found.total


@pytest.mark.parametrize("name", CASES)
def test_reference_case(name: str) -> None:
    found, expected = CASES[name]
    assert found() == expected


def test_no_case_about_questionnaires_is_left_out(shared: Path) -> None:
    with (shared / "clinical" / "reference_cases.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        assert {row["id"] for row in rows if row["area"] == "PROM"} == set(CASES)
