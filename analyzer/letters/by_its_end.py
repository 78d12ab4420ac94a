"""What was found of what was told, as it was when the week a letter is about ended."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from analyzer.history import History
from analyzer.letters.known import KnownWeek
from analyzer.rules import flare, pain

#: These grow from day to day, and rest on nothing but what was told.
_RULES: Final = (flare, pain)


def by_its_end(known: KnownWeek) -> KnownWeek:
    """Judge these rules again as of the week's last day: a letter sent late says no more of it."""
    then = History(
        days=tuple(day for day in known.days if day.date <= known.last),
        weeks=(),
        plans=tuple(known.plans),
        person=known.person,
        limits=known.limits,
        today=known.last,
        told=known.heard.told,
        profiles=known.heard.profiles,
        questions=known.heard.questions,
    )
    again = {rule.ID for rule in _RULES}
    others = [each for each in known.findings if each.rule not in again]
    found = [finding for rule in _RULES for finding in rule.judge(then)]
    return replace(known, findings=(*others, *found))
