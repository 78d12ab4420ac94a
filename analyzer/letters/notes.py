"""What a reader of a letter must know about the week's data, and only that."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from analyzer.letters.picture import DayColumn, DayState
from storage.records import Answer, Day, Person, Reason


def data_notes(
    person: Person, own: Iterable[Day], columns: Iterable[DayColumn]
) -> tuple[Reason, ...]:
    """What a reader must know about this week's numbers, and only that."""
    states = [column.state for column in columns]
    counted = (
        ("note.not_worn", states.count(DayState.NOT_WORN)),
        ("note.partly", states.count(DayState.PARTLY)),
        ("note.arriving", states.count(DayState.ARRIVING)),
        ("note.not_received", states.count(DayState.NOT_RECEIVED)),
        ("note.estimated", sum(column.estimated for column in columns)),
    )
    notes = [Reason(code, {"n": count}) for code, count in counted if count]
    if Answer.YES in (person.beta_blocker, person.pacemaker, person.atrial_fibrillation):
        notes.append(Reason("note.no_heart_rate"))
    return (*notes, *_clock_notes(own))


def _clock_notes(own: Iterable[Day]) -> list[Reason]:
    days = sorted(own, key=lambda day: day.date)
    notes = []
    for before, after in pairwise(days):
        if before.zone != after.zone:
            notes.append(Reason("note.travel", {"date": after.date.isoformat()}))
    if not notes:
        notes = [
            Reason("note.clocks", {"date": day.date.isoformat(), "n": round(day.length_min / 60)})
            for day in days
            if day.length_min not in (0, 1440)
        ]
    return notes
