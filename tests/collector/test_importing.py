"""Imports of files made for the purpose: what is kept, what is derived, what is said of it."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from collector.crew import Crew, Died
from collector.encode.fit import encode
from collector.report import Outcome
from collector.run import DigestJob
from collector.sources import zips
from storage import people
from storage.records import Basis, FileStatus, ZoneRow
from tests.made.house import House
from tests.made.watch import Watch, at

Houses = Callable[..., House]

MONDAY = at("2026-03-09")
COUNTERS = [0] * 14 + [300 * step for step in range(1, 30)] + [8700] * 5


@pytest.fixture(scope="module")
def week(watch: Watch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week of monitoring in 21 files, a run in two forms, a damaged one and others."""
    root = tmp_path_factory.mktemp("watch")
    (root / "GARMIN/Monitor").mkdir(parents=True)
    (root / "GARMIN/Activity").mkdir()
    for day in range(7):
        files = watch.day(MONDAY + timedelta(days=day), COUNTERS, parts=3)
        for part, data in enumerate(files):
            (root / f"GARMIN/Monitor/M{day}{part}.FIT").write_bytes(data)
    run = watch.session(MONDAY + timedelta(hours=10), 900)
    (root / "GARMIN/Activity/run.fit").write_bytes(run)
    other = watch.session(MONDAY + timedelta(days=2, hours=10), 900)
    (root / "GARMIN/Activity/cut.fit").write_bytes(other[: len(other) * 2 // 3])
    (root / "GARMIN/Activity/noise.fit").write_bytes(b"no such thing")
    (root / "GARMIN/device.xml").write_text("<Device/>")
    return root


def test_a_mounted_watch_is_read_and_a_second_time_changes_nothing(
    house: Houses, week: Path
) -> None:
    home = house()
    report = home.take(week)
    assert report.counts[Outcome.NEW] == 22
    assert report.counts[Outcome.RESCUED] == 1
    assert report.counts[Outcome.REFUSED] == 1
    assert report.others == 1
    assert report.kinds == {"activity": 2, "monitoring_b": 21}
    assert report.exit_code == 1
    assert report.changed is not None
    assert [each.total_steps for each in home.days()] == [8700] * 7
    before = home.contents()

    again = home.take(week)
    assert again.counts[Outcome.KNOWN] == 24
    assert (again.changed, again.exit_code) == (None, 0)
    assert home.contents() == before


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_order_of_import_changes_a_number(house: Houses, week: Path, seed: int) -> None:
    whole, pieces = house(), house()
    whole.take(week)
    files = sorted(week.rglob("*.[fF][iI][tT]"))
    if seed == 1:
        files.reverse()
    else:
        random.Random(seed).shuffle(files)
    for some in _batches(files, 7):
        pieces.take(*some)
    assert pieces.numbers() == whole.numbers()
    assert _activities(pieces) == _activities(whole)


def _batches(files: list[Path], size: int) -> list[list[Path]]:
    return [files[start : start + size] for start in range(0, len(files), size)]


def _activities(home: House) -> list[str]:
    return home.contents()["activities"]


def test_workers_give_the_same_as_one_process(house: Houses, week: Path, watch: Watch) -> None:
    alone, many = house(), house()
    extra = week.parent / "more"
    extra.mkdir(exist_ok=True)
    for day in range(7, 150, 3):
        (data,) = watch.day(MONDAY + timedelta(days=day), COUNTERS)
        (extra / f"{day}.fit").write_bytes(data)
    alone.take(week, extra)
    many.take(week, extra, workers=2)
    assert many.contents() == alone.contents()
    assert multiprocessing.active_children() == []


IMPORT = """
import os
import signal
import sys
from pathlib import Path
from sqlalchemy import event
from collector.importing import import_paths
from storage import people
from storage.archive import Archive
from storage.database import open_database
from datetime import UTC, datetime

def main():
    root, url, die_at, *paths = sys.argv[1:]
    now = datetime(2026, 6, 1, tzinfo=UTC)
    engine = open_database(url, now=now)
    left = [int(die_at)]

    @event.listens_for(engine, "before_cursor_execute")
    def count(*_):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    with engine.begin() as connection:
        person = people.person_named(connection, None)
    import_paths([Path(each) for each in paths], engine=engine, archive=Archive(Path(root)),
                 person=person, now=now, workers=1 if int(die_at) else 2)

if __name__ == "__main__":
    main()
"""


def _program(
    home: House, tmp_path: Path, *paths: Path, die_at: int = 0, script: str = IMPORT
) -> subprocess.Popen[bytes]:
    program = tmp_path / "import_it.py"
    program.write_text(script)
    arguments = [str(home.root), home.url, str(die_at), *map(str, paths)]
    command = [sys.executable, str(program), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    return subprocess.Popen(command, env=environment)


def test_two_programs_importing_at_once_agree(house: Houses, week: Path, tmp_path: Path) -> None:
    whole, shared_house = house(), house()
    whole.take(week)
    programs = [
        _program(shared_house, tmp_path, week),
        _program(shared_house, tmp_path, week / "GARMIN/Monitor"),
    ]
    assert [each.wait(timeout=60) for each in programs] == [0, 0]
    assert shared_house.contents() == whole.contents()


def test_a_run_that_is_killed_is_simply_run_again(
    house: Houses, week: Path, tmp_path: Path
) -> None:
    """Killed, really, in front of one statement or another, each run going on from the last."""
    whole, killed = house(), house()
    whole.take(week)
    chance = random.Random(5)
    for _ in range(5):
        program = _program(killed, tmp_path, week, die_at=chance.randrange(6, 24))
        assert program.wait(timeout=60) == -signal.SIGKILL
    killed.take(week)
    assert killed.contents() == whole.contents()


def test_when_all_is_known_nothing_heavy_is_loaded(
    house: Houses, week: Path, tmp_path: Path
) -> None:
    home = house()
    home.take(week)
    script = IMPORT.replace("    main()", "    main()\n    sys.exit('numpy' in sys.modules)")
    assert _program(home, tmp_path, week, script=script).wait(timeout=60) == 0
    assert _program(house(), tmp_path, week, script=script).wait(timeout=60) == 1


@pytest.mark.parametrize("stop", ["archived", "catalogued", "half_derived"])
def test_stopping_between_two_steps_loses_and_doubles_nothing(
    house: Houses, week: Path, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    whole, stopped = house(), house()
    whole.take(week)
    places = {
        "archived": "collector.cataloguing._keep",
        "catalogued": "collector.importing.derive_touched",
        "half_derived": "collector.unfinished._finish",
    }
    with monkeypatch.context() as patch:
        patch.setattr(places[stop], _stop)
        with pytest.raises(KeyboardInterrupt):
            stopped.take(week)
    assert stopped.take(week).changed is not None
    assert stopped.contents() == whole.contents()
    assert stopped.take(week).changed is None


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]])
def test_a_file_that_grew_stands_for_its_shorter_selves(
    house: Houses, watch: Watch, tmp_path: Path, order: list[int]
) -> None:
    """A watch appends to the file of the day; each copy of it holds all that came before."""
    rows = [watch.walked(MONDAY + timedelta(minutes=10 * m), 50 * m) for m in range(1, 31)]
    forms = [watch.file(MONDAY, *rows[:until]) for until in (10, 20, 30)]
    home, fresh = house(), house()
    outcomes = []
    for number in order:
        path = tmp_path / f"{number}.fit"
        path.write_bytes(forms[number])
        outcomes += [each.outcome for each in home.take(path).files]
    fresh.take(tmp_path / "2.fit")
    assert home.numbers() == fresh.numbers()
    assert [each.total_steps for each in home.days()] == [1500]
    longest = order.index(2)
    assert outcomes[longest] is (Outcome.NEW if longest == 0 else Outcome.GREW)
    assert all(each is Outcome.KNOWN for each in outcomes[longest + 1 :])


def test_a_file_cut_at_any_byte_keeps_what_precedes_the_cut(
    house: Houses, watch: Watch, tmp_path: Path
) -> None:
    rows = [watch.walked(MONDAY + timedelta(minutes=5 * m), 50 * m) for m in range(1, 13)]
    whole = watch.file(MONDAY, *rows)
    reached = []
    for cut in range(0, len(whole), 17):
        home = house()
        path = tmp_path / f"{cut}.fit"
        path.write_bytes(whole[:cut])
        (outcome,) = home.take(path).files
        totals = [each.total_steps or 0 for each in home.days()]
        reached.append(sum(totals))
        assert outcome.outcome in {Outcome.RESCUED, Outcome.REFUSED}
        assert outcome.outcome is Outcome.RESCUED or home.days() == [], cut
        home.engine.dispose()
    assert reached == sorted(reached)
    assert set(reached) <= {50 * m for m in range(13)}
    assert reached[-1] >= 550


def test_a_damaged_copy_and_the_sound_file_are_one_recording(
    house: Houses, watch: Watch, tmp_path: Path
) -> None:
    whole = watch.session(MONDAY + timedelta(hours=9), 300)
    for name, data in (("cut", whole[:-40]), ("whole", whole)):
        (tmp_path / f"{name}.fit").write_bytes(data)
    first, second = house(), house()
    for name in ("cut", "whole"):
        first.take(tmp_path / f"{name}.fit")
    second.take(tmp_path / "whole.fit")
    second.take(tmp_path / "cut.fit")
    assert first.numbers() == second.numbers()
    assert first.contents()["files"] == second.contents()["files"]


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def test_an_account_export_with_zips_inside_is_read_as_the_files_themselves(
    house: Houses, week: Path, tmp_path: Path
) -> None:
    inside = {f"me_{path.name}": path.read_bytes() for path in sorted(week.rglob("*.FIT"))}
    names = list(inside)
    half = {name: inside[name] for name in names[:12]}
    rest = {name: inside[name] for name in names[12:]} | {"readme.txt": b"hello"}
    folder = "DI_CONNECT/DI-Connect-Uploaded-Files"
    export = packed(
        {
            f"{folder}/UploadedFiles_0-_Part1.zip": packed(half),
            f"{folder}/UploadedFiles_0-_Part2.ZIP": packed(rest, zipfile.ZIP_STORED),
            "DI_CONNECT/DI-Connect-Wellness/UDSFile.json": b"{}",
        }
    )
    (tmp_path / "export.zip").write_bytes(export)
    zipped, plain = house(), house()
    report = zipped.take(tmp_path / "export.zip")
    plain.take(week / "GARMIN/Monitor")
    assert (report.counts[Outcome.NEW], report.others, report.exit_code) == (21, 2, 0)
    assert zipped.numbers() == plain.numbers()


def bomb() -> bytes:
    return packed({"zeros.fit": bytes(40 * 2**20)})


def encrypted() -> bytes:
    data = bytearray(packed({"a.fit": b"x" * 50}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def deep() -> bytes:
    data = packed({"a.fit": b"x"})
    for level in range(zips.DEEPEST):
        data = packed({f"{level}.zip": data})
    return data


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (bomb, "bomb"),
        (encrypted, "encrypted"),
        (deep, "deep"),
        (lambda: packed({"../../outside.fit": b"x"}), "names"),
        (lambda: packed({"a\x1b[2Jb.fit": b"x"}), "names"),
        (lambda: packed({"a.fit": b"x" * 500})[:-30], "damaged"),
        (lambda: b"PK\x03\x04 and no more", "damaged"),
    ],
)
def test_a_hostile_zip_is_one_refused_line_and_the_run_goes_on(
    house: Houses, watch: Watch, tmp_path: Path, make: Callable[[], bytes], word: str
) -> None:
    (tmp_path / "a.zip").write_bytes(make())
    (data,) = watch.day(MONDAY, COUNTERS)
    (tmp_path / "b.fit").write_bytes(data)
    report = house().take(tmp_path)
    refused = [each for each in report.files if each.outcome is Outcome.REFUSED]
    assert [word in each.sentence for each in refused] == [True]
    assert refused[0].sentence.count(". ") <= 1
    assert report.counts[Outcome.NEW] == 1
    assert report.exit_code == 1


def test_an_archive_that_holds_too_much_is_left_at_the_limit(
    house: Houses, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{n}.fit": watch.file(MONDAY + timedelta(hours=n)) for n in range(5)}
    (tmp_path / "a.zip").write_bytes(packed(files))
    monkeypatch.setattr(zips._Budget, "__init__", _poor)
    report = house().take(tmp_path / "a.zip")
    assert [each.outcome for each in report.files].count(Outcome.REFUSED) == 1
    assert len(report.files) == 4


def _poor(budget: zips._Budget) -> None:
    budget.left, budget.members = 10**9, 3


@pytest.mark.parametrize("wrap", [gzip.compress, lambda data: packed({"x.fit": data})])
def test_a_fit_file_in_a_wrapping_is_the_fit_file(
    house: Houses, watch: Watch, tmp_path: Path, wrap: Callable[[bytes], bytes]
) -> None:
    (data,) = watch.day(MONDAY, COUNTERS)
    (tmp_path / "a.fit").write_bytes(data)
    (tmp_path / "b.fit").write_bytes(wrap(data))
    report = house().take(tmp_path)
    assert (report.counts[Outcome.NEW], report.counts[Outcome.KNOWN]) == (1, 1)


def test_a_refused_file_is_set_apart_with_a_note(house: Houses, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0 a picture")
    home = house()
    report = home.take(tmp_path / "photo.jpg")
    (refused,) = report.files
    assert (refused.outcome, refused.status) == (Outcome.REFUSED, FileStatus.REFUSED)
    copy, note = sorted((home.root / "quarantine").glob("*.*t"))
    assert copy.read_bytes() == b"\xff\xd8\xff\xe0 a picture"
    assert note.read_text().startswith(str(tmp_path / "photo.jpg"))
    assert (copy.stat().st_mode & 0o777, note.stat().st_mode & 0o777) == (0o600, 0o600)
    assert home.take(tmp_path / "photo.jpg").counts[Outcome.KNOWN] == 1


def test_files_that_cannot_be_read_are_a_line_each(
    house: Houses, watch: Watch, tmp_path: Path
) -> None:
    folder = tmp_path / "watch"
    folder.mkdir()
    (folder / "around").symlink_to(folder)
    (folder / "self.fit").symlink_to(folder / "self.fit")
    (folder / "gone.fit").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.fit")
    (data,) = watch.day(MONDAY, COUNTERS)
    (folder / "good.fit").write_bytes(data)
    report = house().take(folder, tmp_path / "missing.fit")
    assert report.counts[Outcome.REFUSED] == 5
    assert report.counts[Outcome.NEW] == 1
    assert all(each.sentence for each in report.files if each.outcome is Outcome.REFUSED)


def test_nothing_at_all_to_read_is_an_error(house: Houses, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    report = house().take(tmp_path)
    assert (report.files, report.others, report.exit_code) == ((), 1, 3)
    assert str(report).startswith("No FIT files were found.")


def test_a_workout_is_foreign_and_fine(house: Houses, watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "w.fit").write_bytes(encode([watch.file_id(5, MONDAY)]))
    report = house().take(tmp_path)
    assert (report.counts[Outcome.FOREIGN], report.exit_code) == (1, 0)


def test_a_report_can_be_written_as_json(house: Houses, week: Path) -> None:
    said = json.loads(json.dumps(house().take(week).to_json()))
    assert said["counts"]["new"] == 22
    assert said["kinds"] == {"activity": 2, "monitoring_b": 21}
    damaged = next(each for each in said["files"] if each["outcome"] == "rescued")
    assert damaged["offset"] > 0
    assert said["changed"] == ["2026-03-08", "2026-03-16"]


def test_days_away_are_recorded_as_observed(house: Houses, watch: Watch, tmp_path: Path) -> None:
    home = house("Europe/Stockholm")
    offsets = [60, 60, 7 * 60, 7 * 60, 60]
    for number, offset_min in enumerate(offsets):
        midnight = MONDAY + timedelta(days=number, minutes=-offset_min)
        (data,) = watch.day(midnight, COUNTERS, offset_min=offset_min)
        (tmp_path / f"{number}.fit").write_bytes(data)
    home.take(tmp_path)
    with home.engine.connect() as conn:
        rows = people.zone_rows(conn, home.person.id)
    assert [row for row in rows if row.basis is Basis.OBSERVED] == [
        ZoneRow(date(2026, 3, 11), "UTC+07:00", Basis.OBSERVED),
        ZoneRow(date(2026, 3, 13), "Europe/Stockholm", Basis.OBSERVED),
    ]
    assert [each.total_steps for each in home.days()] == [8700] * 5


def test_a_file_that_ends_its_reader_is_refused_and_its_neighbours_are_read(
    house: Houses, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        (data,) = watch.day(MONDAY + timedelta(days=number), COUNTERS)
        (tmp_path / f"{number}.fit").write_bytes(data)

    def run(_crew: Crew, work: Any, jobs: Any, split: Any) -> Any:
        for piece in itertools.chain.from_iterable(map(split, jobs)):
            names = [each.name for each in piece.originals] if isinstance(piece, DigestJob) else []
            guilty = any(name.endswith("1.fit") for name in names)
            yield piece, Died() if guilty else work(piece)

    monkeypatch.setattr(Crew, "run", run)
    report = house().take(tmp_path)
    assert [each.outcome for each in report.files] == [Outcome.NEW, Outcome.REFUSED, Outcome.NEW]
    assert "ended the reading process" in report.files[1].sentence


def test_now_has_to_know_its_zone(house: Houses, tmp_path: Path) -> None:
    home = house()
    home.now = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        home.take(tmp_path)
    assert home.now.replace(tzinfo=UTC).tzinfo is UTC
