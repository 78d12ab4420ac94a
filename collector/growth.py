"""Recognise a file that grew: the records of its shorter self are the beginning of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from storage.records import FileRow, FileStatus


@dataclass(frozen=True, slots=True)
class Succession:
    """The longer form of a recording stands for the shorter."""

    shorter: str
    longer: str


def successions(
    row: FileRow,
    body: bytes,
    candidates: Iterable[FileRow],
    body_of: Callable[[str], bytes],
) -> Iterator[Succession]:
    """Say which of the candidates a new file stands for, and which stands for it.

    ``body_of`` gives the records of a candidate; it is asked only about longer ones.
    """
    for other in candidates:
        if other.sha256 == row.sha256:
            continue
        if _rank(other) < _rank(row):
            if _starts_with(body, other):
                yield Succession(other.sha256, row.sha256)
        elif _starts_with(body_of(other.sha256), row):
            yield Succession(row.sha256, other.sha256)


def _rank(row: FileRow) -> tuple[int, bool, str]:
    """Order forms of one recording: by length, then soundness, then hash; never a tie."""
    return row.body_size, row.status is FileStatus.WHOLE, row.sha256


def _starts_with(body: bytes, shorter: FileRow) -> bool:
    return hashlib.sha256(body[: shorter.body_size]).hexdigest() == shorter.body_sha256
