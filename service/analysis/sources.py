"""Which of several streams of the same minute counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.records import Channel

if TYPE_CHECKING:
    from analyzer.source_order import SourceOrder
    from service.home import Home


def source_order(home: Home) -> SourceOrder:
    """The order of channels from the settings."""
    from analyzer.source_order import AmongLive, SourceOrder

    sources = home.settings.sources
    return SourceOrder(
        steps=tuple(map(Channel, sources.steps)),
        heart_rate=tuple(map(Channel, sources.heart_rate)),
        live_heart_rate=sources.live_heart_rate,
        among_live=AmongLive(sources.among_live),
    )
