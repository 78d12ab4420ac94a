"""FIT files as columns: what watches, bike computers and their apps write."""

from __future__ import annotations

from collector.decode.fit.columns import (
    DECODER_VERSION,
    Column,
    FitFile,
    Problem,
    Table,
)
from collector.decode.fit.decode import decode
from collector.decode.fit.errors import FitError

__all__ = ["DECODER_VERSION", "Column", "FitError", "FitFile", "Problem", "Table", "decode"]
