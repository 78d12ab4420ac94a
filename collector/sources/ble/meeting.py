"""Meeting a device for the first time: find it, connect, ask who it is, hear its first word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from collector.live.values import Battery, Heard, Reading
from collector.sources.ble.about import About
from collector.sources.ble.adverts import Seen
from collector.sources.ble.advice import BluetoothError
from collector.sources.ble.kind import Kind
from collector.sources.ble.kinds.registry import recognise
from collector.sources.ble.listening import listen
from collector.sources.ble.looking import look
from collector.sources.ble.reasons import LinkEvent, LinkKind, Reason
from collector.sources.ble.roster import Paired, Roster
from collector.sources.ble.timing import Timing

#: So long others of the same name have to show themselves.
_RIVALS_S = 3.0


@dataclass(frozen=True, slots=True)
class Met:
    """A device that was found and connected."""

    name: str
    address: str
    kind: Kind
    about: About
    battery_percent: int | None
    first: Reading | None  # None: connected, but it says nothing yet


async def meet(
    wanted: str,
    adapter: str,
    *,
    seconds: float,
    timing: Timing,
    wall: Callable[[], datetime],
    found: Callable[[str, Kind], None] = lambda name, kind: None,
) -> Met:
    """Find a device by name, the beginning of its name, or address, and hear its first word.

    Raises `BluetoothError` where it is not near, not clear which, not understood or not to be
    connected.
    """
    seen = await _find(wanted, adapter, seconds, timing)
    said = seen.advertisement
    kind = recognise(said)
    if kind is None:
        raise BluetoothError(Reason.SERVICES_MISSING, said.address, about=said.name or wanted)
    found(said.name or said.address, kind)
    return await _first_word(seen, kind, adapter, seconds, timing, wall)


async def _find(wanted: str, adapter: str, seconds: float, timing: Timing) -> Seen:
    near: dict[str, Seen] = {}
    enough = asyncio.Event()
    rivals: list[asyncio.TimerHandle] = []

    def notice(seen: Seen) -> None:
        if not _is(seen, wanted):
            return
        near[seen.advertisement.address] = seen
        if seen.advertisement.address == wanted.upper():
            enough.set()
        elif not rivals:
            wait_s = min(_RIVALS_S, seconds / 2)
            rivals.append(asyncio.get_running_loop().call_later(wait_s, enough.set))

    await look(seconds, adapter, notice, timing=timing, enough=enough)
    if not near:
        raise BluetoothError(Reason.OUT_OF_RANGE, about=wanted)
    if len(near) > 1:
        addresses = ", ".join(f"{each.advertisement.name} {key}" for key, each in near.items())
        raise BluetoothError(Reason.AMBIGUOUS, addresses, about=wanted)
    return next(iter(near.values()))


def _is(seen: Seen, wanted: str) -> bool:
    said = seen.advertisement
    named = bool(wanted) and said.name.casefold().startswith(wanted.casefold())
    return named or said.address == wanted.upper()


async def _first_word(
    seen: Seen,
    kind: Kind,
    adapter: str,
    seconds: float,
    timing: Timing,
    wall: Callable[[], datetime],
) -> Met:
    said = seen.advertisement
    visit = _Visit()
    roster = Roster((Paired(0, said.name, said.address, kind, adapter),))
    listening = asyncio.ensure_future(
        listen(roster, visit.hear, visit.tell, timing=timing, wall=wall)
    )
    word = asyncio.ensure_future(visit.whole())
    try:
        await asyncio.wait({listening, word}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if listening.done():
            listening.result()  # it never ends by itself but by a fault
    finally:
        word.cancel()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    if not visit.connected.is_set():
        detail, about = visit.last.detail if visit.last else "", said.name or said.address
        raise BluetoothError(visit.reason, detail, about=about)
    return Met(
        said.name or said.address, said.address, kind, visit.about, visit.battery, visit.first
    )


@dataclass(slots=True)
class _Visit:
    """What came of one connection so far."""

    connected: asyncio.Event = field(default_factory=asyncio.Event)
    spoke: asyncio.Event = field(default_factory=asyncio.Event)
    about: About = field(default_factory=About)
    battery: int | None = None
    first: Reading | None = None
    last: LinkEvent | None = None

    def hear(self, heard: Heard) -> None:
        if isinstance(heard.reading, Battery):
            self.battery = heard.reading.percent
        elif self.first is None:
            self.first = heard.reading
            self.spoke.set()

    def tell(self, event: LinkEvent) -> None:
        if event.kind is LinkKind.PACKET:
            return
        self.last = event
        if event.kind is LinkKind.CONNECTED:
            self.about = event.about or self.about
            self.connected.set()

    async def whole(self) -> None:
        """Wait for all there is to know: a device may speak before it was asked who it is."""
        await self.connected.wait()
        await self.spoke.wait()

    @property
    def reason(self) -> Reason:
        return Reason.UNREACHABLE if self.last is None else self.last.reason
