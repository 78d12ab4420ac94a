"""The numbers behind live minutes are read strictly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.live import LiveFacts, faults, read_live

LIVE = read_live()


def test_the_shipped_numbers_have_no_fault() -> None:
    assert not list(faults(LIVE))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (replace(LIVE, beats=replace(LIVE.beats, shortest_s=3.0)), "beats.shortest_s"),
        (replace(LIVE, beats=replace(LIVE.beats, apart_ratio=20.0)), "beats.apart_ratio"),
        (replace(LIVE, beats=replace(LIVE.beats, proposed=("share",))), "beats.proposed"),
        (replace(LIVE, rate=replace(LIVE.rate, most_bpm=300)), "rate.least_bpm"),
        (replace(LIVE, steps=replace(LIVE.steps, fine_s=30)), "steps.fine_s"),
        (replace(LIVE, steps=replace(LIVE.steps, longest_gap_min=300)), "steps.fine_s"),
    ],
)
def test_numbers_out_of_order_and_unknown_names_are_named(wrong: LiveFacts, named: str) -> None:
    assert [each.split(":")[0] for each in faults(wrong)] == [named]
