"""Kill the program at random moments of its weeks, and see that nothing is lost or said twice.

python -m tests.faults --kills 300 --seed 1
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor

from tests.faults.checking import Account, one_household

#: A household for each so many kills, two at a time.
_KILLS_EACH = 150


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    sys.stdout.write(report(_households(asked.kills, asked.seed)) + "\n")


def report(found: Account) -> str:
    lines = [f"{found.stages.total()} kills in {found.looks} looks", "        by commands"]
    lines += [f"  {found.stages[s]:4} {found.by_commands[s]:4}  {s}" for s in found.stages]
    lines += ["the ledger:"]
    counts = {**dict(sorted(found.states.items())), **found.owner}
    lines += [f"  {count:4} {state}" for state, count in counts.items()]
    lines += ["nothing missing, nothing twice, every reading there, every copy whole"]
    return "\n".join(lines)


def _households(kills: int, seed: int) -> Account:
    parts = [min(_KILLS_EACH, kills - begun) for begun in range(0, kills, _KILLS_EACH)]
    seeds = [1000 * seed + number for number in range(len(parts))]
    together = Account()
    # Fresh processes: one that forks may have no threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as lanes:
        for each in lanes.map(one_household, parts, seeds):
            together.add(each)
    return together


if __name__ == "__main__":
    main()
