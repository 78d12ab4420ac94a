"""The page docs/performance.md: every budget, what was measured, and whether it is met."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime

from benchmarks import sections
from benchmarks.budgets import budgets
from benchmarks.results import Results

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

    make bench                              everything, half an hour; writes this page
    .venv/bin/python -m benchmarks --quick  a few minutes, on less; prints the page
    .venv/bin/python -m benchmarks.imports  one part alone: imports, decades, starts, idle
    .venv/bin/python -m benchmarks.decode FILE ...
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
again. A second listener on the bus counts what bluetoothd told: "not found again" is that \
less what was heard or counted as garbage or late. What "died with bluetoothd" left a strap and \
was not told by bluetoothd: it was on its way when that was killed or the adapter went.
"""


def write(results: Results) -> str:
    """Write the page."""
    head = _HEAD.format(
        when=datetime.now(UTC),
        cores=len(os.sched_getaffinity(0)),
        python=platform.python_version(),
    )
    parts = [
        _budgets(results),
        sections.decoding(results.decoded),
        sections.importing(results.compared),
        sections.years(results.imported),
        sections.starting(results.started),
        sections.idling(results.idle),
        sections.listening(results.listening),
        sections.soaking(results.soaked),
    ]
    return head + "\n".join(parts) + _HOW


def _budgets(results: Results) -> str:
    words = {True: "yes", False: "**no**", None: "not measured"}
    rows = (
        (each.what, each.promised, each.measured, words[each.met], f"`{each.part}`")
        for each in budgets(results)
    )
    return "## Budgets\n\n" + sections.table(("what", "budget", "measured", "met", "by"), rows)
