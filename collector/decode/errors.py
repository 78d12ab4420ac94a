"""The error every decoder of a packet raises, and nothing else."""

from __future__ import annotations

from config.errors import StegvisError


class DecodeError(StegvisError, ValueError):
    """These bytes are not what the device's description promises. The message says in what."""
