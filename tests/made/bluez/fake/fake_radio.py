"""The fast stand-in for a whole radio: starts in a tenth of a second and fails on request."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tests.made.bluez.fake.adapter import FakeAdapter
from tests.made.bluez.fake.bus import PrivateBus
from tests.made.bluez.fake.daemon import FakeDaemon
from tests.made.bluez.fake.faults import Fault
from tests.made.bluez.fake.peripheral import FakeWearable
from tests.made.bluez.radio import Advertised, Answer, Service, Wearable
from tests.made.bluez.stage import Stage, on_stage


def missing() -> str | None:
    """Why this stand-in cannot run here."""
    return None if shutil.which("dbus-daemon") else "dbus-daemon is not installed"


@contextmanager
def fake_radio() -> Iterator[FakeRadio]:
    with PrivateBus() as bus, Stage() as stage:
        radio = FakeRadio(stage, bus)
        stage.wait_for(radio.open())
        try:
            yield radio
        finally:
            stage.wait_for(radio.close())


class FakeRadio:
    """What the other stand-in offers, and more: errors, silence, adapters, slots, pairing."""

    name = "fake"

    def __init__(self, stage: Stage, bus: PrivateBus) -> None:
        self.stage, self.bus = stage, bus
        self.environment: Mapping[str, str] = {"DBUS_SYSTEM_BUS_ADDRESS": bus.address}
        self._daemon = FakeDaemon(bus.address)
        self._unplugged: dict[str, FakeAdapter] = {}

    @property
    def calls(self) -> list[tuple[str, str]]:
        """Every call so far: member and path."""
        return self._daemon.calls

    @property
    def links(self) -> int:
        return sum(adapter.links for adapter in self._daemon.adapters.values())

    def fail(
        self,
        member: str,
        error: str | None = "Failed",
        text: str = "",
        *,
        times: int = 1,
        path: str = "*",
        delay_s: float = 0.0,
    ) -> None:
        """The next calls get this error; ``error=None``: no answer at all. Globs both."""
        self._daemon.faults.append(Fault(member, error, text, times, path, delay_s))

    async def open(self) -> None:
        await self._new_adapter("hci0", "B8:27:EB:00:00:01")
        await self._daemon.start()

    async def close(self) -> None:
        for wearable in self._daemon.wearables:
            wearable.retire()
        await self._daemon.crash()

    @on_stage
    async def add_wearable(
        self,
        name: str,
        address: str,
        services: Sequence[Service],
        advertised: Advertised,
        *,
        answer: Answer | None = None,
    ) -> FakeWearable:
        wearable = FakeWearable(self.stage, name, address, services, advertised, answer)
        self._daemon.wearables.append(wearable)
        return wearable

    @on_stage
    async def add_adapter(self, name: str, address: str) -> None:
        await self._new_adapter(name, address)

    @on_stage
    async def set_slots(self, slots: int, adapter: str = "hci0") -> None:
        """How many links the adapter can hold at once."""
        self._daemon.adapters[adapter].slots = slots

    @on_stage
    async def get_stuck(self, adapter: str = "hci0", *, refuses_on: int = 0) -> None:
        """The adapter refuses to discover until it is switched off and, at last, on."""
        stuck = self._daemon.adapters[adapter]
        stuck.stuck, stuck.refuses_on = True, refuses_on

    @on_stage
    async def get_well(self, adapter: str = "hci0") -> None:
        self._daemon.adapters[adapter].stuck = False

    @on_stage
    async def forget(self, wearable: Wearable) -> None:
        """The daemon drops all it knows of a device, as it does with temporary ones."""
        for adapter in self._daemon.adapters.values():
            for peer in [p for p in adapter.peers if p.wearable is wearable]:
                adapter.forget(peer)

    @on_stage
    async def set_pairing(self, wearable: Wearable, agrees: bool) -> None:
        """Whether the wearable lets itself be paired."""
        self._own(wearable).pairs = agrees

    @on_stage
    async def set_resolving(self, wearable: Wearable, after_s: float | None) -> None:
        """How long its services take to be discovered; None: for ever."""
        self._own(wearable).resolve_s = after_s

    @on_stage
    async def set_reading(self, wearable: Wearable, takes_s: float) -> None:
        """How long it takes to answer each time it is asked for a value."""
        self._own(wearable).read_s = takes_s

    @on_stage
    async def allow_passive(self, allowed: bool, adapter: str = "hci0") -> None:
        """Whether the daemon offers advertisement monitors; told at its next start."""
        self._daemon.adapters[adapter].passive = allowed

    @on_stage
    async def power(self, on: bool, adapter: str = "hci0") -> None:
        self._daemon.adapters[adapter].switch(on)()

    @on_stage
    async def power_on_once_shown(self, adapter: str = "hci0") -> None:
        """It comes on right behind the answer that shows it switched off."""
        self._daemon.once_shown.append(self._daemon.adapters[adapter].switch(True))

    @on_stage
    async def unplug(self, adapter: str = "hci0") -> None:
        self._unplugged[adapter] = self._daemon.remove_adapter(adapter)

    @on_stage
    async def plug(self, adapter: str = "hci0") -> None:
        await self._daemon.add_adapter(self._unplugged.pop(adapter))

    @on_stage
    async def lose_memory(self) -> None:
        """Forget who was met, as a daemon does that is killed before it wrote it down."""
        for adapter in self._daemon.adapters.values():
            for peer in adapter.peers:
                peer.known = False

    @on_stage
    async def crash(self) -> None:
        await self._daemon.crash()

    @on_stage
    async def stop(self) -> None:
        await self._daemon.stop()

    @on_stage
    async def start(self) -> None:
        await self._daemon.start()

    @on_stage
    async def clear(self) -> None:
        for wearable in self._daemon.wearables:
            wearable.retire()
        await self._daemon.crash()
        self._daemon.wearables.clear()
        self._daemon.faults.clear()
        self._daemon.adapters.clear()
        self._unplugged.clear()
        await self.open()

    def _own(self, wearable: Wearable) -> FakeWearable:
        return next(one for one in self._daemon.wearables if one is wearable)

    async def _new_adapter(self, name: str, address: str) -> None:
        adapter = FakeAdapter(self._daemon.tree, self._daemon.call, name, address)
        await self._daemon.add_adapter(adapter)
