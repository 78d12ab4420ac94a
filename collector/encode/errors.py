"""The error of what cannot be written."""

from __future__ import annotations


class EncodeError(ValueError):
    """A message that cannot be written as FIT."""
