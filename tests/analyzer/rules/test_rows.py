"""Each rule against its table of rows: what came in, what must come out."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from analyzer.history import History
from analyzer.rulebook import Rule, rules
from analyzer.session_shape import SessionShape
from config.limits import read_limits
from config.profiles import read_profiles
from config.questions import read_questions
from storage.records import Activity, Answer, Day, Finding, Plan
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
from tests.made.histories import (
    CLEARED,
    ENROLLED,
    MONDAY,
    PERSON,
    day,
    days,
    unworn,
    weeks,
    weeks_of,
)

HERE = Path(__file__).parent
LIMITS = read_limits()

PLANS: dict[str, tuple[Plan, ...]] = {
    "none": (),
    "cleared": (CLEARED,),
    "no": (replace(CLEARED, cleared=Answer.NO),),
    "unknown": (replace(CLEARED, cleared=Answer.UNKNOWN),),
    "floor 8": (replace(CLEARED, floor_met_h=8.0),),
    "ceiling 13": (replace(CLEARED, ceiling_met_h=13.0),),
    "ceiling 13 not cleared": (replace(CLEARED, ceiling_met_h=13.0, cleared=Answer.NO),),
    "ceiling steps 8000": (replace(CLEARED, ceiling_steps=8000),),
    "progression 5": (replace(CLEARED, progression_percent=5.0),),
}
ENROLMENTS: dict[str, Enrolment] = {
    "well": ENROLLED,
    "stenosis": replace(ENROLLED, diagnosis=Diagnosis.STENOSIS, profile_signed=Answer.YES),
    "stenosis not signed": replace(ENROLLED, diagnosis=Diagnosis.STENOSIS),
    "fracture": replace(ENROLLED, diagnosis=Diagnosis.VERTEBRAL_FRACTURE),
    "tumour": replace(ENROLLED, diagnosis=Diagnosis.TUMOUR),
    "neck": replace(ENROLLED, region=Region.NECK),
    "fear": replace(ENROLLED, fear_of_movement=Answer.YES),
    "fast": replace(ENROLLED, fast_progression=Answer.YES),
    "beginner": replace(ENROLLED, beginner_since=ENROLLED.since),
}
OSLO = ZoneInfo("Europe/Oslo")
OF_A_FINDING = ("severity", "to_patient", "to_physio")


def rows_of(rule: Rule) -> list[dict[str, Any]]:
    text = (HERE / f"{rule.module}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["row"]  # type: ignore[no-any-return]


ALL = [
    pytest.param(rule, row, id=f"{rule.id}: {row['kind']}: {row['name']}")
    for rule in rules()
    for row in rows_of(rule)
]


@pytest.mark.parametrize(("rule", "row"), ALL)
def test_a_rule_finds_what_its_row_says(rule: Rule, row: dict[str, Any]) -> None:
    assert row.keys() <= KNOWN
    found = rule.judge(_history(row))
    wanted = row.get("finds", [])
    assert [_shown(*pair, row) for pair in zip(found, wanted, strict=True)] == wanted
    assert all(each.rule == rule.id for each in found)
    assert not [each for each in found if each.first > each.last]


KNOWN = {
    "kind", "name", "today", "plan", "enrolled", "enrolled_days_ago", "weeks", "steps", "strength",
    "vigorous", "still", "pain_days_ago", "pain", "first_score", "function", "flares", "soreness",
    "sessions", "swims_days_ago", "shapes", "check_ins", "finds",
}  # fmt: skip


def _history(row: dict[str, Any]) -> History:
    today = _today(row)
    made_days = _days(row)
    made_weeks = weeks([_week(each) for each in row.get("weeks", [])], today)
    if not made_weeks and {"vigorous", "still", "steps"} & row.keys():
        made_weeks = weeks_of(made_days)
    return History(
        days=tuple(made_days),
        weeks=tuple(made_weeks),
        plans=PLANS[row["plan"]],
        person=PERSON,
        limits=LIMITS,
        today=today,
        pain_flags=frozenset(today - timedelta(days=ago) for ago in row.get("pain_days_ago", [])),
        told=_told(row),
        activities=tuple(_swim(_at(row, ago, "10:00")) for ago in row.get("swims_days_ago", [])),
        shapes=tuple(_shape(row, each) for each in row.get("shapes", [])),
        profiles=read_profiles(),
        questions=read_questions(),
    )


def _today(row: dict[str, Any]) -> date:
    given: date = row.get("today", MONDAY)
    return given


def _at(row: dict[str, Any], days_ago: int, clock: str = "12:00") -> datetime:
    on = _today(row) - timedelta(days=days_ago)
    return datetime.combine(on, time.fromisoformat(clock), OSLO)


def _told(row: dict[str, Any]) -> Told:
    enrolments: tuple[Enrolment, ...] = ()
    if "enrolled" in row:
        since = _today(row) - timedelta(days=row.get("enrolled_days_ago", 50))
        given = ENROLMENTS[row["enrolled"]]
        began = None if given.beginner_since is None else since
        enrolments = (replace(given, since=since, beginner_since=began),)
    diary = [
        *_values(row, "pain", DiaryKind.PAIN),
        *_values(row, "function", DiaryKind.FUNCTION),
        *(_sore(row, each) for each in row.get("soreness", [])),
        *(_session(row, each) for each in row.get("sessions", [])),
    ]
    for flare in row.get("flares", []):
        kinds = (DiaryKind.FLARE_START, DiaryKind.FLARE_END)
        diary += [DiaryEntry(kind, _at(row, ago)) for kind, ago in zip(kinds, flare, strict=False)]
    scores: tuple[Score, ...] = ()
    if "first_score" in row:
        scores = (Score("nrs", "1", "en", date(2026, 1, 1), 1, float(row["first_score"])),)
    return Told(tuple(diary), tuple(_check_ins(row)), enrolments, scores)


def _check_ins(row: dict[str, Any]) -> list[CheckIn]:
    found = []
    for each in row.get("check_ins", []):
        unlocked = each.get("unlocked_days_ago")
        found.append(
            CheckIn(
                _at(row, each["days_ago"]),
                {name: Answer(answer) for name, answer in each["answers"].items()},
                "" if unlocked is None else "K. Lie",
                None if unlocked is None else _at(row, unlocked),
            )
        )
    return found


def _values(row: dict[str, Any], name: str, kind: DiaryKind) -> list[DiaryEntry]:
    """One value a day; the last one was said yesterday."""
    values = _tokens(row.get(name, ""))
    return [
        DiaryEntry(kind, _at(row, len(values) - at, "20:00"), value)
        for at, value in enumerate(values)
        if value is not None
    ]


def _sore(row: dict[str, Any], given: dict[str, Any]) -> DiaryEntry:
    return DiaryEntry(
        DiaryKind.SORENESS, _at(row, given["days_ago"], given["at"]), given.get("value", 4)
    )


def _session(row: dict[str, Any], given: dict[str, Any]) -> DiaryEntry:
    return DiaryEntry(
        DiaryKind.SESSION,
        _at(row, given["days_ago"], given.get("at", "18:00")),
        session=SessionKind(given["kind"]),
        minutes=given.get("minutes"),
        sets=given.get("sets"),
        repetitions=given.get("repetitions"),
    )


def _swim(start: datetime) -> Activity:
    return Activity(
        device_id=1,
        start=start,
        end=start + timedelta(minutes=30),
        sport="swimming",
        sub_sport="lap_swimming",
        duration_s=1800.0,
        elapsed_s=1800.0,
        distance_m=None,
        hr_mean_bpm=None,
        hr_max_bpm=None,
        hr_samples=0,
        steps=None,
        utc_offset_min=60,
        sha256="0" * 64,
        source="swim.fit",
    )


def _shape(row: dict[str, Any], given: dict[str, Any]) -> SessionShape:
    return SessionShape(
        start=_at(row, given["days_ago"]),
        length_min=given.get("length", 40),
        warm_up_min=given.get("warm_up"),
        cool_down_min=given.get("cool_down"),
        known_share=given.get("known", 1.0),
    )


def _week(given: dict[str, Any]) -> dict[str, object]:
    fields = {name: None if value == "unknown" else value for name, value in given.items()}
    if "mvpa" in fields:
        fields |= {"moderate_min": fields.pop("mvpa"), "vigorous_min": 0}
    return fields


def _days(row: dict[str, Any]) -> list[Day]:
    for name, field in (("vigorous", "vigorous_min"), ("still", "still_min")):
        if name in row:
            values = _tokens(row[name])
            first = _first(row, values)
            return [
                unworn(first + timedelta(days=at))
                if value is None
                else day(first + timedelta(days=at), **{field: value})
                for at, value in enumerate(values)
            ]
    if "strength" in row:  # sessions each day; below nothing: on a day that does not count
        made = days([6000] * len(row["strength"]), _first(row, row["strength"]))
        return [
            replace(each, strength_sessions=abs(count), valid=count >= 0)
            for each, count in zip(made, row["strength"], strict=True)
        ]
    steps = _tokens(row.get("steps", ""))
    return days(steps, _first(row, steps))


def _first(row: dict[str, Any], values: list[Any]) -> date:
    return _today(row) - timedelta(days=len(values))


def _tokens(text: str) -> list[int | None]:
    """ "3*2, -" is 3, 3 and nothing known."""
    found: list[int | None] = []
    for token in text.split(",") if text else []:
        value, _, times = token.strip().partition("*")
        found += [None if value == "-" else int(value)] * int(times or 1)
    return found


def _shown(found: Finding, wanted: dict[str, Any], row: dict[str, Any]) -> dict[str, object]:
    """As much of a finding as the row speaks of."""
    shown: dict[str, object] = {}
    for name, value in wanted.items():
        if name in OF_A_FINDING:
            shown[name] = getattr(found, name)
        elif name.endswith("_days_ago"):
            shown[name] = (_today(row) - getattr(found, name.removesuffix("_days_ago"))).days
        elif name == "valid_days":
            shown[name] = found.valid_days
        elif value == "absent":
            shown[name] = found.numbers.get(name, "absent")
        else:
            shown[name] = found.numbers[name]
    return shown
