"""What goes to a person: its kinds, a nudge, the decision about it, and a wish for none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from storage.records.verdicts import Numbers, Reason


class MessageKind(StrEnum):
    NUDGE = "nudge"
    PATIENT_LETTER = "patient_letter"
    PHYSIO_LETTER = "physio_letter"


class WishKind(StrEnum):
    """What a person can ask of the nudges."""

    PAUSE = "pause"  # until a date
    SNOOZE = "snooze"  # for some hours


@dataclass(frozen=True, slots=True)
class Wish:
    """No nudges until a moment. The newest of its kind counts; one that is over ends nothing."""

    kind: WishKind
    until: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Nudge:
    """One thing, one reason, one way out. ``code`` names the sentence in the catalogue."""

    date: date  # the local day it would be read
    code: str
    numbers: Numbers
    because: str  # id of the rule
    asks_for_more: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a nudge, sent or not, and why."""

    date: date
    nudge: Nudge | None
    why: Reason
    decided_at: datetime
    considered: tuple[str, ...] = field(default=())  # rules that were in play
