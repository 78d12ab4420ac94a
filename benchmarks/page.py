"""The page docs/performance.md: every budget, what was measured, and whether it is met."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks import decoding, imports, starts
from benchmarks.decades import Imported, Killed
from benchmarks.decoding import Decoded
from benchmarks.idle import Idle
from benchmarks.imports import Compared
from benchmarks.listening import STRAPS, Cost
from benchmarks.soak import Soaked
from benchmarks.starts import Started

_RUST = ("fitfast", "pyfitparsernative")
_FLAT = 1.25  # catalogue and report of each file are held: a kilobyte each
_LINEAR = 1.15  # small imports pay their start, large ones may cost no more for a byte
_LEVEL = 0.95  # differences below a twentieth are the machine's

_HEAD = """# Performance

Written by `make bench`; nothing here is filled in by hand. {when:%Y-%m-%d}, {cores} processors, \
Python {python}, SQLite on a disk that syncs.

The machine was shared with other work. Ratios between programs that took turns in one run hold; \
seconds by themselves are only this machine's. Every program starts anew in every round, and the \
start counts. Medians.

A budget is a promise of the design. What is not met is said so.

"""

_HOW = """
## How to measure again

    make bench                              everything, a quarter of an hour; writes this page
    .venv/bin/python -m benchmarks --quick  a few minutes, on less; prints the page
    .venv/bin/python -m benchmarks.imports  one part alone: imports, decades, starts, idle
    .venv/bin/python benchmarks/decode.py FILE ...
    .venv/bin/python -m benchmarks.analysis
    .venv/bin/python -m benchmarks.storage
    .venv/bin/python -m benchmarks.listening
    .venv/bin/python -m benchmarks.soak fake|box MINUTES [SEED]

Other programs are installed from their wheels, each into an environment of its own in the user's \
cache; one that cannot be had is left out and named. The files are made: the pretend person of \
`docs/pretend.md`, and what grafit makes for its own demonstration. Real recordings are used where \
they lie beside the project, for decoding alone.

