"""What one import works with, and what it has found out so far. Standard library only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from collector.crew import Crew
from collector.report import FileOutcome
from storage.archive import Archive
from storage.records import Person

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

#: Any number will do, as long as all imports ask for the same ("mins" in ASCII).
_IMPORTING = 0x6D696E73


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage of the import is."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of one file, under the name it was found by."""

    sha256: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class DigestJob:
    """Some originals for one worker, and where to keep them."""

    originals: tuple[Original, ...]
    archive: Archive

    def split(self) -> Sequence[DigestJob]:
        return [DigestJob((each,), self.archive) for each in self.originals]


@dataclass(slots=True)
class Run:
    """One import. The collections grow while it goes on."""

    engine: Engine
    archive: Archive
    person: Person
    crew: Crew
    tell: Callable[[Progress], None]
    outcomes: list[FileOutcome] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    utc_days: dict[str, frozenset[int]] = field(default_factory=dict)
    found: int = 0

    def note(self, outcome: FileOutcome) -> None:
        """Add a line to the report."""
        self.outcomes.append(outcome)
        self.tell(Progress("reading", len(self.outcomes), self.found))


def take_turn(conn: Connection) -> None:
    """Let one import at a time change things. SQLite's writers do so by themselves."""
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_IMPORTING})")
