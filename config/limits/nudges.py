"""When a nudge may be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from config.tables import Table


@dataclass(frozen=True, slots=True)
class NudgeLimits(Table):
    quiet_from: time
    quiet_to: time
    apart_h: int
    fresh_days: int
    same_again_after_days: int
    no_data_days: int
    no_data_until_days: int
    no_data_times: int
