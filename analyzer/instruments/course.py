"""All results of a person beside what each may be compared with, and what it may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.instruments.bands import band
from analyzer.instruments.changes import Change, Refused, change, unmoved
from config.instruments import Instrument, Instruments
from storage.records import Reason
from storage.told import Score


@dataclass(frozen=True, slots=True)
class Step:
    """One result: its word, the change since the first of the same form, and a refusal.

    ``not_compared`` is there when the result before it was of another form.
    """

    score: Score
    band: str | None
    change: Change | None
    not_compared: Refused | None
    unmoved: Reason | None  # the start lay where this form hardly shows a change


def course(scores: Sequence[Score], facts: Instruments) -> tuple[Step, ...]:
    """Lay out every result, by instrument in the order of the facts, then by date."""
    steps: list[Step] = []
    for instrument in facts.instruments:
        own = sorted(
            (each for each in scores if each.instrument == instrument.id),
            key=lambda each: each.on,
        )
        for place, score in enumerate(own):
            tried = [change(before, score, instrument) for before in own[:place]]
            compared = next((each for each in tried if isinstance(each, Change)), None)
            last = tried[-1] if tried else None
            refused = last if isinstance(last, Refused) else None
            near_end = _near_end(instrument, compared.earlier) if compared else None
            steps.append(Step(score, band(instrument, score), compared, refused, near_end))
    return tuple(steps)


def _near_end(instrument: Instrument, start: Score) -> Reason | None:
    form = instrument.version(start.version)
    if form.unmoved_below is None or form.unmoved_above is None or not unmoved(instrument, start):
        return None
    return Reason(
        "instrument.unmoved",
        {"instrument": instrument.name, "low": form.unmoved_below, "high": form.unmoved_above},
    )
