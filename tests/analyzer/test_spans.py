"""Sums over stretches, empty ones among them."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.spans import Spans


@pytest.mark.parametrize(
    ("edges", "sums", "lowest"),
    [
        ([0, 2, 5], [3, 12], [1, 3]),
        ([0, 0, 2, 2, 5], [0, 3, 0, 12], [99, 1, 99, 3]),
        ([0, 5, 5], [15, 0], [1, 99]),
        ([0, 0], [0], [99]),
    ],
)
def test_an_empty_stretch_has_nothing(edges: list[int], sums: list[int], lowest: list[int]) -> None:
    spans = Spans(np.array(edges))
    values = np.array([1, 2, 3, 4, 5], np.int16)[: edges[-1]]
    assert spans.sums(values).tolist() == sums
    assert spans.lowest(values, 99).tolist() == lowest
    assert spans.highest(-values, -99).tolist() == [-each for each in lowest]
    assert spans.counts(values > 0).tolist() == np.diff(edges).tolist()
    assert len(spans.spread(np.arange(len(edges) - 1))) == edges[-1]


def test_sums_do_not_wrap_around() -> None:
    values = np.full(1440, 30_000, np.int16)
    assert Spans(np.array([0, 1440])).sums(values).tolist() == [43_200_000]
