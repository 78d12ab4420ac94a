"""Units: what systemd itself says of them, and that writing them loses nobody's changes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from service.units.examples import examples
from service.units.filling import (
    SYSTEM_DATA,
    Installation,
    UnitError,
    filled,
    starting,
    unit_names,
)
from service.units.installing import commands_after
from service.units.writing import planned, write

ROOT = Path(__file__).resolve().parents[3]
HERE = Installation(command=Path("/bin/true"), data=SYSTEM_DATA)
ELSEWHERE = replace(
    HERE,
    data=Path("/home/åke/my data"),
    user="kim",
    writable=(Path("/media/disk"),),
    bluetooth_group=False,
    database_on_server=True,
)
MINE = replace(ELSEWHERE, system=False)
SERVICES = [name for name in examples() if name.endswith(".service")]


def analyze(*words: str | Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed")
    return subprocess.run(
        [program, "--no-pager", *words], capture_output=True, text=True, check=False
    )


def written(folder: Path, installation: Installation) -> Sequence[Path]:
    names = {name for timer in (False, True) for name in unit_names(installation, timer=timer)}
    for name in names:
        (folder / name).write_text(filled(name, installation), encoding="utf-8")
    return sorted(path for path in folder.iterdir() if path.suffix in {".service", ".timer"})


def test_the_folder_systemd_shows_what_is_installed() -> None:
    there = {path.name: path.read_text("utf-8") for path in (ROOT / "systemd").iterdir()}
    assert there == examples(), "python -m service.units.examples writes them again"


@pytest.mark.parametrize("installation", [HERE, ELSEWHERE], ids=["usual", "elsewhere"])
def test_systemd_finds_no_fault(installation: Installation, tmp_path: Path) -> None:
    done = analyze("verify", *written(tmp_path, installation))
    assert done.returncode == 0, done.stderr
    assert not done.stderr


def test_systemd_finds_no_fault_in_units_of_a_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    done = analyze("--user", "verify", *written(tmp_path, MINE))
    assert done.returncode == 0, done.stderr
    assert not done.stderr


@pytest.mark.parametrize("installation", [HERE, ELSEWHERE], ids=["usual", "elsewhere"])
@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_exposed_little(
    name: str, installation: Installation, tmp_path: Path
) -> None:
    unit = tmp_path / name
    unit.write_text(filled(name, installation), encoding="utf-8")
    done = analyze("security", "--offline=true", "--threshold=20", unit)
    assert done.returncode == 0, done.stdout


def test_an_unhardened_unit_would_be_noticed(tmp_path: Path) -> None:
    unit = tmp_path / "bare.service"
    unit.write_text("[Service]\nExecStart=/bin/true\n", encoding="utf-8")
    assert analyze("security", "--offline=true", "--threshold=20", unit).returncode != 0


@pytest.mark.parametrize("name", [name for name in examples() if name.endswith(".timer")])
def test_a_timer_says_a_moment_systemd_knows_and_never_between_two_and_three(name: str) -> None:
    (when,) = re.findall(r"^OnCalendar=(.+)$", examples()[name], re.MULTILINE)
    done = analyze("calendar", when)
    assert done.returncode == 0, done.stderr
    assert "02:" not in when


def test_every_kept_line_is_free_of_marks() -> None:
    for installation in (HERE, ELSEWHERE, MINE):
        for timer in (False, True):
            for name in unit_names(installation, timer=timer):
                text = filled(name, installation)
                assert not re.search(r"^\?|@[A-Z_]+@", text, re.MULTILINE), name


def test_what_only_root_may_do_is_not_asked_of_a_users_systemd() -> None:
    text = filled("stegvis.service", MINE)
    for word in ("User=", "Protect", "Private", "CapabilityBoundingSet", "LoadCredential"):
        assert not re.search(f"^{word}", text, re.MULTILINE), word
    assert "MemoryDenyWriteExecute=yes" in text


def test_data_elsewhere_is_made_writable_and_a_missing_disk_stops_nothing() -> None:
    text = filled("stegvis.service", ELSEWHERE)
    assert 'ReadWritePaths="/home/åke/my data" -/media/disk' in text
    assert "ProtectHome=read-only" in text
    assert "StateDirectory" not in text
    assert "SupplementaryGroups" not in text


@pytest.mark.parametrize("bad", ["/opt/100%/stegvis", '/opt/"/x', "/opt/$x", "relative", "/a\nb"])
def test_a_path_systemd_would_misread_is_refused(bad: str) -> None:
    with pytest.raises(UnitError, match="misread"):
        filled("stegvis.service", replace(HERE, command=Path(bad)))


def test_a_user_that_is_none_is_refused() -> None:
    with pytest.raises(UnitError, match="user"):
        filled("stegvis.service", replace(HERE, user="kim\nUser=root"))


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(UnitError, match="backup_at"):
        filled("stegvis-backup.timer", replace(HERE, backup_at="3 pm"))


def test_a_rule_of_udev_is_made_of_matches_and_assignments() -> None:
    lines = examples()["70-stegvis-watch.rules"].splitlines()
    (rule,) = (line for line in lines if not line.startswith("#"))
    part = re.compile(r'[A-Z]+(\{\w+\})?([!=]=|\+=)"[^"]*"')
    assert all(part.fullmatch(each) for each in rule.split(", "))
    assert "stegvis-watch@%k.service" in rule


def test_the_commands_start_what_was_written() -> None:
    for timer in (False, True):
        names = unit_names(HERE, timer=timer)
        assert set(starting(timer=timer)) <= set(names)
        assert ("systemctl", "enable", "--now", *starting(timer=timer)) in commands_after(
            HERE, timer=timer
        )
    assert any("enable-linger" in words for words in commands_after(MINE, timer=False))


def test_the_readme_installs_what_the_units_say_in_five_lines() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    lines = readme.partition("## Run it all the time")[2].split("```")[1].splitlines()[1:]
    assert len(lines) <= 5
    unit = examples()["stegvis.service"]
    program, data = "/opt/stegvis/bin/stegvis", "--data /var/lib/stegvis"
    assert f"ExecStart={program} {data} run" in unit
    assert f"sudo {program} install-service --now" in lines
    assert f"sudo -u stegvis {program} {data} init" in lines
    assert "User=stegvis" in unit


def test_the_walls_only_systemd_puts_up_are_tried_under_a_running_one() -> None:
    source = (ROOT / "tests" / "made" / "confined.py").read_text("utf-8")
    tried = Path(__file__).with_name("test_systemd.py").read_text("utf-8")
    listed = source.partition("NOT_PUT_UP = frozenset(")[2].partition(")")[0]
    walls = {"DevicePolicy", "KeyringMode", "LoadCredential", "LockPersonality", "RemoveIPC",
             "RestrictRealtime", "RestrictSUIDSGID", "SystemCallArchitectures"}  # fmt: skip
    for wall in walls:
        assert f'"{wall}"' in listed
        assert wall in tried


def install(data: Path, *words: str, code: int = 0) -> str:
    program = Path(sys.executable).with_name("stegvis")
    done = subprocess.run(
        [program, "--data", data, "install-service", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_installing_twice_changes_nothing_and_says_what_comes_next(tmp_path: Path) -> None:
    image = tmp_path / "image"
    said = install(tmp_path / "data", "--root", str(image))
    assert "systemctl enable --now stegvis.service" in said
    units = sorted(path for path in image.rglob("*") if path.is_file())
    assert image / "etc/systemd/system/stegvis.service" in units
    assert any(f"--data {tmp_path}/data run" in unit.read_text("utf-8") for unit in units)
    before = [(path, path.stat().st_mtime_ns) for path in units]
    assert "unchanged" in install(tmp_path / "data", "--root", str(image))
    assert before == [(path, path.stat().st_mtime_ns) for path in units]


@pytest.mark.parametrize(("first", "then"), [([], ["--timer"]), (["--timer"], [])])
def test_the_other_way_to_run_it_ends_before_this_one_begins(
    tmp_path: Path, first: Sequence[str], then: Sequence[str]
) -> None:
    root = ["--root", str(tmp_path / "image")]
    assert "disable" not in install(tmp_path / "data", *root, *first)
    said = install(tmp_path / "data", *root, *then)
    names = " ".join(starting(timer="--timer" in first))
    end, begin = said.index(f"disable --now {names}"), said.index("enable --now")
    assert end < begin


def test_a_changed_unit_is_shown_and_left_alone_until_forced(tmp_path: Path) -> None:
    image = tmp_path / "image"
    install(tmp_path / "data", "--root", str(image))
    unit = image / "etc/systemd/system/stegvis.service"
    unit.write_text(unit.read_text("utf-8").replace("Nice=5", "Nice=19"), encoding="utf-8")
    watch = image / "etc/systemd/system/stegvis-watch@.service"
    watch.unlink()
    said = install(tmp_path / "data", "--root", str(image), code=1)
    assert "-Nice=19" in said
    assert "+Nice=5" in said
    assert not watch.exists()
    install(tmp_path / "data", "--root", str(image), "--force")
    assert "Nice=5\n" in unit.read_text("utf-8")
    assert watch.exists()


def test_a_dry_run_shows_everything_and_writes_nothing(tmp_path: Path) -> None:
    image = tmp_path / "image"
    said = install(tmp_path / "data", "--root", str(image), "--dry-run", "--timer")
    assert "OnCalendar=*:0/5" in said
    assert not image.exists()


def test_folders_the_settings_name_are_writable_to_the_service(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    settings = '[inbox]\nfolder = "/srv/inbox"\n[schedule]\nbackup_at = "04:10"\n'
    (data / "stegvis.toml").write_text(settings, encoding="utf-8")
    said = install(data, "--dry-run", "--timer")
    assert "-/srv/inbox" in said
    assert "OnCalendar=*-*-* 04:10:00" in said


def test_a_folder_that_cannot_be_written_is_an_advice(tmp_path: Path) -> None:
    (tmp_path / "etc").write_text("a file where a folder should be", encoding="utf-8")
    files = planned(HERE, timer=False, root=tmp_path / "image", user_units=tmp_path)
    write(files)
    blocked = planned(HERE, timer=False, root=tmp_path / "blocked", user_units=tmp_path)
    (tmp_path / "blocked").write_text("", encoding="utf-8")
    with pytest.raises(UnitError, match="sudo"):
        write(blocked)
