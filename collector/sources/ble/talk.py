"""What is said on one connection, from setting it up to its end."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.exc import BleakError

from collector.sources.ble.about import QUESTIONS, About, about
from collector.sources.ble.bounded import Bounds
from collector.sources.ble.ear import Ear
from collector.sources.ble.errors import LinkError
from collector.sources.ble.kind import Kind, Poll, Stream
from collector.sources.ble.reasons import Reason
from collector.sources.ble.stall import Next, judge_silence, patience_s
from collector.sources.ble.timing import Timing

Result = TypeVar("Result")


@dataclass(slots=True)
class Talk:
    """With one device of a kind; ``over`` is done when the connection is."""

    client: BleakClient
    kind: Kind
    ear: Ear
    bounds: Bounds
    timing: Timing
    over: asyncio.Future[Exception]
    in_vain_s: dict[str, float]  # when a question beside the point was put so; outlasts the link
    _polls: list[Poll] = field(default_factory=list)

    async def begin(self) -> None:
        """Subscribe, greet, and read once what is read now and then."""
        kind = self.kind
        streams = kind.open_session() if kind.open_session else kind.streams
        for stream in streams:
            await self._subscribe(stream)
        for hello in kind.hellos:
            to = self._characteristic(hello.uuid)
            if to is None:
                raise LinkError(Reason.SERVICES_MISSING, hello.uuid)
            await self._in_time(self.client.write_gatt_char(to, hello.data))
        polls = [poll for poll in kind.polls if self._characteristic(poll.uuid) is not None]
        lacking = [poll.uuid for poll in kind.polls if not poll.optional and poll not in polls]
        if lacking:
            raise LinkError(Reason.SERVICES_MISSING, ", ".join(lacking))
        self._polls = [poll for poll in polls if await self._can_be_read(poll)]

    async def ask_about(self) -> About:
        """Ask who it is, as far as it answers: no connection is given up for it."""
        answers: dict[str, bytes] = {}
        for uuid in QUESTIONS:
            source = self._characteristic(uuid)
            if source is None:
                continue
            reading = self.client.read_gatt_char(source)
            try:
                data = await self.bounds.within(self.timing.about_s, reading, unless=self.over)
            except BleakError:
                if self.over.done():
                    raise
            except TimeoutError:
                break
            else:
                answers[uuid] = bytes(data)
        return about(answers)

    async def _subscribe(self, stream: Stream) -> None:
        source = self._characteristic(stream.uuid)
        if source is None:
            if stream.optional:
                return
            raise LinkError(Reason.SERVICES_MISSING, stream.uuid)

        def arrived(_: BleakGATTCharacteristic, data: bytearray) -> None:
            self.ear.packet(stream.decode, bytes(data))

        try:
            await self._in_time(self.client.start_notify(source, arrived))
        except BleakError:
            if not stream.optional or self.over.done():
                raise

    async def _can_be_read(self, poll: Poll) -> bool:
        """Read once, where that was not tried in vain just now: a link may end over it."""
        tried_s = self.in_vain_s.get(poll.uuid, -math.inf)
        if self.ear.monotonic() < tried_s + poll.every_s:
            return True
        return await self._ask(poll) or poll.uuid in self.in_vain_s

    async def _ask(self, poll: Poll) -> bool:
        """Read once; False: it cannot be read or is not answered, and need not be."""
        source = self._characteristic(poll.uuid)
        if source is None:
            return False
        before = self.ear.packets
        try:
            data = await self._in_time(self.client.read_gatt_char(source))
        except BleakError:
            if not poll.optional or self.over.done():
                raise
            return False
        except TimeoutError:
            if not poll.optional or self._is_heard(poll):
                raise
            self.in_vain_s[poll.uuid] = self.ear.monotonic()
            return False
        # What is read from a characteristic that is listened to comes as a notification as well.
        if not (self._is_heard(poll) and self.ear.packets > before):
            self.ear.packet(poll.decode, bytes(data))
        return True

    def _is_heard(self, poll: Poll) -> bool:
        """Say whether it is what the device is there for: it is listened to as well."""
        return any(stream.uuid == poll.uuid for stream in self.kind.streams)

    async def listen(self) -> NoReturn:
        """Wait for the end; wake only to read something or to judge silence."""
        now_s = self.ear.monotonic()
        due_s = {poll: now_s + poll.every_s for poll in self._polls}
        while True:
            patience = patience_s(
                self.kind.longest_silence_s,
                self.timing.silence_s,
                self.timing.ask_s,
                can_ask=bool(due_s),
            )
            next_s = min([self.ear.word_s + patience, *due_s.values()])
            now_s = self.ear.monotonic()
            timeout = None if math.isinf(next_s) else max(0.0, next_s - now_s)
            await asyncio.wait({self.over}, timeout=timeout)
            if self.over.done():
                raise self.over.result()
            asking, due = self._due(patience, due_s)
            answered = False
            for poll in due:
                answered = await self._ask(poll) or answered
                due_s[poll] = self.ear.monotonic() + poll.every_s
            if asking and not answered:
                raise LinkError(Reason.SILENT, "it does not answer")

    def _due(self, patience: float, due_s: dict[Poll, float]) -> tuple[bool, list[Poll]]:
        """Say what is to be read now, and whether that is a question about life and death."""
        now_s = self.ear.monotonic()
        can_ask = self.kind.longest_silence_s is None and bool(due_s)
        verdict = judge_silence(now_s, self.ear.word_s, patience, can_ask=can_ask)
        if verdict is Next.GIVE_UP:
            raise LinkError(Reason.SILENT, f"nothing for {now_s - self.ear.word_s:.0f} s")
        due = [poll for poll, at_s in due_s.items() if at_s <= now_s]
        if verdict is Next.ASK and not due:
            due = [min(due_s, key=lambda poll: poll.every_s)]
        return verdict is Next.ASK, due

    async def _in_time(self, call: Coroutine[Any, Any, Result]) -> Result:
        return await self.bounds.within(self.timing.call_s, call, unless=self.over)

    def _characteristic(self, uuid: str) -> BleakGATTCharacteristic | None:
        """Find the first of this UUID: some devices have two, and bleak refuses to choose."""
        everything = self.client.services.characteristics.values()
        return next((each for each in everything if each.uuid == uuid), None)
