"""A device that is only read from what it shouts into the room."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from collector.sources.ble.adverts import Seen
from collector.sources.ble.ear import Ear
from collector.sources.ble.kind import Advertisement, Kind
from collector.sources.ble.reasons import Reason
from collector.sources.ble.telling import Teller
from collector.sources.ble.timing import Timing


@dataclass(slots=True)
class Eavesdropper:
    """Hears one such device; ``run`` notices that it went."""

    kind: Kind
    ear: Ear
    teller: Teller
    timing: Timing
    _present: bool = False
    _last: Advertisement | None = None
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def notice(self, seen: Seen) -> None:
        """Take one advertisement; bleak gives the same again whenever the signal changes."""
        said, ear = seen.advertisement, self.ear
        advertised = self.kind.advertised
        if advertised is None:
            return
        if not self._present:
            self._present = True
            self._came.set()
            self.teller.connected(ear.live_device_id, said.address)
        same = self._last is not None and (
            said.service_data == self._last.service_data
            and said.manufacturer_data == self._last.manufacturer_data
        )
        if same and ear.monotonic() - ear.word_s < self.timing.advertised_s:
            return
        self._last = said
        ear.readings(lambda: advertised(said))

    async def run(self) -> None:
        """Tell when nothing was heard for long."""
        while True:
            await self._came.wait()
            left_s = self.ear.word_s + self.timing.advertised_gone_s - self.ear.monotonic()
            if left_s > 0:
                await asyncio.sleep(left_s)
                continue
            self._present = False
            self._came.clear()
            self.teller.lost(self.ear.live_device_id, Reason.OUT_OF_RANGE, "")
