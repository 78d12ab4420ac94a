"""A wearable's own side of the air: what it advertises, holds, sends and has sent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tests.made.bluez.radio import Advertised, Answer, Sent, Service
from tests.made.bluez.stage import Stage, on_stage

if TYPE_CHECKING:
    from tests.made.bluez.fake.peer import Peer


class FakeWearable:
    """At most one adapter holds a link to it; while one does, it does not advertise."""

    def __init__(
        self,
        stage: Stage,
        name: str,
        address: str,
        services: Sequence[Service],
        advertised: Advertised,
        answer: Answer | None = None,
    ) -> None:
        self.stage, self.name, self.address = stage, name, address
        self.services, self.advertised, self.answer = tuple(services), advertised, answer
        self.values = {c.uuid: c.value for service in services for c in service.characteristics}
        self.sent: list[Sent] = []
        self.written: list[tuple[str, bytes]] = []
        self.link: Peer | None = None
        self.in_range = True
        self.switched_on = True
        self.rssi_dbm = -60
        self.every_s = 0.1  # between two advertisements
        self.connect_s = 0.01
        self.resolve_s: float | None = 0.01  # None: the services never come
        self.read_s = 0.0  # until it answers what it is asked
        self.pairs = False
        self._playing: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        return self.link is not None

    @property
    def advertising(self) -> bool:
        return self.in_range and self.switched_on and self.link is None

    def subscribed(self, uuid: str) -> bool:
        link = self.link  # asked from another thread, in which it stays what it was
        return link is not None and link.listened_to(uuid)

    def send(self, uuid: str, value: bytes) -> bool:
        delivered = self.in_range and self.link is not None and self.link.deliver(uuid, value)
        self.sent.append(Sent(time.monotonic(), uuid, value, delivered))
        return delivered

    def take(self, uuid: str, value: bytes) -> None:
        """The host wrote something."""
        self.written.append((uuid, value))
        self.values[uuid] = value
        for to, said in self.answer(uuid, value) if self.answer else ():
            self.send(to, said)

    @on_stage
    async def notify(self, uuid: str, value: bytes) -> bool:
        return self.send(uuid, value)

    @on_stage
    async def flood(self, uuid: str, values: Sequence[bytes]) -> int:
        delivered = 0
        for number, value in enumerate(values):
            delivered += self.send(uuid, value)
            if number % 50 == 49:  # dbus-fast gives up on a socket that is full
                await asyncio.sleep(0.005)
        return delivered

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
        self.advertised = advertised

    @on_stage
    async def cut(self) -> None:
        self.unlink()

    @on_stage
    async def out_of_range(self, supervision_s: float = 1.0) -> None:
        self.in_range = False
        await asyncio.sleep(supervision_s)
        self.unlink()

    @on_stage
    async def back(self) -> None:
        self.in_range = True

    @on_stage
    async def change_address(self, address: str) -> None:
        self.unlink()
        self.address = address

    @on_stage
    async def switch(self, on: bool) -> None:
        """The wearable's own switch: off, it neither advertises nor keeps a link."""
        self.switched_on = on
        if not on:
            self.unlink()

    def unlink(self) -> None:
        if self.link is not None:
            self.link.dropped()

    def retire(self) -> None:
        self._hush()
        self.unlink()
        self.switched_on = False

    def _hush(self) -> None:
        if self._playing is not None:
            self._playing.cancel()
            self._playing = None

    async def _play(
        self, uuid: str, make: Callable[[int], bytes], every_s: float, number: int
    ) -> None:
        while True:
            self.send(uuid, make(number))
            number += 1
            await asyncio.sleep(every_s)
