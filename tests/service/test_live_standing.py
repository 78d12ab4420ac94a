"""How each device stands is told while it is listened to, long before its minutes are written."""

from __future__ import annotations

import asyncio
import math
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collector.live.values import Battery, Heard, HeartRate, Reading
from collector.sources.ble.advice import ADVICE
from collector.sources.ble.reasons import LinkEvent, LinkKind, Reason
from service.checks import State
from service.checks.wearables import live_devices as looked_at
from service.home import DATABASE, Home
from service.live_keeping import Listened, opened
from service.live_standing import Standing
from storage import live_devices, people
from storage.records import LiveDevice

NOW = datetime.now(UTC).replace(microsecond=0)

#: What is never the last word on a device, or not about one.
NEVER_TOLD = {Reason.NONE, Reason.LATE}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    settings = tmp_path / "stegvis.toml"
    settings.write_text("[storage]\nwait_s = 1\n", encoding="utf-8")
    home = Home(tmp_path / "data", settings, {})
    with home.engine.begin() as conn:
        person = people.add_person(conn, name="kim", timezone="UTC", now=NOW)
        for name in ("strap", "watch"):
            live_devices.pair(
                conn,
                person.id,
                kind="heart_rate",
                name=name,
                address=name,
                now=NOW - timedelta(days=9),
            )
    return home


def known(home: Home) -> tuple[LiveDevice, ...]:
    with home.engine.begin() as conn:
        return live_devices.paired(conn)


class Ear:
    """What the service hears and is told, second by second."""

    def __init__(self, home: Home) -> None:
        self.home = home
        with home.engine.begin() as conn:
            self.listened: Mapping[int, Listened] = {
                each.id: opened(conn, each) for each in live_devices.paired(conn)
            }
        self.standing = Standing(home, self.listened)

    def hears(self, reading: Reading, device: int = 1, ago_s: float = 0) -> None:
        heard = Heard(device, NOW - timedelta(seconds=ago_s), 0.0, reading)
        self.standing.hear(heard)
        self.listened[device].live.hear(heard)

    def told(self, kind: LinkKind, reason: Reason, device: int | None = 1) -> None:
        self.standing.tell(LinkEvent(kind, device, NOW, reason))

    def at(self, now_s: float) -> tuple[str | None, ...]:
        """What keeps each device from being heard, as it stands in the database then."""
        asyncio.run(self.standing.note(now_s))
        return tuple(each.trouble for each in known(self.home))


def test_a_device_is_known_to_be_heard_at_its_first_word(home: Home) -> None:
    ear = Ear(home)
    ear.hears(HeartRate(70), ago_s=600)
    ear.hears(Battery(55), ago_s=600)
    ear.at(0)
    strap, watch = known(home)
    assert (strap.last_contact_at, strap.battery_percent) == (NOW - timedelta(minutes=10), 55)
    assert watch.last_contact_at is None
    ear.hears(HeartRate(70), ago_s=590)
    ear.at(10)
    assert known(home)[0] == strap, "not every second is written"
    ear.hears(HeartRate(70), ago_s=290)
    ear.at(310)
    assert known(home)[0].last_contact_at == NOW - timedelta(seconds=290)


def test_what_keeps_a_device_from_being_heard_is_told_until_it_is_heard(home: Home) -> None:
    ear = Ear(home)
    ear.told(LinkKind.LOST, Reason.SILENT)
    ear.told(LinkKind.PACKET, Reason.LATE)
    assert ear.at(0) == ("silent", None)
    assert known(home)[0].trouble_at == NOW
    ear.hears(Battery(80))
    assert ear.at(100) == ("silent", None), "a battery is told off the body as well"
    ear.hears(HeartRate(70))
    ear.told(LinkKind.PACKET, Reason.GARBAGE)
    ear.hears(HeartRate(71))
    assert ear.at(200) == (None, None)


def test_of_a_link_that_comes_and_goes_little_is_written(home: Home) -> None:
    ear = Ear(home)
    written = []
    for second in range(0, 600, 10):
        if second % 20:
            ear.told(LinkKind.LOST, Reason.DROPS)
        else:
            ear.hears(HeartRate(70), ago_s=600 - second)
        before = known(home)
        ear.at(second)
        written.append(known(home) != before)
    assert 5 < sum(written) <= 10
    ear.told(LinkKind.LOST, Reason.DROPS)
    assert ear.at(math.inf) == ("drops", None), "the last word is kept at the end"


def test_trouble_with_bluetooth_itself_is_every_devices_until_it_is_well(home: Home) -> None:
    ear = Ear(home)
    ear.told(LinkKind.WAITING, Reason.PAIRING_REFUSED, device=2)
    ear.told(LinkKind.TROUBLE, Reason.STUCK, device=None)
    assert ear.at(0) == ("stuck", "stuck")
    ear.told(LinkKind.WAITING, Reason.UNREACHABLE, device=2)
    ear.told(LinkKind.WELL, Reason.NONE, device=None)
    assert ear.at(100) == (None, "unreachable")


def test_what_cannot_be_written_is_written_later(home: Home) -> None:
    ear = Ear(home)
    ear.told(LinkKind.LOST, Reason.SILENT)
    with closing(sqlite3.connect(home.data / DATABASE, isolation_level=None)) as other:
        other.execute("begin immediate")
        asyncio.run(ear.standing.note(0))
        other.execute("rollback")
    assert ear.at(59) == (None, None)
    assert ear.at(60) == ("silent", None)


def test_a_device_that_was_forgotten_is_nobodys_trouble(home: Home) -> None:
    ear = Ear(home)
    ear.told(LinkKind.LOST, Reason.SILENT, device=77)
    assert ear.at(0) == (None, None)


def test_the_doctor_gives_the_advice_of_every_reason(home: Home) -> None:
    ear = Ear(home)
    for number, reason in enumerate(set(Reason) - NEVER_TOLD):
        ear.told(LinkKind.WAITING, reason)
        ear.at(60 * number)
        strap, _ = looked_at(home)
        assert strap.state is State.LOOK
        assert ADVICE[reason] in strap.advice


@pytest.mark.parametrize("reason", [Reason.OUT_OF_RANGE, Reason.ENDED])
def test_a_device_that_was_taken_off_today_needs_nobody(home: Home, reason: Reason) -> None:
    ear = Ear(home)
    ear.hears(HeartRate(70))
    ear.told(LinkKind.LOST, reason)
    ear.at(0)
    strap, _ = looked_at(home)
    assert (strap.state, strap.advice) == (State.WELL, "")
