"""What both stand-ins for a Bluetooth radio offer: one interface, so that one test runs on both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

#: What a wearable answers to a write: notifications, each a characteristic and its bytes.
Answer = Callable[[str, bytes], Sequence[tuple[str, bytes]]]


def sig(number: int) -> str:
    """The whole UUID of a number the Bluetooth SIG gave."""
    return f"{number:08x}-0000-1000-8000-00805f9b34fb"


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One value of a wearable; ``flags`` in BlueZ's words: read, write, notify, indicate."""

    uuid: str
    flags: tuple[str, ...]
    value: bytes = b""


@dataclass(frozen=True, slots=True)
class Service:
    uuid: str
    characteristics: tuple[Characteristic, ...]


@dataclass(frozen=True, slots=True)
class Advertised:
    """What a wearable shouts into the room, besides its name."""

    services: tuple[str, ...] = ()
    service_data: Mapping[str, bytes] = field(default_factory=dict)
    manufacturer_data: Mapping[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """One notification a wearable sent; delivered: a subscribed host was in reach of it."""

    monotonic_s: float
    uuid: str
    value: bytes
    delivered: bool


class Wearable(Protocol):
    """A device on somebody's body, from its own side of the air."""

    name: str
    address: str
    sent: list[Sent]  # its own log, to be held against what was kept
    written: list[tuple[str, bytes]]  # what the host wrote

    @property
    def connected(self) -> bool: ...

    def subscribed(self, uuid: str) -> bool: ...

    async def notify(self, uuid: str, value: bytes) -> bool:
        """Send one value, however malformed; False: nobody listens."""
        ...

    async def flood(self, uuid: str, values: Sequence[bytes]) -> int:
        """Send many values as fast as it goes; how many had a listener."""
        ...

    async def play(
        self, uuid: str, make: Callable[[int], bytes], every_s: float, first: int = 1
    ) -> None:
        """Send ``make(n)`` again and again, from now until `silence`."""
        ...

    async def silence(self) -> None:
        """Stop playing; the link stays."""
        ...

    async def set_value(self, uuid: str, value: bytes) -> None:
        """What the next read gives."""
        ...

    async def advertise(self, advertised: Advertised) -> None:
        """Shout something else from now on."""
        ...

    async def cut(self) -> None:
        """The wearable ends the link."""
        ...

    async def out_of_range(self, supervision_s: float = 1.0) -> None:
        """Nothing is heard any more; the link ends when the supervision time is over."""
        ...

    async def back(self) -> None: ...

    async def change_address(self, address: str) -> None:
        """A new private address; a link ends with the old one."""
        ...


class Radio(Protocol):
    """The machine's Bluetooth, and the room full of wearables around it."""

    name: str
    environment: Mapping[str, str]  # for a program under test

    async def add_wearable(
        self,
        name: str,
        address: str,
        services: Sequence[Service],
        advertised: Advertised,
        *,
        answer: Answer | None = None,
    ) -> Wearable: ...

    async def power(self, on: bool, adapter: str = "hci0") -> None:
        """Switch the adapter off or on, as ``bluetoothctl power`` does."""
        ...

    async def unplug(self, adapter: str = "hci0") -> None: ...

    async def plug(self, adapter: str = "hci0") -> None: ...

    async def crash(self) -> None:
        """Bluetoothd is killed: no signal, no farewell."""
        ...

    async def stop(self) -> None:
        """Bluetoothd is stopped in an orderly way."""
        ...

    async def start(self) -> None: ...

    async def allow_passive(self, allowed: bool, adapter: str = "hci0") -> None:
        """Whether bluetoothd has advertisement monitors (--experimental) from its next start."""
        ...

    async def clear(self) -> None:
        """No wearable in the room, none remembered, the adapter in place and on."""
        ...
