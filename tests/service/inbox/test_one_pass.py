from __future__ import annotations

import io
import os
import shutil
import tempfile
import threading
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from config.errors import StegvisError
from service.inbox.outcome import INBOX, Everything
from storage import unjudged
from storage.records import FileStatus
from tests.made.needs import missing

from .conftest import Lived, recording


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.fit", data)
    return buffer.getvalue()


def test_a_recording_is_read_and_filed_under_its_month(lived: Lived) -> None:
    (lived.inbox / "ride.fit").write_bytes(recording())
    done = lived.once()
    assert [(each.name, each.outcome) for each in done.filed] == [("ride.fit", "new")]
    assert lived.lying() == [f"{lived.month()}/ride.fit"]
    assert [row.status for row in lived.known()] == [FileStatus.WHOLE]
    assert lived.once().filed == ()


def test_a_refused_file_has_a_note_that_says_what_and_what_to_do(lived: Lived) -> None:
    (lived.inbox / "ride.fit").write_bytes(b"<html>please log in</html>")
    done = lived.once()
    assert lived.lying() == ["refused/ride.fit", "refused/ride.fit.txt"]
    note = (lived.inbox / "refused" / "ride.fit.txt").read_text()
    assert "ride.fit" in note
    assert "a web page" in note
    assert "download it again" in note
    assert done.filed[0].outcome == "refused"


def test_a_refused_file_and_its_copy_in_the_quarantine_are_one(lived: Lived) -> None:
    (lived.inbox / "ride.fit").write_bytes(b"nonsense")
    lived.once()
    (copy,) = (lived.home.data / "quarantine").glob("*.fit")
    assert copy.samefile(lived.inbox / "refused" / "ride.fit")


def test_what_was_refused_once_is_refused_again_and_overwrites_nothing(lived: Lived) -> None:
    for content in (b"nonsense", b"nonsense", b"other nonsense"):
        (lived.inbox / "ride.fit").write_bytes(content)
        lived.once()
    names = ("ride-2.fit", "ride-2.fit.txt", "ride-3.fit", "ride-3.fit.txt", "ride.fit")
    assert lived.lying() == [f"refused/{name}" for name in (*names, "ride.fit.txt")]
    assert (lived.inbox / "refused" / "ride-3.fit").read_bytes() == b"other nonsense"


def test_a_refused_text_file_does_not_lose_to_anothers_note(lived: Lived) -> None:
    (lived.inbox / "a.fit.txt").write_bytes(b"shopping list")
    lived.once()
    (lived.inbox / "a.fit").write_bytes(b"nonsense")
    lived.once()
    refused = lived.inbox / "refused"
    assert (refused / "a.fit.txt").read_bytes() == b"shopping list"
    assert "No FIT header" in (refused / "a-2.fit.txt").read_text()


def test_the_same_name_with_other_contents_gets_a_number(lived: Lived) -> None:
    for number in range(3):
        (lived.inbox / "ride.fit").write_bytes(recording(number))
        lived.once()
    names = [f"{lived.month()}/{name}" for name in ("ride-2.fit", "ride-3.fit", "ride.fit")]
    assert lived.lying() == names
    assert (lived.inbox / names[1]).read_bytes() == recording(2)


def test_a_folder_dropped_in_whole_keeps_its_order(lived: Lived, tmp_path: Path) -> None:
    garmin = tmp_path / "GARMIN"
    (garmin / "Activity").mkdir(parents=True)
    (garmin / "Activity" / "a.FIT").write_bytes(recording())
    (garmin / "GarminDevice.xml").write_bytes(b"<Device/>")
    (garmin / "all.zip").write_bytes(zipped(one=recording(1), two=recording(2)))
    shutil.copytree(garmin, lived.inbox / "GARMIN")
    done = lived.once()
    kept = ("Activity/a.FIT", "GarminDevice.xml", "all.zip")
    assert lived.lying() == [f"{lived.month()}/GARMIN/{name}" for name in kept]
    assert len(lived.known()) == 3
    assert not any(each.sentence for each in done.filed)


