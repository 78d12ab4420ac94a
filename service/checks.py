"""What `doctor` looks at, one function each; every fault comes with what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from config.errors import StegvisError
from service.home import Home

#: Less room than this and an import of years may not fit.
LITTLE_ROOM_MB = 500

#: A clock before the day this was written is a clock that was never set.
BUILT = datetime(2026, 11, 22, tzinfo=UTC)

#: After so long without data something is probably not connected.
SILENT = timedelta(days=7)


class State(StrEnum):
    WELL = "well"
    LOOK = "look"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    what: str
    state: State
    found: str
    advice: str = ""


def examine(home: Home) -> tuple[Check, ...]:
    """Look at everything; a fault in one place does not keep the others from being looked at."""
    checks = [_clock(home), _room(home)]
    settings = _tried("settings", home, _settings)
    checks.append(settings)
    if settings.state is State.WELL:
        checks.append(_tried("database", home, _database))
        if checks[-1].state is State.WELL:
            checks += [_tried(name, home, look) for name, look in STORED.items()]
    return tuple(checks)


def _tried(what: str, home: Home, look: Callable[[Home], Check]) -> Check:
    try:
        return look(home)
    except StegvisError as error:
        return Check(what, State.BROKEN, str(error))


def _clock(home: Home) -> Check:
    now = home.now()
    found = f"{now:%Y-%m-%d %H:%M} UTC"
    if now < BUILT:
        advice = "Set the clock (timedatectl); until then new files look as if from the future."
        return Check("clock", State.BROKEN, found, advice)
    return Check("clock", State.WELL, found)


def _room(home: Home) -> Check:
    there = home.data
    while not there.exists():
        there = there.parent
    free_mb = shutil.disk_usage(there).free // 1_000_000
    found = f"{free_mb:,} MB free for {home.data}"
    if free_mb < LITTLE_ROOM_MB:
        return Check("disk", State.LOOK, found, "Make room, or move the data with --data.")
    return Check("disk", State.WELL, found)


def _settings(home: Home) -> Check:
    file = home.settings_file
    _ = home.settings
    return Check("settings", State.WELL, str(file) if file.exists() else "defaults; no file")


def _database(home: Home) -> Check:
    from sqlalchemy import text

    from storage.database import reading

    if home.engine.dialect.name != "sqlite":
        with reading(home.engine) as connection:
            version = connection.execute(text("select version()")).scalar_one()
        return Check("database", State.WELL, str(version).partition(",")[0])
    with reading(home.engine) as connection:
        said = connection.execute(text("pragma quick_check")).scalar_one()
        broken = connection.execute(text("pragma foreign_key_check")).first()
    if said != "ok" or broken is not None:
        advice = "Put a backup in its place; the originals can then be imported again."
        return Check("database", State.BROKEN, f"damaged: {said}", advice)
    size_mb = sum(part.stat().st_size for part in home.data.glob("stegvis.db*")) / 1e6
    return Check("database", State.WELL, f"whole, {size_mb:.1f} MB")


def _people(home: Home) -> Check:
    from storage import people
    from storage.database import reading

    with reading(home.engine) as connection:
        known = people.all_people(connection)
    if not known:
        return Check("people", State.LOOK, "nobody yet", "Start with: stegvis init")
    without = [person.name for person in known if not (person.birth_year or person.max_hr_bpm)]
    found = ", ".join(person.name for person in known)
    if without:
        advice = "Heart rate cannot be turned into intensity: stegvis person set --birth-year YEAR"
        return Check("people", State.LOOK, f"{found}; no birth year: {', '.join(without)}", advice)
    return Check("people", State.WELL, found)


def _originals(home: Home) -> Check:
    from storage import files, people
    from storage.database import reading

    missing: list[str] = []
    total = 0
    with reading(home.engine) as connection:
        for person in people.all_people(connection):
            for row in files.all_files(connection, person.id):
                total += 1
                if not home.archive.has(row.sha256) and not _in_quarantine(home.data, row.sha256):
                    missing.append(row.name)
    if missing:
        advice = "Import these again from where they came; days already derived are kept."
        return Check(
            "originals",
            State.BROKEN,
            f"{len(missing)} of {total:,} missing, as {missing[0]}",
            advice,
        )
    return Check("originals", State.WELL, f"{total:,}, all there")


def _in_quarantine(data: Path, sha256: str) -> bool:
    return any((data / "quarantine").glob(f"*{sha256[:16]}*"))


def _unfinished(home: Home) -> Check:
    from storage import files, people
    from storage.database import reading

    with reading(home.engine) as connection:
        waiting = sum(
            len(files.underived(connection, person.id)) for person in people.all_people(connection)
        )
    if waiting:
        advice = "A run was stopped. Run any stegvis import again: it finishes them."
        return Check("import", State.LOOK, f"{waiting} files wait to be worked out", advice)
    return Check("import", State.WELL, "finished")


def _last_heard(home: Home) -> Check:
    from storage import extent, people
    from storage.database import reading

    now, lines, silent = home.now(), [], False
    with reading(home.engine) as connection:
        for person in people.all_people(connection):
            heard = extent.received(connection, person.id)
            if heard is None:
                lines.append(f"{person.name}: nothing yet")
                silent = True
            else:
                lines.append(f"{person.name}: {heard[1]:%Y-%m-%d %H:%M} UTC")
                silent = silent or now - heard[1] > SILENT
    advice = "Connect the watch, or copy its GARMIN folder, and import it." if silent else ""
    state = State.LOOK if silent else State.WELL
    return Check("last data", state, "; ".join(lines) or "nobody to hear from", advice)


STORED: dict[str, Callable[[Home], Check]] = {
    "people": _people,
    "originals": _originals,
    "import": _unfinished,
    "last data": _last_heard,
}
