"""A household on a small disk of its own that is in trouble; what is left is copied out."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.made.needs import missing

FULL = 'head -c 80m /dev/zero > "$PLACE/filler" 2> /dev/null'
READ_ONLY = 'mount -o remount,ro "$PLACE"'

_SCRIPT = """
mount -t tmpfs -o size=40m none "$PLACE" && cp -a "$DATA" "$PLACE/data" || exit 99
{trouble}
"$@"
code=$?
rm -f "$PLACE/filler"
cp -a "$PLACE/data" "$AFTER"
exit $code
"""


def needs_worlds() -> None:
    """Skip where a test may have no mounts and users of its own."""
    if not shutil.which("unshare") or subprocess.call(["unshare", "-rm", "true"]):
        missing("this system lets nobody make a world of its own for a test")


def in_trouble(
    trouble: str,
    command: Sequence[str],
    *,
    data: Path,
    place: Path,
    after: Path,
    environment: dict[str, str],
) -> subprocess.CompletedProcess[str]:
    """Run a command on ``place/data``, a copy of ``data``; what it left is in ``after``."""
    needs_worlds()
    place.mkdir()
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", _SCRIPT.format(trouble=trouble), "sh", *command],
        env={**environment, "PLACE": str(place), "DATA": str(data), "AFTER": str(after)},
        capture_output=True,
        text=True,
        check=False,
    )
