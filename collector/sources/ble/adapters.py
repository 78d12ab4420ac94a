"""Which adapter is used, and what keeps it from being used. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from collector.sources.ble.reasons import Reason


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter as bluetoothd describes it."""

    name: str  # "hci0"
    powered: bool
    central: bool  # it can connect to wearables; some old ones cannot
    monitors: bool  # it can scan passively


@dataclass(frozen=True, slots=True)
class Radio:
    """What is known of Bluetooth on this machine at one moment."""

    reason: Reason  # why nothing works at all; NONE: it does
    adapters: Mapping[str, Adapter]
    detail: str = ""


def choose(radio: Radio, wanted: str) -> tuple[str, Reason]:
    """Give the adapter to use and why it cannot be used.

    ``wanted`` empty: the first that is turned on, else the first there is. bleak would take any.

    >>> on, off = (Adapter(n, p, True, False) for n, p in (("hci1", True), ("hci0", False)))
    >>> choose(Radio(Reason.NONE, {"hci0": off, "hci1": on}), "")[0]
    'hci1'
    >>> choose(Radio(Reason.NONE, {"hci0": off}), "")
    ('hci0', <Reason.POWERED_OFF: 'powered_off'>)
    """
    if radio.reason is not Reason.NONE:
        return wanted, radio.reason
    able = sorted(
        (each for each in radio.adapters.values() if each.central),
        key=lambda each: (not each.powered, len(each.name), each.name),
    )
    mine = [each for each in able if not wanted or each.name == wanted]
    if not mine:
        return wanted, Reason.NO_ADAPTER
    return mine[0].name, Reason.NONE if mine[0].powered else Reason.POWERED_OFF