def test_a_zip_is_refused_for_what_is_damaged_in_it_and_the_rest_is_read(lived: Lived) -> None:
    (lived.inbox / "all.zip").write_bytes(zipped(good=recording(), bad=b"nonsense"))
    lived.once()
    note = (lived.inbox / "refused" / "all.zip.txt").read_text()
    assert "all.zip/bad.fit: No FIT header" in note
    assert "The other 1 inside were read." in note
    assert FileStatus.WHOLE in {row.status for row in lived.known()}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("cut.zip", zipped(one=recording())[:200], "damaged or cut short"),
        ("empty.zip", zipped(), "holds no FIT files"),
        ("photo.jpg", b"\xff\xd8\xff", "no FIT file and no zip"),
        ("track.gpx", b"<?xml?><gpx></gpx>", "a GPX track"),
        ("empty.fit", b"", "The file is empty"),
    ],
)
def test_what_is_of_no_use_is_told(lived: Lived, name: str, content: bytes, says: str) -> None:
    (lived.inbox / name).write_bytes(content)
    lived.once()
    assert says in (lived.inbox / "refused" / f"{name}.txt").read_text()
    assert (lived.inbox / "refused" / name).read_bytes() == content


def test_links_and_pipes_are_not_followed(lived: Lived, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (lived.inbox / "link.fit").symlink_to(tmp_path / "secret")
    os.mkfifo(lived.inbox / "pipe.fit")
    lived.once()
    assert not list((lived.home.data / "quarantine").glob("*"))
    refused = lived.inbox / "refused"
    assert "is a link or no file" in (refused / "link.fit.txt").read_text()
    assert "is a link or no file" in (refused / "pipe.fit.txt").read_text()
    assert (tmp_path / "secret").exists()


def test_a_file_somebody_writes_to_waits_however_slow_they_are(lived: Lived) -> None:
    data = recording()
    with (lived.inbox / "ride.fit").open("wb") as slow:
        slow.write(data[:500])
        slow.flush()
        assert lived.once().unsettled == 1
        slow.write(data[500:])
    lived.once()
    assert [row.status for row in lived.known()] == [FileStatus.WHOLE]
    assert lived.lying() == [f"{lived.month()}/ride.fit"]


def test_a_file_that_grows_between_two_looks_waits(lived: Lived) -> None:
    file = lived.inbox / "ride.fit"
    data = recording()
    file.write_bytes(data[:500])
    ahead = lived.home.now().timestamp() + 3_600
    os.utime(file, (ahead, ahead))  # a share whose clock is an hour ahead

    def other_host(_seconds: float) -> None:
        file.write_bytes(data)
        os.utime(file, (ahead + 1, ahead + 1))

    assert lived.once(wait=other_host).unsettled == 1
    assert file.exists()
    lived.once()
    assert [row.status for row in lived.known()] == [FileStatus.WHOLE]


def test_one_pass_at_a_time_moves_files(lived: Lived) -> None:
    (lived.inbox / "ride.fit").write_bytes(recording())
    ahead = lived.home.now().timestamp() + 3_600
    os.utime(lived.inbox / "ride.fit", (ahead, ahead))
    told: list[Everything] = []

    def meanwhile(_seconds: float) -> None:
        other = threading.Thread(target=lambda: told.append(lived.once()))
        other.start()
        other.join()

    assert not lived.once(wait=meanwhile).busy
    assert [(each.busy, each.passes) for each in told] == [({INBOX}, ())]


def test_each_of_several_people_has_a_folder_and_nobody_else_is_guessed(lived: Lived) -> None:
    bo = lived.add("Bo A")
    lived.once()
    theirs = lived.inbox / f"bo-a-{bo.id}"
    (theirs / "ride.fit").write_bytes(recording())
    (lived.inbox / "whose.fit").write_bytes(recording(1))
    done = lived.once()
    assert [row.name for row in lived.known(bo.id)] == [str(theirs / "ride.fit")]
    assert lived.known() == ()
    assert lived.lying() == [f"bo-a-{bo.id}/{lived.month()}/ride.fit", "whose.fit"]
    assert "whose.fit" in done.told[0]
    assert [each.code for each in lived.notices()] == ["inbox_stray"]
    (lived.inbox / "whose.fit").rename(lived.inbox / "kim-1" / "whose.fit")
    assert lived.once().told == ()
    assert lived.notices() == ()


def test_whose_days_cannot_be_judged_holds_up_nobody_else(lived: Lived) -> None:
    (lived.inbox / "ride.fit").write_bytes(recording())
    lived.once()
    bo = lived.add("Bo A")
    lived.once()
    (lived.inbox / "whose.fit").write_bytes(recording(1))
    (lived.inbox / f"bo-a-{bo.id}" / "ride.fit").write_bytes(recording())
    with lived.home.engine.begin() as connection:
        unjudged.mark_from(connection, 1, date(2026, 1, 1), lived.home.now())
        connection.execute(text("UPDATE people SET timezone = 'Nowhere/Else' WHERE id = 1"))
        connection.execute(text("UPDATE zones SET zone = 'Nowhere/Else' WHERE person_id = 1"))
    with pytest.raises(StegvisError, match="Nowhere/Else"):
        lived.once()
    with lived.home.engine.begin() as connection:
        assert unjudged.whose(connection, lived.home.now()) == {1}
    assert [each.code for each in lived.notices()] == ["inbox_stray"]


def test_what_was_filed_away_for_years_is_not_walked_and_empty_folders_go(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed, empty = lived.inbox / "done" / "2020-01", lived.inbox / "GARMIN" / "Activity"
    filed.mkdir(parents=True)
    empty.mkdir(parents=True)
    for folder in (empty, empty.parent):
        os.utime(folder, (0, 0))
    seen: list[str] = []
    really = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: seen.append(str(path)) or really(path))
    lived.once()
    assert filed.is_dir()
    assert not empty.exists()
    assert str(empty) in seen
    assert not [path for path in seen if "/done" in path]


def test_another_file_system_gets_the_whole_file_before_ours_goes(lived: Lived) -> None:
    shm = Path("/dev/shm")
    if not shm.is_dir() or shm.stat().st_dev == lived.home.data.stat().st_dev:
        missing("there is no second file system to write to")
    elsewhere = Path(tempfile.mkdtemp(prefix="stegvis-test-", dir=shm))
    try:
        (lived.inbox / "done").symlink_to(elsewhere)
        (lived.inbox / "ride.fit").write_bytes(recording())
        assert lived.once().told == ()
        (kept,) = (path for path in elsewhere.rglob("*") if path.is_file())
        assert (kept.name, kept.read_bytes()) == ("ride.fit", recording())
        assert not (lived.inbox / "ride.fit").exists()
    finally:
        shutil.rmtree(elsewhere)


def test_a_chosen_inbox_whose_share_is_not_mounted_is_told_and_not_made(
    lived: Lived, tmp_path: Path
) -> None:
    settings = lived.home.settings_file
    settings.write_text(settings.read_text() + f'folder = "{tmp_path}/away/inbox"\n')
    settings.write_text(f'[inbox]\nsettle_s = 0\nfolder = "{tmp_path}/away/inbox"\n')
    vars(lived.home).pop("settings", None)
    assert "Mount its disk or share" in lived.once().told[0]
    assert [each.code for each in lived.notices()] == ["inbox_gone"]
    (tmp_path / "away").mkdir()
    assert lived.once().told == ()
    assert lived.notices() == ()


def test_filed_files_go_after_their_days_where_the_archive_has_them(lived: Lived) -> None:
    lived.home.settings_file.write_text("[inbox]\nsettle_s = 0\nkeep_done_days = 1\n")
    vars(lived.home).pop("settings", None)
    (lived.inbox / "ride.fit").write_bytes(recording())
    (lived.inbox / "lost.fit").write_bytes(recording(1))
    (lived.inbox / "all.zip").write_bytes(zipped(one=recording(2)))
    lived.once()
    lost = next(row for row in lived.known() if row.name.endswith("lost.fit"))
    (lived.home.data / "originals" / lost.sha256[:2] / f"{lost.sha256}.fit.z").write_bytes(b"")
    from service.inbox.clearing import clear

    later = lived.begun + timedelta(days=366)
    assert clear(lived.inbox, lived.home.archive, lived.begun, 1) == 0
    assert clear(lived.inbox, lived.home.archive, later, 0) == 0
    assert clear(lived.inbox, lived.home.archive, later, 1) == 2
    assert lived.lying() == [f"{lived.month()}/lost.fit"]
