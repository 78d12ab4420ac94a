"""What people may change, as one frozen typed value with a meaning for every line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Channel = Literal["activity", "live", "monitoring"]


def setting(default: Any, meaning: str, **limits: int) -> Any:
    """Declare a setting: its default, a sentence for the example file, what narrows it."""
    return field(default=default, metadata={"meaning": meaning, **limits})


@dataclass(frozen=True, slots=True)
class Storage:
    """Where the numbers are kept."""

    database_url: str = setting(
        "",
        "Empty: one SQLite file in the data directory. "
        "Or PostgreSQL: postgresql://user@host/database",
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read."""

    workers: int = setting(0, "Processes that decode; 0: one for each processor.", least=0, most=64)


@dataclass(frozen=True, slots=True)
class Sources:
    """Which channel a quantity is taken from when several describe the same minute, best first."""

    steps: tuple[Channel, ...] = setting(
        ("monitoring", "live", "activity"),
        "A session's steps are already in the all-day count of the same watch.",
    )
    heart_rate: tuple[Channel, ...] = setting(
        ("activity", "live", "monitoring"),
        "A recorded session measures every second, the all-day file once a minute.",
    )


@dataclass(frozen=True, slots=True)
class Letters:
    """Who writes, and to whom. Health words leave the house only where this says so."""

    sender: str = setting("stegvis@localhost", "The From address of letters written as mail.")
    patient: str = setting(
        "", "The patient's address, while one person is followed; empty: the mail names nobody."
    )
    physio: str = setting("", "The physio's address; empty: the mail names nobody.")
    country: str = setting(
        "",
        "Two letters (SE, NO, DK, ...): whose emergency numbers a letter names. "
        "Empty: by the person's time zone.",
        longest=2,
    )
    page_url: str = setting(
        "",
        "Where docs/recommendations.md can be read, for the links of footnotes. "
        "Empty: letters name the statements and link nowhere.",
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything in ``stegvis.toml``. Every line has a default: the file may be absent."""

    storage: Storage = Storage()
    reading: Reading = Reading()
    sources: Sources = Sources()
    letters: Letters = Letters()