- **Ours** is `stegvis import` from the start of the interpreter to its end: reading, checking, \
decoding, keeping every original, minutes, days, weeks and verdicts. The others end at rows in \
tables and judge nothing. "Import alone" leaves the judging out.
- **GarminDB** is run on five days and on fifteen, which gives its processor time for starting and \
for a day; that for all days is reckoned from these, and compared with our processor time.
- **Processor time** is that of everything a command starts. Memory "together" counts pages that \
processes share once.
- **Idle** is after the first tick, when all that was due has been done by children: wakeups are \
voluntary context switches of all threads, the ticks of these minutes among them.
- **Listening** is the daemon's ear as a process of its own, on the stand-in for bluetoothd, with \
the libraries it loads; what bluetoothd and the bus take themselves is not in it.
- **A soak** breaks one thing after another and waits each time until every strap was heard twice \
again. "Not found again" is what the radio called delivered less what was heard or counted as \
garbage or late. Where bluetoothd is killed, what was on its way ends with it, and the moment of \
its death is known only to a few hundredths of a second: a value or two for a kill, either way.
"""


@dataclass(frozen=True, slots=True)
class Analysed:
    """The analysis alone, on made minutes: all of them, and one changed day."""

    years: int
    whole_s: float
    changed_s: float


@dataclass(frozen=True, slots=True)
class Results:
    started: Sequence[Started]
    compared: Sequence[Compared]
    imported: Sequence[Imported]
    killed: Killed
    analysed: Analysed
    decoded: Sequence[Decoded]
    idle: Sequence[Idle]
    listening: Cost
    soaked: Sequence[Soaked]


@dataclass(frozen=True, slots=True)
class Budget:
    """One promise. ``met`` is None where it could not be measured."""

    what: str
    promised: str
    measured: str
    met: bool | None
    part: str


def write(results: Results) -> str:
    """Write the page."""
    head = _HEAD.format(
        when=datetime.now(UTC),
        cores=len(os.sched_getaffinity(0)),
        python=platform.python_version(),
    )
    parts = [_budgets(results), _decoding(results), _importing(results), _years(results)]
    parts += [_starting(results), _idling(results)]
    parts += [_listening(results.listening), _soaking(results.soaked)]
    return head + "\n".join(parts) + _HOW


def _table(columns: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def _budgets(results: Results) -> str:
    words = {True: "yes", False: "**no**", None: "not measured"}
    rows = (
        (each.what, each.promised, each.measured, words[each.met], f"`{each.part}`")
        for each in budgets(results)
    )
    return "## Budgets\n\n" + _table(("what", "budget", "measured", "met", "by"), rows)


def budgets(results: Results) -> Iterator[Budget]:
    """Hold every budget against what was measured."""
    yield from _decode_budgets(results.decoded)
    for each in results.compared:
        yield from _import_budgets(each)
    yield from _year_budgets(results)
    whole, changed = results.analysed.whole_s, results.analysed.changed_s
    years = f"{results.analysed.years} years of made minutes"
    yield Budget(
        f"full re-analysis, {years}", "<= 1.5 s", f"{whole:.2f} s", whole <= 1.5, "analysis.py"
    )
    yield Budget(
        "a changed day, with what it touches",
        "<= 50 ms",
        f"{changed * 1000:.0f} ms",
        changed <= 0.05,
        "analysis.py",
    )
    yield from _start_budgets(results.started)
    for each in results.idle:
        yield from _idle_budgets(each)


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


def _year_budgets(results: Results) -> Iterator[Budget]:
    small, large = results.imported[0], results.imported[-1]
    peak = max(large.first.first_mb, large.first.largest_mb)
    what = f"import, {large.weeks} weeks, {large.files:,} files"
    by = "decades.py"
    yield Budget(what, "peak <= 250 MB", f"{peak:.0f} MB", peak <= 250, by)
    together = large.first.together_mb
    yield Budget(
        f"{what}, all processes", "peak <= 250 MB", f"{together:.0f} MB", together <= 250, by
    )
    flat = large.first.together_mb / small.first.together_mb
    said = f"{small.weeks} weeks {small.first.together_mb:.0f} MB, this {together:.0f} MB"
    yield Budget(what, f"memory flat (<= {_FLAT} x)", said, flat <= _FLAT, by)
    growth = (large.first.cpu_s / small.first.cpu_s) / (large.size / small.size)
    said = f"{large.size / small.size:.1f} x the bytes, {growth:.2f} x the time for each"
    yield Budget(what, "linear in bytes", said, growth <= _LINEAR, by)
    both = large.first.cpu_s / large.first.wall_s
    yield Budget(what, "both cores used", f"{both:.1f} processors busy", both >= 1.2, by)
    killed = results.killed
    said = f"killed with {killed.catalogued} of {killed.files} files in; the next run: same rows"
    yield Budget(
        "import, killed half-way",
        "resumable",
        said if killed.same else "not the same",
        killed.same,
        by,
    )
    size = large.database_mb
    yield Budget(f"database, {large.weeks} weeks", "<= 40 MB", f"{size:.1f} MB", size <= 40, by)


def _start_budgets(started: Sequence[Started]) -> Iterator[Budget]:
    found = {each.name: each for each in started}
    helped, letters = found[starts.HELP], found[starts.LETTERS]
    yield Budget(
        "`stegvis --help`",
        "<= 120 ms",
        f"{helped.wall_s * 1000:.0f} ms",
        helped.wall_s <= 0.12,
        "starts.py",
    )
    yield Budget(
        "both letters, with charts and PDF",
        "<= 3 s",
        f"{letters.wall_s:.1f} s",
        letters.wall_s <= 3,
        "starts.py",
    )
    peak = letters.peak_mb
    yield Budget("letters, peak memory", "<= 250 MB", f"{peak:.0f} MB", peak <= 250, "starts.py")


def _idle_budgets(each: Idle) -> Iterator[Budget]:
    what = f"service, idle: {each.name}"
    yield Budget(what, "<= 60 MB", f"{each.rss_mb:.0f} MB", each.rss_mb <= 60, "idle.py")
    said = f"{each.wakeups_per_s:.2f} a second"
    yield Budget(what, "<= 0.5 wakeups a second", said, each.wakeups_per_s <= 0.5, "idle.py")


def _decoding(results: Results) -> str:
    names = ("ours", "fitfast", "pyfitparsernative", "fitdecode", "fitparse")

    def cells(each: Decoded) -> Iterator[str]:
        yield each.what
        for name in names:
            seconds = each.seconds.get(name)
            if seconds is None:
                yield "left out"
            else:
                yield f"{seconds * 1000:,.2f} ms ({seconds / each.seconds['ours']:,.1f} x)"

    rows = (tuple(cells(each)) for each in results.decoded)
    return "## Decoding, processor time\n\n" + _table(("file", *names), rows)


def _importing(results: Results) -> str:
    names = (
        imports.OURS,
        imports.ALONE,
        imports.GRAFITS,
        imports.GARMINDBS,
        imports.AGAIN,
        imports.GRAFIT_AGAIN,
    )

    def cells(each: Compared) -> Iterator[str]:
        days = each.days
        yield f"{days.name} {days.days} days: {len(days.files)} files, {each.messages:,} messages"
        for name in names:
            wall, cpu = each.wall_s(name), each.cpu_s(name)
            if cpu is None:
                yield "left out"
            else:
                yield f"{'-' if wall is None else f'{wall:.2f} s'} ({cpu:.2f} s)"

    rows = (tuple(cells(each)) for each in results.compared)
    return "## Importing all-day files, wall time (processor time)\n\n" + _table(
        ("files", *names), rows
    )


def _years(results: Results) -> str:
    columns = (
        "weeks", "files", "bytes", "wall", "processors", "of it the parent",
        "peak of the parent", "of a worker", "together",
        "again", "database", "originals", "judge all again", "list a week",
    )  # fmt: skip

    def cells(each: Imported) -> tuple[str, ...]:
        first = each.first
        return (
            str(each.weeks),
            f"{each.files:,}",
            f"{each.size / 2**20:.1f} MB",
            f"{first.wall_s:.1f} s",
            f"{first.cpu_s:.1f} s",
            f"{first.own_s:.1f} s",
            f"{first.first_mb:.0f} MB",
            f"{first.largest_mb:.0f} MB",
            f"{first.together_mb:.0f} MB",
            f"{each.again.wall_s:.2f} s",
            f"{each.database_mb:.1f} MB",
            f"{each.originals_mb:.1f} MB",
            f"{each.judged_again.wall_s:.2f} s",
            f"{each.listed.wall_s:.2f} s",
        )

    return "## Years of files\n\n" + _table(columns, map(cells, results.imported))


def _starting(results: Results) -> str:
    rows = (
        (f"`stegvis {each.name}`", f"{each.wall_s * 1000:.0f} ms", f"{each.peak_mb:.0f} MB")
        for each in results.started
    )
    return "## Commands, from start to end\n\n" + _table(("command", "wall", "peak memory"), rows)


def _idling(results: Results) -> str:
    columns = ("on", "watched", "resident", "its share", "wakeups", "processor time", "threads")
    rows = (
        (
            each.name,
            f"{each.seconds:.0f} s",
            f"{each.rss_mb:.1f} MB",
            f"{each.pss_mb:.1f} MB",
            f"{each.wakeups_per_s:.2f} a second",
            f"{each.cpu_ms_per_min:.0f} ms a minute",
            str(each.threads),
        )
        for each in results.idle
    )
    return "## The service, idle\n\n" + _table(columns, rows)


def _listening(cost: Cost) -> str:
    columns = ("straps at 1 Hz", "watched", "values", "of one core", "resident")
    row = (
        str(STRAPS),
        f"{cost.seconds:.0f} s",
        str(cost.values),
        f"{cost.processor_percent:.2f} %",
        f"{cost.memory_mib:.1f} MiB",
    )
    return "## Bluetooth, listening\n\n" + _table(columns, iter([row]))


def _soaking(soaked: Sequence[Soaked]) -> str:
    columns = (
        "radio", "minutes", "seed", "faults", "recovered", "worst time", "after",
        "delivered", "heard", "garbage", "late", "not found again", "memory", "descriptors",
    )  # fmt: skip

    def cells(each: Soaked) -> tuple[str, ...]:
        found = each.found
        worst_s, after = max((max(times), name) for name, times in found.recovered_s.items())
        return (
            each.radio,
            f"{each.minutes:g}",
            str(each.seed),
            str(found.faults),
            "all",  # a soak ends with an error at the first that is not
            f"{worst_s:.1f} s",
            after,
            f"{found.delivered:,}",
            f"{found.heard:,}",
            str(found.dropped["garbage"]),
            str(found.dropped["late"]),
            str(found.unaccounted),
            f"{found.memory_mib[0]:.0f} to {found.memory_mib[-1]:.0f} MiB",
            f"{found.descriptors[0]} to {found.descriptors[-1]}",
        )

    return "## Bluetooth, faults without end\n\n" + _table(columns, map(cells, soaked))
