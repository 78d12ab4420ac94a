"""From answers, or from a total somebody else counted, to what is kept of a filled-in form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from analyzer.instruments import activities, profile, single, subscales, sums, ticked
from analyzer.instruments.answers import Answers, AnswersError, Scored
from config.instruments import Family, Instrument, Version
from storage.told import Score

_COUNTING: Mapping[Family, Callable[[Instrument, Version, Answers], Scored]] = MappingProxyType(
    {
        "ticked": ticked.count,
        "activities": activities.mean,
        "single": single.only,
        "percent": sums.percent,
        "mean_filled": sums.mean_filled,
        "sum": sums.summed,
        "subscales": subscales.apart,
        "sorting": subscales.with_total,
        "profile": profile.kept,
    }
)


def score(instrument: Instrument, version: Version, answers: Answers) -> Scored:
    """Count the answers of a form. Raises `AnswersError` when they do not fit it."""
    count = _COUNTING.get(instrument.family)
    if count is None:
        raise AnswersError(f"{instrument.name}: only the total can be entered.")
    return count(instrument, version, answers)


def counted(
    instrument: Instrument,
    version: Version,
    total: float | None,
    parts: Mapping[str, float] = MappingProxyType({}),
) -> Scored:
    """Take a total, or subscales, as somebody counted them. Raises `AnswersError` out of range."""
    if (total is None) == version.totals:
        wanted = "needs its total" if version.totals else "has no total, only its parts"
        raise AnswersError(f"{instrument.name} {wanted}.")
    if total is not None and not version.low <= total <= version.high:
        raise AnswersError(
            f"{instrument.name} {version.id} lies between {version.low:g} and {version.high:g}, "
            f"not {total:g}."
        )
    highs = {part.name: part.high for part in version.parts}
    for name, value in parts.items():
        if not 0 <= value <= highs.get(name, -1):
            known = ", ".join(f"{part} 0-{high}" for part, high in highs.items()) or "none"
            raise AnswersError(f"{instrument.name}: {name}={value:g} is not a part: {known}.")
    if total is None and not parts:
        raise AnswersError(f"{instrument.name} needs one of {', '.join(highs) or 'its items'}.")
    if any(total is not None and value > total for value in parts.values()):
        raise AnswersError(f"{instrument.name}: a part cannot be larger than the total.")
    return Scored(total, None, dict(parts))


def as_score(
    instrument: Instrument, version: Version, language: str, on: date, scored: Scored
) -> Score:
    """Give the value that is stored, with form, language and direction: nobody has to guess."""
    return Score(
        instrument=instrument.id,
        version=version.id,
        language=language,
        on=on,
        items_answered=scored.items_answered,
        total=scored.total,
        parts=dict(scored.parts),
        direction=version.direction,
    )
