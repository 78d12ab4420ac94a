"""Questionnaires about pain and function: what is known of each, from ``instruments.toml``."""

from config.instruments.instrument import (
    Family,
    Instrument,
    Instruments,
    Kind,
    Schedule,
    Threshold,
    UnknownInstrumentError,
    Version,
)
from config.instruments.reading import ITEM_FILES, faults, read_instruments, read_items

__all__ = [
    "ITEM_FILES",
    "Family",
    "Instrument",
    "Instruments",
    "Kind",
    "Schedule",
    "Threshold",
    "UnknownInstrumentError",
    "Version",
    "faults",
    "read_instruments",
    "read_items",
]
