"""What became of a message that was posted, and when one that has to wait is tried again.

Four things can become of it:

* `SENT`: the server has taken it.
* `REFUSED`: this letter can never be delivered there (550 for the address, 554 for the letter).
* `UNCERTAIN`: the last byte was sent and no answer came. It may have arrived; never sent again
  by itself.
* `WAITING`: certainly not delivered. Either time will help (greylisting, a server that is down),
  or somebody has to put something right here first: a wrong password (535), a certificate that
  cannot be trusted, a setting. Then `for_owner` is true, the owner is told at once, and it still
  waits, because the letter must leave the same day once that is corrected; it is tried more
  rarely, so that a mail provider does not lock the account for guessing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.errors import StegvisError
from storage.sending import MessageState

#: Minutes after each try: a server that greylists wants about five; one that is down, patience.
_BACKOFF_MIN = (5, 15, 30, 60, 120)

#: What only a person can put right is not hammered at.
_FOR_OWNER_MIN = (30, 60, 120)


class PostError(StegvisError):
    """A message cannot be made or posted as asked."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message. Neither text holds an address or a secret."""

    state: MessageState
    said: str  # the server's last words, or what stood in the way
    advice: str = ""  # what to do about it
    for_owner: bool = False  # nothing will leave before somebody follows the advice

    @property
    def sentence(self) -> str:
        """What happened and what to do."""
        return f"{self.said.rstrip('.')}. {self.advice}" if self.advice else self.said


def retry_at(tries: int, now: datetime, *, for_owner: bool = False) -> datetime:
    """When a waiting message is tried again after ``tries`` tries.

    >>> from datetime import UTC
    >>> retry_at(2, datetime(2026, 3, 16, 7, 30, tzinfo=UTC)).isoformat()
    '2026-03-16T07:45:00+00:00'
    """
    if tries < 1:
        raise ValueError(f"a message was tried once or more before it waits, not {tries} times")
    delays = _FOR_OWNER_MIN if for_owner else _BACKOFF_MIN
    return now + timedelta(minutes=delays[min(tries, len(delays)) - 1])
