"""The tables of the page about performance, one for each part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks import imports
from benchmarks.decades import Imported
from benchmarks.decoding import Decoded
from benchmarks.idle import Idle
from benchmarks.imports import Compared
from benchmarks.listening import STRAPS, Cost
from benchmarks.soak import Soaked
from benchmarks.starts import Started


def table(columns: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def decoding(decoded: Sequence[Decoded]) -> str:
    names = ("ours", "fitfast", "pyfitparsernative", "fitdecode", "fitparse")

    def cells(each: Decoded) -> Iterator[str]:
        yield each.what
        for name in names:
            seconds = each.seconds.get(name)
            if seconds is None:
                yield "left out"
            else:
                yield f"{seconds * 1000:,.2f} ms ({seconds / each.seconds['ours']:,.1f} x)"

    rows = (tuple(cells(each)) for each in decoded)
    return "## Decoding, processor time\n\n" + table(("file", *names), rows)


def importing(compared: Sequence[Compared]) -> str:
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

    rows = (tuple(cells(each)) for each in compared)
    return "## Importing all-day files, wall time (processor time)\n\n" + table(
        ("files", *names), rows
    )


def years(imported: Sequence[Imported]) -> str:
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

    return "## Years of files\n\n" + table(columns, map(cells, imported))


def starting(started: Sequence[Started]) -> str:
    rows = (
        (f"`stegvis {each.name}`", f"{each.wall_s * 1000:.0f} ms", f"{each.peak_mb:.0f} MB")
        for each in started
    )
    return "## Commands, from start to end\n\n" + table(("command", "wall", "peak memory"), rows)


def idling(idle: Sequence[Idle]) -> str:
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
        for each in idle
    )
    return "## The service, idle\n\n" + table(columns, rows)


def listening(cost: Cost) -> str:
    columns = ("straps at 1 Hz", "watched", "values", "of one core", "resident")
    row = (
        str(STRAPS),
        f"{cost.seconds:.0f} s",
        str(cost.values),
        f"{cost.processor_percent:.2f} %",
        f"{cost.memory_mib:.1f} MiB",
    )
    return "## Bluetooth, listening\n\n" + table(columns, iter([row]))


def soaking(soaked: Sequence[Soaked]) -> str:
    columns = (
        "radio", "minutes", "seed", "faults", "recovered", "worst time", "after",
        "sent", "died with bluetoothd", "told by it", "heard", "garbage", "late",
        "not found again", "memory", "descriptors",
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
            str(found.died_with_bluetoothd),
            f"{found.told:,}",
            f"{found.heard:,}",
            str(found.dropped["garbage"]),
            str(found.dropped["late"]),
            str(found.unaccounted),
            f"{found.memory_mib[0]:.0f} to {found.memory_mib[-1]:.0f} MiB",
            f"{found.descriptors[0]} to {found.descriptors[-1]}",
        )

    return "## Bluetooth, faults without end\n\n" + table(columns, map(cells, soaked))
