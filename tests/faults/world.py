"""A household whose clock is passed in, and one look at what is due in it, as a restart has it."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

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
from service import children, inbox
from service.errands import Do, Errand, Trust
from service.home import Home
from service.inbox.everything import pass_everything
from service.sending import send_letter, send_nudge
from service.tick import DoErrand, tick
from storage import consents, people
from storage.records import Answer, MessageKind, Plan, Sex
from storage.sending import Consent, Privacy

LETTERS_AT = "07:30"
LETTERS = (MessageKind.PATIENT_LETTER, MessageKind.PHYSIO_LETTER)


_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class HomeAt(Home):
    """A home in which it is always the same moment; nothing else is different."""

    moment: datetime = _NEVER

    def now(self) -> datetime:
        return self.moment


def home_at(data: Path, moment: datetime) -> HomeAt:
    return HomeAt(data, data / "stegvis.toml", {}, moment)


def found(data: Path, pretend: Pretend, mail: Mail, moment: datetime) -> None:
    """Begin a household whose person and physio agreed to everything, with this mail server."""
    data.mkdir()
    known = dataclasses.asdict(mail)
    lines = [f"{name} = {json.dumps(value)}" for name, value in known.items()]
    (data / "stegvis.toml").write_text(
        "[inbox]\nsettle_s = 0\nwatches = false\n[reading]\nworkers = 1\n"
        '[letters]\nsender = "us@localhost"\n[mail]\n' + "\n".join(lines) + "\n"
    )
    home = home_at(data, moment)
    with home.engine.begin() as connection:
        person = people.add_person(
            connection,
            name="kim",
            timezone=pretend.zone,
            now=moment,
            birth_year=pretend.birth_year,
            sex=Sex(pretend.sex),
        )
        plan = Plan(moment.date(), "kn", Answer.YES, 8.0, 30.0)
        people.add_plan(connection, person.id, plan, moment)
        for kind in (*LETTERS, MessageKind.NUDGE):
            address = f"{kind}@localhost"
            consents.give(
                connection,
                Consent(0, person.id, kind, address, "en", Privacy.FULL, LETTERS_AT, "kim", moment),
            )
    home.engine.dispose()


def look_once(data: Path, moment: datetime) -> None:
    """Read what is in the inbox, settle what a killed process left, do all that is due."""
    home = home_at(data, moment)
    inbox.waiting(home, moment)  # a file is read when two looks found it the same
    asyncio.run(tick(home, home.engine, _doing(home), lambda: Trust.SURE, lambda: False))


def _doing(home: Home) -> DoErrand:
    async def do(errand: Errand) -> children.Ended:
        return children.Ended(_do(home, errand), 0.0)

    return do


def _do(home: Home, errand: Errand) -> int:
    if errand.do is Do.INBOX:
        pass_everything(home)
    if errand.person_id is None:
        return 0
    if errand.do is Do.NUDGE:
        return send_nudge(home, errand.person_id, datetime.fromisoformat(errand.period).date())
    assert errand.kind is not None
    return send_letter(home, errand.person_id, errand.kind, errand.period)
