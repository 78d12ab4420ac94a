"""How each device stands while it is listened to: its last word, or what keeps it from being heard.

`stegvis doctor` and `stegvis ble devices` read it from the database. Minutes are written hourly;
this is written within a minute, and seldom while nothing changes but the time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from collector.live.values import Battery, Heard
from collector.sources.ble.reasons import LinkEvent, LinkKind, Reason
from service import log
from service.home import Home
from service.live_keeping import Listened, note_contact
from storage import live_devices
from storage.errors import StorageError

#: Of one device nothing is written more often, however its link comes and goes.
_SOON_S = 60.0

#: While it is heard, or kept from it by the same thing: some hundred small writes a day.
_SELDOM_S = 300.0

#: A trouble; None: it is heard, nothing keeps it.
_Trouble = LinkEvent | None


@dataclass(slots=True)
class Standing:
    """Of all devices that are ``listened`` to, which may change."""

    home: Home
    listened: Mapping[int, Listened]
    _news: dict[int, _Trouble] = field(default_factory=dict)
    _noted: dict[int, tuple[float, _Trouble]] = field(default_factory=dict)  # when, what

    def hear(self, heard: Heard) -> None:
        if not isinstance(heard.reading, Battery):  # one that is off the body tells that too
            self._news[heard.live_device_id] = None

    def tell(self, event: LinkEvent) -> None:
        if event.kind is LinkKind.WELL:
            self._news.update((key, None) for key in self.listened if self._in_general(key))
        elif event.reason not in {Reason.NONE, Reason.LATE}:
            concerned = self.listened if event.live_device_id is None else [event.live_device_id]
            self._news.update(dict.fromkeys(concerned, event))

    async def note(self, now_s: float) -> None:
        """Write what is due; what cannot be written is due again in time."""
        for key in [key for key, each in self._news.items() if self._is_due(key, each, now_s)]:
            trouble = self._news.pop(key)
            if key not in self.listened:
                continue
            try:
                await asyncio.to_thread(self._write, self.listened[key], trouble)
            except StorageError as error:
                log.warning("standing_not_noted", device=key, said=str(error))
                self._news.setdefault(key, trouble)
                trouble = self._last_noted(key)
            self._noted[key] = now_s, trouble

    def _in_general(self, key: int) -> bool:
        """Say whether the last that is known of it is trouble with Bluetooth itself."""
        last = self._news.get(key, self._last_noted(key))
        return last is not None and last.kind is LinkKind.TROUBLE

    def _last_noted(self, key: int) -> _Trouble:
        return self._noted[key][1] if key in self._noted else None

    def _is_due(self, key: int, news: _Trouble, now_s: float) -> bool:
        if key not in self._noted:
            return True
        at_s, noted = self._noted[key]
        same = (news and news.reason) == (noted and noted.reason)
        return now_s >= at_s + (_SELDOM_S if same else _SOON_S)

    def _write(self, listened: Listened, trouble: _Trouble) -> None:
        now = self.home.now()
        if now < listened.device.paired_at:
            return  # this machine's clock is behind
        with self.home.engine.begin() as conn:
            note_contact(conn, listened.live, now)
            if trouble is None:
                live_devices.trouble(conn, listened.device.id)
            else:
                at = min(trouble.at, now)
                live_devices.trouble(conn, listened.device.id, trouble.reason.value, at)
