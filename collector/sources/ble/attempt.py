"""One connection from its first word to its end. What to do after it is not decided here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bleak import BleakClient

from collector.sources.ble.about import About
from collector.sources.ble.adverts import Seen
from collector.sources.ble.bleak_inside import check_version
from collector.sources.ble.bounded import Bounds
from collector.sources.ble.ear import Ear
from collector.sources.ble.errors import OUTSIDE, LinkError, is_ours
from collector.sources.ble.faults import Doing, reason_of, told
from collector.sources.ble.kind import Kind
from collector.sources.ble.reasons import Reason
from collector.sources.ble.talk import Talk
from collector.sources.ble.timing import Timing

Result = TypeVar("Result")


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
    ready: Callable[[About | None], None]  # called when everything is set up
    pair: bool = False
    ask: bool = False  # who it is
    asked: bool = False
    in_vain_s: dict[str, float] = field(default_factory=dict)  # see `Talk`
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
            if self.pair:  # out of turn: a person may not confirm it for long, or never
                doing = Doing.PAIR
                pairing = client.pair()
                await self.bounds.within(self.timing.pair_s, pairing, unless=self._over)
            doing = Doing.TALK
            talk = Talk(
                client, self.kind, self.ear, self.bounds, self.timing, self._over, self.in_vain_s
            )
            await talk.begin()
            said = await self._about(talk)
            self._ready_s = self.ear.monotonic()
            self.ready(said)
            await talk.listen()
        except (LinkError, *OUTSIDE) as error:
            if is_ours(error):
                raise
            over = self._over.result() if self._over.done() else error
            if isinstance(over, LinkError):  # the end itself, not the error it led to
                return self._ending(over.reason, over.detail)
            return self._ending(self._why(error, doing), told(error))
        finally:
            self.ear.open = False
            self._let_go()

    async def _connect(self) -> BleakClient:
        limit_s = self.timing.connect_s
        client = self._client = BleakClient(
            self.seen.device,
            disconnected_callback=self._disconnected,
            timeout=limit_s,
            bluez={"adapter": self.seen.adapter},
        )
        # bleak's own limit lets it say goodbye in order; ours is for when that hangs too.
        limit_s += self.timing.goodbye_s
        await self.bounds.within(self.timing.call_s, check_version(), unless=self._over)
        await self.bounds.within(limit_s, client.connect(), unless=self._over)
        self._connected = True
        if not client.is_connected:
            raise LinkError(Reason.DROPS)
        return client

    async def _about(self, talk: Talk) -> About | None:
        if not self.ask:
            return None
        self.asked = True  # also if the device does not survive the question
        return await talk.ask_about()

    def _disconnected(self, _: BleakClient) -> None:
        """Hear of the end; while connecting, bleak tries again by itself and tells of each end."""
        if self._connected:
            self.end(Reason.ENDED)

    def _why(self, error: Exception, doing: Doing) -> Reason:
        reason = reason_of(error, doing)
        refused = self.pair and doing is Doing.TALK and reason is Reason.PAIRING_NEEDED
        return Reason.PAIRING_REFUSED if refused else reason  # it is paired, and does not care

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
