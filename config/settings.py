"""What people may change, as one frozen typed value. Importing this costs pydantic: do it late."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Source = Literal["activity", "live", "monitoring"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Storage(_Frozen):
    """Where the numbers are kept."""

    database_url: str = Field(
        default="",
        description="Empty: one SQLite file in the data directory. "
        "Or PostgreSQL: postgresql+psycopg://user@host/database",
    )


class Imports(_Frozen):
    """How files are read."""

    workers: int = Field(
        default=0, ge=0, le=64, description="Processes that decode; 0: one for each processor."
    )


class Sources(_Frozen):
    """Which channel a quantity is taken from when several describe the same minute, best first."""

    steps: tuple[Source, ...] = Field(
        default=("monitoring", "live", "activity"),
        description="A session's steps are already in the all-day count of the same watch.",
    )
    heart_rate: tuple[Source, ...] = Field(
        default=("activity", "live", "monitoring"),
        description="A recorded session measures every second, the all-day file once a minute.",
    )


class Letters(_Frozen):
    """Who writes, and to whom. Health words leave the house only where this says so."""

    sender: str = Field(
        default="stegvis@localhost", description="The From address of letters written as mail."
    )
    patient: str = Field(default="", description="The patient's address; empty: none is written.")
    physio: str = Field(default="", description="The physio's address; empty: none is written.")
    country: str = Field(
        default="",
        max_length=2,
        description="Two letters (SE, NO, DK, ...): whose emergency numbers a letter names. "
        "Empty: by the person's time zone.",
    )


class Settings(_Frozen):
    """Everything in ``stegvis.toml``. Every line has a default: the file may be absent."""

    storage: Storage = Storage()
    imports: Imports = Field(default=Imports(), alias="import")
    sources: Sources = Sources()
    letters: Letters = Letters()
