"""What is listened to, and how far live minutes reach."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from collector.live.values import Heard, HeartRate, StepTotal
from service.live_keeping import flush, opened
from storage import device_days, extent, live_devices, minutes, unjudged
from storage.people import add_person
from storage.records import Channel, DeviceDay, MinuteBlock

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
DAY = date(2026, 3, 1)


def pair(conn, person, address="AA:BB", name="strap", **more):
    given = {"kind": "heart_rate", "now": NOW, **more}
    return live_devices.pair(conn, person.id, name=name, address=address, **given)


def test_pairing_twice_is_pairing_once_and_forgetting_can_be_taken_back(engine, person):
    with engine.begin() as conn:
        first = pair(conn, person)
        live_devices.leave(conn, first.id, "left here")
        assert pair(conn, person, "aa:bb", "renamed", cadence_factor=2.0).id == first.id
        live_devices.forget(conn, first.id, LATER)
        assert live_devices.paired(conn) == live_devices.paired(conn, person.id) == ()
        again = pair(conn, person, now=LATER)
        assert (again.id, again.device_id) == (first.id, first.device_id)
        assert (again.paired_at, again.forgotten_at) == (LATER, None)
        assert live_devices.state(conn, first.id) == "left here"


def test_pairing_again_keeps_what_was_chosen_unless_something_else_is(engine, person):
    def chosen(**given):
        device = pair(conn, person, **given)
        return device.adapter, device.cadence_factor

    with engine.begin() as conn:
        assert chosen() == ("", 1.0)
        assert chosen(adapter="hci1", cadence_factor=2.0) == ("hci1", 2.0)
        assert chosen() == ("hci1", 2.0)
        (device,) = live_devices.paired(conn)
        live_devices.forget(conn, device.id, LATER)
        assert chosen(now=LATER) == ("hci1", 2.0)
        assert chosen(adapter="", cadence_factor=1.0) == ("", 1.0)


def test_what_a_device_says_of_itself_is_kept_until_it_says_something_else(engine, person):
    with engine.begin() as conn:
        strap = pair(conn, person)
        assert (strap.maker, strap.worn_at) == (None, None)
        live_devices.describe(conn, strap.id)
        live_devices.describe(conn, strap.id, maker="Polar", firmware="3.1", worn_at="chest")
        live_devices.describe(conn, strap.id, firmware="5.0")
        (known,) = live_devices.paired(conn)
        said = (known.maker, known.model, known.firmware, known.worn_at)
        assert said == ("Polar", None, "5.0", "chest")
        assert live_devices.places(conn, person.id) == {strap.device_id: "chest"}
        block = MinuteBlock(DAY, {"steps": (7).to_bytes(2, "little") * 1440})
        minutes.write_blocks(conn, person.id, strap.device_id, Channel.LIVE, [block])
        (stream,) = minutes.read_streams(conn, person.id, DAY, DAY)
        assert stream.worn_at == "chest"


def test_two_people_cannot_wear_the_same_strap_at_once(engine, person):
    with engine.begin() as conn:
        first = pair(conn, person)
        other = add_person(conn, name="other", timezone="UTC", now=NOW)
        with pytest.raises(live_devices.LiveDeviceError, match="somebody else"):
            pair(conn, other)
        live_devices.forget(conn, first.id, NOW)
        second = pair(conn, other)
        assert (second.person_id, second.device_id) == (other.id, first.device_id)
        assert live_devices.paired(conn, person.id) == ()


def test_a_device_that_took_a_new_address_stays_itself_and_takes_nobodys(engine, person):
    with engine.begin() as conn:
        band, strap = pair(conn, person), pair(conn, person, "CC:DD", "other")
        live_devices.move(conn, band.id, "ee:ff")
        (moved, _) = live_devices.paired(conn)
        assert (moved.id, moved.device_id, moved.address) == (band.id, band.device_id, "EE:FF")
        live_devices.move(conn, band.id, strap.address)
        assert live_devices.paired(conn) == (moved, strap)
        live_devices.forget(conn, strap.id, LATER)
        live_devices.move(conn, strap.id, "11:22")
        assert pair(conn, person, "CC:DD", now=LATER).id == strap.id


def test_a_device_is_found_by_name_or_address_and_else_the_known_ones_are_named(engine, person):
    with engine.begin() as conn:
        one, two = pair(conn, person), pair(conn, person, "CC:DD", "Strap")
        assert live_devices.device_named(conn, person.id, "cc:dd") == two
        with pytest.raises(live_devices.LiveDeviceError, match=r"AA:BB.*CC:DD"):
            live_devices.device_named(conn, person.id, "STRAP")
        for unknown in ("watch", "", " "):
            with pytest.raises(live_devices.LiveDeviceError, match="Paired: strap, Strap"):
                live_devices.device_named(conn, person.id, unknown)
        live_devices.forget(conn, two.id, NOW)
        assert live_devices.device_named(conn, person.id, "STRAP") == one


def test_a_beginning_of_the_name_is_enough_where_it_is_clear(engine, person):
    with engine.begin() as conn:
        short = pair(conn, person, "AA:01", "Polar H10")
        long = pair(conn, person, "AA:02", "Polar H10 12345678")
        pod = pair(conn, person, "AA:03", "Stryd")
        assert live_devices.device_named(conn, person.id, "polar h10") == short
        assert live_devices.device_named(conn, person.id, "Polar H10 1") == long
        assert live_devices.device_named(conn, person.id, "st") == pod
        with pytest.raises(live_devices.LiveDeviceError, match=r"AA:01.*AA:02"):
            live_devices.device_named(conn, person.id, "polar")
        with pytest.raises(live_devices.LiveDeviceError, match="No device"):
            live_devices.device_named(conn, person.id, "ryd")


def test_contact_never_goes_back_and_the_battery_is_kept(engine, person):
    with engine.begin() as conn:
        device = pair(conn, person)
        live_devices.heard(conn, device.id, LATER, 80, LATER, now=LATER)
        live_devices.heard(conn, device.id, NOW, 70, NOW, now=LATER)
        (known,) = live_devices.paired(conn)
    assert (known.last_contact_at, known.battery_percent, known.battery_at) == (LATER, 80, LATER)


def test_contact_of_a_clock_that_was_ahead_is_taken_back(engine, person):
    ahead = NOW + timedelta(days=400)
    with engine.begin() as conn:
        device = pair(conn, person)
        live_devices.heard(conn, device.id, ahead, 50, ahead, now=ahead)
        live_devices.heard(conn, device.id, NOW, 90, NOW, now=NOW)
        (known,) = live_devices.paired(conn)
        assert (known.last_contact_at, known.battery_percent, known.battery_at) == (NOW, 90, NOW)
        live_devices.heard(conn, device.id, ahead, 50, ahead, now=LATER)
        (known,) = live_devices.paired(conn)
    assert (known.last_contact_at, known.battery_at) == (LATER, LATER)


def test_live_minutes_reach_as_far_as_files_do_only_where_they_count_steps(engine, person):
    block = MinuteBlock(DAY, {"hr_mean_bpm": bytes([60] * 1440)})
    with engine.begin() as conn:
        strap = pair(conn, person)
        live_devices.heard(conn, strap.id, LATER, now=LATER)
        assert extent.received(conn, person.id) is None
        minutes.write_blocks(conn, person.id, strap.device_id, Channel.LIVE, [block])
        first = datetime(2026, 3, 1, tzinfo=UTC)
        assert extent.received(conn, person.id) == (first, LATER)
        watch = pair(conn, person, "CC:DD", "watch", kind="infinitime")
        live_devices.heard(conn, watch.id, NOW, now=NOW)
        minutes.write_blocks(conn, person.id, watch.device_id, Channel.LIVE, [block])
        day = DeviceDay(watch.device_id, DAY, 0, 10, 10, 0, complete=True)
        device_days.replace(conn, person.id, watch.device_id, DAY, DAY, [day])
        assert extent.received(conn, person.id) == (first, NOW)


def test_what_is_flushed_in_parts_is_one_day_on_either_database(engine, person):
    with engine.begin() as conn:
        watch = pair(conn, person, kind="infinitime", name="watch")
    steps = 1000
    for part in range(3):
        with engine.begin() as conn:
            listened = opened(conn, watch)
        for second in range(0, 100, 5):
            at = NOW + timedelta(seconds=100 * part + second)
            steps += 2
            listened.live.hear(Heard(watch.id, at, at.timestamp(), StepTotal(steps)))
            listened.live.hear(Heard(watch.id, at, at.timestamp(), HeartRate(60)))
        assert flush(engine, listened, at)
        assert not flush(engine, opened_again(engine, watch), at)
    with engine.begin() as conn:
        (day,) = device_days.read(conn, person.id, NOW.date(), NOW.date())
        (stream,) = [each.blocks for each in streams(conn, person)]
        assert (day.total_steps, day.unplaced_steps) == (steps, 1002)
        assert unjudged.take(conn, person.id, NOW) == (NOW.date(), NOW.date())
    (block,) = stream
    assert block.columns["hr_mean_bpm"].count(60) == 5


def opened_again(engine, device):
    with engine.begin() as conn:
        return opened(conn, device)


def streams(conn, person):
    return minutes.read_streams(conn, person.id, NOW.date(), NOW.date())
