"""What bleak remembers of a bluetoothd that was killed is not believed of the next one."""

from __future__ import annotations

from collector.sources.ble.reasons import LinkKind, Reason
from tests.made.bluez import kits
from tests.made.bluez.fake.fake_radio import FakeRadio
from tests.made.link import address, listening, paired, run


def test_a_link_of_a_killed_bluetoothd_is_not_taken_for_one_of_the_next(
    fake_radio: FakeRadio,
) -> None:
    async def story() -> None:
        worn = await fake_radio.add_wearable("Strap 1", address(1), kits.STRAP, kits.STRAP_SAYS)
        await worn.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 0.02)
        async with listening(paired()) as room:
            await room.hears()
            await fake_radio.lose_memory()
            await fake_radio.crash()
            await room.tells(LinkKind.LOST)
            await worn.out_of_range(0)
            room.forget()
            await fake_radio.start()
            await room.tells(LinkKind.WAITING)
            assert [each.reason for each in room.told(LinkKind.WAITING)] == [Reason.OUT_OF_RANGE]
            await worn.back()
            await room.tells(LinkKind.CONNECTED)
            await room.hears()

    run(story())
