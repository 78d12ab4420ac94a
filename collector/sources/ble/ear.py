"""From packets to what is heard, on one connection, until it is given up.

Called by bleak in the middle of its own work, which swallows every exception: they are caught,
told and counted here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from collector.decode.errors import DecodeError
from collector.live.values import Battery, Heard, Reading
from collector.sources.ble.faults import told
from collector.sources.ble.kind import Decode
from collector.sources.ble.reasons import Reason
from collector.sources.ble.telling import Teller


@dataclass(slots=True)
class Ear:
    """Listens for one device; both clocks are asked once for each packet, as it arrives."""

    live_device_id: int
    hear: Callable[[Heard], None]
    teller: Teller
    monotonic: Callable[[], float]
    word_s: float  # when it last said anything, sense or not
    open: bool = True
    packets: int = 0  # all that came while it was open
    used: int = 0  # those that told more than the state of a battery

    def packet(self, decode: Decode, data: bytes) -> None:
        """Take one packet."""
        self.readings(lambda: decode(data))

    def readings(self, found: Callable[[], Iterable[Reading]]) -> None:
        """Take what a packet or an advertisement says."""
        now_s, at = self.monotonic(), self.teller.wall()
        if not self.open:
            self.teller.packet(self.live_device_id, Reason.LATE, "")
            return
        self.word_s = now_s
        self.packets += 1
        telling = False
        try:
            for reading in found():
                self.hear(Heard(self.live_device_id, at, now_s, reading))
                telling = telling or not isinstance(reading, Battery)
        except DecodeError as error:
            self.teller.packet(self.live_device_id, Reason.GARBAGE, str(error))
        except Exception as error:  # noqa: BLE001 - bleak and dbus-fast would swallow it unseen
            self.teller.packet(self.live_device_id, Reason.FAULT, told(error))
        self.used += telling
