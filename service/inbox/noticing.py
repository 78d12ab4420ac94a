"""The notices about the inbox and the watches, kept true by what each pass found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from service import log
from service.inbox.outcome import Everything
from storage import notices
from storage.rows import as_text

if TYPE_CHECKING:
    from service.home import Home

#: What a notice is of: its code, and the folder or mount it is about, as the database keeps it.
About = tuple[str, str]

#: The notices that a pass begins and ends, named after its parts.
_CODES: Final = frozenset(
    {"inbox_gone", "inbox_stuck", "inbox_stray", "watch_unclear", "watch_unread"}
)


def keep_notices(home: Home, inbox: str, done: Everything) -> None:
    """Begin a notice for what is so, end the others.

    That a watch was pulled out while it was read holds until it is mounted again, and what
    another pass is at is its own to tell.
    """
    so = _so(as_text(inbox), done)
    mounted = {as_text(each) for each in done.mounted}
    with home.engine.begin() as connection:
        for each in notices.open_notices(connection):
            away = each.code == "watch_unread" and each.about not in mounted
            unseen = away or each.code.partition("_")[0] in done.busy
            if each.code in _CODES and not so.get((each.code, each.about)) and not unseen:
                notices.end(connection, each.code, each.about, home.now())
        for (code, about), sentences in so.items():
            if sentences and notices.begin(connection, code, about, sentences[0], home.now()):
                log.warning("notice_begins", code=code)


def _so(inbox: str, done: Everything) -> dict[About, Sequence[str]]:
    so: dict[About, Sequence[str]] = {
        ("inbox_gone", inbox): done.gone,
        ("inbox_stuck", inbox): done.stuck,
        ("inbox_stray", inbox): done.strays,
    }
    watches = (each for each in done.watches if each.code)
    return so | {(each.code, as_text(each.mount)): [each.sentence] for each in watches}
