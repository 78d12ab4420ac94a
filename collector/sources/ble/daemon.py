"""Watches bluetoothd and its adapters on a bus connection of our own, because bleak does not.

bleak is never asked anything while bluetoothd is away: its calls would hang or start one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.errors import InvalidAddressError

from collector.sources.ble.adapters import Adapter, Radio
from collector.sources.ble.backoff import wait_s
from collector.sources.ble.bleak_inside import forget_bluetoothd
from collector.sources.ble.bounded import Bounds
from collector.sources.ble.bus import (
    ADAPTER,
    BLUEZ,
    DAEMON_ERRORS,
    DBUS,
    OBJECTS,
    PROPERTIES,
    Bus,
    end_of,
)
from collector.sources.ble.faults import Doing, reason_of, told
from collector.sources.ble.reasons import Reason
from collector.sources.ble.timing import Timing

MONITORS = "org.bluez.AdvertisementMonitorManager1"

#: Adapters are named one by one: "all below /org/bluez" would wake us for every phone passing by.
_MOST_ADAPTERS = 10

_RULES = (
    f"type='signal',sender='{DBUS}',member='NameOwnerChanged',arg0='{BLUEZ}'",
    f"type='signal',interface='{PROPERTIES}',member='PropertiesChanged',arg0='{ADAPTER}'",
    *(
        f"type='signal',interface='{OBJECTS}',member='{member}',arg0path='/org/bluez/hci{number}'"
        for member in ("InterfacesAdded", "InterfacesRemoved")
        for number in range(_MOST_ADAPTERS)
    ),
)

_START = Radio(Reason.NO_DAEMON, {})


@dataclass(slots=True)
class Daemon:
    """What is known of bluetoothd; ``run`` keeps it true, ``heard`` are told of every change."""

    timing: Timing
    bounds: Bounds
    draw: Callable[[], float]
    radio: Radio = _START
    asked: bool = False  # something is known at all
    heard: list[Callable[[], None]] = field(default_factory=list)
    bus: Bus = field(init=False)
    _there: bool = False  # somebody owns the name org.bluez
    _asking: bool = False
    _ask_again: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.bus = Bus(self.bounds, self.timing.daemon_s)

    async def run(self) -> None:
        """Watch until cancelled, over any number of ends of bluetoothd and of the bus itself."""
        failures = 0
        while True:
            began_s = asyncio.get_running_loop().time()
            radio = Radio(Reason.NO_BUS, {})
            try:
                await self._watch()
            except DAEMON_ERRORS as error:
                reason = Reason.NO_BUS
                if not isinstance(error, (OSError, InvalidAddressError)):
                    reason = reason_of(error, Doing.BUS)
                radio = Radio(reason, {}, told(error))
            self._know(radio)
            lasted_s = asyncio.get_running_loop().time() - began_s
            failures = 1 if lasted_s > self.timing.longest_bus_wait_s else failures + 1
            first_s, longest_s = self.timing.bus_again_s, self.timing.longest_bus_wait_s
            await asyncio.sleep(wait_s(failures, first_s, longest_s, self.draw()))

    async def known(self) -> Radio:
        """Wait until something is known at all."""
        if not self.asked:
            first = asyncio.Event()
            self.heard.append(first.set)
            await first.wait()
            self.heard.remove(first.set)
        return self.radio

    async def _watch(self) -> None:
        try:
            bus = await self.bus.open(self._signal, _RULES)
            self._owner(there=await self.bus.has_bluetoothd())
            await self._ask_while(bus)
        finally:
            self.bus.close()

    async def _ask_while(self, bus: MessageBus) -> None:
        """Ask for the adapters whenever bluetoothd began, until the bus goes."""
        gone = asyncio.ensure_future(end_of(bus))
        try:
            while not gone.done():
                asking = asyncio.ensure_future(self._ask_again.wait())
                try:
                    await asyncio.wait({gone, asking}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    asking.cancel()
                if self._ask_again.is_set() and not gone.done():
                    self._ask_again.clear()
                    if self._there:  # asking would start it
                        await self._ask()
            gone.result()
        finally:
            gone.cancel()

    async def _ask(self) -> None:
        self._asking = True
        try:
            objects = await self.bus.objects()
        except DAEMON_ERRORS as error:
            if self._there:
                self._know(Radio(reason_of(error, Doing.BUS), {}, told(error)))
            again_s = wait_s(1, self.timing.rest_s, self.timing.longest_rest_s, self.draw())
            asyncio.get_running_loop().call_later(again_s, self._ask_again.set)
            return
        finally:
            self._asking = False
        found = [_adapter(path, faces) for path, faces in objects.items() if ADAPTER in faces]
        self._know(Radio(Reason.NONE, {each.name: each for each in found}))

    def _signal(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            return
        body = message.body
        if message.member == "NameOwnerChanged" and body[0] == BLUEZ:
            forget_bluetoothd()  # what bleak remembers of the old one is void
            self._owner(there=bool(body[2]))
        elif self._asking or self.radio.reason is not Reason.NONE:
            # The answer on its way may be older than this: it would be believed, and be wrong.
            self._ask_again.set()
        elif message.member == "PropertiesChanged" and body[0] == ADAPTER:
            if "Powered" in body[1]:
                self._powered(_named(message.path or ""), on=bool(body[1]["Powered"].value))
        elif message.member == "InterfacesAdded" and ADAPTER in body[1]:
            adapter = _adapter(body[0], body[1])
            self._know(Radio(Reason.NONE, {**self.radio.adapters, adapter.name: adapter}))
        elif message.member == "InterfacesRemoved" and ADAPTER in body[1]:
            gone = _named(body[0])
            left = {name: each for name, each in self.radio.adapters.items() if name != gone}
            self._know(Radio(Reason.NONE, left))

    def _owner(self, *, there: bool) -> None:
        self._there = there
        if there:
            self._ask_again.set()
        else:
            self._know(Radio(Reason.NO_DAEMON, {}))

    def _powered(self, name: str, *, on: bool) -> None:
        known = self.radio.adapters.get(name)
        if known is not None:
            adapter = Adapter(name, on, known.central, known.monitors)
            self._know(Radio(Reason.NONE, {**self.radio.adapters, name: adapter}))

    def _know(self, radio: Radio) -> None:
        self.asked = True
        if radio != self.radio or self.radio is _START:
            self.radio = radio
            for tell in tuple(self.heard):
                tell()


def _named(path: str) -> str:
    return path.rpartition("/")[2]


def _adapter(path: str, faces: dict[str, dict[str, Variant]]) -> Adapter:
    has = {name: variant.value for name, variant in faces[ADAPTER].items()}
    monitors = faces.get(MONITORS, {}).get("SupportedMonitorTypes")
    return Adapter(
        name=_named(path),
        powered=bool(has.get("Powered", False)),
        central="central" in has.get("Roles", ["central"]),  # not told before 5.53
        monitors=monitors is not None and "or_patterns" in monitors.value,
    )
