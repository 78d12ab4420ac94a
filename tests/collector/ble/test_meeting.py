"""Meeting a device for the first time, whatever kind it is and however slowly it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from collector.live.values import Cadence, HeartRate, Reading, StepsSince, StepTotal
from collector.sources.ble.about import About
from collector.sources.ble.kinds import bangle, infinitime, mi_band
from collector.sources.ble.kinds.registry import KINDS
from collector.sources.ble.meeting import Met, meet
from tests.made.bluez import kits
from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.bluez.radio import Advertised, Characteristic, Service
from tests.made.link import LIMIT_S, QUICK, address, sockets_closed

#: Several values come while one question is answered.
SPEAKS_EVERY_S = 0.02
ANSWERS_AFTER_S = 0.1

STEPS = (9000).to_bytes(4, "little")
WALKED = bytes([0x80, 0x01]) + bytes(12) + (500).to_bytes(3, "little")
BANGLE_SAYS = b'{"t":"act","stp":3,"hrm":70,"rt":1}\r\n'


@dataclass(frozen=True)
class Device:
    services: tuple[Service, ...]
    shouts: Advertised
    first: type[Reading]
    speaks: str = ""  # the characteristic that tells values by itself
    says: Callable[[int], bytes] = kits.beat


DEVICES = {
    "heart_rate": Device(
        (kits.HEART_RATE_SERVICE,), kits.STRAP_SAYS, HeartRate, kits.HEART_RATE_MEASUREMENT
    ),
    "running_pod": Device(
        (kits.RUNNING_SERVICE,),
        Advertised((kits.RUNNING,)),
        Cadence,
        kits.RUNNING_MEASUREMENT,
        kits.running,
    ),
    "infinitime": Device(
        (
            Service(
                infinitime.MOTION_SERVICE,
                (Characteristic(infinitime.STEPS, ("read", "notify"), STEPS),),
            ),
        ),
        Advertised((infinitime.MOTION_SERVICE,)),
        StepTotal,
    ),
    "bangle": Device(
        (
            Service(
                "6e400001-b5a3-f393-e0a9-e50e24dcca9e",
                (
                    Characteristic(bangle.TO_WATCH, ("write",)),
                    Characteristic(bangle.FROM_WATCH, ("notify",)),
                ),
            ),
        ),
        Advertised(),
        StepsSince,
        bangle.FROM_WATCH,
        lambda _: BANGLE_SAYS,
    ),
    "mi_band": Device((), Advertised((), {mi_band.SERVICE: STEPS}), StepTotal),
    "physical_activity": Device(
        (kits.ACTIVITY_SERVICE,),
        Advertised((kits.ACTIVITY_SERVICE.uuid,)),
        StepTotal,
        kits.STEP_COUNTER_SUMMARY,
        lambda _: WALKED,
    ),
}


@pytest.mark.parametrize("kind", [each.name for each in KINDS])
def test_a_device_of_any_kind_that_answers_slowly_is_met(fake_radio: FakeRadio, kind: str) -> None:
    device = DEVICES[kind]
    common = (kits.BATTERY_SERVICE, kits.INFORMATION_SERVICE) if device.services else ()

    async def story() -> Met:
        name = bangle.NAME if kind == "bangle" else kind
        worn = await fake_radio.add_wearable(
            name, address(1), (*device.services, *common), device.shouts
        )
        await fake_radio.set_reading(worn, ANSWERS_AFTER_S)
        if device.speaks:
            await worn.play(device.speaks, device.says, SPEAKS_EVERY_S)
        try:
            return await meet(
                address(1), "", seconds=LIMIT_S, timing=QUICK, wall=lambda: datetime.now(UTC)
            )
        finally:
            await sockets_closed()

    met = asyncio.run(asyncio.wait_for(story(), 2 * LIMIT_S))
    assert met.kind.name == kind
    assert isinstance(met.first, device.first)
    if device.services:
        assert (met.about.maker, met.about.model) == ("Testmaker", "M1")
    else:
        assert met.about == About()
