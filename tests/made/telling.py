"""What made-up people said in the weeks of the letters' stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from storage.records import Answer
from storage.told import (
    CheckIn,
    Diagnosis,
    DiaryEntry,
    DiaryKind,
    Enrolment,
    Region,
    Score,
    SessionKind,
    Told,
)

MONDAY = date(2026, 3, 9)

ENROLLED = Enrolment(
    since=date(2026, 1, 12),
    recorded_by="KN",
    onset=date(2024, 5, 1),
    region=Region.BACK,
    diagnosis=Diagnosis.NON_SPECIFIC,
    stability_threatened=Answer.NO,
    nerve_signs=Answer.NO,
    heart_or_lung_trouble=Answer.NO,
)


def _at(day: int, hour: int = 18) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=day), time(hour), UTC)


def _rated(kind: DiaryKind, first_day: int, values: str) -> tuple[DiaryEntry, ...]:
    """One value a day, as digits; a dot is a day nothing was said."""
    return tuple(
        DiaryEntry(kind, _at(first_day + at), int(value))
        for at, value in enumerate(values)
        if value != "."
    )


def _psfs(on: date, garden: float, drive: float, carry: float) -> Score:
    parts = {"kneel in the garden": garden, "drive an hour": drive, "carry shopping": carry}
    mean = sum(parts.values()) / 3
    return Score("psfs", "0-unable", "en", on, 3, mean, parts, "high_is_better")


def _rmdq(on: date, total: float) -> Score:
    return Score("rmdq", "24", "en", on, 24, total, direction="high_is_worse")


FIRST_PAIN = "45.5454.4.54"

TOLD_WELL = Told(
    diary=(
        *_rated(DiaryKind.PAIN, -54, FIRST_PAIN),
        *_rated(DiaryKind.FUNCTION, -21, "5.6.66.5.6.66.6.6676.7.6777"),
        *_rated(DiaryKind.PAIN, -21, "4343.4344.3443.33.4342.3353"),
        DiaryEntry(DiaryKind.SESSION, _at(3, 17), session=SessionKind.TRUNK, minutes=15),
        DiaryEntry(DiaryKind.SORENESS, _at(2, 8), 3),
        DiaryEntry(DiaryKind.FLARE_START, _at(-17)),
        DiaryEntry(DiaryKind.FLARE_END, _at(-15)),
    ),
    enrolments=(ENROLLED,),
    scores=(
        _psfs(date(2026, 1, 13), 3, 4, 3),
        _rmdq(date(2026, 1, 13), 11),
        _psfs(date(2026, 3, 14), 5, 6, 4),
        _rmdq(date(2026, 3, 14), 7),
    ),
)

FLARE = Told(
    diary=(
        *_rated(DiaryKind.PAIN, -21, "33.2323.33.2333.23233766.65"),
        DiaryEntry(DiaryKind.FLARE_START, _at(1, 7)),
    ),
    enrolments=(replace(ENROLLED, since=date(2026, 1, 26)),),
)

ALARM = Told(
    diary=_rated(DiaryKind.PAIN, -7, "33.23234456"),
    enrolments=(ENROLLED,),
    check_ins=(
        CheckIn(
            _at(4, 9),
            {"bladder_bowel": Answer.NO, "saddle_numbness": Answer.NO, "both_legs": Answer.YES},
        ),
    ),
)
