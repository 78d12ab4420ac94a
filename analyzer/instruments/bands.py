"""The word a result carries, where the instrument's authors gave one."""

from __future__ import annotations

from config.instruments import Instrument
from storage.told import Score


def band(instrument: Instrument, score: Score) -> str | None:
    """Name the first band that reaches the result; None where there is none, or for groups."""
    if score.total is None or not instrument.individual:
        return None
    for each in instrument.bands_of(score.version):
        if score.total > each.up_to:
            continue
        if not each.part or each.part_up_to is None:
            return each.name
        part = score.parts.get(each.part)
        if part is None:
            return None
        if part <= each.part_up_to:
            return each.name
    return None
