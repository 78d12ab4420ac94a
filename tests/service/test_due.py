"""What is due when: letters by the week, nudges by the day, on each person's own clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.due import due, held, next_due, upcoming
from service.due.letters import IN_VAIN, REPLACED, SLEPT
from service.errands import WEEKS_BACK, Books, Do, Errand, Rules, Trust
from service.periods import week_before
from storage.records import Basis, MessageKind, Person, ZoneRow
from storage.sending import Consent, Message, MessageState, Privacy

STOCKHOLM = ZoneInfo("Europe/Stockholm")
RULES = Rules(0, time(3, 30), time(21), time(8), STOCKHOLM)
LONG_AGO = datetime(2026, 1, 2, tzinfo=UTC)
PATIENT, PHYSIO, NUDGE = (
    MessageKind.PATIENT_LETTER,
    MessageKind.PHYSIO_LETTER,
    MessageKind.NUDGE,
)


def consent(
    kind: MessageKind = PATIENT, at: str = "07:30", given_at: datetime = LONG_AGO, person: int = 1
) -> Consent:
    address = f"{kind}-{at}@example.org"
    return Consent(1, person, kind, address, "en", Privacy.FULL, at, "AB", given_at)


def row(
    period: str,
    state: MessageState = MessageState.SENT,
    kind: MessageKind = PATIENT,
    claimed_at: datetime = LONG_AGO,
    next_try_at: datetime | None = None,
    asked_at: datetime | None = None,
) -> Message:
    return Message(
        1, 1, kind, period, state, claimed_at, next_try_at=next_try_at, asked_at=asked_at
    )


def books(
    *consents: Consent,
    messages: Sequence[Message] = (),
    zone: str = "Europe/Stockholm",
    zones: Sequence[ZoneRow] = (),
) -> Books:
    kim = Person(1, "kim", zone)
    return Books((kim,), {1: zones}, consents, messages)


def local(text: str, zone: str = "Europe/Stockholm") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def talk(errands: Sequence[Errand]) -> list[tuple[str, str]]:
    """What is said to people now."""
    return [(str(each.kind), each.period) for each in errands if each.do in {Do.LETTER, Do.NUDGE}]


def missed(errands: Sequence[Errand]) -> list[tuple[str, str]]:
    return [(each.period, each.why) for each in errands if each.do is Do.MISSED]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-09 07:29", []),  # a Monday
        ("2026-03-09 07:30", ["2026-W10"]),
        ("2026-03-09 20:59", ["2026-W10"]),
        ("2026-03-09 21:00", []),  # it is due, and it is night
        ("2026-03-10 07:29", []),
        ("2026-03-10 07:30", ["2026-W10"]),  # the night ends at the hour asked for
        ("2026-03-15 20:59", ["2026-W10"]),  # the week's last chance
        ("2026-03-16 07:29", []),
        ("2026-03-16 07:30", ["2026-W11"]),
    ],
)
def test_a_letter_is_due_from_its_hour_until_the_next_one(now: str, expected: list[str]) -> None:
    kept = books(consent(given_at=local("2026-03-08 12:00")))
    found = talk(due(local(now), kept, RULES, Trust.SURE))
    assert found == [(PATIENT, period) for period in expected]


@pytest.mark.parametrize(
    ("state", "next_try", "is_due", "is_missed"),
    [
        (MessageState.SENT, None, False, False),
        (MessageState.REFUSED, None, False, False),
        (MessageState.UNCERTAIN, None, False, False),
        (MessageState.NOTHING, None, False, False),
        (MessageState.MISSED, None, False, False),
        (MessageState.CLAIMED, None, False, False),  # somebody has it in hand
        (MessageState.POSTING, None, False, False),
        (MessageState.WAITING, "2026-03-09 11:00", True, False),
        (MessageState.WAITING, "2026-03-09 13:00", False, False),
    ],
)
def test_what_the_ledger_says_decides_whether_a_letter_is_still_due(
    state: MessageState, next_try: str | None, is_due: bool, is_missed: bool
) -> None:
    known = row("2026-W10", state, next_try_at=None if next_try is None else local(next_try))
    kept = books(consent(given_at=local("2026-03-08 12:00")), messages=[known])
    found = due(local("2026-03-09 12:00"), kept, RULES, Trust.SURE)
    assert bool(talk(found)) is is_due
    assert bool(missed(found)) is is_missed


def test_of_weeks_slept_through_one_letter_is_sent_and_the_others_are_missed() -> None:
    kept = books(
        consent(given_at=local("2026-02-01 12:00")),
        messages=[
            row("2026-W05"),
            row("2026-W07", MessageState.WAITING, next_try_at=local("2026-02-16 09:00")),
        ],
    )
    found = due(local("2026-03-09 12:00"), kept, RULES, Trust.SURE)
    assert talk(found) == [(PATIENT, "2026-W10")]
    assert missed(found) == [
        ("2026-W06", SLEPT),
        ("2026-W07", REPLACED),
        ("2026-W08", SLEPT),
        ("2026-W09", SLEPT),
    ]


@pytest.mark.parametrize(
    ("now", "is_due", "why"),
    [
        ("2026-03-10 21:30", False, ""),  # asked in the evening by hand; by itself not at night
        ("2026-03-11 07:30", True, ""),
        ("2026-03-16 12:00", True, ""),  # the next letter is due beside it
        ("2026-03-17 20:00", True, ""),
        ("2026-03-17 21:00", False, IN_VAIN),
    ],
)
@pytest.mark.parametrize("period", ["2026-W07", "2025-W40"])
def test_a_letter_its_owner_asked_for_again_is_tried_for_a_week_whatever_week_it_is_about(
    period: str, now: str, is_due: bool, why: str
) -> None:
    asked = local("2026-03-10 21:00")
    wanted = row(period, MessageState.WAITING, next_try_at=asked, asked_at=asked)
    kept = books(consent(), messages=[wanted])
    found = due(local(now), kept, RULES, Trust.SURE)
    assert ((PATIENT, period) in talk(found)) is is_due
    assert [(week, said) for week, said in missed(found) if week == period] == (
        [(period, why)] if why else []
    )


@pytest.mark.parametrize(
    ("now", "is_due"),
    [
        ("2026-03-09 21:15", False),
        ("2026-03-10 03:00", False),
        ("2026-03-10 07:59", False),
        ("2026-03-10 08:00", True),
    ],
)
def test_a_letter_asked_for_in_the_evening_is_not_sent_at_night(now: str, is_due: bool) -> None:
    kept = books(consent(at="21:15"), messages=[row("2026-W09")])
    found = talk(due(local(now), kept, RULES, Trust.SURE))
    assert found == ([(PATIENT, "2026-W10")] if is_due else [])


def test_a_letter_asked_for_again_on_its_first_day_waits_as_long_as_the_others() -> None:
    waits = row("2026-W10", MessageState.WAITING, asked_at=local("2026-03-09 07:00"))
    kept = books(consent(given_at=local("2026-03-08 12:00")), messages=[waits])
    assert talk(due(local("2026-03-16 07:29"), kept, RULES, Trust.SURE)) == []  # it is quiet
    assert missed(due(local("2026-03-16 07:29"), kept, RULES, Trust.SURE)) == []
    found = due(local("2026-03-16 07:30"), kept, RULES, Trust.SURE)
    assert (talk(found), missed(found)) == ([(PATIENT, "2026-W11")], [("2026-W10", REPLACED)])


def test_a_letter_that_waits_is_given_up_however_long_ago_its_week_was() -> None:
    waits = row("2025-W40", MessageState.WAITING, next_try_at=local("2026-03-09 07:00"))
    found = due(local("2026-03-09 12:00"), books(consent(), messages=[waits]), RULES, Trust.SURE)
    assert ("2025-W40", REPLACED) in missed(found)


def test_a_year_slept_through_marks_the_last_weeks() -> None:
    found = due(local("2027-03-08 12:00"), books(consent()), RULES, Trust.SURE)
    assert len(missed(found)) == WEEKS_BACK
    assert talk(found) == [(PATIENT, "2027-W09")]


def test_a_letter_is_only_about_weeks_that_end_after_the_consent() -> None:
    kept = books(consent(given_at=local("2026-03-09 07:31")))
    assert not talk(due(local("2026-03-09 12:00"), kept, RULES, Trust.SURE))
    assert talk(due(local("2026-03-16 07:30"), kept, RULES, Trust.SURE)) == [(PATIENT, "2026-W11")]


def test_a_letter_that_waits_goes_to_an_address_agreed_to_since() -> None:
    waits = row("2026-W10", MessageState.WAITING, next_try_at=local("2026-03-09 10:00"))
    kept = books(consent(given_at=local("2026-03-09 09:00")), messages=[waits])
    found = due(local("2026-03-09 12:00"), kept, RULES, Trust.SURE)
    assert talk(found) == [(PATIENT, "2026-W10")]


def test_a_consent_taken_back_ends_what_waits() -> None:
    waits = row("2026-W10", MessageState.WAITING, next_try_at=local("2026-03-09 10:00"))
    found = due(local("2026-03-09 09:00"), books(messages=[waits]), RULES, Trust.SURE)
    assert missed(found) == [("2026-W10", "nobody agrees to it any more")]
    assert not talk(found)


@pytest.mark.parametrize("weekday", range(7))
def test_letters_are_about_the_last_whole_week_on_whatever_day_they_come(weekday: int) -> None:
    day = date(2026, 3, 9) + timedelta(days=weekday)
    now = datetime.combine(day, time(7, 30), STOCKHOLM)
    kept = books(consent(given_at=now - timedelta(days=1)))
    rules = replace(RULES, letters_on=weekday)
    assert talk(due(now, kept, rules, Trust.SURE)) == [(PATIENT, "2026-W10")]
    assert not talk(due(now - timedelta(minutes=1), kept, rules, Trust.SURE))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-10 08:59", False),
        ("2026-03-10 09:00", True),
        ("2026-03-10 20:59", True),
        ("2026-03-10 21:00", False),
        ("2026-03-10 23:59", False),
        ("2026-03-11 08:59", False),
    ],
)
def test_a_nudge_is_due_from_its_hour_until_the_quiet_hours(now: str, expected: bool) -> None:
    kept = books(consent(NUDGE, "09:00"))
    found = talk(due(local(now), kept, RULES, Trust.SURE))
    assert found == ([(NUDGE, now[:10])] if expected else [])


@pytest.mark.parametrize(
    ("hours", "first"),
    [
        (["09:00", "12:00"], "09:00"),  # one decision a day, at the earliest
        (["06:00"], "08:00"),  # not before anything may be said
        (["22:00"], "08:00"),
        (["20:59"], "20:59"),
        (["02:30", "08:15"], "08:00"),
    ],
)
def test_a_persons_nudge_begins_at_the_earliest_hour_that_is_not_quiet(
    hours: list[str], first: str
) -> None:
    kept = books(*(consent(NUDGE, at) for at in hours))
    at = local(f"2026-03-10 {first}")
    assert talk(due(at, kept, RULES, Trust.SURE)) == [(NUDGE, "2026-03-10")]
    assert not talk(due(at - timedelta(minutes=1), kept, RULES, Trust.SURE))


def test_a_day_with_a_decision_is_done_and_one_that_waits_may_wait_till_evening() -> None:
    decided = row("2026-03-10", MessageState.NOTHING, NUDGE)
    waits = replace(decided, state=MessageState.WAITING, next_try_at=local("2026-03-10 10:00"))
    for message, hour, is_due in (
        (decided, "12:00", False),
        (waits, "09:30", False),
        (waits, "10:00", True),
        (waits, "21:00", False),
    ):
        kept = books(consent(NUDGE, "09:00"), messages=[message])
        assert bool(talk(due(local(f"2026-03-10 {hour}"), kept, RULES, Trust.SURE))) is is_due
    kept = books(consent(NUDGE, "09:00"), messages=[waits])
    assert missed(due(local("2026-03-10 23:59"), kept, RULES, Trust.SURE)) == []
    assert missed(due(local("2026-03-11 00:01"), kept, RULES, Trust.SURE)) == [
        ("2026-03-10", "the day was over before it could be sent")
    ]


#: Zone, hour asked for, date, and the first moment (UTC) a letter or nudge is due that day.
@pytest.mark.parametrize(
    ("zone", "at", "monday", "utc"),
    [
        ("Europe/Stockholm", "07:30", "2026-03-23", "06:30"),
        ("Europe/Stockholm", "07:30", "2026-03-30", "05:30"),  # the day after clocks went forward
        ("Europe/Stockholm", "07:30", "2026-10-26", "06:30"),
        ("America/St_Johns", "07:30", "2026-03-02", "11:00"),  # 3:30 behind
        ("America/St_Johns", "07:30", "2026-03-09", "10:00"),
        ("America/St_Johns", "07:30", "2026-11-02", "11:00"),
        ("Australia/Lord_Howe", "07:30", "2026-03-30", "20:30"),  # Sunday in Greenwich; +11
        ("Australia/Lord_Howe", "07:30", "2026-04-06", "21:00"),  # half an hour back
        ("Australia/Lord_Howe", "07:30", "2026-10-05", "20:30"),
        ("Pacific/Chatham", "07:30", "2026-10-05", "17:45"),
        ("UTC+07:00", "07:30", "2026-03-09", "00:30"),
    ],
)
def test_letters_follow_the_clock_of_the_place(zone: str, at: str, monday: str, utc: str) -> None:
    day = date.fromisoformat(monday)
    moments = [
        datetime.combine(each, time.fromisoformat(utc), UTC)
        for each in (day - timedelta(days=1), day)
    ]
    first = next(m for m in moments if _date_in(zone, m) == day)
    kept = books(consent(at=at, given_at=first - timedelta(days=6)), zone=zone)
    assert talk(due(first, kept, RULES, Trust.SURE)) == [(PATIENT, week_before(day))]
    assert not talk(due(first - timedelta(seconds=1), kept, RULES, Trust.SURE))


def _date_in(zone: str, moment: datetime) -> date:
    if zone.startswith("UTC"):
        return (moment + timedelta(hours=int(zone[3:6]))).date()
    return moment.astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize("sunday", ["2026-03-29", "2026-10-25"])
def test_nothing_is_planned_in_the_hour_that_clocks_skip_and_repeat(sunday: str) -> None:
    rules = replace(RULES, letters_on=6, quiet_to=time(0), quiet_from=time(0))
    kept = books(consent(at="02:30", given_at=local("2026-03-20 12:00")))
    start = local(f"{sunday} 00:30").astimezone(UTC)
    ticks = [start + timedelta(minutes=n) for n in range(300)]
    first = next(
        t
        for t in ticks
        if ("patient_letter", week_before(date.fromisoformat(sunday)))
        in talk(due(t, kept, rules, Trust.SURE))
    )
    assert first.astimezone(STOCKHOLM).strftime("%H:%M") == "03:00"


def test_a_traveller_is_written_to_on_the_clock_their_watch_shows() -> None:
    tokyo = ZoneRow(date(2026, 3, 8), "Asia/Tokyo", Basis.OBSERVED)
    kept = books(consent(given_at=local("2026-03-03 12:00")), zones=[tokyo])
    first = local("2026-03-09 07:30", "Asia/Tokyo")
    assert talk(due(first, kept, RULES, Trust.SURE)) == [(PATIENT, "2026-W10")]
    assert not talk(due(first - timedelta(minutes=1), kept, RULES, Trust.SURE))


# --- the machine's own work ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "now", "expected"),
    [
        (None, "2026-03-10 00:10", True),  # never yet
        ("2026-03-09 03:31", "2026-03-10 03:29", False),
        ("2026-03-09 03:31", "2026-03-10 03:30", True),
        ("2026-03-09 03:29", "2026-03-09 12:00", True),  # the machine slept at the hour
        ("2026-03-11 03:31", "2026-03-10 12:00", False),  # made by a clock that was ahead
        ("2026-03-29 00:30", "2026-03-29 12:00", True),  # the night clocks went forward
        ("2026-10-25 03:35", "2026-10-25 12:00", False),
    ],
)
def test_a_copy_is_made_once_after_its_hour(made: str | None, now: str, expected: bool) -> None:
    done = {Do.WATCH: local(now)}
    if made is not None:
        done[Do.BACKUP] = local(made)
    found = due(local(now), Books(done_at=done), RULES, Trust.SURE)
    assert [each.do for each in found] == ([Do.BACKUP] if expected else [])


def test_looking_after_things_comes_every_hour_and_reading_when_something_waits() -> None:
    now = local("2026-03-10 12:00")
    for since_min, waiting, expected in (
        (59, False, []),
        (60, False, [Do.WATCH]),
        (-60, False, [Do.WATCH]),  # done in the future: the clock was wrong
        (1, True, [Do.INBOX]),
    ):
        done = {Do.WATCH: now - timedelta(minutes=since_min), Do.BACKUP: now}
        kept = Books(done_at=done, inbox_waiting=waiting)
        assert [each.do for each in due(now, kept, RULES, Trust.SURE)] == expected


def test_what_a_letter_is_about_is_read_before_it_is_written() -> None:
    kept = replace(books(consent(), consent(NUDGE)), inbox_waiting=True)
    found = due(local("2026-03-09 12:00"), kept, RULES, Trust.SURE)
    order = [each.do for each in found if each.do is not Do.MISSED]
    assert order == [Do.INBOX, Do.LETTER, Do.NUDGE, Do.WATCH, Do.BACKUP]


# --- a clock that cannot be believed ------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "trust", "why"),
    [
        ("2026-03-09 12:00", Trust.SURE, ""),
        ("2026-03-09 12:00", Trust.LIKELY, ""),
        ("2026-03-09 12:00", Trust.NOT_YET, "clock_not_yet_set"),
        ("2026-03-08 12:00", Trust.LIKELY, "clock_went_back"),
        ("2026-03-08 12:00", Trust.SURE, ""),  # then the ledger was written on a wrong one
        ("2026-03-09 09:59", Trust.LIKELY, ""),  # clocks are put right by seconds all the time
        ("1970-01-01 00:10", Trust.SURE, "clock_never_set"),
        ("2025-12-31 23:00", Trust.LIKELY, "clock_never_set"),
    ],
)
def test_nothing_is_said_on_a_clock_that_cannot_be_right(now: str, trust: Trust, why: str) -> None:
    wrote = replace(row("2026-W10", kind=PHYSIO, claimed_at=local("2026-03-09 10:00")))
    kept = replace(books(consent(), messages=[wrote]), inbox_waiting=True)
    found = due(local(now), kept, RULES, trust)
    assert held(local(now), kept, trust) == why
    if why:
        # Reading is always right, and of a clock that stays wrong the owner is told.
        told = [Do.WATCH] if why == "clock_went_back" else []
        assert [each.do for each in found] == [Do.INBOX, *told]
    else:
        assert {Do.LETTER, Do.MISSED, Do.BACKUP} <= {each.do for each in found}


def test_tomorrows_letter_sent_by_a_clock_that_was_ahead_is_not_sent_again() -> None:
    ahead = row("2026-W10", claimed_at=local("2026-03-09 07:30"))
    kept = books(consent(given_at=local("2026-03-01 12:00")), messages=[ahead, row("2026-W09")])
    for now in ("2026-03-08 12:00", "2026-03-09 07:30", "2026-03-10 12:00"):
        for trust in Trust:
            assert not talk(due(local(now), kept, RULES, trust)), (now, trust)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        upcoming(datetime(2026, 3, 9, 12), books(), RULES)  # noqa: DTZ001


# --- properties ---------------------------------------------------------------------------------

HOURS = st.sampled_from(["06:15", "07:30", "09:00", "12:45", "20:30", "22:10", "02:30"])
ZONES = st.sampled_from(
    ["Europe/Stockholm", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "UTC-03:00"]
)
MOMENTS = st.integers(0, 680 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 20, tzinfo=UTC) + timedelta(minutes=minutes)
)
CONSENTS = st.lists(
    st.builds(consent, st.sampled_from(list(MessageKind)), HOURS, MOMENTS), min_size=1, max_size=4
).map(lambda given: tuple({(c.kind, c.at if c.kind is NUDGE else ""): c for c in given}.values()))
RULE_SETS = st.builds(lambda day: replace(RULES, letters_on=day), st.integers(0, 6))


@settings(max_examples=150)
@given(MOMENTS, CONSENTS, ZONES, RULE_SETS)
def test_nothing_is_due_twice_or_done_again_once_it_is_done(
    now: datetime, consents: tuple[Consent, ...], zone: str, rules: Rules
) -> None:
    kept = books(*consents, zone=zone)
    found = [each for each in due(now, kept, rules, Trust.SURE) if each.person_id]
    assert len({each.key.partition("/")[2] for each in found}) == len(found)
    rows = [
        Message(1, 1, each.kind, each.period, MessageState.SENT, now)
        for each in found
        if each.kind is not None
    ]
    after = due(now, replace(kept, messages=rows), rules, Trust.SURE)
    assert not [each for each in after if each.person_id]


@settings(max_examples=100)
@example(
    datetime(2026, 1, 20, 19, 22, tzinfo=UTC),
    (consent(), consent(NUDGE)),
    "Europe/Stockholm",
    RULES,
    2**31,
)
@given(MOMENTS, CONSENTS, ZONES, RULE_SETS, st.integers(0, 2**32))
def test_nothing_becomes_due_before_it_was_said_to(
    now: datetime, consents: tuple[Consent, ...], zone: str, rules: Rules, part: int
) -> None:
    kept = books(*consents, zone=zone)
    planned = [each for each in upcoming(now, kept, rules) if each.person_id]
    before = {each.key for each in planned if each.since <= now}
    then = min((each.since for each in planned if each.since > now), default=now)
    between = now + (then - now) * (part / 2**32) - timedelta(microseconds=1)
    found = due(max(now, between), kept, rules, Trust.SURE)
    # Some of what was due may be over by then; nothing is new.
    assert {each.key for each in found if each.do in {Do.LETTER, Do.NUDGE}} <= before
    assert next_due(now, kept, rules) is not None


@settings(max_examples=25)
@given(MOMENTS, CONSENTS, ZONES, st.lists(st.integers(1, 60 * 24 * 12), min_size=5, max_size=40))
def test_every_tick_that_comes_does_what_is_due_once(
    start: datetime, consents: tuple[Consent, ...], zone: str, gaps_min: list[int]
) -> None:
    ledger: dict[tuple[MessageKind, str], Message] = {}
    now = start
    for gap in gaps_min:
        now += timedelta(minutes=gap)
        kept = books(*consents, zone=zone, messages=list(ledger.values()))
        for each in due(now, kept, RULES, Trust.LIKELY):
            if each.kind is None:
                continue
            key = each.kind, each.period
            assert key not in ledger
            ledger[key] = Message(1, 1, *key, MessageState.SENT, now)
        # Whatever week's letter can be due at this hour is in the ledger now, sent or missed.
        kept = replace(kept, messages=list(ledger.values()))
        assert not talk(due(now, kept, RULES, Trust.LIKELY))
