"""Weeks of a household whose program is killed again and again, and what must be true after them.

Files arrive every morning, nudges are due every day and letters every week, sent to a real mail
server. What was killed is simply started again, ten minutes later each time.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from collector.pretend import Pretend, make
from service.inbox.everything import pass_everything
from tests.faults.killing import Kill, Usual, killed, undisturbed
from tests.faults.world import LETTERS, LETTERS_AT, found, home_at, look_once
from tests.made.mail_server import MailServer, mail_server

ROOT = Path(__file__).resolve().parents[2]
FIRST = date(2026, 3, 2)

#: What is due may be killed so often; then it is let run to its end.
MOST_KILLS = {"files": 2, "letters": 10, "nudge": 5}

#: Where claim, post and mark are: seconds of making a letter stand against a few thousandths.
_SENDING = ("service.claiming", "service.post.smtp", "smtplib", "storage.messages")

#: A restart comes so much later.
_AGAIN = timedelta(minutes=10)

#: What may have become of a letter, and of a nudge, which may also be none.
_DECIDED = (("sent", "uncertain"), ("sent", "uncertain", "nothing"))

#: So many kills a week brings, as it turned out; more weeks are made than are needed.
_KILLS_A_WEEK = 10

_WORDS = (("days",), ("weeks",), ("findings",), ("activities",))


@dataclass(frozen=True)
class Stop:
    """A moment at which something is due, the files that have come, and the messages due then."""

    what: str
    at: datetime
    files: tuple[tuple[str, bytes], ...] = ()
    due: tuple[tuple[str, str], ...] = ()  # kind, period


@dataclass
class Campaign:
    """What was done so far."""

    folder: Path
    pretend: Pretend
    server: MailServer
    chance: random.Random
    kills: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    halves: int = 0
    left_posting: list[tuple[str, str]] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    usual: dict[str, Usual] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "killed"


def run(kills: int, seed: int, folder: Path) -> str:
    """Kill so often, check everything, and give a report. Raises `AssertionError`."""
    weeks = -(-kills // _KILLS_A_WEEK) + 2
    pretend = make(seed, FIRST, weeks)
    with mail_server() as server:
        campaign = Campaign(folder, pretend, server, random.Random(seed))
        _found(campaign, campaign.data)
        for stop in _stops(pretend):
            if campaign.kills >= kills and stop.what == "files":
                break
            _live_through(campaign, stop, kills)
        return _report(campaign, _checked(campaign))


def _found(campaign: Campaign, data: Path) -> None:
    begun = datetime.combine(FIRST, time(12), UTC)

    def begin() -> None:
        found(data, campaign.pretend, campaign.server.settings, begun)

    killed(begin, None, campaign.folder)


def _stops(pretend: Pretend) -> Iterator[Stop]:
    files, days = list(pretend.files()), list(pretend.calendar.days)
    zone = ZoneInfo(pretend.zone)
    for number, day in enumerate(days):
        came = files[number * len(files) // len(days) : (number + 1) * len(files) // len(days)]
        morning = datetime.combine(day + timedelta(days=1), time(5), zone).astimezone(UTC)
        yield Stop("files", morning, tuple(came))
        today = day + timedelta(days=1)
        if today.weekday() == 0:
            year, week, _ = day.isocalendar()
            hour = datetime.combine(today, time.fromisoformat(LETTERS_AT), zone).astimezone(UTC)
            period = f"{year}-W{week:02}"
            yield Stop("letters", hour, due=tuple((kind.value, period) for kind in LETTERS))
        noon = datetime.combine(today, time(15), zone).astimezone(UTC)
        yield Stop("nudge", noon, due=(("nudge", today.isoformat()),))


def _live_through(campaign: Campaign, stop: Stop, most: int) -> None:
    campaign.stops.append(stop)
    _drop(campaign.data / "inbox", stop.files)
    now = stop.at

    def look() -> None:
        look_once(campaign.data, now)

    usual = campaign.usual.get(stop.what)
    if usual is None:
        usual = undisturbed(look, campaign.folder)
        if not stop.due or _sent(campaign.data, stop):
            campaign.usual[stop.what] = usual  # else it shows no sending; the next one may
        return
    for _ in range(MOST_KILLS[stop.what]):
        hit = campaign.kills < most and _kill(campaign, stop, look, usual)
        now += _AGAIN
        if not (hit and _unsettled(campaign.data, stop)):
            break
    for _ in range(
        max(MOST_KILLS.values())
    ):  # a message whose maker crashed n times waits n times as long
        killed(look, None, campaign.folder)
        now += _AGAIN
        if not _unsettled(campaign.data, stop):
            return
    raise AssertionError(f"{now}: still not done: {_unsettled(campaign.data, stop)}")


def _kill(campaign: Campaign, stop: Stop, look: Callable[[], None], usual: Usual) -> bool:
    kill: Kill = usual.some_kill(campaign.chance, _SENDING)
    if not killed(look, kill, campaign.folder):
        return False
    campaign.kills += 1
    stage, left = _stage(campaign.data, stop)
    if left is None:
        campaign.stages[stage] += 1
    else:
        campaign.left_posting.append(left)
    return True


def _drop(inbox: Path, files: tuple[tuple[str, bytes], ...]) -> None:
    for name, data in files:
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _stage(data: Path, stop: Stop) -> tuple[str, tuple[str, str] | None]:
    """Where the kill hit, from what it left; and the message that was leaving, if one was."""
    ledger = {(kind, period): state for kind, period, state, _ in _ledger(data)}
    leaving = next((key for key, state in ledger.items() if state == "posting"), None)
    if leaving is not None:
        return "", leaving
    if "claimed" in ledger.values():
        return "claimed, not yet leaving", None
    if _rows(data, "SELECT 1 FROM unjudged"):
        return "analysis", None
    lying = [each for each in _lying(data / "inbox") if not each.startswith(("done/", "refused/"))]
    if lying:
        return "import", None
    if any(ledger.get(key, "waiting") == "waiting" for key in stop.due):
        return "before a claim", None
    return "after the work", None


def _sent(data: Path, stop: Stop) -> bool:
    return any(row[:3] == (*key, "sent") for row in _ledger(data) for key in stop.due)


def _unsettled(data: Path, stop: Stop) -> list[object]:
    """What was due at a stop and is not decided, and the files that lie about."""
    ledger = {(kind, period): state for kind, period, state, _ in _ledger(data)}
    lying = (name for name in _lying(data / "inbox") if not name.startswith("done/"))
    open_ = (key for key in stop.due if ledger.get(key) not in _DECIDED[key[0] == "nudge"])
    return [*open_, *lying]


def _checked(campaign: Campaign) -> Counter[str]:
    for stop in campaign.stops:
        assert not _unsettled(campaign.data, stop), _unsettled(campaign.data, stop)
    _database_is_sound(campaign.data)
    _readings_are_those_of_an_undisturbed_household(campaign)
    return _each_mail_once(campaign)


def _each_mail_once(campaign: Campaign) -> Counter[str]:
    """Hold the ledger against what the server has; count the states."""
    arrived = Counter(str(each["Message-ID"]) for each in campaign.server.letters())
    twice = [name for name, count in arrived.items() if count > 1]
    assert not twice, f"arrived twice: {twice}"
    ledger = _ledger(campaign.data)
    assert len({(kind, period) for kind, period, *_ in ledger}) == len(ledger)
    assert arrived.keys() <= {name for *_, name in ledger}, "a mail that the ledger knows not"
    for kind, period, state, name in ledger:
        allowed = {"sent": {1}, "uncertain": {0, 1}}.get(state, {0})
        assert arrived[name] in allowed, (kind, period, state, arrived[name])
    names = {(kind, period): name for kind, period, _, name in ledger}
    for key in campaign.left_posting:
        there = arrived[names[key]] == 1
        campaign.stages["arrived, not yet marked" if there else "leaving, not arrived"] += 1
    return Counter(
        f"{'nudge' if kind == 'nudge' else 'letter'} {state}" for kind, _, state, _ in ledger
    )


def _readings_are_those_of_an_undisturbed_household(campaign: Campaign) -> None:
    other = campaign.folder / "undisturbed"
    _found(campaign, other)
    for stop in campaign.stops:
        _drop(other / "inbox", stop.files)
    last = campaign.stops[-1].at + timedelta(days=1)

    def read_all() -> None:
        pass_everything(home_at(other, last))

    assert not killed(read_all, None, campaign.folder)
    kept = [name for name in _lying(campaign.data / "originals") if name.endswith(".fit.z")]
    assert kept == _lying(other / "originals"), "other originals than an undisturbed household has"
    campaign.halves = len(_lying(campaign.data / "originals")) - len(kept)
    for words in _WORDS:
        one, two = (_said(data, *words) for data in (campaign.data, other))
        assert one == two, f"{words}: not what an undisturbed household has"
        assert len(one) > 10 or words != ("days",), one


def _database_is_sound(data: Path) -> None:
    assert _rows(data, "PRAGMA integrity_check") == [("ok",)]
    assert _rows(data, "PRAGMA foreign_key_check") == []
    assert _rows(data, "SELECT 1 FROM unjudged") == []
    assert _rows(data, "SELECT 1 FROM files WHERE NOT derived") == []


def _ledger(data: Path) -> list[tuple[str, str, str, str]]:
    return _rows(data, "SELECT kind, period, state, message_id FROM messages")


def _rows(data: Path, query: str) -> list[Any]:
    database = sqlite3.connect(data / "stegvis.db")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()  # a fork must not have it


def _lying(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def _said(data: Path, *words: str) -> bytes:
    script = "from service.cli import main; main()"
    command = [sys.executable, "-c", script, "--data", str(data), *words, "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, env=environment, check=True, capture_output=True).stdout
    return said.replace(bytes(data), b"")


def _report(campaign: Campaign, states: Counter[str]) -> str:
    lines = [f"{campaign.kills} kills in {len(campaign.stops)} looks"]
    lines += [f"  {count:4} {stage}" for stage, count in sorted(campaign.stages.items())]
    lines += ["the ledger:"]
    lines += [f"  {count:4} {state}" for state, count in sorted(states.items())]
    lines += [f"{campaign.halves} temporary files left beside the originals, none taken for data"]
    lines += ["nothing missing, nothing twice, every reading there"]
    return "\n".join(lines)
