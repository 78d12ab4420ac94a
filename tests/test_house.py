"""Promises of the whole house: its doors, its names, and that importing it does nothing."""

from __future__ import annotations

import importlib.metadata
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("analyzer", "collector", "config", "service", "storage")

IMPORT_ALL = """
import importlib, logging, os, pathlib, pkgutil, socket, sys, threading
def refuse(*a, **k): raise AssertionError("network at import")
socket.socket.connect = refuse
before = set(pathlib.Path().rglob("*"))
for room in {rooms!r}:
    package = importlib.import_module(room)
    for module in pkgutil.walk_packages(package.__path__, room + "."):
        if ".versions." not in module.name and not module.name.endswith("migrations.env"):
            importlib.import_module(module.name)
assert threading.active_count() == 1, threading.enumerate()
assert not logging.getLogger().handlers, logging.getLogger().handlers
assert set(pathlib.Path().rglob("*")) == before
"""


def test_importing_every_module_writes_starts_and_asks_nothing(tmp_path: Path) -> None:
    script = IMPORT_ALL.format(rooms=ROOMS)
    done = subprocess.run(
        [sys.executable, "-B", "-c", script],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_doors_between_rooms_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_part_of_storage_but_its_values_is_closed_to_the_analyzer() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (closed,) = (
        set(contract["forbidden_modules"])
        for contract in project["tool"]["importlinter"]["contracts"]
        if contract["type"] == "forbidden"
    )
    there = {f"storage.{path.stem}" for path in (ROOT / "storage").glob("*.py")}
    there.add("storage.tables")  # a folder of them; closed with all that is in it
    assert closed == there - {"storage.__init__", "storage.records", "storage.told"}


@pytest.mark.parametrize("room", ROOMS)
def test_each_import_name_is_ours_alone(room: str) -> None:
    owners = importlib.metadata.packages_distributions().get(room, [])
    assert set(owners) <= {"stegvis"}, f"{room} is also provided by {owners}"


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_says_what_it_is_for(room: str) -> None:
    for info in pkgutil.walk_packages([str(ROOT / room)], f"{room}."):
        path = ROOT.joinpath(*info.name.split("."))
        file = path / "__init__.py" if info.ispkg else path.with_suffix(".py")
        assert file.read_text(encoding="utf-8").lstrip().startswith(('"""', 'r"""')), file


def test_help_answers_without_heavy_imports() -> None:
    script = (
        "import sys\nfrom service.cli import cli\n"
        "try:\n    cli.main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'sqlalchemy', 'pydantic', 'matplotlib', 'babel', 'jinja2', 'typst'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
