"""Each live device: when it was last heard, its battery, and what keeps it from being heard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from service.checks.check import Check, look, well
from service.checks.speaking import ago
from service.home import Home
from service.watchfulness import LOW_PERCENT

if TYPE_CHECKING:
    from datetime import datetime

    from collector.sources.ble.reasons import Reason
    from storage.records import LiveDevice


def live_devices(home: Home) -> Iterator[Check]:
    from storage import live_devices as table
    from storage.database import reading

    with reading(home.engine) as connection:
        paired = table.paired(connection)
    now = home.now()
    silent_after = timedelta(days=home.settings.schedule.silent_days)
    return (_device(device, now, silent_after) for device in paired)


def _device(device: LiveDevice, now: datetime, silent_after: timedelta) -> Check:
    reason = _reason(device)
    found = _found(device, reason, now)
    silent = device.last_contact_at is None or now - device.last_contact_at > silent_after
    advice = "\n".join(_advice(device, reason, silent=silent))
    return look("live device", found, advice) if advice else well("live device", found)


def _reason(device: LiveDevice) -> Reason:
    from collector.sources.ble.reasons import Reason

    return {each.value: each for each in Reason}.get(device.trouble or "", Reason.NONE)


def _found(device: LiveDevice, reason: Reason, now: datetime) -> str:
    from collector.sources.ble.advice import HAPPENED

    contact, battery = device.last_contact_at, device.battery_percent
    heard = "not heard yet" if contact is None else ago(contact, now)
    power = f", battery {battery} %" if battery is not None else ""
    found = f"{device.name or device.address}: {heard}{power}"
    if not reason or device.trouble_at is None:
        return found
    return f"{found}\n{HAPPENED[reason]} ({ago(device.trouble_at, now)})"


def _advice(device: LiveDevice, reason: Reason, *, silent: bool) -> Iterator[str]:
    from collector.sources.ble.advice import ADVICE
    from collector.sources.ble.reasons import Reason

    battery = device.battery_percent
    if battery is not None and battery < LOW_PERCENT:
        yield "Charge it, or change its battery."
    ordinary = reason in {Reason.NONE, Reason.OUT_OF_RANGE, Reason.ENDED}  # for a while
    if silent and not reason:
        yield "Wear it near this computer; stegvis ble scan shows whether it is to be seen."
    elif silent or not ordinary:
        yield ADVICE[reason]
    if silent and device.last_contact_at is not None:
        yield "If it is not used any more: stegvis ble forget NAME"
