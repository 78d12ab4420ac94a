"""Each rule against its table of rows: what came in, what must come out."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from analyzer.history import History
from analyzer.rulebook import Rule, rules
from config.limits import read_limits
from storage.records import Answer, Day, Finding, Plan
from tests.made.histories import CLEARED, MONDAY, PERSON, days, weeks

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
}
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
    known = {"kind", "name", "plan", "weeks", "steps", "strength", "pain_days_ago", "finds"}
    assert row.keys() <= known
    found = rule.judge(_history(row))
    wanted = row.get("finds", [])
    assert [_shown(*pair) for pair in zip(found, wanted, strict=True)] == wanted
    assert all(each.rule == rule.id for each in found)


def _history(row: dict[str, Any]) -> History:
    made_weeks = weeks([_week(each) for each in row.get("weeks", [])])
    return History(
        days=tuple(_days(row)),
        weeks=tuple(made_weeks),
        plans=PLANS[row["plan"]],
        person=PERSON,
        limits=LIMITS,
        today=MONDAY,
        pain_flags=frozenset(MONDAY - timedelta(days=ago) for ago in row.get("pain_days_ago", [])),
    )


def _week(given: dict[str, Any]) -> dict[str, object]:
    fields = {name: None if value == "unknown" else value for name, value in given.items()}
    if "mvpa" in fields:
        fields |= {"moderate_min": fields.pop("mvpa"), "vigorous_min": 0}
    return fields


def _days(row: dict[str, Any]) -> list[Day]:
    steps: list[int | None] = []
    for token in row["steps"].split(",") if "steps" in row else []:
        value, _, times = token.strip().partition("*")
        steps += [None if value == "-" else int(value)] * int(times or 1)
    if "strength" in row:  # sessions each day; below nothing: on a day that does not count
        made = days([6000] * 7, MONDAY - timedelta(days=7))
        return [
            replace(day, strength_sessions=abs(count), valid=count >= 0)
            for day, count in zip(made, row["strength"], strict=True)
        ]
    return days(steps, MONDAY - timedelta(days=len(steps)))


def _shown(found: Finding, wanted: dict[str, Any]) -> dict[str, object]:
    """As much of a finding as the row speaks of."""
    shown: dict[str, object] = {}
    for name in wanted:
        if name in OF_A_FINDING:
            shown[name] = getattr(found, name)
        elif name.endswith("_days_ago"):
            shown[name] = (MONDAY - getattr(found, name.removesuffix("_days_ago"))).days
        elif name == "valid_days":
            shown[name] = found.valid_days
        else:
            shown[name] = found.numbers[name]
    return shown
