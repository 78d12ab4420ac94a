"""What is kept: the database, the people in it, the originals, what waits to be worked out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from service.checks.check import Check, broken, look, well
from service.checks.speaking import many
from service.home import Home


def database(home: Home) -> Iterator[Check]:
    from storage.database import HEAD, version_of

    version = version_of(home.database_url)
    if version is None:
        yield look("database", "not made yet", "Say whose days these are: stegvis init")
    elif version != HEAD:
        advice = "The next command brings it up to date, after a copy: stegvis days"
        yield look("database", f"of an older version ({version}, now {HEAD})", advice)
    else:
        yield _whole(home)


def _whole(home: Home) -> Check:
    from sqlalchemy import text

    from storage.database import reading

    if home.engine.dialect.name != "sqlite":
        with reading(home.engine) as connection:
            version = connection.execute(text("select version()")).scalar_one()
        return well("database", str(version).partition(",")[0])
    with reading(home.engine) as connection:
        said = connection.execute(text("pragma quick_check")).scalar_one()
        stray = connection.execute(text("pragma foreign_key_check")).first()
    if stray is not None:
        said = f"a row of {stray[0]} belongs to one of {stray[2]} that is not there"
    if said != "ok":
        advice = "Put a backup in its place (stegvis restore); originals can be imported again."
        return broken("database", f"damaged: {said}", advice)
    size_mb = sum(part.stat().st_size for part in home.data.glob("stegvis.db*")) / 1e6
    return well("database", f"whole, {size_mb:.1f} MB")


def people(home: Home) -> Iterator[Check]:
    from storage import people as table
    from storage.database import reading

    with reading(home.engine) as connection:
        known = table.all_people(connection)
    if not known:
        yield look("people", "nobody yet", "Start with: stegvis init")
        return
    without = [person.name for person in known if not (person.birth_year or person.max_hr_bpm)]
    found = ", ".join(person.name for person in known)
    if without:
        advice = "Heart rate cannot be turned into intensity: stegvis person set --birth-year YEAR"
        yield look("people", f"{found}; no birth year: {', '.join(without)}", advice)
    else:
        yield well("people", found)


def originals(home: Home) -> Iterator[Check]:
    from storage import files
    from storage import people as table
    from storage.database import reading

    missing: list[str] = []
    total = 0
    with reading(home.engine) as connection:
        for person in table.all_people(connection):
            for row in files.all_files(connection, person.id):
                total += 1
                if not home.archive.has(row.sha256) and not _in_quarantine(home.data, row.sha256):
                    missing.append(row.name)
    if missing:
        advice = "Import these again from where they came; days already derived are kept."
        found = f"{len(missing)} of {total:,} missing, as {missing[0]}"
        yield broken("originals", found, advice)
    else:
        yield well("originals", f"{total:,}, all there" if total else "none yet")


def _in_quarantine(data: Path, sha256: str) -> bool:
    return any((data / "quarantine").glob(f"*{sha256[:16]}*"))


def unfinished(home: Home) -> Iterator[Check]:
    from storage import files
    from storage import people as table
    from storage.database import reading

    with reading(home.engine) as connection:
        waiting = sum(
            len(files.underived(connection, person.id)) for person in table.all_people(connection)
        )
    if waiting:
        advice = "A run was stopped. Run any stegvis import again: it finishes them."
        yield look("import", f"{many(waiting, 'file')} not worked out yet", advice)
    else:
        yield well("import", "finished")
