"""The pages on devices are true: every kind is told of, and the worked example works."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from collector.sources.ble.kind import Advertisement, Kind
from collector.sources.ble.kinds.registry import KINDS, in_order

ROOT = Path(__file__).resolve().parents[5]
DEVICES = (ROOT / "docs" / "devices.md").read_text(encoding="utf-8")
ADDING = (ROOT / "docs" / "adding-a-device.md").read_text(encoding="utf-8")


def test_every_kind_has_its_section_and_its_row_and_no_section_is_of_nothing() -> None:
    names = {kind.name for kind in KINDS}
    assert set(re.findall(r"^### .*\(`(\w+)`\)$", DEVICES, re.MULTILINE)) == names
    assert set(re.findall(r"^\|.*\| `(\w+)` \|", DEVICES, re.MULTILINE)) == names


def test_the_page_on_devices_promises_steps_only_where_the_kind_offers_them() -> None:
    for promise, name in re.findall(
        r"^\|(?:[^|]*\|){3}([^|]*)\| `(\w+)` \|", DEVICES, re.MULTILINE
    ):
        kind = next(kind for kind in KINDS if kind.name == name)
        assert ("**counted**" in promise) == ("steps" in kind.offers), name


def blocks() -> tuple[str, str]:
    module, packets = re.findall(r"^```python\n(.*?)^```$", ADDING, re.MULTILINE | re.DOTALL)
    return module, packets


@pytest.fixture
def example() -> ModuleType:
    module = ModuleType("step_clip")
    exec(compile(blocks()[0], "adding-a-device.md", "exec"), vars(module))
    return module


def test_the_worked_example_is_a_kind_that_fits_among_the_others(example: ModuleType) -> None:
    assert isinstance(example.KIND, Kind)
    assert example.KIND in in_order((*KINDS, example.KIND))
    assert example.KIND.recognises(Advertisement("A", "StepClip 12"))
    assert not any(kind.recognises(Advertisement("A", "StepClip 12")) for kind in KINDS)


def test_the_worked_examples_own_tests_pass(tmp_path: Path) -> None:
    module, packets = blocks()
    (tmp_path / "step_clip.py").write_text(module, encoding="utf-8")
    tests = tmp_path / "test_step_clip.py"
    tests.write_text("from step_clip import KIND\n" + packets, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tests)],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{ROOT}:{tmp_path}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "6 passed" in done.stdout, done.stdout + done.stderr


def test_a_new_file_beside_the_kinds_is_found_by_itself(tmp_path: Path) -> None:
    (tmp_path / "step_clip.py").write_text(blocks()[0], encoding="utf-8")
    script = (
        "from collector.sources.ble import kinds\n"
        f"kinds.__path__.append({str(tmp_path)!r})\n"
        "from collector.sources.ble.kinds.registry import kind_named\n"
        "print(kind_named('step_clip').label)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "StepClip\n", done.stderr
