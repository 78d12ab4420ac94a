"""How far a computer's clock is believed, and which zone it is in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from service.clock import machine_zone, trust
from service.errands import Trust


@pytest.mark.parametrize(
    ("service", "told", "settles_min", "up_min", "expected"),
    [
        (True, True, 10, 1, Trust.SURE),
        (True, False, 10, 1, Trust.NOT_YET),
        (True, False, 10, 60 * 23, Trust.NOT_YET),  # without a network there is no mail either
        (True, False, 10, 60 * 24, Trust.LIKELY),  # this network has mail and no time
        (False, False, 10, 9, Trust.NOT_YET),
        (False, False, 10, 10, Trust.LIKELY),
        (False, False, 0, 0, Trust.LIKELY),  # as the settings want it
        (True, False, 0, 0, Trust.LIKELY),
    ],
)
def test_a_clock_is_believed_when_the_network_set_it_or_nothing_else_can_be_had(
    tmp_path: Path, service: bool, told: bool, settles_min: int, up_min: int, expected: Trust
) -> None:
    folder = tmp_path / "timesync"
    if service:
        folder.mkdir()
    if told:
        (folder / "synchronized").touch()
    assert trust(settles_min, folder, timedelta(minutes=up_min)) is expected


def test_this_computer_has_been_on_for_some_time(tmp_path: Path) -> None:
    assert trust(0, tmp_path / "nothing") is Trust.LIKELY
    assert trust(10**6, tmp_path / "nothing") is Trust.NOT_YET


def test_the_machine_is_in_the_zone_it_says(tmp_path: Path) -> None:
    winter = datetime(2026, 1, 1, tzinfo=UTC)
    for name in ("Australia/Lord_Howe", ":Australia/Lord_Howe"):
        zone = machine_zone({"TZ": name})
        assert winter.astimezone(zone).utcoffset() == timedelta(hours=11)
    assert machine_zone({"TZ": "Nowhere/Land"}) is UTC
    assert machine_zone({}, tmp_path / "localtime") is UTC
    (tmp_path / "localtime").write_bytes(b"not a zone")
    assert machine_zone({}, tmp_path / "localtime") is UTC


def test_without_a_name_the_file_of_the_system_says_the_zone(tmp_path: Path) -> None:
    stockholm = files("tzdata").joinpath("zoneinfo", "Europe", "Stockholm").read_bytes()
    (tmp_path / "localtime").write_bytes(stockholm)
    zone = machine_zone({}, tmp_path / "localtime")
    assert datetime(2026, 7, 1, tzinfo=UTC).astimezone(zone).utcoffset() == timedelta(hours=2)
