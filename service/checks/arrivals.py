"""What comes in: when each person was last heard of, and what was refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from service.checks.answering import answers, unanswering
from service.checks.check import Check, look, well
from service.checks.speaking import ago, is_to_come, many
from service.home import Home

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def last_data(home: Home) -> Iterator[Check]:
    """Heard of late: by file or over the air."""
    from storage import people
    from storage.database import reading

    now, silent_after = home.now(), timedelta(days=home.settings.schedule.silent_days)
    with reading(home.engine) as connection:
        heard = {
            person.name: last_heard(connection, person.id)
            for person in people.all_people(connection)
        }
    for name, at in heard.items():
        if at is None:
            advice = "Import what the watch has: stegvis import /media/you/GARMIN"
            yield look("last data", f"{name}: nothing yet", advice)
        elif is_to_come(at, now):
            advice = "The clock of this computer or of the watch is wrong."
            yield look("last data", f"{name}: {ago(at, now)}", advice)
        elif now - at > silent_after:
            advice = "Connect the watch, or copy its GARMIN folder into the inbox."
            yield look("last data", f"{name}: {ago(at, now)}", advice)
        else:
            yield well("last data", f"{name}: {ago(at, now)}")


def last_heard(connection: Connection, person_id: int) -> datetime | None:
    """Give the newest moment a person's files speak of, or a device was heard over the air."""
    from storage import extent
    from storage import live_devices as table

    span = extent.received(connection, person_id)
    contacts = [each.last_contact_at for each in table.paired(connection, person_id)]
    return max(filter(None, [span and span[1], *contacts]), default=None)


def inbox(home: Home) -> Iterator[Check]:
    """Files that lie in a refused folder until somebody has read the note beside them."""
    from service.inbox.looking import REFUSED, inbox_of

    folder = inbox_of(home.data, home.settings.inbox)
    if not answers(folder):
        yield unanswering("inbox", folder)
        return
    if not folder.is_dir():
        yield well("inbox", f"{folder} is made when the service starts")
        return
    refused = [
        path
        for inside in (folder / REFUSED, *folder.glob(f"*/{REFUSED}"))
        for path in sorted(inside.glob("*"))
        if path.suffix != ".txt"
    ]
    if refused:
        advice = f"Each has a note beside it, as {refused[0]}.txt; read, then remove them."
        yield look("inbox", f"{many(len(refused), 'file')} could not be used", advice)
    else:
        yield well("inbox", str(folder))
