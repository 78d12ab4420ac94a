"""How much somebody moves from day to day, as a share of a middling day, by their kind."""

from __future__ import annotations

from random import Random

from service.simulation.kinds import Kind

_LEVEL = {
    Kind.SEDENTARY: 0.45,
    Kind.OVERDOING: 1.2,
    Kind.NOT_CLEARED: 0.6,
    Kind.BETA_BLOCKER: 0.8,
}

#: A spell: for some days the person does so much of their usual.
_SPELLS = (0.3, 0.45, 0.6, 1.6)


def pace_of(kind: Kind, chance: Random, total: int) -> tuple[float, ...]:
    """One pace a day: the kind's own pattern, quiet and busy spells, weekday and chance."""
    level = _LEVEL.get(kind, 1.0) * chance.uniform(0.8, 1.25)
    spells = _spells(chance, total)
    pattern = _PATTERNS.get(kind, _steady)(chance, total)
    return tuple(
        level * spells[at] * pattern[at] * chance.lognormvariate(0, 0.25) for at in range(total)
    )


def _spells(chance: Random, total: int) -> list[float]:
    factors = [1.0] * total
    for _ in range(max(1, total // 60)):
        start, factor = chance.randrange(total), chance.choice(_SPELLS)
        for at in range(start, min(total, start + chance.randint(3, 12))):
            factors[at] = factor
    return factors


def _steady(chance: Random, total: int) -> list[float]:
    return [1.0] * total


def _climbing(chance: Random, total: int) -> list[float]:
    """Week by week more, until it is too much and begins again."""
    factors, factor = [], 1.0
    for _ in range(total // 7 + 1):
        factors += [factor] * 7
        factor = factor * chance.uniform(1.0, 1.7) if factor < 2.5 else chance.uniform(0.5, 0.9)
    return factors[:total]


def _swinging(chance: Random, total: int) -> list[float]:
    factors: list[float] = []
    while len(factors) < total:
        factors += [chance.uniform(2.0, 2.8)] * chance.randint(1, 2)
        factors += [chance.uniform(0.2, 0.45)] * chance.randint(1, 3)
        factors += [1.0] * chance.randint(1, 6)
    return factors[:total]


_PATTERNS = {Kind.OVERDOING: _climbing, Kind.BOOM_BUST: _swinging}
