"""What a person asked of their nudges. A later wish stands beside the earlier one."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.records import Wish
from storage.rows import columns_of, insert, maker_of, row_of
from storage.tables import nudge_wishes as table


def add_wish(conn: Connection, person_id: int, wish: Wish) -> None:
    """Keep a wish."""
    insert(conn, table, [row_of(wish, person_id=person_id)])


def read_wishes(conn: Connection, person_id: int) -> tuple[Wish, ...]:
    """Read all wishes, in the order they were said."""
    query = (
        select(*columns_of(table, Wish))
        .where(table.c.person_id == person_id)
        .order_by(table.c.recorded_at, table.c.id)
    )
    return tuple(map(maker_of(Wish), conn.execute(query)))
