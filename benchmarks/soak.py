"""Break the radio for as long as one likes: ``python -m benchmarks.soak fake|box MINUTES [SEED]``.

``fake`` is the fast stand-in for bluetoothd, ``box`` the real one in an emulated machine.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.made.bluez.box import box_radio
from tests.made.bluez.fake import fake_radio
from tests.made.hearing import home_with_straps
from tests.made.soak import STRAPS, Outcome, soak

SEED = 20261122
RADIOS = {"fake": "stand-in", "box": "bluetoothd, emulated"}


@dataclass(frozen=True, slots=True)
class Soaked:
    """Some minutes of faults; the same seed breaks the same things in the same order."""

    radio: str
    minutes: float
    seed: int
    found: Outcome


def soak_all(*, quick: bool = False) -> list[Soaked]:
    """Soak on every radio that can be had here."""
    minutes = 0.5 if quick else 3.0
    there = {"fake": fake_radio.missing() is None, "box": box_radio.missing() is None}
    return [soak_on(which, minutes, SEED) for which in RADIOS if there[which]]


def soak_on(which: str, minutes: float, seed: int) -> Soaked:
    opened = fake_radio.fake_radio() if which == "fake" else box_radio.box_radio()
    with tempfile.TemporaryDirectory() as folder, opened as radio:
        os.environ.update(radio.environment)
        home, rng = home_with_straps(Path(folder), STRAPS), random.Random(seed)
        until_s = time.monotonic() + 60 * minutes
        found = asyncio.run(soak(home, radio, rng, lambda _: time.monotonic() < until_s))
    return Soaked(RADIOS[which], minutes, seed, found)


def main() -> None:
    which, minutes = sys.argv[1], float(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(10**6)
    print(f"seed {seed}", flush=True)
    tell(soak_on(which, minutes, seed).found)


def tell(found: Outcome) -> None:
    print(f"{found.faults} faults, all recovered; until every strap was heard twice again:")
    for name, times in sorted(found.recovered_s.items()):
        print(f"  {name:12} {len(times):4} times, worst {max(times):5.1f} s")
    print(f"sent {found.delivered}, died with bluetoothd {found.died_with_bluetoothd}")
    print(f"told by bluetoothd {found.told}, heard {found.heard}, dropped {dict(found.dropped)}")
    print(f"kept {found.kept} in {found.minutes} minutes; unaccounted {found.unaccounted}")
    print(f"memory {found.memory_mib[0]:.0f} to {found.memory_mib[-1]:.0f} MiB")
    print(f"descriptors {found.descriptors[0]} to {found.descriptors[-1]}")


if __name__ == "__main__":
    main()
