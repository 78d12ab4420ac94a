"""Other programs, each from its wheel in an environment of its own, kept between runs.

They are never installed beside ours: what they need would change what is measured.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.kept import cache

#: What is compared, as pip names it. Versions are pinned where a budget speaks of one.
FITFAST = "fitfast"
GRAFIT = "grafit==1.47.0"
GARMINDB = "garmindb==3.7.0"

_READY = "ready"


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment with one program and what it needs."""

    folder: Path

    @property
    def python(self) -> str:
        return str(self.folder / "bin" / "python")

    def program(self, name: str) -> list[str]:
        """Give the command that runs a script of this environment."""
        return [self.python, str(self.folder / "bin" / name)]

    def version(self, package: str) -> str:
        asked = f"import importlib.metadata as m; print(m.version({package!r}))"
        done = subprocess.run(
            [self.python, "-c", asked], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()


def environment(requirement: str) -> Environment | None:
    """Give the environment of a program, made when first needed; None where it cannot be had."""
    folder = (
        cache() / "environments" / f"{requirement}-py{sys.version_info[0]}{sys.version_info[1]}"
    )
    ready = folder / _READY
    if not ready.exists():
        shutil.rmtree(folder, ignore_errors=True)
        print(f"  installing {requirement}", flush=True)
        trouble = _made(folder, requirement)
        if trouble:
            print(f"  SKIPPED: {requirement} cannot be had ({trouble})", flush=True)
            return None
        ready.write_text(json.dumps(requirement))
    return Environment(folder)


def _made(folder: Path, requirement: str) -> str:
    """Install into a new environment; give the last line of what went wrong, if anything did."""
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    steps = [
        [sys.executable, "-m", "venv", str(folder)],
        [str(folder / "bin" / "python"), *install, "--only-binary", ":all:", requirement],
    ]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
            return lines[-1]
    return ""
