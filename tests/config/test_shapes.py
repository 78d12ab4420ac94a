"""Faults of a file in words of somebody who does not program."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from config.shapes import fit


@dataclass
class House:
    doors: int = 1
    name: str = ""
    warm: bool = True
    lights_at: str = field(default="18:00", metadata={"hour": True})


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({"doors": "many"}, "doors: must be a whole number, is 'many'"),
        ({"name": 3}, "name: must be a text in quotes, is 3"),
        ({"warm": "yes"}, "warm: must be true or false, is 'yes'"),
        ({"door": 2}, "door: not known here; is doors meant?"),
        ({"cellar": 2}, "cellar: not known here"),
        ({"lights_at": "6 pm"}, "lights_at: must be a time of day as 03:30, is '6 pm'"),
        ({"lights_at": "7:30"}, "lights_at: must be a time of day as 03:30, is '7:30'"),
        ({"lights_at": "24:00"}, "lights_at: must be a time of day as 03:30, is '24:00'"),
    ],
)
def test_a_fault_is_said_in_plain_words(table: dict[str, object], fault: str) -> None:
    faults: list[str] = []
    assert fit(House, table, faults) is None
    assert faults == [fault]


def test_an_hour_is_taken_as_it_is_written() -> None:
    assert fit(House, {"lights_at": "00:05"}, []) == House(lights_at="00:05")
