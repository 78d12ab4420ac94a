"""Bangle.js: steps and heart rate, live and from its memory, as JSON over the Nordic UART.

The watch's app "Android Integration" defines a function GB() that is called by typing into the
watch's console; its messages are described at https://www.espruino.com/Gadgetbridge. Only one
connection at a time is possible: not together with a phone.
"""

from __future__ import annotations

from collector.decode import bangle
from collector.decode.errors import DecodeError
from collector.decode.lines import Lines
from collector.live.values import Reading
from collector.sources.ble.kind import Advertisement, Decode, Hello, Kind, Stream

TO_WATCH = "6e400002-b5a3-f393-e0a9-e50e24dcca9e"
FROM_WATCH = "6e400003-b5a3-f393-e0a9-e50e24dcca9e"
NAME = "Bangle.js"

LONGEST_LINE = 512  # longer ones are of no concern here: calendars, requests of other apps
PACKET = 20  # bytes that fit into a write on any link

CLEAR_LINE = "\x03"
NO_ECHO = "\x10"
LIVE = '{t:"act",hrm:true,stp:true,int:10}'  # every 10 s; ends by itself with the link
# The watch keeps months. Three days bridge a weekend away and take seconds to tell; the time is
# the watch's own, in milliseconds, worked out there.
MEMORY = '{t:"actfetch",ts:Date.now()-2592E5}'


def _recognises(seen: Advertisement) -> bool:
    return seen.name.startswith(NAME)


def _asking() -> tuple[Hello, ...]:
    text = f"{CLEAR_LINE}{NO_ECHO}GB({LIVE})\n{NO_ECHO}GB({MEMORY})\n".encode("ascii")
    pieces = (text[i : i + PACKET] for i in range(0, len(text), PACKET))
    return tuple(Hello(TO_WATCH, piece) for piece in pieces)


def _reader() -> Decode:
    lines = Lines(LONGEST_LINE)
    bad: DecodeError | None = None

    def read(data: bytes) -> tuple[Reading, ...]:
        nonlocal bad
        readings: list[Reading] = []
        for line in lines.feed(data):
            try:
                readings.extend(bangle.decode(line))
            except DecodeError as error:
                bad = error  # told by the next packet that brings nothing: no good line is lost
        if readings or bad is None:
            return tuple(readings)
        told, bad = bad, None
        raise told

    return read


def _open_session() -> tuple[Stream, ...]:
    return (Stream(FROM_WATCH, _reader()),)


KIND = Kind(
    name="bangle",
    label="Bangle.js",
    offers=("steps", "heart rate", "the last three days"),
    recognises=_recognises,
    hellos=_asking(),
    open_session=_open_session,
    longest_silence_s=60,  # opening an app on the watch ends the live lines; asking anew helps
)
