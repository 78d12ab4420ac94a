"""Shows what is heard and what happens to links, as lines, as JSON, or as one line that changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

import click

from collector.live.values import Heard
from collector.sources.ble.advice import HAPPENED
from collector.sources.ble.reasons import LinkEvent, LinkKind
from service.live_screen import Repainted
from service.live_words import quantity, words
from service.output import plain

_ORDER = ("heart_rate", "steps", "battery", "memory")


class Lines:
    """Takes what listening brings; ``heard`` counts it."""

    def __init__(self, names: Mapping[int, str], as_json: bool, terminal: bool) -> None:
        self.heard = 0
        self._names = names
        self._as_json = as_json
        self._terminal = terminal and not as_json
        self._screen = Repainted(self._terminal)
        self._latest: dict[int, dict[str, str]] = {}

    def hear(self, heard: Heard) -> None:
        """Show one reading."""
        self.heard += 1
        name, said = self._names[heard.live_device_id], words(heard.reading)
        if self._as_json:
            what = {"at": heard.at, "device": name, "quantity": quantity(heard.reading)}
            click.echo(json.dumps(plain({**what, **asdict(heard.reading)}), ensure_ascii=False))
        elif self._terminal:
            self._latest.setdefault(heard.live_device_id, {})[quantity(heard.reading)] = said
            self._screen.paint(self._now)
        else:
            click.echo(f"{heard.at:%H:%M:%S} {name}: {said}")

    def tell(self, event: LinkEvent) -> None:
        """Show what happened to a link; single packets only in JSON."""
        name = "Bluetooth" if event.live_device_id is None else self._names[event.live_device_id]
        if self._as_json:
            what = {"at": event.at, "device": name, "event": event.kind, "reason": event.reason}
            said = plain({**what, "detail": event.detail, "advice": event.advice})
            click.echo(json.dumps(said, ensure_ascii=False))
        elif event.kind is not LinkKind.PACKET:
            self._screen.clear()
            if event.reason:
                click.echo(f"{name}: {HAPPENED[event.reason]}. {event.advice}".rstrip())
            else:
                click.echo(f"{name}: {event.kind.value}")
            if event.kind is LinkKind.LOST and event.live_device_id is not None:
                self._latest.pop(event.live_device_id, None)

    def end(self) -> None:
        """Leave the last state on the terminal."""
        if self._terminal and not self.heard:
            click.echo("Nothing was heard.")

    def _now(self) -> list[str]:
        return [
            f"{self._names[device]}: " + ", ".join(said[each] for each in _ORDER if each in said)
            for device, said in self._latest.items()
        ]
