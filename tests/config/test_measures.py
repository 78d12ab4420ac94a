"""The numbers behind minutes and days are read strictly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.measures import Measures, faults, read_measures

MEASURES = read_measures()


def test_the_shipped_measures_have_no_fault() -> None:
    assert not list(faults(MEASURES))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (replace(MEASURES, heart_rate=replace(MEASURES.heart_rate, moderate=0.6)), "heart_rate"),
        (replace(MEASURES, heart_rate=replace(MEASURES.heart_rate, moderate=40.0)), "heart_rate"),
        (replace(MEASURES, cadence=replace(MEASURES.cadence, vigorous_spm=90)), "cadence"),
        (replace(MEASURES, cadence=replace(MEASURES.cadence, line_met=(3.0,))), "cadence.line"),
        (replace(MEASURES, met=replace(MEASURES.met, vigorous_high=5.0)), "met.vigorous"),
        (replace(MEASURES, wear=replace(MEASURES.wear, proposed=("hr_gap",))), "wear.proposed"),
    ],
)
def test_numbers_out_of_order_and_unknown_names_are_named(wrong: Measures, named: str) -> None:
    assert [each.split(":")[0] for each in faults(wrong)] == [named]
