"""Who is followed, in which zone, under which plan."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from storage import people, plans
from storage.errors import PersonUnclearError
from storage.records import Answer, Basis, Person, Plan, Sex, ZoneRow

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def test_a_person_comes_back_as_given_and_health_answers_are_unknown(engine):
    with engine.begin() as conn:
        added = people.add_person(
            conn, name="one", timezone="Europe/Oslo", birth_year=1970, sex=Sex.FEMALE, now=NOW
        )
        assert people.person_named(conn, "one") == added
        assert added == Person(added.id, "one", "Europe/Oslo", 1970, Sex.FEMALE)
        assert added.beta_blocker is Answer.UNKNOWN
        assert added.max_hr_bpm is None


def test_without_a_name_the_only_person_is_meant(engine, person):
    with engine.begin() as conn:
        assert people.person_named(conn, None) == person
        people.add_person(conn, name="another", timezone="UTC", now=NOW)
        with pytest.raises(PersonUnclearError, match=r"Several people.*someone, another.*--person"):
            people.person_named(conn, None)
        assert people.person_named(conn, "someone") == person
        with pytest.raises(PersonUnclearError, match="Nobody called 'third'"):
            people.person_named(conn, "third")


def test_with_nobody_there_the_way_in_is_named(engine):
    with (
        engine.begin() as conn,
        pytest.raises(PersonUnclearError, match="stegvis init"),
    ):
        people.person_named(conn, None)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"name": "someone"}, "already somebody called"),
        ({"name": " "}, "needs a name"),
        ({"name": "two\nlines"}, "one line"),
        ({"timezone": "Europe/Nowhere"}, "not a time zone"),
        ({"timezone": "../../etc/passwd"}, "not a time zone"),
        ({"timezone": ""}, "not a time zone"),
    ],
)
def test_what_cannot_be_is_refused(engine, person, given, complaint):
    with engine.begin() as conn:
        with pytest.raises(PersonUnclearError, match=complaint):
            people.add_person(conn, **({"name": "new", "timezone": "UTC", "now": NOW} | given))
        assert people.all_people(conn) == (person,)


def test_a_change_touches_only_what_is_named(engine, person):
    with engine.begin() as conn:
        changed = people.update_person(
            conn, person.id, now=LATER, rest_hr_bpm=55, beta_blocker=Answer.NO
        )
        assert changed.rest_hr_bpm == 55
        assert changed.beta_blocker is Answer.NO
        assert changed.name == person.name
        with pytest.raises(TypeError, match="no shoe_size"):
            people.update_person(conn, person.id, now=LATER, shoe_size=43)
        people.add_person(conn, name="another", timezone="UTC", now=NOW)
        with pytest.raises(PersonUnclearError, match="already"):
            people.update_person(conn, person.id, now=LATER, name="another")
        with pytest.raises(PersonUnclearError, match="number 99"):
            people.update_person(conn, 99, now=LATER, rest_hr_bpm=50)


def test_a_zone_stated_without_a_date_replaces_the_first(engine, person):
    with engine.begin() as conn:
        changed = people.update_person(conn, person.id, now=LATER, timezone="Europe/Oslo")
        assert changed.timezone == "Europe/Oslo"
        rows = people.zone_rows(conn, person.id)
    assert rows == (ZoneRow(people.ALWAYS, "Europe/Oslo", Basis.STATED),)


def test_a_move_is_kept_with_its_date(engine, person):
    move = date(2026, 5, 1)
    with engine.begin() as conn:
        changed = people.update_person(
            conn, person.id, now=LATER, timezone="America/New_York", since=move
        )
        assert changed.timezone == "America/New_York"
        assert people.zone_rows(conn, person.id) == (
            ZoneRow(people.ALWAYS, "Europe/Stockholm", Basis.STATED),
            ZoneRow(move, "America/New_York", Basis.STATED),
        )
        with pytest.raises(PersonUnclearError, match=r"2026-05-01.*from which date"):
            people.update_person(conn, person.id, now=LATER, timezone="UTC")


def test_observed_zones_are_replaced_as_a_whole_and_news_only_once(engine, person):
    travel = ZoneRow(date(2026, 4, 1), "UTC+07:00", Basis.OBSERVED)
    home = ZoneRow(date(2026, 4, 9), "Europe/Stockholm", Basis.OBSERVED)
    with engine.begin() as conn:
        assert people.replace_observed_zones(conn, person.id, [home, travel])
        assert not people.replace_observed_zones(conn, person.id, [travel, home])
        assert people.zone_rows(conn, person.id)[1:] == (travel, home)
        assert people.replace_observed_zones(conn, person.id, [])
        assert [row.basis for row in people.zone_rows(conn, person.id)] == [Basis.STATED]
        with pytest.raises(ValueError, match="not observed"):
            people.replace_observed_zones(
                conn, person.id, [ZoneRow(date(2026, 4, 1), "UTC", Basis.STATED)]
            )


def test_plans_are_added_and_never_overwritten(engine, person):
    first = Plan(date(2026, 3, 2), "physio", Answer.YES, floor_met_h=6.0, note="slowly")
    second = Plan(date(2026, 3, 2), "physio", Answer.NO)
    with engine.begin() as conn:
        plans.add_plan(conn, person.id, first, NOW)
        plans.add_plan(conn, person.id, second, LATER)
        kept = plans.read_plans(conn, person.id)
    assert [(plan.cleared, plan.floor_met_h, plan.recorded_at) for plan in kept] == [
        (Answer.YES, 6.0, NOW),
        (Answer.NO, None, LATER),
    ]
    assert kept[1].ceiling_steps is None
