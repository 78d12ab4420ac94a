"""Why nothing may be said to anybody just now, and what is done meanwhile.

Nothing is said on a clock that is not believed, nor while its owner has to say first who still
agrees: what is due then is due still when that is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from service.errands import Books, Do, Trust

#: Before this was written nothing can be due; a clock that says so was never set.
FIRST = datetime(2026, 1, 1, tzinfo=UTC)

#: Clocks are put right by a second or two all the time.
SLACK = timedelta(minutes=2)

#: What is done while nothing may be said. A clock that went back may stay so until the owner has
#: been told; the word that a restore left behind says nothing against the clock.
_STILL: Mapping[str, frozenset[Do]] = {
    "clock_never_set": frozenset({Do.INBOX}),
    "clock_not_yet_set": frozenset({Do.INBOX}),
    "clock_went_back": frozenset({Do.INBOX, Do.WATCH}),
}
_RESTORED = frozenset({Do.INBOX, Do.WATCH, Do.BACKUP})


def held(now: datetime, books: Books, trust: Trust) -> str:
    """Why nothing may be said to anybody; empty where it may.

    A clock that is sure may lie before the ledger: then the ledger was written on a wrong one.
    """
    if now < FIRST:
        return "clock_never_set"
    if trust is Trust.NOT_YET:
        return "clock_not_yet_set"
    written = (each.done_at or each.claimed_at for each in books.messages)
    if trust is not Trust.SURE and max(written, default=FIRST) > now + SLACK:
        return "clock_went_back"
    return books.hold


def done_still(why: str) -> frozenset[Do]:
    """What is done all the same while this keeps everything else from being said."""
    return _STILL.get(why, _RESTORED)
