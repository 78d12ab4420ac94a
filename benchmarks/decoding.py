"""Decoding beside others on the largest real recordings there are, and on small all-day files.

Where there are no real files, on one long made recording. `benchmarks.decode` does the measuring.
"""

from __future__ import annotations

import tempfile
import warnings
from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import decode as deciding
from benchmarks import kept
from benchmarks.environments import FITFAST, environment

if TYPE_CHECKING:
    from collector.decode.fit import FitFile

LARGE, SMALL = "large", "small"

#: So many of the largest real recordings; fitparse needs half a minute for the first.
_REAL_FILES = 2
_SMALL_FILES = 60
#: An all-day file with fewer rows says little about rows.
_SMALL_ROWS = 100

RECORD = 20


@dataclass(frozen=True, slots=True)
class Decoded:
    """Processor seconds by decoder for one recording or one set of all-day files."""

    kind: str
    what: str
    seconds: Mapping[str, float]

    def times_ours(self, decoder: str) -> float | None:
        theirs = self.seconds.get(decoder)
        return None if theirs is None else theirs / self.seconds["ours"]


def decode_all(*, quick: bool = False) -> list[Decoded]:
    warnings.simplefilter("ignore")
    fast = environment(FITFAST)
    rounds, python = 3 if quick else 9, fast and fast.python
    options = Namespace(rounds=rounds, slow_rounds=1, python=python)
    with tempfile.TemporaryDirectory() as folder:
        made = _made(Path(folder))
        real = [] if quick else _real_recordings()
        found = [
            Decoded(LARGE, what, deciding.measure(LARGE, [str(path)], options))
            for what, path in real or ([] if quick else made)
        ]
    for whose, paths in (
        ("real", _real_all_day()),
        ("the pretend person's", kept.all_day_files(4)[:_SMALL_FILES]),
    ):
        small = [str(path) for path in paths]
        if small:
            size = sum(path.stat().st_size for path in paths)
            what = f"{len(small)} all-day files, {whose}, {size:,} bytes"
            every = Namespace(rounds=rounds, slow_rounds=rounds, python=python)
            found.append(Decoded(SMALL, what, deciding.measure(SMALL, small, every)))
    return found


def _made(folder: Path) -> list[tuple[str, Path]]:
    name, data = next(deciding.made())
    path = folder / name
    path.write_bytes(data)
    return [(f"made recording of 100,000 seconds, {len(data):,} bytes", path)]


def _real_recordings() -> list[tuple[str, Path]]:
    """Give the largest sound recordings, where there are real files beside this tree."""
    found: list[tuple[str, Path]] = []
    for path, fit in _sound_files():
        records = fit.counts.get(RECORD, 0)
        if records > fit.counts.get(deciding.MONITORING, 0):
            size = path.stat().st_size
            found.append((f"real recording, {records:,} records, {size:,} bytes", path))
        if len(found) == _REAL_FILES:
            break
    return found


def _real_all_day() -> list[Path]:
    return [
        path
        for path, fit in _sound_files()
        if fit.counts.get(deciding.MONITORING, 0) >= _SMALL_ROWS
    ]


def _sound_files() -> Iterator[tuple[Path, FitFile]]:
    """Give the sound ones among the real files, the largest first."""
    from collector.decode.fit import FitError, decode

    for path in sorted(kept.SHARED.rglob("*.fit"), key=lambda each: -each.stat().st_size):
        try:
            fit = decode(path.read_bytes())
        except FitError:
            continue
        if not fit.problems:
            yield path, fit
