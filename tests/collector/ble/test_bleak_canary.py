"""The private parts of bleak that the link reaches into are what they were when it was written.

A failure here after an upgrade of bleak means: read `collector.sources.ble.bleak_inside`, look
whether bleak notices a killed bluetoothd by itself now, and change that module, not this test.
"""

from __future__ import annotations

import asyncio
import inspect

import pytest
from bleak.backends.bluezdbus import manager, utils
from bleak.backends.bluezdbus.version import BlueZFeatures

from collector.sources.ble.bleak_inside import check_version, forget_bluetoothd
from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.bluez.witness import caught_up


def test_bleak_has_the_parts_the_link_reaches_into() -> None:
    assert isinstance(manager._global_instances, dict)
    assert "_bus" in vars(manager.BlueZManager())
    assert isinstance(BlueZFeatures.checked_bluez_version, bool)
    assert hasattr(BlueZFeatures, "_check_bluez_event")
    assert not inspect.signature(utils.get_dbus_authenticator).parameters


def test_bleak_forgets_everything_when_its_bus_is_closed(fake_radio: FakeRadio) -> None:
    async def story() -> None:
        mine = await manager.get_global_bluez_manager()
        assert manager._global_instances[asyncio.get_running_loop()] is mine
        assert "/org/bluez/hci0" in mine._properties
        forget_bluetoothd()
        assert mine._bus_watcher_task is not None
        await mine._bus_watcher_task
        assert not mine._properties
        again = await manager.get_global_bluez_manager()
        assert "/org/bluez/hci0" in again._properties
        forget_bluetoothd()
        await mine._bus_watcher_task

    asyncio.run(story())


def test_bleak_still_does_not_notice_a_killed_daemon_by_itself(fake_radio: FakeRadio) -> None:
    """When this fails, the better half of `bleak_inside` may go."""

    async def story() -> None:
        mine = await manager.get_global_bluez_manager()
        await fake_radio.crash()
        await fake_radio.start()
        assert mine._bus is not None
        await caught_up()
        assert mine._bus.connected
        forget_bluetoothd()
        assert mine._bus_watcher_task is not None
        await mine._bus_watcher_task

    asyncio.run(story())


def test_a_check_of_the_version_that_was_cut_off_is_begun_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story() -> None:
        monkeypatch.setattr(BlueZFeatures, "checked_bluez_version", False)
        monkeypatch.setattr(BlueZFeatures, "_check_bluez_event", asyncio.Event())
        await asyncio.wait_for(check_version(), 60)
        assert BlueZFeatures.checked_bluez_version

    asyncio.run(story())
