"""What must be true after weeks of kills. Each raises `AssertionError`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from service.backup.verifying import verified
from service.inbox.everything import pass_everything
from service.watch_errand import SUBJECT
from tests.faults.campaign import Campaign, begin_household, drop, live
from tests.faults.killing import in_peace
from tests.faults.left import Key, copies, halves, last_told, lying, rows, unjudged, unsettled
from tests.faults.stages import Stage
from tests.faults.world import PEOPLE, ROOT, home_at, look_once

_WORDS = (("days",), ("weeks",), ("findings",), ("activities",))


@dataclass
class Account:
    """What was found, of one household or of several."""

    looks: int = 0
    stages: Counter[Stage] = field(default_factory=Counter)
    by_commands: Counter[Stage] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    owner: Counter[str] = field(default_factory=Counter)

    def add(self, other: Account) -> None:
        self.looks += other.looks
        self.stages += other.stages
        self.by_commands += other.by_commands
        self.states += other.states
        self.owner += other.owner


def one_household(kills: int, seed: int) -> Account:
    """Let one household be killed so often, and give what was found there."""
    with tempfile.TemporaryDirectory(prefix="stegvis-faults-") as folder:
        found = Account()
        live(kills, seed, Path(folder), lambda campaign: found.add(checked(campaign)))
        return found


def checked(campaign: Campaign) -> Account:
    """Live one more day in peace, then look at everything."""
    data, last = campaign.data, campaign.stops[-1].at + timedelta(days=1)
    in_peace(lambda: look_once(data, last), campaign.folder)
    for stop in campaign.stops[:-1]:
        assert not [each for each in unsettled(data, stop) if each != "backup"], stop
    _database_is_sound(data, last)
    _copies_are_whole(campaign)
    _readings_are_those_of_an_undisturbed_household(campaign)
    account = Account(len(campaign.stops), campaign.stages, campaign.by_commands)
    letters = campaign.server.letters()
    ours = [each for each in letters if each["Subject"] == SUBJECT]
    account.states = _each_mail_once(campaign, [each for each in letters if each not in ours])
    account.owner = _owner_was_told(campaign, ours)
    return account


def _each_mail_once(campaign: Campaign, letters: list[EmailMessage]) -> Counter[str]:
    """Hold the ledger against what the server has; count the states."""
    arrived = Counter(str(each["Message-ID"]) for each in letters)
    twice = [name for name, count in arrived.items() if count > 1]
    assert not twice, f"arrived twice: {twice}"
    found = rows(campaign.data, "SELECT person_id, kind, period, state, message_id FROM messages")
    assert len({tuple(key) for *key, _, _ in found}) == len(found)
    assert arrived.keys() <= {name for *_, name in found}, "a mail that the ledger knows not"
    for *key, state, name in found:
        allowed = {"sent": {1}, "uncertain": {0, 1}}.get(state, {0})
        assert arrived[name] in allowed, (key, state, arrived[name])
    there = {(person, kind, period): arrived[name] == 1 for person, kind, period, _, name in found}
    _by_the_servers_word(campaign, there)
    return Counter(
        f"{'nudge' if kind == 'nudge' else 'letter'} {state}" for _, kind, _, state, _ in found
    )


def _by_the_servers_word(campaign: Campaign, arrived: dict[Key, bool]) -> None:
    """Put the kills of messages that were leaving where the server says they hit."""
    for supposed, commands, message in campaign.left_leaving:
        true = Stage.ARRIVED if arrived[message] else Stage.LEAVING
        for counter, by in ((campaign.stages, 1), (campaign.by_commands, int(commands))):
            counter[supposed] -= by
            counter[true] += by


def _owner_was_told(campaign: Campaign, mails: list[EmailMessage]) -> Counter[str]:
    """No news was written twice; of what counts as told, a kill may have cut some off."""
    times = len((campaign.told | {last_told(campaign.data)}) - {""})
    never = times - len(mails)
    assert 0 <= never <= campaign.owner_cut_off, f"{len(mails)} mails for {times} times"
    told = rows(campaign.data, "SELECT said FROM notices WHERE told_at IS NOT NULL")
    bodies = [_undated(" ".join(each.get_content().split())) for each in mails]
    unread = [said for (said,) in told if not any(_undated(said) in body for body in bodies)]
    assert bool(unread) <= bool(never), unread
    return Counter({"mails to the owner": len(mails), "of them cut off for good": never})


def _undated(text: str) -> str:
    """Take the days out: of a silence that goes on, later data moves the day it is said to last."""
    return re.sub(r"\d{4}-\d\d-\d\d", "", text)


def _copies_are_whole(campaign: Campaign) -> None:
    found = copies(campaign.data)
    assert found
    assert not halves(campaign.data), "half a copy was left"
    for each in found:
        verified(each)


def _readings_are_those_of_an_undisturbed_household(campaign: Campaign) -> None:
    other = campaign.folder / "undisturbed"
    begin_household(campaign, other)
    for stop in campaign.stops:
        drop(stop, other)
    last = campaign.stops[-1].at + timedelta(days=1)

    def read_all() -> None:
        pass_everything(home_at(other, last))

    in_peace(read_all, campaign.folder)
    kept = lying(campaign.data / "originals")
    assert kept == lying(other / "originals"), "other originals, or half ones"
    for words in _WORDS:
        one, two = (_said(data, *words) for data in (campaign.data, other))
        assert one == two, f"{words}: not what an undisturbed household has"
        assert len(one) > 10 or words != ("days",), one


def _database_is_sound(data: Path, last: datetime) -> None:
    assert rows(data, "PRAGMA integrity_check") == [("ok",)]
    assert rows(data, "PRAGMA foreign_key_check") == []
    assert unjudged(data, last) == []
    assert rows(data, "SELECT 1 FROM files WHERE NOT derived") == []


def _said(data: Path, *words: str) -> bytes:
    script = "from service.cli import main; main()"
    command = [
        sys.executable,
        "-c",
        script,
        "--data",
        str(data),
        *words,
        "--person",
        PEOPLE[0],
        "--json",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, env=environment, check=True, capture_output=True).stdout
    return said.replace(bytes(data), b"")
