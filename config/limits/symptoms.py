"""Pain, soreness and flares, and what calls for a clinician."""

from __future__ import annotations

from dataclasses import dataclass

from config.tables import Table


@dataclass(frozen=True, slots=True)
class PainLimits(Table):
    above_usual: int  # NRS, 0-10
    days_in_a_row: int
    usual_days: int
    usual_least: int


@dataclass(frozen=True, slots=True)
class Adjust(Table):
    cut_percent_low: int
    cut_percent_high: int
    session_days: int
    rise_days: int
    soreness_lasts_h: int


@dataclass(frozen=True, slots=True)
class SorenessLimits(Table):
    from_h: int
    to_h: int


@dataclass(frozen=True, slots=True)
class FlareLimits(Table):
    hold_days: int
    usual_percent_low: int
    usual_percent_high: int


@dataclass(frozen=True, slots=True)
class FearOfMovement(Table):
    """The numbers are those of the drop."""


@dataclass(frozen=True, slots=True)
class Contraindication(Table):
    """Without numbers: what forbids activity forbids all of it."""


@dataclass(frozen=True, slots=True)
class Alert(Table):
    """Without numbers: one answer is enough."""


@dataclass(frozen=True, slots=True)
class NerveCheck(Table):
    """Whose signs are asked about is in profiles.toml."""

    every_days: int
