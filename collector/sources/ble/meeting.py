"""Meeting a device for the first time: find it, connect, ask who it is, hear its first word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from collector.decode import device_information
from collector.live.values import Battery, Heard, Reading
from collector.sources.ble.adverts import Seen
from collector.sources.ble.advice import BluetoothError
from collector.sources.ble.kind import Kind, Poll
from collector.sources.ble.kinds.registry import recognise
from collector.sources.ble.listening import Paired, listen
from collector.sources.ble.looking import look
from collector.sources.ble.reasons import LinkEvent, LinkKind, Reason
from collector.sources.ble.timing import Timing

#: What is asked of a new device, in the order it is told.
_WHO = {"2a29": "maker", "2a24": "model", "2a26": "firmware"}

#: So long others of the same name have to show themselves.
_RIVALS_S = 3.0

_ONCE_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Met:
    """A device that was found and connected."""

    name: str
    address: str
    kind: Kind
    about: dict[str, str]  # maker, model, firmware, as far as it tells
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
    about: dict[str, str] = {}
    heard: list[Reading] = []
    events: list[LinkEvent] = []
    spoke = asyncio.Event()

    def hear(one: Heard) -> None:
        heard.append(one.reading)
        if not isinstance(one.reading, Battery):
            spoke.set()

    said = seen.advertisement
    asking = kind if kind.advertised else replace(kind, polls=(*kind.polls, *_who(about)))
    paired = Paired(0, said.name, said.address, asking, adapter)
    listening = asyncio.ensure_future(
        listen([paired], hear, events.append, timing=timing, wall=wall)
    )
    word = asyncio.ensure_future(spoke.wait())
    try:
        await asyncio.wait({listening, word}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if listening.done():
            listening.result()  # it never ends by itself but by a fault
    finally:
        word.cancel()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    if not any(event.kind is LinkKind.CONNECTED for event in events):
        last = events[-1] if events else None
        reason = last.reason if last is not None else Reason.UNREACHABLE
        raise BluetoothError(reason, last.detail if last else "", about=said.name or said.address)
    battery = next((each.percent for each in heard if isinstance(each, Battery)), None)
    first = next((each for each in heard if not isinstance(each, Battery)), None)
    return Met(said.name or said.address, said.address, kind, about, battery, first)


def _who(about: dict[str, str]) -> tuple[Poll, ...]:
    """Ask once for maker, model and firmware; what comes goes into ``about``."""

    def asked(word: str) -> Callable[[bytes], tuple[Reading, ...]]:
        def decode(data: bytes) -> tuple[Reading, ...]:
            if text := device_information.decode(data):
                about[word] = text
            return ()

        return decode

    return tuple(
        Poll(f"0000{number}-0000-1000-8000-00805f9b34fb", asked(word), _ONCE_S)
        for number, word in _WHO.items()
    )
