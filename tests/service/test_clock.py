"""How far a computer's clock is believed, and which zone it is in."""

from __future__ import annotations

import ctypes
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from service.clock import kernel_error, machine_zone, trust
from service.errands import Trust

UNSET = timedelta(seconds=16)


@pytest.mark.parametrize(
    ("service", "told", "settles_min", "up_min", "expected"),
    [
        (True, True, 10, 1, Trust.SURE),
        (True, False, 10, 1, Trust.NOT_YET),
        (True, False, 10, 60 * 23, Trust.NOT_YET),  # without a network there is no mail either
        (True, False, 10, 60 * 24, Trust.LIKELY),  # this network has mail and no time
        (False, False, 10, 9, Trust.NOT_YET),
        (False, False, 10, 10, Trust.LIKELY),
        (False, False, 0, 0, Trust.SURE),  # as the settings want it
        (True, False, 0, 0, Trust.SURE),
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
    assert trust(settles_min, folder, timedelta(minutes=up_min), UNSET) is expected


@pytest.mark.parametrize(
    ("error_s", "expected"),
    [(0, Trust.SURE), (1, Trust.SURE), (15.9, Trust.SURE), (16, Trust.NOT_YET)],
)
@pytest.mark.parametrize("service", [True, False])
def test_whoever_sets_the_clock_tells_the_kernel(
    tmp_path: Path, service: bool, error_s: float, expected: Trust
) -> None:
    folder = tmp_path / "timesync"
    if service:
        folder.mkdir()
    assert trust(10, folder, timedelta(minutes=1), timedelta(seconds=error_s)) is expected


def test_this_computer_has_been_on_for_some_time(tmp_path: Path) -> None:
    assert trust(1, tmp_path / "nothing", error=UNSET) in {Trust.NOT_YET, Trust.LIKELY}
    assert trust(10**6, tmp_path / "nothing", error=UNSET) is Trust.NOT_YET


def test_this_kernel_says_how_far_its_clock_may_be_off() -> None:
    assert timedelta() <= kernel_error() <= UNSET


def test_a_kernel_that_may_not_be_asked_vouches_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Walled:
        @staticmethod
        def adjtimex(_told: object) -> int:
            return -1

    monkeypatch.setattr(ctypes, "CDLL", lambda _name: Walled)
    assert kernel_error() == UNSET
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert kernel_error() == UNSET


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
