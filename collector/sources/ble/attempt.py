"""One connection from its first word to its end. What to do after it is not decided here."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.exc import BleakError
from dbus_fast.errors import AuthError

from collector.sources.ble.adverts import Seen
from collector.sources.ble.bleak_inside import check_version
from collector.sources.ble.bounded import Bounds
from collector.sources.ble.ear import Ear
from collector.sources.ble.faults import Doing, reason_of, told
from collector.sources.ble.kind import Kind, Poll, Stream
from collector.sources.ble.reasons import Reason
from collector.sources.ble.stall import Next, judge_silence, patience_s
from collector.sources.ble.timing import Timing

Result = TypeVar("Result")

#: What bleak and D-Bus throw when something outside goes wrong; all else is a fault of ours. bleak
#: asserts and looks up what bluetoothd may have taken away meanwhile.
OUTSIDE = (BleakError, OSError, EOFError, TimeoutError, AuthError, AssertionError, KeyError)


class LinkError(Exception):
    """This connection is over."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Ending:
    """How a connection ended."""

    reason: Reason
    detail: str
    lasted_s: float  # since it was ready; 0: it never was
    used: int  # packets that made sense


@dataclass(slots=True)
class Attempt:
    """One try to connect to a device that was seen, and all that comes of it."""

    seen: Seen
    kind: Kind
    ear: Ear
    bounds: Bounds
    timing: Timing
    ready: Callable[[], None]  # called when everything is set up
    pair: bool = False
    goodbye: asyncio.Task[None] | None = None
    _over: asyncio.Future[Exception] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    _client: BleakClient | None = None
    _connected: bool = False
    _ready_s: float | None = None

    def end(self, reason: Reason, detail: str = "") -> None:
        """End it from outside: bluetoothd is gone, the adapter was turned off."""
        if not self._over.done():
            self._over.set_result(LinkError(reason, detail))

    async def run(self, turn: asyncio.Lock) -> Ending:
        """Connect, listen until it ends, let go; ``turn`` lets one connect at a time."""
        doing = Doing.CONNECT
        try:
            async with turn:
                client = await self._connect()
            doing = Doing.TALK
            polls = await self._set_up(client)
            self._ready_s = self.ear.monotonic()
            self.ready()
            await self._listen(client, polls)
        except (LinkError, *OUTSIDE) as error:
            over = self._over.result() if self._over.done() else error
            if isinstance(over, LinkError):  # the end itself, not the error it led to
                return self._ending(over.reason, over.detail)
            return self._ending(reason_of(error, doing), told(error))
        finally:
            self.ear.open = False
            self._let_go()

    async def _connect(self) -> BleakClient:
        limit_s = self.timing.pair_s if self.pair else self.timing.connect_s
        client = self._client = BleakClient(
            self.seen.device,
            disconnected_callback=self._disconnected,
            timeout=limit_s,
            pair=self.pair,
            bluez={"adapter": self.seen.adapter},
        )
        # bleak's own limit lets it say goodbye in order; ours is for when that hangs too.
        limit_s += self.timing.goodbye_s
        await self._in_time(check_version())
        await self.bounds.within(limit_s, client.connect(), unless=self._over)
        self._connected = True
        if not client.is_connected:
            raise LinkError(Reason.DROPS)
        return client

    def _disconnected(self, _: BleakClient) -> None:
        """Hear of the end; while connecting, bleak tries again by itself and tells of each end."""
        if self._connected:
            self.end(Reason.ENDED)

    async def _set_up(self, client: BleakClient) -> list[Poll]:
        kind = self.kind
        streams = kind.open_session() if kind.open_session else kind.streams
        for stream in streams:
            await self._subscribe(client, stream)
        for hello in kind.hellos:
            to = _characteristic(client, hello.uuid)
            if to is None:
                raise LinkError(Reason.SERVICES_MISSING, hello.uuid)
            await self._in_time(client.write_gatt_char(to, hello.data))
        polls = [poll for poll in kind.polls if _characteristic(client, poll.uuid) is not None]
        lacking = [poll.uuid for poll in kind.polls if not poll.optional and poll not in polls]
        if lacking:
            raise LinkError(Reason.SERVICES_MISSING, ", ".join(lacking))
        return [poll for poll in polls if await self._ask(client, poll)]

    async def _subscribe(self, client: BleakClient, stream: Stream) -> None:
        source = _characteristic(client, stream.uuid)
        if source is None:
            if stream.optional:
                return
            raise LinkError(Reason.SERVICES_MISSING, stream.uuid)

        def arrived(_: BleakGATTCharacteristic, data: bytearray) -> None:
            self.ear.packet(stream.decode, bytes(data))

        try:
            await self._in_time(client.start_notify(source, arrived))
        except BleakError:
            if not stream.optional or self._over.done():
                raise

    async def _ask(self, client: BleakClient, poll: Poll) -> bool:
        """Read once; False: it cannot be read, and need not."""
        source = _characteristic(client, poll.uuid)
        if source is None:
            return False
        before = self.ear.packets
        try:
            data = await self._in_time(client.read_gatt_char(source))
        except BleakError:
            if not poll.optional or self._over.done():
                raise
            return False
        # What is read from a characteristic that is listened to comes as a notification as well.
        notified = self.ear.packets > before and any(
            stream.uuid == poll.uuid for stream in self.kind.streams
        )
        if not notified:
            self.ear.packet(poll.decode, bytes(data))
        return True

    async def _listen(self, client: BleakClient, polls: list[Poll]) -> NoReturn:
        """Wait for the end; wake only to read something or to judge silence."""
        now_s = self.ear.monotonic()
        due_s = {poll: now_s + poll.every_s for poll in polls}
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
            await asyncio.wait({self._over}, timeout=timeout)
            if self._over.done():
                raise self._over.result()
            asking, due = self._due(patience, due_s)
            answered = False
            for poll in due:
                answered = await self._ask(client, poll) or answered
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
        return await self.bounds.within(self.timing.call_s, call, unless=self._over)

    def _ending(self, reason: Reason, detail: str) -> Ending:
        lasted_s = 0.0 if self._ready_s is None else self.ear.monotonic() - self._ready_s
        if reason is Reason.ENDED and not self.ear.used:
            reason = Reason.DROPS
        return Ending(reason, detail, lasted_s, self.ear.used)

    def _let_go(self) -> None:
        """Say goodbye without waiting for it; the client's own bus connection is closed with it.

        A connect that failed has said its own.
        """
        if self._client is not None and self._connected:
            self.goodbye = self.bounds.behind(self.timing.goodbye_s, self._client.disconnect())


def _characteristic(client: BleakClient, uuid: str) -> BleakGATTCharacteristic | None:
    """Find the first of this UUID: some devices have two batteries, and bleak refuses to choose."""
    everything = client.services.characteristics.values()
    return next((each for each in everything if each.uuid == uuid), None)
