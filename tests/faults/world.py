"""A household whose clock is passed in, and one look at what is due in it, as a restart has it."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

# All of it here, so that a fork has it; nothing below opens anything when it is imported.
import collector.deriving
import collector.digest
import collector.importing  # noqa: F401
import service.letters.compose
import service.nudge_errand
import service.post.channels
import service.post.smtp  # noqa: F401
import storage.database  # noqa: F401
from collector.pretend import Pretend
from config.settings import Mail
from service import children, watch_errand
from service.backup.making import make_backup, rotate
from service.backup.places import backups_folder
from service.errands import Do, Errand, Trust
from service.home import Home
from service.inbox.everything import pass_everything
from service.sending import send_letter, send_nudge
from service.tick import DoErrand, tick
from storage import consents, people, plans
from storage.records import Answer, MessageKind, Plan, Sex
from storage.sending import Consent, Privacy
from tests.faults.killing import Commands

ROOT = Path(__file__).resolve().parents[2]

#: The first has a watch; of the others only letters are written.
PEOPLE = ("kim", "lou", "mio")

LETTERS_AT = "07:30"
LETTERS = (MessageKind.PATIENT_LETTER, MessageKind.PHYSIO_LETTER)


#: The clock of commands; without it only forks are killed.
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class HomeAt(Home):
    """A home in which it is always the same moment; nothing else is different."""

    moment: datetime = _NEVER

    def now(self) -> datetime:
        return self.moment


def home_at(data: Path, moment: datetime) -> HomeAt:
    return HomeAt(data, data / "stegvis.toml", {"TZ": "UTC"}, moment)


def found(data: Path, pretend: Pretend, mail: Mail, moment: datetime) -> None:
    """Begin a household whose person and physio agreed to everything, with this mail server."""
    data.mkdir()
    known = dataclasses.asdict(mail)
    lines = [f"{name} = {json.dumps(value)}" for name, value in known.items()]
    (data / "stegvis.toml").write_text(
        "[inbox]\nsettle_s = 0\nwatches = false\n[reading]\nworkers = 1\n"
        '[backup]\ndaily = 2\nweekly = 1\n[schedule]\nbackup_at = "01:30"\n'
        '[letters]\nsender = "us@localhost"\n[mail]\n' + "\n".join(lines) + "\n"
    )
    home = home_at(data, moment)
    with home.engine.begin() as connection:
        for name in PEOPLE:
            _follow(connection, name, pretend, moment)
    home.engine.dispose()


def _follow(connection: Connection, name: str, pretend: Pretend, moment: datetime) -> None:
    person = people.add_person(
        connection,
        name=name,
        timezone=pretend.zone,
        now=moment,
        birth_year=pretend.birth_year,
        sex=Sex(pretend.sex),
    )
    plans.add_plan(connection, person.id, Plan(moment.date(), "kn", Answer.YES, 8.0, 30.0), moment)
    for kind in (*LETTERS, MessageKind.NUDGE) if name == PEOPLE[0] else LETTERS:
        to = f"{name}-{kind}@localhost"
        consents.give(
            connection,
            Consent(0, person.id, kind, to, "en", Privacy.FULL, LETTERS_AT, name, moment),
        )


def look_once(data: Path, moment: datetime) -> None:
    """Read what is in the inbox, settle what a killed process left, do all that is due."""
    home = home_at(data, moment)
    asyncio.run(tick(home, home.engine, _doing(home), lambda: Trust.SURE, lambda: False))


def due_as_commands(data: Path, moment: datetime) -> Commands:
    """``stegvis due`` as a timer calls it, with its children, on a clock that shows a moment."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'tests/faults/inside'}:{ROOT}",
        "TZ": "UTC",
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME": f"@{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
        "STEGVIS_SCHEDULE__CLOCK_SETTLES_MIN": "0",
    }
    words = [sys.executable, "-P", "-m", "service", "--data", str(data), "due"]
    return Commands(words, environment)


def _doing(home: Home) -> DoErrand:
    async def do(errand: Errand) -> children.Ended:
        return children.Ended(_do(home, errand), 0.0)

    return do


def _do(home: Home, errand: Errand) -> int:
    if errand.do is Do.INBOX:
        pass_everything(home)
    elif errand.do is Do.WATCH:
        return watch_errand.run(home)
    elif errand.do is Do.BACKUP:
        make_backup(home, backups_folder(home), home.now())
        rotate(home, backups_folder(home), daily=2, weekly=1)
    elif errand.do is Do.NUDGE:
        assert errand.person_id is not None
        return send_nudge(home, errand.person_id, datetime.fromisoformat(errand.period).date())
    else:
        assert errand.person_id is not None
        assert errand.kind is not None
        return send_letter(home, errand.person_id, errand.kind, errand.period)
    return 0
