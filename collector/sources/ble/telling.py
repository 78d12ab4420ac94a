"""Tells what happens to links: every packet that is not used, every other thing when it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from collector.sources.ble.about import About
from collector.sources.ble.advice import ADVICE
from collector.sources.ble.reasons import LinkEvent, LinkKind, Reason


@dataclass(slots=True)
class Teller:
    """Remembers what was said last, so that a device away for days is told of once."""

    tell: Callable[[LinkEvent], None]
    wall: Callable[[], datetime]
    _waiting: dict[int, Reason] = field(default_factory=dict)
    _trouble: dict[str, Reason] = field(default_factory=dict)

    def connected(self, device: int, address: str, about: About | None = None) -> None:
        """It is listened to."""
        self._waiting.pop(device, None)
        self._say(LinkKind.CONNECTED, device, Reason.NONE, address=address, about=about)

    def lost(self, device: int, reason: Reason, detail: str) -> None:
        """It was listened to, and is not any more."""
        self._say(LinkKind.LOST, device, reason, detail)

    def waiting(self, device: int, reason: Reason, detail: str = "") -> None:
        """It cannot be listened to for now."""
        if self._waiting.get(device) is not reason:
            self._waiting[device] = reason
            self._say(LinkKind.WAITING, device, reason, detail)

    def forget(self, device: int) -> None:
        """It is not listened to any more."""
        self._waiting.pop(device, None)

    def packet(self, device: int, reason: Reason, detail: str) -> None:
        """One packet was not used."""
        self._say(LinkKind.PACKET, device, reason, detail)

    def bluetooth(self, adapter: str, reason: Reason, detail: str) -> None:
        """Bluetooth itself can, or cannot, be used; ``adapter`` as it is wished for."""
        before = self._trouble.get(adapter, Reason.NONE)
        if reason is not before:
            self._trouble[adapter] = reason
            kind = LinkKind.TROUBLE if reason else LinkKind.WELL
            said = f"{adapter}: {detail}" if adapter and detail else detail or adapter
            self._say(kind, None, reason, said)

    def _say(
        self,
        kind: LinkKind,
        device: int | None,
        reason: Reason,
        detail: str = "",
        address: str = "",
        about: About | None = None,
    ) -> None:
        event = LinkEvent(kind, device, self.wall(), reason, ADVICE[reason], detail, address, about)
        self.tell(event)
