"""The activities the person chose, as they rate them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from storage.told import Score

OWN_ACTIVITIES = "psfs"


@dataclass(frozen=True, slots=True)
class OwnActivity:
    name: str
    now: float
    before: float | None


@dataclass(frozen=True, slots=True)
class Goals:
    """The activities the person chose, as last rated; ``before`` is the rating before that."""

    on: date
    before_on: date | None
    high_is_better: bool
    activities: tuple[OwnActivity, ...]


def goals(scores: Iterable[Score], up_to: date) -> Goals | None:
    """The own activities as last rated, each beside the first rating on the same form."""
    rated = [
        each
        for each in scores
        if each.instrument == OWN_ACTIVITIES and each.parts and each.on <= up_to
    ]
    if not rated:
        return None
    now = max(rated, key=lambda each: each.on)
    alike = [each for each in rated if each.on < now.on and each.version == now.version]
    before = min(alike, key=lambda each: each.on, default=None)
    earlier = {} if before is None else before.parts
    return Goals(
        on=now.on,
        before_on=None if before is None else before.on,
        high_is_better=now.direction != "high_is_worse",
        activities=tuple(
            OwnActivity(name, value, earlier.get(name)) for name, value in now.parts.items()
        ),
    )


def goals_in(scores: Iterable[Score], first: date, last: date) -> Goals | None:
    """The own activities where they were rated in these days."""
    found = goals(scores, last)
    return found if found is not None and found.on >= first else None
