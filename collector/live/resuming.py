"""What a restart needs to go on as if nothing had happened, as text. Kept with the minutes."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from collector.live.counters import Counter, Word
from collector.live.minute import Minute
from collector.live.minutes import LiveMinutes
from collector.live.values import Past

#: Another layout takes another number; an unknown one is left aside.
VERSION = 2

_WORDS = ("last", "first", "before", "suspect")


def state_of(live: LiveMinutes) -> str:
    """Write down what `resume` reads: all that is not in the stored minutes themselves."""
    state = {
        "version": VERSION,
        "minutes": [[at, asdict(each)] for at, each in sorted(live.minutes.items())],
        "pasts": [
            [at, past.start.isoformat(), past.minutes, past.steps, past.bpm]
            for at, past in live.pasts
        ],
        "counter": asdict(live.counter),
        "counts": live.counts,
        "cadence": live.cadence,
        "since_ms": live.since_ms,
    }
    return json.dumps(state, separators=(",", ":"))


def resume(live: LiveMinutes, text: str) -> bool:
    """Let a fresh device go on from a written state; False: it cannot be read, it starts anew."""
    try:
        state = json.loads(text)
        if state["version"] != VERSION:
            return False
        _put(live, state)
    except (ValueError, KeyError, TypeError, AttributeError):
        live.minutes.clear()
        live.pasts.clear()
        live.counter = Counter()
        return False
    return True


def _put(live: LiveMinutes, state: dict[str, Any]) -> None:
    live.minutes.update({int(at): Minute(**each) for at, each in state["minutes"]})
    live.pasts += [
        (int(at), Past(datetime.fromisoformat(start), *rest)) for at, start, *rest in state["pasts"]
    ]
    counter = state["counter"]
    words = {name: _word(counter[name]) for name in _WORDS}
    live.counter = Counter(**words, begin_seen=bool(counter["begin_seen"]))
    live.counts = bool(state["counts"])
    cadence = state["cadence"]
    live.cadence = None if cadence is None else (int(cadence[0]), float(cadence[1]))
    live.since_ms = state["since_ms"]


def _word(value: dict[str, int] | None) -> Word | None:
    return None if value is None else Word(**value)
