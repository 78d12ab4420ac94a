"""Kill the program at random moments of its weeks, and see that nothing is lost or said twice.

python -m tests.faults --kills 300 --seed 1
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.faults.campaign import run


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stegvis-faults-") as folder:
        sys.stdout.write(run(asked.kills, asked.seed, Path(folder)) + "\n")


if __name__ == "__main__":
    main()
