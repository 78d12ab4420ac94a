"""Fault after fault for half a minute; hours of it: ``python -m benchmarks.soak``."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.hearing import home_with_straps
from tests.made.soak import STRAPS, soak

SEED = 7
FAULTS = 11  # each kind once


def test_after_every_fault_all_is_heard_again_and_nothing_is_lost_unseen(
    fake_radio: FakeRadio, tmp_path: Path
) -> None:
    home = home_with_straps(tmp_path, STRAPS)
    found = asyncio.run(soak(home, fake_radio, random.Random(SEED), lambda number: number < FAULTS))
    home.engine.dispose()
    assert found.faults == len(found.recovered_s) == FAULTS
    assert found.delivered > 100
    assert found.unaccounted == 0
    # Killed once in these faults: the last of each strap may never have left the stand-in.
    assert found.died_with_bluetoothd <= STRAPS
    assert found.dropped["garbage"] == 10
    assert found.minutes >= STRAPS
    assert max(found.descriptors) - found.descriptors[0] <= 10
    assert found.memory_mib[-1] - found.memory_mib[0] < 10
