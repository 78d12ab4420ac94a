"""What benchmarks keep between runs, outside the project: other programs and made files."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date, timedelta
from pathlib import Path

from platformdirs import user_cache_path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "fit"

#: The pretend person's first Monday.
FIRST = date(2016, 1, 4)
ZONE = "Europe/Stockholm"
STORY_WEEKS = 40
#: As many stories as make ten years of days: 520 weeks.
STORIES = 13
_SEED = 7


def cache() -> Path:
    """Give the folder for it, in the user's cache: XDG_CACHE_HOME moves it."""
    return user_cache_path("stegvis-benchmarks", appauthor=False, ensure_exists=True)


def story(number: int, weeks: int = STORY_WEEKS) -> Path:
    """Give the folder of a watch with one story of the pretend person; one follows the other."""
    folder = _made_files() / f"{number:02d}-{weeks}-weeks"
    if not folder.exists():
        _tell(number, weeks, folder)
    return folder


def all_day_files(weeks: int) -> list[Path]:
    """Give the monitoring files alone of the first weeks, oldest first."""
    return sorted((story(0, weeks) / "GARMIN" / "Monitor").iterdir())


def folder_of(files: list[Path], name: str) -> Path:
    """Lay copies of files into a folder of their own."""
    folder = _made_files() / name
    if not folder.exists():
        beside = folder.with_name(f"{name}.part")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        for file in files:
            shutil.copy(file, beside)
        beside.rename(folder)
    return folder


def _tell(number: int, weeks: int, folder: Path) -> None:
    from collector.pretend import make

    beside = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    first = FIRST + timedelta(weeks=STORY_WEEKS * number)
    for name, data in make(_SEED + number, first, weeks, ZONE).files():
        path = beside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    beside.rename(folder)


def _made_files() -> Path:
    """Another way to tell the story is another folder."""
    told = hashlib.sha256()
    for room in ("encode", "pretend"):
        for source in sorted((ROOT / "collector" / room).glob("*.py")):
            told.update(source.read_bytes())
    return cache() / "made" / told.hexdigest()[:12]
