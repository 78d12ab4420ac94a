"""Every budget of the design, held against what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks import decoding, imports, starts
from benchmarks.decades import Imported, Killed
from benchmarks.decoding import Decoded
from benchmarks.idle import Idle
from benchmarks.imports import Compared
from benchmarks.results import Analysed, Results
from benchmarks.starts import Started

_RUST = ("fitfast", "pyfitparsernative")
_FLAT = 1.25  # catalogue and report of each file are held: a kilobyte each
_LINEAR = 1.15  # small imports pay their start, large ones may cost no more for a byte
_LEVEL = 0.95  # differences below a twentieth are the machine's


@dataclass(frozen=True, slots=True)
class Budget:
    """One promise. ``met`` is None where it could not be measured."""

    what: str
    promised: str
    measured: str
    met: bool | None
    part: str


def budgets(results: Results) -> Iterator[Budget]:
    """Hold every budget against what was measured."""
    yield from _decode_budgets(results.decoded)
    for compared in results.compared:
        yield from _import_budgets(compared)
    yield from _memory_budgets(results.imported[0], results.imported[-1])
    yield from _time_budgets(results.imported[0], results.imported[-1])
    yield from _kept_budgets(results.imported[-1], results.killed)
    yield from _analysis_budgets(results.analysed)
    yield from _start_budgets(results.started)
    for idle in results.idle:
        yield from _idle_budgets(idle)


def _decode_budgets(decoded: Sequence[Decoded]) -> Iterator[Budget]:
    for each in decoded:
        large = each.kind == decoding.LARGE
        slow, rust = (300.0, 2.0) if large else (20.0, 1.0)
        theirs = each.times_ours("fitparse")
        yield _ratio(f"decode, {each.what}", ">= {:.0f} x fitparse", slow, theirs, "decode.py")
        ratios = [each.times_ours(name) for name in _RUST]
        fastest = min((ratio for ratio in ratios if ratio is not None), default=None)
        promised = (
            ">= {:.0f} x the fastest Rust-backed wheel" if large else "level with Rust wheels"
        )
        yield _ratio(f"decode, {each.what}", promised, rust, fastest, "decode.py")


def _import_budgets(each: Compared) -> Iterator[Budget]:
    what = f"import, {each.days.name} {each.days.days} days"
    for name, least in ((imports.GRAFITS, 5.0), (imports.GARMINDBS, 50.0)):
        yield _ratio(what, f">= {{:.0f}} x {name}", least, each.times_ours(name), "imports.py")
    again = each.wall_s(imports.AGAIN) or 0.0
    yield Budget(f"{what}, again", "<= 0.2 s", f"{again:.2f} s", again <= 0.2, "imports.py")


def _ratio(what: str, promised: str, least: float, measured: float | None, part: str) -> Budget:
    said = "-" if measured is None else f"{measured:.1f} x"
    slack = _LEVEL if least == 1.0 else 1.0
    met = None if measured is None else measured >= least * slack
    return Budget(what, promised.format(least), said, met, part)


def _memory_budgets(small: Imported, large: Imported) -> Iterator[Budget]:
    what, by = _import_of(large), "decades.py"
    peak = max(large.first.first_mb, large.first.largest_mb)
    together = large.first.together_mb
    yield Budget(what, "peak <= 250 MB", f"{peak:.0f} MB", peak <= 250, by)
    said = f"{together:.0f} MB"
    yield Budget(f"{what}, all processes", "peak <= 250 MB", said, together <= 250, by)
    flat = together / small.first.together_mb
    said = f"{small.weeks} weeks {small.first.together_mb:.0f} MB, this {together:.0f} MB"
    yield Budget(what, f"memory flat (<= {_FLAT} x)", said, flat <= _FLAT, by)


def _time_budgets(small: Imported, large: Imported) -> Iterator[Budget]:
    what, by = _import_of(large), "decades.py"
    growth = (large.first.cpu_s / small.first.cpu_s) / (large.size / small.size)
    said = f"{large.size / small.size:.1f} x the bytes, {growth:.2f} x the time for each"
    yield Budget(what, "linear in bytes", said, growth <= _LINEAR, by)
    both = large.first.cpu_s / large.first.wall_s
    yield Budget(what, "both cores used", f"{both:.1f} processors busy", both >= 1.2, by)


def _kept_budgets(large: Imported, killed: Killed) -> Iterator[Budget]:
    by = "decades.py"
    whole = f"killed with {killed.catalogued} of {killed.files} files in; the next run: same rows"
    said = whole if killed.same else "not the same"
    yield Budget("import, killed half-way", "resumable", said, killed.same, by)
    size = large.database_mb
    yield Budget(f"database, {large.weeks} weeks", "<= 40 MB", f"{size:.1f} MB", size <= 40, by)


def _import_of(large: Imported) -> str:
    return f"import, {large.weeks} weeks, {large.files:,} files"


def _analysis_budgets(analysed: Analysed) -> Iterator[Budget]:
    whole, changed, by = analysed.whole_s, analysed.changed_s, "analysis.py"
    what = f"full re-analysis, {analysed.years} years of made minutes"
    yield Budget(what, "<= 1.5 s", f"{whole:.2f} s", whole <= 1.5, by)
    said = f"{changed * 1000:.0f} ms"
    yield Budget("a changed day, with what it touches", "<= 50 ms", said, changed <= 0.05, by)


def _start_budgets(started: Sequence[Started]) -> Iterator[Budget]:
    found = {each.name: each for each in started}
    help_s, letters, by = found[starts.HELP].wall_s, found[starts.LETTERS], "starts.py"
    yield Budget("`stegvis --help`", "<= 120 ms", f"{help_s * 1000:.0f} ms", help_s <= 0.12, by)
    wall_s, peak = letters.wall_s, letters.peak_mb
    what = "both letters, with charts and PDF"
    yield Budget(what, "<= 3 s", f"{wall_s:.1f} s", wall_s <= 3, by)
    yield Budget("letters, peak memory", "<= 250 MB", f"{peak:.0f} MB", peak <= 250, by)


def _idle_budgets(each: Idle) -> Iterator[Budget]:
    what = f"service, idle: {each.name}"
    yield Budget(what, "<= 60 MB", f"{each.rss_mb:.0f} MB", each.rss_mb <= 60, "idle.py")
    said = f"{each.wakeups_per_s:.2f} a second"
    yield Budget(what, "<= 0.5 wakeups a second", said, each.wakeups_per_s <= 0.5, "idle.py")
