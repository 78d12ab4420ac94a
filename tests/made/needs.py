"""What a test needs of the machine: without it a skip, or in CI a failure."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skip this test and say why."""
    if os.environ.get("STEGVIS_NO_SKIP") == "1":
        pytest.fail(f"nothing may be skipped here, but {reason}")
    pytest.skip(reason)
