"""The honest stand-in for a whole radio: bluetoothd itself, on an emulated Linux."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tests.made.bluez.box import image
from tests.made.bluez.box.air import Air, Chip, plug_chip, time_out
from tests.made.bluez.box.guest import Guest
from tests.made.bluez.box.watch import BoxWearable
from tests.made.bluez.radio import Advertised, Answer, Service
from tests.made.bluez.stage import Stage, on_stage

missing = image.missing

POWERED = 'bluetoothctl show | grep -q "Powered: yes"'


@contextmanager
def box_radio() -> Iterator[BoxRadio]:
    """Boots in about ten seconds; meant for a whole session of tests."""
    guest = Guest(image.folder())
    try:
        with Stage() as stage:
            radio = BoxRadio(stage, guest)
            stage.wait_for(radio.open())
            yield radio
            stage.wait_for(radio.close())
    finally:
        guest.end()


class BoxRadio:
    name = "box"
    _chip: Chip

    def __init__(self, stage: Stage, guest: Guest) -> None:
        self.stage, self.guest = stage, guest
        self.environment: Mapping[str, str] = {
            "DBUS_SYSTEM_BUS_ADDRESS": f"tcp:host=127.0.0.1,port={guest.dbus_port}",
            "BLEAK_DBUS_AUTH_UID": "0",  # the guest sees its own forwarder, which is root
        }
        self._air: Air | None = None
        self._wearables: list[BoxWearable] = []
        self._plugged = self._running = True
        self._options = ""

    async def open(self) -> None:
        await self.guest.boot()
        self._air = Air()
        # First the chip, then the adapter: bytes nobody reads are lost, and the set-up with them.
        self._chip = await plug_chip(self._air, self.guest.hci)
        await self._attach()

    async def close(self) -> None:
        for wearable in self._wearables:
            await wearable.retire()
        await self._chip.close()

    @on_stage
    async def add_wearable(
        self,
        name: str,
        address: str,
        services: Sequence[Service],
        advertised: Advertised,
        *,
        answer: Answer | None = None,
    ) -> BoxWearable:
        assert self._air is not None
        wearable = BoxWearable(
            self.stage, self._air, self._chip, name, address, services, advertised, answer
        )
        await wearable.begin()
        self._wearables.append(wearable)
        return wearable

    @on_stage
    async def allow_passive(self, allowed: bool, adapter: str = "hci0") -> None:
        self._options = "-E" if allowed else ""

    @on_stage
    async def power(self, on: bool, adapter: str = "hci0") -> None:
        await self.guest.run(f"bluetoothctl power {'on' if on else 'off'}")

    @on_stage
    async def unplug(self, adapter: str = "hci0") -> None:
        self._plugged = False
        self._chip.lose_power()
        for wearable in self._wearables:
            time_out(wearable.controller)
        await self.guest.run("killall btattach")
        await self.guest.until("test ! -e /sys/class/bluetooth/hci0")

    @on_stage
    async def plug(self, adapter: str = "hci0") -> None:
        self._chip.regain_power()
        await self._attach()
        self._plugged = True

    @on_stage
    async def crash(self) -> None:
        self._running = False
        await self.guest.run("kill -9 $(pidof bluetoothd)")
        self._orphan_links()

    @on_stage
    async def stop(self) -> None:
        self._running = False
        await self.guest.run("kill $(pidof bluetoothd)")
        self._orphan_links()
        await self.guest.until("! pidof bluetoothd")

    @on_stage
    async def start(self) -> None:
        if not self._running:
            await self._start()

    @on_stage
    async def clear(self) -> None:
        for wearable in self._wearables:
            await wearable.retire()
        self._wearables.clear()
        if not self._plugged:
            self._chip.regain_power()
            await self._attach()
            self._plugged = True
        if not self._running or self._options:
            self._options = ""
            await self.guest.run("kill -9 $(pidof bluetoothd); rm -rf /var/lib/bluetooth/*")
            await self._start()
        await self.guest.run(
            "bluetoothctl power on; bluetoothctl devices | while read _ address _; do "
            "bluetoothctl remove $address; done"
        )

    def _orphan_links(self) -> None:
        for wearable in self._wearables:
            wearable.orphaned()

    async def _attach(self) -> None:
        await self.guest.run("btattach -B /dev/hvc0 -P h4 >/run/btattach.log 2>&1 &")
        if self._running:
            await self.guest.until(POWERED)

    async def _start(self) -> None:
        await self.guest.run(f"bluetoothd -n {self._options} >>/run/bluetoothd.log 2>&1 &")
        self._running = True
        if self._plugged:
            await self.guest.until(POWERED)
