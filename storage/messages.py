"""The ledger of what was sent: claim, post, mark. One row for a person, a kind and a period.

A row that is found `CLAIMED` after a crash never left the house and is tried again. One that is
found `POSTING` may have arrived: nobody but the owner sends it again. Every claim counts one more
try, and only whoever has the last one may move the row: a process that was thought dead, because
it runs on another machine or slept, cannot send what somebody else took over.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, case, select, update

from storage.errors import StorageError
from storage.records import MessageKind
from storage.rows import columns_of, insert_new, maker_of
from storage.sending import Message, MessageState
from storage.tables import messages as table

#: A message whose maker crashes every time must not be made every minute.
_LATER_AFTER_EACH_CRASH: Final = timedelta(minutes=10)

#: In these somebody is making or sending it, or was stopped while they did.
IN_HAND: Final = (MessageState.CLAIMED, MessageState.POSTING)

#: From these the owner may have a message sent again.
RESENDABLE: Final = frozenset(
    {MessageState.UNCERTAIN, MessageState.REFUSED, MessageState.MISSED, MessageState.WAITING}
)


def claim(
    conn: Connection,
    person_id: int,
    kind: MessageKind,
    period: str,
    now: datetime,
    message_id: str,
) -> Message | None:
    """Take a message on, for the first time or again when its time has come.

    None: somebody else has it, its next try is later, or it is done. A message keeps the id it
    was first given, so that a reader's mail program recognises a second try.
    """
    row = {
        "person_id": person_id,
        "kind": kind,
        "period": period,
        "state": MessageState.CLAIMED,
        "claimed_at": now,
        "tries": 1,
        "message_id": message_id,
        "said": "",
    }
    if not insert_new(conn, table, row):
        again = (
            update(table)
            .where(
                *_key(person_id, kind, period),
                table.c.state == MessageState.WAITING,
                (table.c.next_try_at.is_(None)) | (table.c.next_try_at <= now),
            )
            .values(
                state=MessageState.CLAIMED,
                claimed_at=now,
                tries=table.c.tries + 1,
                next_try_at=None,
                # One that was missed has never had a name.
                message_id=case((table.c.message_id == "", message_id), else_=table.c.message_id),
            )
        )
        if conn.execute(again).rowcount != 1:
            return None
    return of_period(conn, person_id, kind, period)


def posting(conn: Connection, claimed: Message) -> None:
    """Mark that it leaves the house with the next byte; of several addresses, once for each."""
    _move_own(conn, claimed, state=MessageState.POSTING)


def settle(
    conn: Connection,
    claimed: Message,
    state: MessageState,
    now: datetime,
    said: str = "",
    next_try_at: datetime | None = None,
) -> None:
    """Mark what became of it."""
    if (state is MessageState.WAITING) != (next_try_at is not None):
        raise ValueError(f"{state} with next_try_at {next_try_at}: only what waits has a next try")
    _move_own(
        conn,
        claimed,
        state=state,
        said=said,
        next_try_at=next_try_at,
        done_at=None if state is MessageState.WAITING else now,
    )


def miss(
    conn: Connection, person_id: int, kind: MessageKind, period: str, now: datetime, said: str
) -> None:
    """Mark that a message's time has passed, whether or not it was ever tried.

    ``now`` is when that was seen: what its owner asked for since then is not missed.
    """
    late = {"state": MessageState.MISSED, "next_try_at": None, "done_at": now, "said": said}
    row = {"person_id": person_id, "kind": kind, "period": period, "claimed_at": now, "tries": 0}
    if not insert_new(conn, table, {**row, "message_id": "", **late}):
        given_up = (
            table.c.state == MessageState.WAITING,
            table.c.asked_at.is_(None) | (table.c.asked_at < now),
        )
        conn.execute(update(table).where(*_key(person_id, kind, period), *given_up).values(late))


def recover(conn: Connection, now: datetime) -> tuple[Message, ...]:
    """Settle what a program that is gone left behind, and give those rows.

    Call it only while holding the lock of sending: what another program has in hand looks the same.
    """
    left = _read(conn, table.c.state.in_(IN_HAND))
    for each in left:
        if each.state is MessageState.POSTING:
            said = "the program was stopped while it was being sent; it may have arrived"
            settle(conn, each, MessageState.UNCERTAIN, now, said)
        else:
            later = now + (each.tries - 1) * _LATER_AFTER_EACH_CRASH
            settle(conn, each, MessageState.WAITING, now, "interrupted before sending", later)
    return left


def ask(conn: Connection, message: int, now: datetime) -> None:
    """Let a message be sent once more: the owner's decision, nobody else's."""
    waits = {"state": MessageState.WAITING, "next_try_at": now, "done_at": None}
    _move(conn, message, RESENDABLE, **waits, asked_at=now)


def arrived(conn: Connection, message: int, now: datetime) -> None:
    """Take the owner's word that an uncertain message has arrived."""
    _move(conn, message, {MessageState.UNCERTAIN}, state=MessageState.SENT, done_at=now)


def of_period(conn: Connection, person_id: int, kind: MessageKind, period: str) -> Message | None:
    """Give the row of one person, kind and period."""
    found = _read(conn, *_key(person_id, kind, period))
    return found[0] if found else None


def numbered(conn: Connection, message: int) -> Message:
    """Give the row of a number."""
    found = _read(conn, table.c.id == message)
    if not found:
        raise StorageError(f"There is no message {message}. See: stegvis messages")
    return found[0]


def read(conn: Connection, first_claimed: datetime | None = None) -> tuple[Message, ...]:
    """List the ledger in the order of claims: whole, or what was claimed or asked for since."""
    if first_claimed is None:
        return _read(conn)
    return _read(conn, (table.c.claimed_at >= first_claimed) | (table.c.asked_at >= first_claimed))


def _move_own(conn: Connection, claimed: Message, **values: object) -> None:
    ours = table.c.tries == claimed.tries, table.c.state.in_(IN_HAND)
    step = update(table).where(table.c.id == claimed.id, *ours).values(values)
    if conn.execute(step).rowcount != 1:
        raise StorageError(
            f"Message {claimed.id} was taken over by another process, or erased. "
            "It has it in hand: see stegvis messages"
        )


def _move(
    conn: Connection, message: int, before: Collection[MessageState], **values: object
) -> None:
    step = update(table).where(table.c.id == message, table.c.state.in_(before)).values(values)
    if conn.execute(step).rowcount == 1:
        return
    state, needed = numbered(conn, message).state, " or ".join(sorted(before))
    raise StorageError(f"Message {message} is {state}; this is only for one that is {needed}.")


def _key(person_id: int, kind: MessageKind, period: str) -> tuple[Any, ...]:
    return table.c.person_id == person_id, table.c.kind == kind, table.c.period == period


def _read(conn: Connection, *where: Any) -> tuple[Message, ...]:
    query = select(*columns_of(table, Message)).where(*where)
    rows = conn.execute(query.order_by(table.c.claimed_at, table.c.id))
    return tuple(map(maker_of(Message), rows))
