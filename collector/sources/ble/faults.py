"""From what bleak, D-Bus and BlueZ throw to a reason with advice. Pure: tables of names and words.

BlueZ says the same thing differently in every version (5.55-5.61 give the kernel's words, later
ones a name with dashes), so a few words are looked for rather than whole texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)
from dbus_fast.errors import AuthError, DBusError

from collector.sources.ble.reasons import Reason


class Doing(StrEnum):
    """What was tried: the same words mean different things in different places."""

    BUS = "bus"
    SCAN = "scan"
    CONNECT = "connect"
    PAIR = "pair"
    TALK = "talk"  # start notifications, read, write


def reason_of(error: BaseException, doing: Doing) -> Reason:
    """Tell what an error means for the person; `Reason.FAULT` where it means nothing known."""
    if isinstance(error, BleakBluetoothNotAvailableError):
        return _NOT_AVAILABLE.get(error.reason, Reason.NO_ADAPTER)
    if isinstance(error, BleakGATTProtocolError):
        return _BY_CODE.get(int(error.code), Reason.UNREACHABLE)
    if isinstance(error, BleakDBusError):
        return _of_dbus(error.dbus_error, " ".join(str(word) for word in error.args[1:]), doing)
    if isinstance(error, DBusError):
        return _of_dbus(error.type, error.text, doing)
    if isinstance(error, TimeoutError) and doing is Doing.PAIR:
        return Reason.PAIRING_NEEDED  # nobody confirmed it
    if isinstance(error, TimeoutError):
        return Reason.UNREACHABLE if doing in _OVER_THE_AIR else Reason.HUNG
    if isinstance(error, (BleakError, AssertionError, KeyError)) and type(error) not in _BY_TYPE:
        return _by_words(str(error)) or _ANY[doing]
    return next((why for kind, why in _BY_TYPE.items() if isinstance(error, kind)), Reason.FAULT)


def told(error: BaseException) -> str:
    """Give the system's own words, short enough for a line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:200] if said else type(error).__name__


def _of_dbus(name: str, text: str, doing: Doing) -> Reason:
    by_name = _BY_NAME.get(name.removeprefix("org.bluez.Error."))
    if doing is Doing.TALK and name in _VANISHED:
        return Reason.SERVICES_STALE
    if name == "org.bluez.Error.InProgress":
        return Reason.STUCK if doing is Doing.SCAN else Reason.UNREACHABLE
    if by_name is Reason.PAIRING_NEEDED and doing not in _OVER_THE_AIR:
        return Reason.NOT_PERMITTED
    return by_name or _by_words(text) or _ANY[doing]


def _by_words(text: str) -> Reason | None:
    lower = text.lower()
    return next((reason for words, reason in _WORDS.items() if words in lower), None)


#: What an error means where nothing more is known.
_ANY: Mapping[Doing, Reason] = MappingProxyType(
    {
        Doing.BUS: Reason.HUNG,
        Doing.SCAN: Reason.STUCK,
        Doing.CONNECT: Reason.UNREACHABLE,
        Doing.PAIR: Reason.UNREACHABLE,
        Doing.TALK: Reason.UNREACHABLE,
    }
)

_NOT_AVAILABLE = MappingProxyType(
    {
        BleakBluetoothNotAvailableReason.NO_BLUETOOTH: Reason.NO_ADAPTER,
        BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: Reason.NO_ADAPTER,
        BleakBluetoothNotAvailableReason.POWERED_OFF: Reason.POWERED_OFF,
        BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: Reason.NOT_PERMITTED,
        BleakBluetoothNotAvailableReason.DENIED_BY_USER: Reason.NOT_PERMITTED,
        BleakBluetoothNotAvailableReason.DENIED_BY_UNKNOWN: Reason.NOT_PERMITTED,
    }
)

_BY_TYPE: Mapping[type[BaseException], Reason] = MappingProxyType(
    {
        BleakDeviceNotFoundError: Reason.UNREACHABLE,
        BleakCharacteristicNotFoundError: Reason.SERVICES_MISSING,
        AuthError: Reason.NOT_PERMITTED,
        OSError: Reason.NO_BUS,
        EOFError: Reason.NO_BUS,
    }
)

#: Where no answer means the device; elsewhere it means bluetoothd.
_OVER_THE_AIR = frozenset({Doing.CONNECT, Doing.PAIR, Doing.TALK})

