"""The one ancestor of the analyzer's errors."""

from __future__ import annotations

from config.errors import StegvisError


class AnalyzerError(StegvisError):
    """What was given cannot be analysed. The message says what to change."""
