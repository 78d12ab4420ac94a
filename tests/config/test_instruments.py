"""Facts about questionnaires: sourced, in order, and no wording that is not ours to give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import config
from config.instruments import (
    ITEM_FILES,
    Instrument,
    UnknownInstrumentError,
    faults,
    read_instruments,
    read_items,
)

FACTS = read_instruments()
FOLDER = Path(config.__file__).parent / "instruments"


def test_the_shipped_facts_have_no_fault() -> None:
    assert not list(faults(FACTS))


@pytest.mark.parametrize("instrument", FACTS.instruments, ids=lambda each: each.id)
def test_every_number_says_where_it_comes_from(instrument: Instrument) -> None:
    for each in (instrument, *instrument.changes, *instrument.bands):
        assert each.source.strip()
        assert each.checked_on >= date(2026, 1, 1)
    assert instrument.licence.strip()


def test_wording_ships_for_nothing_but_rmdq_in_english() -> None:
    """PSFS and NRS have no printed items: their one question is in our own words."""
    assert {path.name for path in FOLDER.iterdir() if path.suffix == ".toml"} == {"rmdq_en.toml"}
    assert set(ITEM_FILES) == {("rmdq", "24", "en")}
    assert {each.id for each in FACTS.instruments if each.items_ship} == {"rmdq", "psfs", "nrs"}


def test_the_wording_of_rmdq_is_whole_and_names_its_authors() -> None:
    items = read_items("rmdq", "24", "en")
    assert items is not None
    assert len(set(items.items)) == FACTS.named("rmdq").version("24").items == 24
    assert "Spine 1983;8:141-144" in items.citation
    assert "Fairbank" in items.citation
    assert all("back" in item for item in items.items)
    assert read_items("rmdq", "24", "sv") is None


def test_psfs_asks_which_way_it_runs_where_two_forms_are_in_use() -> None:
    psfs = FACTS.named("psfs")
    assert {each.direction for each in psfs.versions} == {"high_is_better", "high_is_worse"}
    assert "nb" in psfs.ask_in


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownInstrumentError, match="rmdq"):
        FACTS.named("romdq")
    with pytest.raises(UnknownInstrumentError, match="0-unable"):
        FACTS.named("psfs").version("3")


def test_faults_are_named() -> None:
    rmdq = FACTS.named("rmdq")
    wrong = replace(
        rmdq,
        default="25",
        individual=False,
        versions=(replace(rmdq.versions[0], turned=(25,)), rmdq.versions[0]),
        bands=(replace(rmdq.bands[0], versions=("26",)), *reversed(FACTS.named("ndi").bands)),
        changes=(replace(rmdq.changes[0], value=0.0),),
    )
    said = "\n".join(faults(replace(FACTS, instruments=(wrong, wrong))))
    for part in (
        "'rmdq' is there twice",
        "'24' is there twice",
        "no version '25'",
        "'26' is no version",
        "for groups",
        "bands must rise",
        "an item is not of this form",
        "above 0",
    ):
        assert part in said, part
