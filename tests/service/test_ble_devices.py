"""What is paired is listed, and forgotten by name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from service.home import Home
from service.reference import OUTPUTS
from storage import live_devices, people

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def test_devices_are_listed_and_forgotten_by_name(household: Any) -> None:
    household.run(
        "init", "--name", "kim", "--timezone", "Europe/Stockholm", "--birth-year", "1970",
        "--sex", "female", "--language", "en", "--yes",
    )  # fmt: skip
    data: Path = household.data
    home = Home(data, data / "stegvis.toml", {})
    with home.engine.begin() as conn:
        person = people.person_named(conn, None)
        strap = live_devices.pair(
            conn, person.id, kind="heart_rate", name="Polar H10 1234", address="AA:BB", now=NOW
        )
    (row,) = household.json("ble", "devices")
    assert (row["name"], row["last_contact_at"]) == (strap.name, None)
    assert list(row) == list(OUTPUTS["ble devices"])
    assert row["gives"]
    assert "never" in household.run("ble", "devices")
    with home.engine.begin() as conn:
        live_devices.heard(conn, strap.id, NOW, 55, NOW, now=NOW)
    assert "55 %" in household.run("ble", "devices")
    assert "Polar H10 1234" in household.run("ble", "forget", "nobody", code=3)
    household.run("ble", "forget", "polar")
    assert (data / "bluetooth.changed").exists()
    assert "ble scan" in household.run("ble", "devices")
