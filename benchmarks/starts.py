"""What a command takes from start to end: help, a listing, the weekly letters with charts and PDF.

python -m benchmarks.starts [--quick]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import kept
from benchmarks.running import Took, begin, in_turns, stegvis

HELP, DAYS, LETTER, LETTERS = "--help", "days --json, four weeks", "letter --to patient", "letter"

_WEEK = "2016-W38"


@dataclass(frozen=True, slots=True)
class Started:
    """The median of some runs, and the highest memory of any."""

    name: str
    runs: int
    wall_s: float
    peak_mb: float


def start_all(*, quick: bool = False) -> list[Started]:
    """Run each command several times, in turns, on forty weeks of the pretend person."""
    with tempfile.TemporaryDirectory() as place:
        data = begin(Path(place) / "data")
        stegvis(data, "plan", "set", "--by", "KN", "--since", "2016-02-01", "--cleared", "yes")
        stegvis(data, "import", str(kept.story(0)))
        out = str(Path(place) / "letters")
        span = ("--from", "2016-08-01", "--to", "2016-08-28")
        letter = ("letter", "--week", _WEEK, "--out", out)
        commands = {
            HELP: ("--help",),
            DAYS: ("days", *span, "--json"),
            LETTER: (*letter, "--to", "patient"),
            LETTERS: letter,
        }
        runs = in_turns(2 if quick else 7, {n: _turn(data, c) for n, c in commands.items()})
        looks = in_turns(1, {n: _turn(data, c, memory=True) for n, c in commands.items()})
        return [
            Started(name, len(took), median(each.wall_s for each in took), looks[name][0].first_mb)
            for name, took in runs.items()
        ]


def _turn(data: Path, command: tuple[str, ...], *, memory: bool = False) -> Callable[[], Took]:
    return lambda: stegvis(data, *command, memory=memory)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    for each in start_all(quick=parser.parse_args().quick):
        print(f"{each.name:28} {each.wall_s * 1000:7.0f} ms   {each.peak_mb:5.0f} MB")


if __name__ == "__main__":
    main()
