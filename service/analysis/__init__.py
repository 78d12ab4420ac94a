"""Bring stored days, weeks and findings up to date with what was received; the analyzer decides.

Only what can have changed is worked out again: the days whose minutes changed, and the verdicts
that look back at them.
"""

from service.analysis.sources import source_order
from service.analysis.waiting import bring_up_to_date, up_to_date

__all__ = ["bring_up_to_date", "source_order", "up_to_date"]
