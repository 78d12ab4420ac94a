"""The commands for straps and watches, as a person types them, on a stand-in for bluetoothd."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from collector.live.values import Battery, Heard, HeartRate, StepTotal
from collector.sources.ble.reasons import LinkEvent, LinkKind, Reason
from service.live_lines import Lines
from tests.made.bluez import kits
from tests.made.bluez.fake import fake_radio as fake
from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.bluez.fake.peripheral import FakeWearable
from tests.made.bluez.radio import Advertised
from tests.made.link import eventually
from tests.made.needs import missing

from .conftest import Household, environment

ADDRESS = "C0:FF:EE:00:00:01"


@pytest.fixture
def radio(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRadio]:
    if reason := fake.missing():
        missing(reason)
    with fake.fake_radio() as radio:
        for name, value in radio.environment.items():
            monkeypatch.setenv(name, value)
        yield radio


@pytest.fixture
def strap(radio: FakeRadio) -> FakeWearable:
    async def put_on() -> FakeWearable:
        worn = await radio.add_wearable("Polar H10 1\x1b[31m", ADDRESS, kits.STRAP, kits.STRAP_SAYS)
        await worn.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 0.1)
        return worn

    return asyncio.run(put_on())


@pytest.fixture
def home(household):
    household.run("init", "--name", "kim", "--timezone", "Europe/Stockholm", "--yes")
    return household


def in_time(home: Household, *words: str, shows: tuple[str, ...], code: int = 0) -> str:
    """Give it more and more seconds, until it shows this."""
    for seconds in ("1", "4", "16", "64"):
        done = subprocess.run(
            home.command(*words, "--seconds", seconds),
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        if all(each in said for each in shows):
            break
    assert done.returncode == code, said
    return said


def test_a_strap_is_paired_and_heard_in_three_commands(home, strap: FakeWearable) -> None:
    near = in_time(home, "ble", "scan", shows=(ADDRESS,))
    assert ADDRESS in near
    assert "heart rate" in near
    assert "\x1b" not in near
    said = in_time(home, "ble", "pair", "polar", shows=("Testmaker", "battery", " bpm"))
    assert "Testmaker, M1, firmware 1.2.3, worn at the chest" in said
    assert "battery 87 %" in said
    assert " bpm" in said
    assert "is paired for kim" in said
    (device,) = home.json("ble", "devices")
    assert (device["address"], device["kind"]) == (ADDRESS, "heart_rate")
    said = [device[name] for name in ("maker", "model", "firmware", "worn_at")]
    assert said == ["Testmaker", "M1", "1.2.3", "chest"]
    assert "worn at the chest" in home.run("ble", "devices")
    heard = in_time(home, "ble", "listen", shows=(" bpm", "battery"))
    assert " bpm, beats " in heard
    assert "battery 87 %" in heard


def test_listening_speaks_json_line_by_line(home, strap: FakeWearable) -> None:
    home.run("ble", "pair", ADDRESS.lower())
    lines = in_time(home, "ble", "listen", "--json", shows=("heart_rate", "battery"))
    said = [json.loads(line) for line in lines.splitlines()]
    assert {"heart_rate", "battery"} <= {each.get("quantity") for each in said}
    assert "connected" in {each.get("event") for each in said}


def test_ctrl_c_is_the_ordinary_way_to_stop_listening(home, strap: FakeWearable) -> None:
    home.run("ble", "pair", ADDRESS)
    running = subprocess.Popen(
        home.command("ble", "listen"),
        stdout=subprocess.PIPE,
        text=True,
        env={**environment(), "PYTHONUNBUFFERED": "1"},
    )
    assert running.stdout is not None
    assert any("bpm" in line for line in running.stdout)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert running.returncode == 0
    asyncio.run(eventually(lambda: not strap.connected))


def test_on_a_terminal_lines_are_painted_over(home, strap: FakeWearable) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        home.command("ble", "scan", "--seconds", "4"),
        stdout=theirs,
        env=environment(),
    ) as running:
        os.close(theirs)
        said = b""
        while (part := _read(ours)) != b"":
            said += part
    os.close(ours)
    assert running.returncode == 0
    assert b"\x1b[1A\x1b[2K" in said
    assert said.decode().rstrip().endswith("Pair one with: stegvis ble pair NAME")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the other end is closed
        return b""


def test_what_is_not_near_not_clear_or_not_understood_is_told(home, radio: FakeRadio) -> None:
    async def furnish() -> None:
        for last in "12":
            address = f"C0:FF:EE:00:00:0{last}"
            await radio.add_wearable("Band", address, kits.STRAP, kits.STRAP_SAYS)
        await radio.add_wearable("Lamp", "C0:FF:EE:00:00:03", (), Advertised())

    asyncio.run(furnish())
    absent = home.run("ble", "pair", "Nobody", "--seconds", "2", code=3)
    assert "not to be seen. Put the device on" in absent
    both = ("C0:FF:EE:00:00:01", "C0:FF:EE:00:00:02")
    unclear = in_time(home, "ble", "pair", "Band", shows=both, code=3)
    assert "C0:FF:EE:00:00:01" in unclear
    assert "stegvis ble pair ADDRESS" in unclear
    advice = "Broadcast Heart Rate"
    assert advice in in_time(home, "ble", "pair", "lamp", shows=(advice,), code=3)
    assert home.json("ble", "devices") == []


def test_without_bluetooth_every_command_says_what_to_do(home, radio: FakeRadio) -> None:
    asyncio.run(radio.power(False))
    assert "bluetoothctl power on" in home.run("ble", "scan", code=3)
    assert "hci7" in home.run("ble", "scan", "--adapter", "hci7", code=3)
    asyncio.run(radio.crash())
    assert "systemctl enable --now bluetooth" in home.run("ble", "pair", "x", code=3)


def test_listening_to_nothing_says_where_to_begin(home) -> None:
    assert "stegvis ble scan" in home.run("ble", "listen", code=1)


def test_a_link_that_is_lost_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
    lines = Lines({1: "Strap"}, as_json=False, terminal=True)
    for reading in (StepTotal(1200), Battery(50), HeartRate(71)):
        lines.hear(Heard(1, now, 0.0, reading))
    lines.tell(LinkEvent(LinkKind.LOST, 1, now, Reason.SILENT, "Wear it."))
    lines.tell(LinkEvent(LinkKind.PACKET, 1, now, Reason.GARBAGE, "x"))
    lines.tell(LinkEvent(LinkKind.WELL, None, now))
    said = capsys.readouterr().out
    assert "Strap: The device is connected but says nothing. Wear it." in said
    assert said.endswith("Bluetooth: well\n")
    assert lines.heard == 3
