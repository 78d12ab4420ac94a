"""Why a link is not there, from a closed list, and the events that tell it. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from collector.sources.ble.about import About


class Reason(StrEnum):
    """What keeps a device from being heard. `advice` has a sentence for each."""

    NONE = ""
    NO_BUS = "no_bus"
    NO_DAEMON = "no_daemon"
    HUNG = "hung"
    NOT_PERMITTED = "not_permitted"
    NO_ADAPTER = "no_adapter"
    POWERED_OFF = "powered_off"
    BLOCKED = "blocked"
    STUCK = "stuck"
    OUT_OF_RANGE = "out_of_range"
    AMBIGUOUS = "ambiguous"
    UNREACHABLE = "unreachable"
    DROPS = "drops"
    ENDED = "ended"
    SILENT = "silent"
    SLOTS = "slots"
    PAIRING_NEEDED = "pairing_needed"
    PAIRING_REFUSED = "pairing_refused"
    SERVICES_MISSING = "services_missing"
    SERVICES_STALE = "services_stale"
    GARBAGE = "garbage"
    LATE = "late"
    FAULT = "fault"


class LinkKind(StrEnum):
    """What an event is about."""

    CONNECTED = "connected"  # a device is heard, or about to be
    LOST = "lost"  # a device that was connected is not any more
    WAITING = "waiting"  # a device cannot be reached for now; told when the reason changes
    PACKET = "packet"  # one packet was not used: every single one is told
    TROUBLE = "trouble"  # Bluetooth itself cannot be used for now; told when the reason changes
    WELL = "well"  # and now it can again


@dataclass(frozen=True, slots=True)
class LinkEvent:
    """Something happened to a link. ``live_device_id`` is None where it concerns them all."""

    kind: LinkKind
    live_device_id: int | None
    at: datetime
    reason: Reason = Reason.NONE
    advice: str = ""
    detail: str = ""  # the system's own words, for the curious
    address: str = ""  # of a device that is connected: it may have taken a new one
    about: About | None = None  # of a device that is connected, where it was asked
