"""Questionnaires from the command line: added by answers or total, compared, due."""

from __future__ import annotations

import click
import pytest

from analyzer.instruments.answers import AnswersError
from config.instruments import read_items
from service import fields
from service.instrument_input import named_numbers, scored_from
from tests.made.instruments import FACTS

from .conftest import Household


@pytest.fixture
def home(household: Household) -> Household:
    household.run("init", "--name", "kim", "--timezone", "Europe/Oslo", "--language", "en", "--yes")
    return household


def test_ticked_statements_are_counted_and_later_ones_compared(home: Household) -> None:
    home.run("instrument", "add", "rmdq", "--answers", "1,3,7", "--on", "2026-03-02")
    said = home.run("instrument", "add", "rmdq", "--total", "12", "--on", "2026-04-20")
    assert "12 of 24" in said
    assert "worse by 9 points" in said
    first, second = home.json("instrument", "show")
    assert list(first) == list(fields.RESULT)
    assert (first["total"], first["items_answered"], second["since"]) == (3.0, 24, "2026-03-02")
    assert (second["absolute_met"], second["relative_met"], second["disagree"]) == (
        True,
        True,
        False,
    )


def test_activities_are_named_by_the_person(home: Household) -> None:
    item = "walking to the shop=3"
    assert "3 of 10" in home.run("instrument", "add", "psfs", "--item", item)
    (row,) = home.json("instrument", "show")
    assert row["parts"] == {"walking to the shop": 3.0}
    assert row["direction"] == "high_is_better"


def test_where_two_forms_are_in_use_the_program_asks_which(home: Household) -> None:
    said = home.run("instrument", "add", "psfs", "--item", "a=3", "--language", "nb", code=2)
    assert "0-unable" in said
    assert "10-unable" in said


def test_another_form_is_kept_and_not_compared(home: Household) -> None:
    for version, total, on in (("17", "40", "2026-03-02"), ("13", "30", "2026-04-20")):
        said = home.run(
            "instrument", "add", "tsk", "--version", version, "--total", total, "--on", on
        )
    assert "not compared" in said
    _, second = home.json("instrument", "show")
    assert second["better_by"] is None
    assert "form 17" in second["not_compared"]


def test_answers_that_cannot_be_leave_nothing_behind(home: Household) -> None:
    home.run("instrument", "add", "rmdq", "--answers", "25", code=2)
    home.run("instrument", "add", "nrs", "--total", "4", "--on", "2099-01-01", code=2)
    home.run("instrument", "add", "romdq", "--total", "3", code=2)
    assert home.json("instrument", "show") == []


@pytest.mark.parametrize(
    ("name", "answers", "total", "items"),
    [
        ("rmdq", None, None, ()),
        ("rmdq", "1", 1.0, ()),
        ("rmdq", None, 25.0, ()),
        ("rmdq", None, float("nan"), ()),
        ("odi", "1,x", None, ()),
        ("odi", "1,nan", None, ()),
        ("psfs", None, None, ("walking",)),
        ("psfs", None, None, ("=3",)),
        ("psfs", None, None, ("walk=3", "walk=4")),
        ("fabq", None, None, ("work=50",)),
    ],
)
def test_what_cannot_be_understood_is_wrong_usage(
    name: str, answers: str | None, total: float | None, items: tuple[str, ...]
) -> None:
    instrument = FACTS.named(name)
    version = instrument.version(instrument.default)
    with pytest.raises((click.UsageError, AnswersError)):
        scored_from(instrument, version, answers, total, named_numbers(items))


@pytest.mark.parametrize(
    ("name", "answers", "items", "total"),
    [
        ("rmdq", "", (), 0.0),
        ("rmdq", " 1, 3 ,7", (), 3.0),
        ("odi", "2,2,2,2,2,2,2,1,-,1", (), 16 / 45 * 100),
        ("psfs", None, ("a = b=3", "c=4"), 3.5),
        ("fabq", None, ("physical_activity=14",), None),
    ],
)
def test_answers_are_read_as_they_are_typed(
    name: str, answers: str | None, items: tuple[str, ...], total: float | None
) -> None:
    instrument = FACTS.named(name)
    version = instrument.version(instrument.default)
    found = scored_from(instrument, version, answers, None, named_numbers(items))
    assert found.total == (None if total is None else pytest.approx(total))


def test_the_form_is_printed_with_its_authors_and_others_are_not(home: Household) -> None:
    items = read_items("rmdq", "24", "en")
    assert items is not None
    printed = home.run("instrument", "form", "rmdq")
    assert all(item in printed for item in items.items)
    assert items.citation in printed
    assert "Mapi" in home.run("instrument", "form", "odi", code=1)
    assert "0" in home.run("instrument", "form", "nrs", "--language", "sv")


def test_what_is_due_is_counted_from_the_start(home: Household) -> None:
    home.run("instrument", "due", code=2)
    home.run("instrument", "add", "nrs", "--total", "4", "--on", "2026-03-02")
    rows = home.json("instrument", "due")
    assert list(rows[0]) == list(fields.DUE)
    done = [row for row in rows if row["state"] == "done"]
    assert [(row["instrument"], row["occasion"]) for row in done] == [("nrs", "start")]
    assert "Nothing is due" in home.run("instrument", "due", "--start", "2099-01-01")
