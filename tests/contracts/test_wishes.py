"""What people ask of their nudges is kept beside what they asked before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage import tables, wishes
from storage.records import Wish, WishKind

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_wishes_are_kept_in_the_order_they_were_said(engine, person):
    later = Wish(WishKind.PAUSE, NOW, NOW + timedelta(hours=1))
    earlier = Wish(WishKind.SNOOZE, NOW + timedelta(days=2), NOW)
    with engine.begin() as conn:
        wishes.add_wish(conn, person.id, later)
        wishes.add_wish(conn, person.id, earlier)
        assert wishes.read_wishes(conn, person.id) == (earlier, later)
        assert wishes.read_wishes(conn, person.id + 1) == ()


def test_erasing_a_person_takes_their_wishes_along(engine, person):
    with engine.begin() as conn:
        wishes.add_wish(conn, person.id, Wish(WishKind.PAUSE, NOW, NOW))
        conn.execute(tables.people.delete())
        assert conn.execute(tables.nudge_wishes.select()).all() == []
