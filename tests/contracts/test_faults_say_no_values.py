"""What a database says of a fault, down to the traceback, repeats nothing of what was stored."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from storage.records import Person
from storage.tables import diary
from storage.told import DiaryKind

AT = datetime(2026, 3, 9, 19, 0, tzinfo=UTC)


def test_a_refused_row_is_not_repeated(engine: Engine, person: Person) -> None:
    row: dict[str, object] = {"person_id": person.id, "kind": DiaryKind.PAIN, "at": AT}
    row |= {"value": 471147, "note": "her knee"}
    with pytest.raises(DBAPIError) as refused, engine.begin() as conn:
        conn.execute(diary.insert(), row)  # without when it was recorded
    said = "".join(traceback.format_exception(refused.value))
    assert "recorded_at" in said
    assert not [word for word in ("knee", "471147") if word in said]


def test_neither_are_many(engine: Engine, person: Person) -> None:
    row = {"id": 4711, "person_id": person.id, "kind": DiaryKind.PAIN, "at": AT, "recorded_at": AT}
    rows = [{**row, "note": "her knee", "value": 8}, {**row, "note": "her hip", "value": 9}]
    with pytest.raises(DBAPIError) as refused, engine.begin() as conn:
        conn.execute(diary.insert(), rows)
    said = "".join(traceback.format_exception(refused.value))
    assert "diary" in said
    assert not [word for word in ("knee", "hip", "4711") if word in said]
