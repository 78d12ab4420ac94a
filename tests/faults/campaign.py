"""Weeks of a household whose program is killed again and again.

Files arrive every morning, nudges are due every day and letters every week, sent to a real mail
server; a copy is made every night, and the owner is written to when there is something to look
at. What was killed is simply started again, ten minutes later each time.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from collector.pretend import Pretend, make
from tests.faults.killing import (
    in_peace,
    killed_commands,
    killed_fork,
    some_kill,
    undisturbed,
)
from tests.faults.left import (
    INBOX,
    Key,
    Stop,
    cut_off,
    last_told,
    leaving,
    possible,
    stage_of,
    tries,
    unsettled,
)
from tests.faults.stages import Seen, Stage
from tests.faults.world import (
    FAKETIME,
    LETTERS,
    LETTERS_AT,
    PEOPLE,
    due_as_commands,
    found,
    look_once,
)
from tests.made.mail_server import MailServer, mail_server

#: Ahead of any clock this runs on, so that a certificate made today is good; a Monday.
FIRST = date(2035, 3, 5)
_GOOD_FOR_DAYS = 20 * 365

#: What is there on the day it begins, so that there is something to say; it ends on a Sunday.
_DAYS_BEFORE = 21

#: The computer is on three days a week.
_DAYS = (0, 2, 4)

#: What part of the kills each stage gets, of 300.
SHARES = {
    Stage.IMPORT: 34,
    Stage.ANALYSIS: 30,
    Stage.BEFORE: 35,
    Stage.CLAIMED: 36,
    Stage.LEAVING: 37,
    Stage.ARRIVED: 37,
    Stage.AFTER: 35,
    Stage.OWNER: 26,
    Stage.BACKUP: 30,
}

#: What is due may be killed so often; then it is let run to its end, in the hours it has.
_MOST_KILLS = {"files": 6, "letters": 20, "nudge": 5}

#: These are the same at every stop.
_ALIKE = (Stage.LEAVING, Stage.ARRIVED, Stage.OWNER)

#: Of so many kills one is of ``stegvis due`` and its children as they really are.
_COMMANDS_EVERY = 5

#: A restart comes so much later; a message whose maker crashed n times waits n times as long.
_AGAIN = timedelta(minutes=10)

#: So many kills a week has room for at least.
_KILLS_A_WEEK = 5


@dataclass
class Campaign:
    """What was done so far."""

    folder: Path
    pretend: Pretend
    server: MailServer
    chance: random.Random
    most: int
    stages: Counter[Stage] = field(default_factory=Counter)  # provisional while one was leaving
    by_commands: Counter[Stage] = field(default_factory=Counter)
    left_leaving: list[tuple[Stage, bool, Key]] = field(default_factory=list)
    told: set[str] = field(default_factory=set)  # when the owner was, as far as it is marked
    owner_cut_off: int = 0  # kills that left news marked as told, arrived or not
    stops: list[Stop] = field(default_factory=list)
    seen: dict[tuple[str, Stage], Seen] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "killed"

    @property
    def kills(self) -> int:
        return self.stages.total()


def live(kills: int, seed: int, folder: Path, then: Callable[[Campaign], None]) -> Campaign:
    """Kill so often, then look at what there is while the mail server still runs."""
    pretend = make(seed, FIRST, kills // _KILLS_A_WEEK + 5)
    with mail_server(_GOOD_FOR_DAYS) as server:
        campaign = Campaign(folder, pretend, server, random.Random(seed), kills)
        begin_household(campaign, campaign.data)
        for stop in _stops(pretend):
            if campaign.kills >= kills and stop.what == "files":
                break
            _live_through(campaign, stop)
        assert campaign.kills == kills, f"the weeks were over after {campaign.kills} kills"
        then(campaign)
    return campaign


def begin_household(campaign: Campaign, data: Path) -> None:
    begun = datetime.combine(FIRST + timedelta(days=_DAYS_BEFORE - 1), time(12), UTC)
    in_peace(
        lambda: found(data, campaign.pretend, campaign.server.settings, begun), campaign.folder
    )


def drop(stop: Stop, home: Path) -> None:
    for name, data in stop.files:
        path = home / INBOX / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _stops(pretend: Pretend) -> Iterator[Stop]:
    """Give what the first weeks brought all at once, and then each day as it comes."""
    files, days = list(pretend.files()), list(pretend.calendar.days)
    zone = ZoneInfo(pretend.zone)
    there = 0
    for number, day in enumerate(days, 1):
        today = day + timedelta(days=1)
        if number < _DAYS_BEFORE or today.weekday() not in _DAYS:
            continue
        come = number * len(files) // len(days)
        yield Stop("files", _at(today, "05:00", zone), tuple(files[there:come]))
        there = come
        if today.weekday() == 0:
            year, week, _ = day.isocalendar()
            period = f"{year}-W{week:02}"
            due = [(n, kind.value, period) for n, _ in enumerate(PEOPLE, 1) for kind in LETTERS]
            yield Stop("letters", _at(today, LETTERS_AT, zone), due=tuple(due))
        nudge = (1, "nudge", today.isoformat())
        yield Stop("nudge", _at(today, "15:00", zone), due=(nudge,))


def _at(day: date, clock: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)


def _live_through(campaign: Campaign, stop: Stop) -> None:
    campaign.stops.append(stop)
    drop(stop, campaign.data)
    now, looks = stop.at, 0
    while looks == 0 or unsettled(campaign.data, stop):
        assert looks < 3 * max(_MOST_KILLS.values()), unsettled(campaign.data, stop)
        _look(campaign, stop, now, may_kill=looks < _MOST_KILLS[stop.what])
        campaign.told.add(last_told(campaign.data))
        now += _AGAIN * tries(campaign.data, stop)
        looks += 1


def _look(campaign: Campaign, stop: Stop, now: datetime, *, may_kill: bool) -> None:
    """Do all that is due, undisturbed or killed in the stage that had least of its share."""

    def look() -> None:
        look_once(campaign.data, now)

    stages = possible(campaign.data, stop, now)
    if len(campaign.stops) == 1:  # three weeks at once; no other stop is like it
        in_peace(look, campaign.folder)
        return
    if any((stop.what, each) not in campaign.seen for each in stages):
        _learn(campaign, stop.what, undisturbed(look, campaign.folder))
        return
    stage = _chosen(campaign, stages) if may_kill else None
    if stage is None:
        in_peace(look, campaign.folder)
        return
    commands = FAKETIME is not None and campaign.chance.randrange(_COMMANDS_EVERY) == 0
    kill = some_kill(campaign.chance, stage, campaign.seen[stop.what, stage], commands=commands)

    def after() -> None:
        _note(campaign, stop, stage, commands=commands, to_owner=Stage.OWNER in stages)

    if commands:
        killed_commands(due_as_commands(campaign.data, now), kill, campaign.folder, after)
    else:
        killed_fork(look, kill, campaign.folder, after)


def _learn(campaign: Campaign, what: str, seen: dict[Stage, Seen]) -> None:
    """Keep what stages consist of; how a mail leaves is the same whatever it says."""
    for stage, each in seen.items():
        for some in _MOST_KILLS if stage in _ALIKE else (what,):
            campaign.seen.setdefault((some, stage), each)


def _chosen(campaign: Campaign, stages: list[Stage]) -> Stage | None:
    """The stage that is farthest from its share, if any here is owed one."""
    total = sum(SHARES.values())
    owed = {s: SHARES[s] * campaign.most / total - campaign.stages[s] for s in stages}
    if campaign.kills >= campaign.most or not owed or max(owed.values()) <= 0:
        return None
    return max(owed, key=lambda each: owed[each] / SHARES[each])


def _note(campaign: Campaign, stop: Stop, meant: Stage, *, commands: bool, to_owner: bool) -> None:
    stage = stage_of(campaign.data, stop, meant)
    campaign.stages[stage] += 1
    campaign.by_commands[stage] += commands
    campaign.owner_cut_off += to_owner and cut_off(campaign.data)
    message = leaving(campaign.data)
    if message is not None:
        campaign.left_leaving.append((stage, commands, message))
