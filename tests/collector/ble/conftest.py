"""The radio: two stand-ins for bluetoothd and the wearables around it, behind one interface."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import pytest
from bleak.backends.bluezdbus import manager

from tests.made.bluez.box import box_radio as box
from tests.made.bluez.box.box_radio import BoxRadio
from tests.made.bluez.fake import fake_radio as fake
from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.bluez.radio import Radio


@pytest.fixture(autouse=True)
def _bleak_leaves_nothing() -> Iterator[None]:
    """Bleak keeps the D-Bus connection of a loop that ended until it is used in another one."""
    yield
    for loop in [loop for loop in manager._global_instances if loop.is_closed()]:
        bus = manager._global_instances.pop(loop)._bus
        if bus is not None:
            with contextlib.suppress(RuntimeError):
                bus._finalize(None)


@pytest.fixture
def fake_radio(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRadio]:
    """The fast stand-in, which can fail any call; bleak in this process speaks to it."""
    if reason := fake.missing():
        pytest.skip(reason)
    with fake.fake_radio() as radio:
        _speak_to(radio, monkeypatch)
        yield radio


@pytest.fixture(scope="session")
def booted_box() -> Iterator[BoxRadio]:
    """One guest for the whole session."""
    if reason := box.missing():
        pytest.skip(reason)
    with box.box_radio() as radio:
        yield radio


@pytest.fixture(params=["fake", "box"])
def radio(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Radio]:
    """Each stand-in in turn, cleared; bleak in this process speaks to it."""
    if request.param == "fake":
        yield request.getfixturevalue("fake_radio")
        return
    real: BoxRadio = request.getfixturevalue("booted_box")
    asyncio.run(real.clear())
    _speak_to(real, monkeypatch)
    yield real


def _speak_to(radio: Radio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BLEAK_DBUS_AUTH_UID", raising=False)
    for name, value in radio.environment.items():
        monkeypatch.setenv(name, value)