#: The names of D-Bus and BlueZ that mean one thing wherever they come from.
_BY_NAME: Mapping[str, Reason] = MappingProxyType(
    {
        "org.freedesktop.DBus.Error.ServiceUnknown": Reason.NO_DAEMON,
        "org.freedesktop.DBus.Error.NameHasNoOwner": Reason.NO_DAEMON,
        "org.freedesktop.DBus.Error.Spawn.ServiceNotFound": Reason.NO_DAEMON,
        "org.freedesktop.DBus.Error.NoReply": Reason.HUNG,
        "org.freedesktop.DBus.Error.Timeout": Reason.HUNG,
        "org.freedesktop.DBus.Error.TimedOut": Reason.HUNG,
        "org.freedesktop.DBus.Error.AccessDenied": Reason.NOT_PERMITTED,
        "org.freedesktop.DBus.Error.AuthFailed": Reason.NOT_PERMITTED,
        "org.freedesktop.DBus.Error.Disconnected": Reason.NO_BUS,
        "org.freedesktop.DBus.Error.NoServer": Reason.NO_BUS,
        "NotReady": Reason.POWERED_OFF,
        "Blocked": Reason.BLOCKED,
        "NoSuchAdapter": Reason.NO_ADAPTER,
        "AuthenticationFailed": Reason.PAIRING_REFUSED,
        "AuthenticationCanceled": Reason.PAIRING_REFUSED,
        "AuthenticationRejected": Reason.PAIRING_REFUSED,
        "AuthenticationTimeout": Reason.PAIRING_REFUSED,
        "NotAuthorized": Reason.PAIRING_NEEDED,
        "NotPermitted": Reason.PAIRING_NEEDED,
        "NotSupported": Reason.SERVICES_MISSING,
    }
)

#: A characteristic that bluetoothd listed and then does not know: its list is old.
_VANISHED = frozenset(
    {
        "org.freedesktop.DBus.Error.UnknownObject",
        "org.freedesktop.DBus.Error.UnknownMethod",
        "org.freedesktop.DBus.Error.UnknownInterface",
    }
)

#: Words in BlueZ's and the kernel's texts, most telling first.
_WORDS: Mapping[str, Reason] = MappingProxyType(
    {
        "rfkill": Reason.BLOCKED,
        "too many links": Reason.SLOTS,
        "connection-limit": Reason.SLOTS,
        "connection slot": Reason.SLOTS,
        "limited resources": Reason.SLOTS,
        "memory-allocation": Reason.SLOTS,
        "cannot allocate memory": Reason.SLOTS,
        "not powered": Reason.POWERED_OFF,
        "not-powered": Reason.POWERED_OFF,
        "host is down": Reason.UNREACHABLE,  # the kernel's word for a device that does not answer
        "not paired": Reason.PAIRING_NEEDED,
        "abort-by-remote": Reason.DROPS,
        "terminated-by-remote": Reason.DROPS,
        "connection reset": Reason.DROPS,
        "device disconnected": Reason.DROPS,
        "not connected": Reason.DROPS,
        "adapter '": Reason.NO_ADAPTER,  # bleak: adapter 'hci0' not found
    }
)

#: ATT error codes (Core specification, volume 3, part F, 3.4.1.1).
_BY_CODE: Mapping[int, Reason] = MappingProxyType(
    {
        0x01: Reason.SERVICES_STALE,  # invalid handle
        0x02: Reason.SERVICES_MISSING,  # read not permitted
        0x03: Reason.SERVICES_MISSING,  # write not permitted
        0x05: Reason.PAIRING_NEEDED,  # insufficient authentication
        0x06: Reason.SERVICES_MISSING,  # request not supported
        0x08: Reason.PAIRING_NEEDED,  # insufficient authorization
        0x0A: Reason.SERVICES_STALE,  # attribute not found
        0x0C: Reason.PAIRING_NEEDED,  # insufficient encryption key size
        0x0F: Reason.PAIRING_NEEDED,  # insufficient encryption
        0x11: Reason.SLOTS,  # insufficient resources
        0x12: Reason.SERVICES_STALE,  # database out of sync
        0xFD: Reason.SERVICES_MISSING,  # configuration descriptor improperly configured
    }
)


def crowded(reason: Reason, failures: int, connected: int) -> Reason:
    """Suspect the adapter of being full where it does not say so.

    Most only abort: a device that is seen and cannot be reached again and again, while others are
    connected, is one too many.

    >>> crowded(Reason.UNREACHABLE, 2, 3), crowded(Reason.UNREACHABLE, 0, 3)
    (<Reason.SLOTS: 'slots'>, <Reason.UNREACHABLE: 'unreachable'>)
    """
    suspect = reason is Reason.UNREACHABLE and failures >= _SUSPECT_AFTER and connected > 0
    return Reason.SLOTS if suspect else reason


#: Interference fails once or twice, not more often.
_SUSPECT_AFTER = 2
