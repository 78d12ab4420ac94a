"""What lies between two results of the same form, held against every threshold known for it.

The thresholds can disagree; then the disagreement is the answer, and no claim is made. Results of
different forms, languages or directions are refused, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.instruments import Instrument, Kind, Threshold, Version
from storage.records import Reason
from storage.told import Score

#: Means of whole numbers are not exact in binary; no instrument counts this finely.
HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Criterion:
    """One threshold and whether the change reaches it; ``met`` is None where it cannot be told."""

    kind: Kind
    value: float
    met: bool | None
    source: str


@dataclass(frozen=True, slots=True)
class Change:
    """``better_by`` is positive towards better, whichever way the form counts."""

    earlier: Score
    later: Score
    better_by: float
    percent: float | None  # of the starting value; None from zero
    criteria: tuple[Criterion, ...]
    outcome: Reason

    def criterion(self, kind: Kind) -> Criterion | None:
        return next((each for each in self.criteria if each.kind == kind), None)

    @property
    def disagree(self) -> bool:
        """Some thresholds are reached and some are not."""
        return len({each.met for each in self.criteria if each.met is not None}) > 1


@dataclass(frozen=True, slots=True)
class Refused:
    """Two results that are not compared, and why."""

    earlier: Score
    later: Score
    why: Reason


def change(earlier: Score, later: Score, instrument: Instrument) -> Change | Refused:
    """Compare two results of one instrument, or say why that would mislead."""
    if earlier.on > later.on:
        earlier, later = later, earlier
    why = refusal(earlier, later, instrument)
    if why is not None or earlier.total is None or later.total is None:
        return Refused(earlier, later, why or Reason("instrument.refused.total"))
    step = later.total - earlier.total
    better_by = -step if later.direction == "high_is_worse" else step
    percent = _percent(earlier.total, step, instrument.version(later.version))
    items = _fewest(earlier, later)
    criteria = tuple(
        _held(threshold, abs(step), percent)
        for threshold in instrument.changes
        if threshold.applies(later.version, later.language, items)
    )
    numbers = _numbers(earlier, later, instrument, better_by, percent, criteria)
    return Change(
        earlier,
        later,
        better_by,
        percent,
        criteria,
        Reason(_outcome(better_by, percent, criteria), numbers),
    )


def refusal(earlier: Score, later: Score, instrument: Instrument) -> Reason | None:
    """Say why two results must not be compared, or None."""
    numbers = {"instrument": instrument.name}
    if earlier.instrument != later.instrument:
        return Reason("instrument.refused.instrument")
    if not instrument.individual:
        return Reason("instrument.refused.group", numbers)
    if not instrument.outcome:
        return Reason("instrument.refused.sorting", numbers)
    for what in ("version", "language", "direction"):
        was, now = getattr(earlier, what), getattr(later, what)
        if was != now:
            told = {**numbers, "was": was, "now": now, "first": earlier.on.isoformat()}
            return Reason(f"instrument.refused.{what}", {**told, "on": later.on.isoformat()})
    if instrument.family == "activities" and _named_otherwise(earlier, later):
        return Reason("instrument.refused.activities", numbers)
    if earlier.total is None or later.total is None:
        return Reason("instrument.refused.total", numbers)
    return None


def unmoved(instrument: Instrument, score: Score) -> bool:
    """Whether the form hardly shows a change from a result so near one of its ends."""
    form = instrument.version(score.version)
    if score.total is None:
        return False
    return (form.unmoved_below is not None and score.total < form.unmoved_below) or (
        form.unmoved_above is not None and score.total > form.unmoved_above
    )


def _named_otherwise(earlier: Score, later: Score) -> bool:
    return bool(earlier.parts) and bool(later.parts) and set(earlier.parts) != set(later.parts)


def _percent(start: float, step: float, form: Version) -> float | None:
    """Give the step in percent of the start, where the form begins at zero and the start does not.

    >>> _percent(12, -5, Version("24", 24, 0, 24, "high_is_worse"))
    41.666666666666664
    """
    return 100 * abs(step) / start if form.low == 0 and start > 0 else None


def _fewest(earlier: Score, later: Score) -> int | None:
    counts = [each.items_answered for each in (earlier, later) if each.items_answered is not None]
    return min(counts, default=None)


def _held(threshold: Threshold, points: float, percent: float | None) -> Criterion:
    size = percent if threshold.kind == "relative" else points
    met = None if size is None else size >= threshold.value - HAIR
    return Criterion(threshold.kind, threshold.value, met, threshold.source)


def _outcome(better_by: float, percent: float | None, criteria: tuple[Criterion, ...]) -> str:
    """Choose the code of what may be said; "improved" and "worsened" only when all agree."""
    if abs(better_by) <= HAIR:
        return "instrument.change.none"
    if not criteria:
        return "instrument.change.no_threshold"
    if percent is None and any(each.kind == "relative" for each in criteria):
        return "instrument.change.from_zero"
    met = [each.kind for each in criteria if each.met]
    if not met:
        return "instrument.change.small"
    kinds = "_".join(each.kind for each in criteria)
    if len(met) == len(criteria):
        return f"instrument.change.{'better' if better_by > 0 else 'worse'}.{kinds}"
    return f"instrument.change.only_{'_'.join(met)}"


def _numbers(
    earlier: Score,
    later: Score,
    instrument: Instrument,
    better_by: float,
    percent: float | None,
    criteria: tuple[Criterion, ...],
) -> dict[str, int | float | str]:
    told: dict[str, int | float | str] = {
        "instrument": instrument.name,
        "earlier": earlier.total or 0.0,
        "later": later.total or 0.0,
        "points": abs(better_by),
    }
    if percent is not None:
        told["percent"] = percent
    return told | {each.kind: each.value for each in criteria}
