"""What one kind of device offers and how to ask for it. A new device is one module in `kinds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from collector.live.values import Reading


@dataclass(frozen=True, slots=True)
class Advertisement:
    """What a device shouts into the room. UUIDs are whole and in lower case."""

    address: str
    name: str
    rssi_dbm: int | None = None
    services: tuple[str, ...] = ()
    service_data: Mapping[str, bytes] = field(default_factory=dict)
    manufacturer_data: Mapping[int, bytes] = field(default_factory=dict)


#: Bytes in, readings out; raises `collector.decode.errors.DecodeError` and nothing else.
Decode = Callable[[bytes], tuple[Reading, ...]]


@dataclass(frozen=True, slots=True)
class Stream:
    """A characteristic that is listened to."""

    uuid: str
    decode: Decode
    optional: bool = False  # a device without it is still worth connecting to


@dataclass(frozen=True, slots=True)
class Poll:
    """A characteristic that is read now and then (once after connecting, then every so often)."""

    uuid: str
    decode: Decode
    every_s: float
    optional: bool = True


@dataclass(frozen=True, slots=True)
class Hello:
    """What is written to a device after connecting, to make it speak."""

    uuid: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of device.

    ``streams`` and ``polls`` make up a session; ``advertised`` reads what needs no connection at
    all. A decoder that must remember (lines over several packets) is made anew for each session by
    ``open_session``, which then gives the streams instead of ``streams``.
    """

    name: str  # "heart_rate", "infinitime": stored with a paired device
    label: str  # what a person is shown
    offers: tuple[str, ...]  # words for people: "heart rate", "steps", "cadence"
    recognises: Callable[[Advertisement], bool]
    streams: tuple[Stream, ...] = ()
    polls: tuple[Poll, ...] = ()
    hellos: tuple[Hello, ...] = ()
    advertised: Callable[[Advertisement], tuple[Reading, ...]] | None = None
    open_session: Callable[[], tuple[Stream, ...]] | None = None
    roams: bool = False  # it may take a new address, and has a name of its own to be known by
    precedence: int = 0  # lower is asked first whether it recognises a device; see `registry`
    longest_silence_s: float | None = None  # after that the link is dead; None: it may be hours
