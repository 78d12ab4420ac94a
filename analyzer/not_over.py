"""Codes of what is not over and not judged yet; apart, so that asking for them costs nothing."""

from __future__ import annotations

DAY_NOT_OVER = "day_not_over"
WEEK_NOT_OVER = "week_not_over"
