"""Heart Rate Measurement (0x2A37): what chest straps and broadcasting watches send every second.

Reserved flags and bytes behind the announced fields are ignored: a later version of the profile
may use them, and some sensors pad.
"""

from __future__ import annotations

from collector.decode.packet import Packet
from collector.live.values import HeartRate

RR_UNITS_PER_S = 1024

WIDE_VALUE = 0x01
CONTACT = 0x02
CONTACT_IS_KNOWN = 0x04  # without it the contact flag means nothing
ENERGY = 0x08
RR_INTERVALS = 0x10


def decode(data: bytes) -> HeartRate:
    packet = Packet(data, "heart rate measurement")
    flags = packet.unsigned(1, "flags")
    bpm = packet.unsigned(2 if flags & WIDE_VALUE else 1, "heart rate")
    energy_kj = packet.unsigned(2, "energy") if flags & ENERGY else None
    intervals = packet.many_u16("beat intervals") if flags & RR_INTERVALS else ()
    return HeartRate(
        bpm=bpm or None,  # sensors say 0 while they find no pulse
        contact=bool(flags & CONTACT) if flags & CONTACT_IS_KNOWN else None,
        rr_s=tuple(interval / RR_UNITS_PER_S for interval in intervals),
        energy_kj=energy_kj,
    )
