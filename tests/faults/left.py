"""What lies in a household's folder: read from outside, without a word of the program's own."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.faults.stages import Stage

#: What may have become of a letter, and of a nudge, which may also be none.
_DECIDED = (("sent", "uncertain"), ("sent", "uncertain", "nothing"))

SENDING = (Stage.BEFORE, Stage.CLAIMED, Stage.LEAVING, Stage.ARRIVED, Stage.AFTER)

#: The owner is written to once a day.
_OWNER_RESTS = timedelta(hours=20)

#: Whether there is something to write is looked at so often.
_OWNER_IS_SEEN_TO = timedelta(hours=1)

#: Where the files of the one who has a watch are put, while several are followed.
INBOX = "inbox/kim-1"

#: A message: whom it is about, its kind, its period.
Key = tuple[int, str, str]


@dataclass(frozen=True)
class Stop:
    """A moment at which something is due, the files that have come, and the messages due then."""

    what: str
    at: datetime
    files: tuple[tuple[str, bytes], ...] = ()
    due: tuple[Key, ...] = ()


def rows(data: Path, query: str) -> list[Any]:
    database = sqlite3.connect(data / "stegvis.db")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()  # a fork must not have it


def ledger(data: Path) -> dict[Key, str]:
    return {(person, kind, period): state for person, kind, period, state, _ in rows(data, _LEDGER)}


def lying(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def unread(data: Path) -> list[str]:
    """Give the files that are still in the inbox, and those that were refused."""
    return [name for name in lying(data / INBOX) if not name.startswith("done/")]


def undecided(data: Path, stop: Stop) -> list[Key]:
    states = ledger(data)
    return [key for key in stop.due if states.get(key) not in _DECIDED[key[1] == "nudge"]]


def unsettled(data: Path, stop: Stop) -> list[object]:
    """What was due at a stop and is not done: messages, files, the copy of the day."""
    return [*undecided(data, stop), *unread(data), *(["backup"] if _no_copy(data, stop) else [])]


def tries(data: Path, stop: Stop) -> int:
    """How often a message that is due was tried: so many times longer it waits."""
    found = {tuple(key): count for *key, _, count in rows(data, _LEDGER)}
    return max((found.get(key, 1) for key in undecided(data, stop)), default=1)


def possible(data: Path, stop: Stop, now: datetime) -> list[Stage]:
    """The stages the next look goes through."""
    found: list[Stage] = []
    if unread(data):
        found += [Stage.IMPORT, Stage.ANALYSIS]
    if undecided(data, stop):
        found += SENDING
    if _no_copy(data, stop):
        found += [Stage.BACKUP]
    if news(data) and _owner_may_be_written_to(data, now):
        found += [Stage.OWNER]
    return found


def stage_of(data: Path, stop: Stop, meant: Stage) -> Stage:
    """Where a kill hit, from what it left. Of one that was leaving only the server can tell."""
    states = ledger(data)
    if "posting" in states.values():
        return Stage.LEAVING if meant is Stage.LEAVING else Stage.ARRIVED
    if "claimed" in states.values():
        return Stage.CLAIMED
    if meant is Stage.OWNER:
        return Stage.OWNER if news(data) or cut_off(data) else Stage.AFTER
    if meant is Stage.BACKUP:
        return Stage.BACKUP if halves(data) or _no_copy(data, stop) else Stage.AFTER
    if unjudged(data, stop.at):
        return Stage.ANALYSIS
    if unread(data):
        return Stage.IMPORT
    return Stage.BEFORE if undecided(data, stop) else Stage.AFTER


def unjudged(data: Path, now: datetime) -> list[object]:
    """Give what was received and not judged, but for days that are still to come."""
    return rows(data, f"SELECT 1 FROM unjudged WHERE first <= '{now:%Y-%m-%d}'")


def leaving(data: Path) -> Key | None:
    return next((key for key, state in ledger(data).items() if state == "posting"), None)


def news(data: Path) -> bool:
    """Whether there is an uncertain message the owner has not been told of."""
    return bool(rows(data, _UNTOLD))


def cut_off(data: Path) -> bool:
    """Whether the last news counts as told, by a look that did not come to its end."""
    last, looked = last_told(data), _looked(data)
    return bool(last) and (looked is None or looked < datetime.fromisoformat(f"{last}+00:00"))


def last_told(data: Path) -> str:
    """Give the minute in which the owner was last told of something."""
    ((last,),) = rows(data, "SELECT max(told_at) FROM notices")
    return (last or "")[: len("2035-03-05 07:30")]


def halves(data: Path) -> list[Path]:
    return list((data / "backups").glob(".incoming-*"))


def copies(data: Path) -> list[Path]:
    return sorted(each for each in (data / "backups").glob("*") if not each.name.startswith("."))


def _owner_may_be_written_to(data: Path, now: datetime) -> bool:
    last = last_told(data)
    if last and now - datetime.fromisoformat(f"{last}+00:00") < _OWNER_RESTS:
        return False
    looked = _looked(data)
    return looked is None or now - looked >= _OWNER_IS_SEEN_TO


def _looked(data: Path) -> datetime | None:
    """Give when it was last seen to the end whether the owner should know something."""
    try:
        return datetime.fromisoformat(
            json.loads((data / "service.json").read_text())["done_at"]["watch"]
        )
    except (OSError, KeyError):
        return None


def _no_copy(data: Path, stop: Stop) -> bool:
    """At the stop of the morning a copy of this day is due."""
    today = f"{stop.at:%Y%m%d}"
    return stop.what == "files" and not any(today in each.name for each in copies(data))


_LEDGER = "SELECT person_id, kind, period, state, tries FROM messages"

_UNTOLD = """
SELECT 1 FROM messages WHERE state IN ('uncertain', 'posting') AND NOT EXISTS (
  SELECT 1 FROM notices WHERE code = 'message' AND about = CAST(messages.id AS TEXT)
  AND told_at IS NOT NULL)
"""
