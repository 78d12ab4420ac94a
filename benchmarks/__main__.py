"""Run every benchmark and write docs/performance.md.

python -m benchmarks            half an hour, once other programs are installed
python -m benchmarks --quick    a few minutes; prints the page instead of writing it
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from benchmarks import decades, decoding, idle, imports, kept, listening, page, soak, starts
from benchmarks.results import Analysed, Results

PAGE = kept.ROOT / "docs" / "performance.md"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__.splitlines()[0]
    )
    parser.add_argument(
        "--quick", action="store_true", help="Fewer rounds and files; writes nothing."
    )
    quick = parser.parse_args().quick
    say("start of commands")
    started = starts.start_all(quick=quick)
    say("importing beside others")
    compared = imports.compare_all(quick=quick)
    say("years of files")
    imported, killed = decades.import_all(quick=quick), decades.kill_one()
    say("analysis")
    analysed = _analysis(2 if quick else 10)
    say("decoding beside others")
    decoded = decoding.decode_all(quick=quick)
    say("the service, idle")
    idling = idle.idle_all(quick=quick)
    say("Bluetooth, and its faults")
    heard, soaked = listening.listen_for(10 if quick else 60), soak.soak_all(quick=quick)
    text = page.write(
        Results(started, compared, imported, killed, analysed, decoded, idling, heard, soaked)
    )
    if quick:
        print(text)
    else:
        PAGE.write_text(text, encoding="utf-8")
        print(f"{PAGE} is written")


def say(what: str) -> None:
    print(what, flush=True)


def _analysis(years: int) -> Analysed:
    """Let the benchmark of the analysis speak for itself: it makes its own minutes."""
    command = [sys.executable, "-m", "benchmarks.analysis", str(years)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=kept.ROOT)
    whole, changed = (
        float(line.split(" ms")[0].split()[-1])
        for line in done.stdout.splitlines()
        if " ms" in line
    )
    return Analysed(years, whole / 1000, changed / 1000)


if __name__ == "__main__":
    main()
