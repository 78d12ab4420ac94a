"""What an import did, file by file and in sums. Standard library only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from storage.records import FileStatus


class Outcome(StrEnum):
    """What became of one file, as a person would say it."""

    NEW = "new"
    KNOWN = "known"
    GREW = "grew"  # a longer form of something known
    RESCUED = "rescued"  # damaged; read up to the damage
    FOREIGN = "foreign"  # sound, but a course, a workout, settings
    REFUSED = "refused"


#: Outcomes that somebody should look at.
_IN_PART = frozenset({Outcome.RESCUED, Outcome.REFUSED})

_DONE, _IN_PART_CODE, _NOTHING = 0, 1, 3


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """One file: what became of it and, where something was wrong, one sentence and the place."""

    name: str
    outcome: Outcome
    status: FileStatus | None = None
    kind: str | None = None
    sentence: str = ""
    offset: int | None = None
    unread: bool = False  # its bytes could not be had; another time they may


@dataclass(frozen=True, slots=True)
class ImportReport:
    """A whole run. ``changed`` holds the first and last UTC day whose numbers are not as before."""

    files: tuple[FileOutcome, ...] = ()
    others: int = 0  # files beside them that are no FIT files
    changed: tuple[date, date] | None = None

    @property
    def counts(self) -> Mapping[Outcome, int]:
        counted = Counter(each.outcome for each in self.files)
        return {outcome: counted[outcome] for outcome in Outcome}

    @property
    def kinds(self) -> Mapping[str, int]:
        """Count what was new, by kind."""
        fresh = {Outcome.NEW, Outcome.GREW, Outcome.RESCUED}
        counted = Counter(each.kind or "unknown" for each in self.files if each.outcome in fresh)
        return dict(sorted(counted.items()))

    @property
    def exit_code(self) -> int:
        """0 all read; 1 something in part or refused; 3 there was nothing to read at all."""
        if not self.files:
            return _NOTHING
        return _IN_PART_CODE if any(each.outcome in _IN_PART for each in self.files) else _DONE

    def to_json(self) -> dict[str, Any]:
        return {
            "counts": {outcome.value: count for outcome, count in self.counts.items()},
            "kinds": dict(self.kinds),
            "other_files": self.others,
            "changed": [day.isoformat() for day in self.changed] if self.changed else None,
            "files": [_file(each) for each in self.files if each.outcome is not Outcome.KNOWN],
        }

    def __str__(self) -> str:
        return "\n".join([*self._problems(), self._sum()])

    def _problems(self) -> list[str]:
        return [f"{each.outcome.value}: {each.sentence}" for each in self.files if each.sentence]

    def _sum(self) -> str:
        if not self.files:
            return "No FIT files were found. Name a file, a folder, a zip or a mounted watch."
        counts = [f"{count} {outcome.value}" for outcome, count in self.counts.items() if count]
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.kinds.items())
        files = "file" if self.others == 1 else "files"
        others = f"; {self.others} other {files} left alone" if self.others else ""
        noun = "file" if len(self.files) == 1 else "files"
        total = f"{len(self.files)} {noun}: {', '.join(counts)}"
        return f"{total}{f' ({kinds})' if kinds else ''}{others}."


def _file(each: FileOutcome) -> dict[str, Any]:
    return {
        "name": each.name,
        "outcome": each.outcome.value,
        "status": None if each.status is None else each.status.value,
        "kind": each.kind,
        "sentence": each.sentence,
        "offset": each.offset,
    }
