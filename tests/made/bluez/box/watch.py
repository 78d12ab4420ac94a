"""A wearable in software: a real GATT server that advertises, notifies, gets lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from bumble import hci
from bumble.att import ATT_Read_Request, AttributeValue
from bumble.controller import Controller
from bumble.core import UUID, AdvertisingData
from bumble.device import Connection, Device, DeviceConfiguration
from bumble.gatt import Characteristic as GattCharacteristic
from bumble.gatt import Service as GattService

from tests.made.bluez.box.air import Air, Chip, time_out
from tests.made.bluez.radio import Advertised, Answer, Characteristic, Sent, Service, sig
from tests.made.bluez.stage import Stage, on_stage

Properties = GattCharacteristic.Properties
Permissions = GattCharacteristic.Permissions
PROPERTIES = {
    "read": Properties.READ,
    "write": Properties.WRITE,
    "write-without-response": Properties.WRITE_WITHOUT_RESPONSE,
    "notify": Properties.NOTIFY,
    "indicate": Properties.INDICATE,
}
#: Between two advertisements.
INTERVAL_MS = 100
#: Between two values of a flood: an emulated serial line loses bytes when more is poured in.
FLOOD_S = 0.005
#: And so many at most that it has not taken yet.
AHEAD = 10
#: What one legacy advertisement can carry.
ROOM_BYTES = 31


class BoxWearable:
    def __init__(
        self,
        stage: Stage,
        air: Air,
        chip: Chip,
        name: str,
        address: str,
        services: Sequence[Service],
        advertised: Advertised,
        answer: Answer | None = None,
    ) -> None:
        self.stage, self._air, self._chip = stage, air, chip
        self.name, self.address, self._answer = name, address, answer
        self.values = {c.uuid: c.value for service in services for c in service.characteristics}
        self.sent: list[Sent] = []
        self.written: list[tuple[str, bytes]] = []
        self._playing: asyncio.Task[None] | None = None
        self.controller = Controller(name, link=air)
        configuration = DeviceConfiguration(
            name=name,
            address=hci.Address(address),
            advertising_interval_min=INTERVAL_MS,
            advertising_interval_max=INTERVAL_MS,
        )
        self._device = Device.from_config_with_hci(configuration, self.controller, self.controller)
        self._orphans: tuple[Connection, ...] = ()  # links of a bluetoothd that is gone
        self._device.advertising_data = _shouted(name, advertised)
        self._gatt = {
            c.uuid: self._characteristic(c) for service in services for c in service.characteristics
        }
        for service in services:
            values = [self._gatt[c.uuid] for c in service.characteristics]
            self._device.add_services([GattService(_uuid(service.uuid), values)])

    async def begin(self) -> None:
        await self._device.power_on()
        await self._shout()

    @property
    def connected(self) -> bool:
        return bool(self._device.connections)

    def subscribed(self, uuid: str) -> bool:
        handle = self._gatt[uuid].handle
        asked = list(self._device.gatt_server.subscribers.values())  # from another thread
        return self.connected and any(any(a.get(handle, b"")) for a in asked)

    @on_stage
    async def notify(self, uuid: str, value: bytes) -> bool:
        return await self._send(uuid, value)

    @on_stage
    async def flood(self, uuid: str, values: Sequence[bytes]) -> int:
        delivered = 0
        for number, value in enumerate(values, 1):
            delivered += await self._send(uuid, value)
            await asyncio.sleep(FLOOD_S)
            if number % AHEAD == 0:
                await self._caught_up()
        return delivered

    async def _caught_up(self) -> None:
        """Ask something that the host answers behind all it was told; a lost link never does."""
        question = ATT_Read_Request(attribute_handle=3)
        links = list(self._device.connections.values())
        asked = (link.gatt_client.send_request(question) for link in links)
        await asyncio.gather(*asked, return_exceptions=True)

    @on_stage
    async def play(
        self, uuid: str, make: Callable[[int], bytes], every_s: float, first: int = 1
    ) -> None:
        self._hush()
        self._playing = asyncio.create_task(self._play(uuid, make, every_s, first))

    @on_stage
    async def silence(self) -> None:
        self._hush()

    @on_stage
    async def set_value(self, uuid: str, value: bytes) -> None:
        self.values[uuid] = value

    @on_stage
    async def advertise(self, advertised: Advertised) -> None:
        self._device.advertising_data = _shouted(self.name, advertised)
        if not self.connected:
            await self._shout()

    @on_stage
    async def cut(self) -> None:
        for connection in list(self._device.connections.values()):
            await connection.disconnect()

    @on_stage
    async def out_of_range(self, supervision_s: float = 1.0) -> None:
        self._air.gone.add(self.controller)
        await asyncio.sleep(supervision_s)
        self._time_out()

    @on_stage
    async def back(self) -> None:
        self._air.gone.discard(self.controller)

    @on_stage
    async def change_address(self, address: str) -> None:
        self._time_out()
        await self._device.stop_advertising()
        self.address = address
        self._device.random_address = hci.Address(address)
        await self._device.host.send_sync_command(
            hci.HCI_LE_Set_Random_Address_Command(random_address=self._device.random_address)
        )
        await self._shout()

    def orphaned(self) -> None:
        """Bluetoothd is gone: the kernel may keep its links, but nobody takes what comes."""
        self._orphans = tuple(self._device.connections.values())

    async def retire(self) -> None:
        self._hush()
        self._time_out()
        await self._device.stop_advertising()
        self._air.remove_controller(self.controller)

    def _time_out(self) -> None:
        time_out(self._chip.controller, hci.Address(self.address))
        time_out(self.controller)

    async def _shout(self) -> None:
        await self._device.start_advertising(auto_restart=True)

    async def _send(self, uuid: str, value: bytes) -> bool:
        known = self._gatt[uuid]
        heard = any(link not in self._orphans for link in self._device.connections.values())
        delivered = heard and self.subscribed(uuid) and self.controller not in self._air.gone
        self.sent.append(Sent(time.monotonic(), uuid, value, delivered))
        if Properties.INDICATE in known.properties:
            await self._device.indicate_subscribers(known, value)
        else:
            await self._device.notify_subscribers(known, value)
        return delivered

    def _hush(self) -> None:
        if self._playing is not None:
            self._playing.cancel()
            self._playing = None

    async def _play(
        self, uuid: str, make: Callable[[int], bytes], every_s: float, number: int
    ) -> None:
        while True:
            await self._send(uuid, make(number))
            number += 1
            await asyncio.sleep(every_s)

    def _characteristic(self, offered: Characteristic) -> GattCharacteristic[bytes]:
        uuid, properties, permissions = offered.uuid, Properties(0), Permissions(0)
        for flag in offered.flags:
            properties |= PROPERTIES[flag]
            permissions |= Permissions.READABLE if flag == "read" else Permissions(0)
            permissions |= Permissions.WRITEABLE if "write" in flag else Permissions(0)

        def read(_: Connection) -> bytes:
            return self.values[uuid]

        async def write(_: Connection, value: bytes) -> None:
            self.written.append((uuid, value))
            self.values[uuid] = value
            for to, said in self._answer(uuid, value) if self._answer else ():
                await self._send(to, said)

        return GattCharacteristic(
            _uuid(uuid), properties, permissions, AttributeValue(read=read, write=write)
        )


def _uuid(text: str) -> UUID:
    number = int(text[:8], 16)
    return UUID.from_16_bits(number) if text == sig(number) and number < 1 << 16 else UUID(text)


def _shouted(name: str, said: Advertised) -> bytes:
    """One advertisement; the flags give way where a long name needs their room."""
    fields: list[tuple[int, bytes]] = []
    for kind, short in (
        (AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS, True),
        (AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS, False),
    ):
        listed = b"".join(
            u.to_pdu_bytes() for u in map(_uuid, said.services) if _is_short(u) == short
        )
        if listed:
            fields.append((kind, listed))
    for text, data in said.service_data.items():
        fields.append((AdvertisingData.SERVICE_DATA_16_BIT_UUID, _uuid(text).to_pdu_bytes() + data))
    for company, data in said.manufacturer_data.items():
        told = company.to_bytes(2, "little") + data
        fields.append((AdvertisingData.MANUFACTURER_SPECIFIC_DATA, told))
    if name:
        fields.append((AdvertisingData.COMPLETE_LOCAL_NAME, name.encode()))
    flags = [(AdvertisingData.FLAGS, b"\x06")]  # general discoverable, no BR/EDR
    for chosen in (flags + fields, fields):
        packet = b"".join(bytes([len(data) + 1, kind]) + data for kind, data in chosen)
        if len(packet) <= ROOM_BYTES:
            return packet
    raise ValueError(f"{name!r} shouts {len(packet)} bytes, and {ROOM_BYTES} are allowed")


def _is_short(uuid: UUID) -> bool:
    return len(uuid.to_pdu_bytes()) == 2
