"""The radio: a stand-in for bluetoothd and the wearables around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.made.bluez.fake import fake_radio as fake
from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.bluez.radio import Radio


@pytest.fixture
def fake_radio(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRadio]:
    """The fast stand-in, which can fail any call; bleak in this process speaks to it."""
    if reason := fake.missing():
        pytest.skip(reason)
    with fake.fake_radio() as radio:
        _speak_to(radio, monkeypatch)
        yield radio


def _speak_to(radio: Radio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BLEAK_DBUS_AUTH_UID", raising=False)
    for name, value in radio.environment.items():
        monkeypatch.setenv(name, value)
