"""Count what happened in many lives, kind by kind: the table of ``stegvis simulate``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

from service.simulation.kinds import KINDS, Kind, kind_of
from service.simulation.lives import life
from service.simulation.living import live, read_book
from service.simulation.promises import OPPOSITES, broken, without_reason
from storage.records import Decision, Verdict

#: So few lives at a time keep both cores busy until the end.
LIVES_AT_A_TIME = 5

ALL = "all"


@dataclass(slots=True)
class Tally:
    """What was counted in the lives of one kind."""

    kind: str
    people: int = 0
    mornings: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    week_verdicts: Counter[Verdict] = field(default_factory=Counter)
    decisions: int = 0
    nudges: Counter[str] = field(default_factory=Counter)
    for_more: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    retired_people: int = 0
    without_reason: int = 0
    broken: Counter[str] = field(default_factory=Counter)

    @property
    def violations(self) -> int:
        return sum(self.broken.values())


def simulate(
    people: int, days: int, seed: int, workers: int, done: Callable[[int], None] = lambda _: None
) -> tuple[Tally, ...]:
    """A tally of each kind, then of all. ``done`` hears how many lives are over."""
    numbers = range(people)
    lived = partial(lived_through, seed=seed, days=days)
    if workers == 1:
        return _by_kind(_heard(map(lived, numbers), done))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return _by_kind(_heard(pool.map(lived, numbers, chunksize=LIVES_AT_A_TIME), done))


def lived_through(number: int, seed: int, days: int) -> Tally:
    """One life from its first morning to its last."""
    lived = life(seed, number, kind_of(number), days)
    tally = Tally(lived.kind, people=1)
    sent: list[Decision] = []
    for morning in live(lived, days, read_book()):
        tally.mornings += 1
        tally.broken.update(broken(lived, morning, sent))
        yesterday = [day for day in morning.judged.days if (morning.on - day.date).days == 1]
        tally.verdicts.update([day.verdict for day in yesterday] or [Verdict.UNKNOWN])
        for week in morning.judged.weeks:
            if (morning.on - week.start).days == 7:
                tally.week_verdicts[week.verdict] += 1
        for decision in morning.decisions:
            _count(tally, decision)
            if decision.nudge is not None:
                sent.append(decision)
    tally.retired_people = int(tally.reasons["retired"] > 0)
    return tally


def rows(tallies: Iterable[Tally]) -> list[dict[str, object]]:
    """The table: one row a kind."""
    return [
        {
            "kind": each.kind,
            "people": each.people,
            "too_little_percent": _percent(each.verdicts, Verdict.TOO_LITTLE),
            "in_band_percent": _percent(each.verdicts, Verdict.IN_BAND),
            "too_much_percent": _percent(each.verdicts, Verdict.TOO_MUCH),
            "unknown_percent": _percent(each.verdicts, Verdict.UNKNOWN),
            "weeks_too_little_percent": _percent(each.week_verdicts, Verdict.TOO_LITTLE),
            "weeks_too_much_percent": _percent(each.week_verdicts, Verdict.TOO_MUCH),
            "decisions": each.decisions,
            "nudges": sum(each.nudges.values()),
            "for_more": each.for_more,
            "held_out": each.reasons["held_out"],
            "retired": each.retired_people,
            "opposite_pairs": each.broken[OPPOSITES],
            "violations": each.violations,
            "without_reason": each.without_reason,
        }
        for each in tallies
    ]


def together(tallies: Sequence[Tally], kind: str) -> Tally:
    """The tallies of many lives as one."""
    total = Tally(kind)
    for each in tallies:
        total.people += each.people
        total.mornings += each.mornings
        total.decisions += each.decisions
        total.for_more += each.for_more
        total.retired_people += each.retired_people
        total.without_reason += each.without_reason
        total.verdicts += each.verdicts
        total.week_verdicts += each.week_verdicts
        total.nudges += each.nudges
        total.reasons += each.reasons
        total.broken += each.broken
    return total


def _count(tally: Tally, decision: Decision) -> None:
    tally.decisions += 1
    tally.reasons[decision.why.code] += 1
    tally.without_reason += without_reason(decision)
    if decision.nudge is not None:
        tally.nudges[decision.nudge.code] += 1
        tally.for_more += decision.nudge.asks_for_more


def _heard(tallies: Iterable[Tally], done: Callable[[int], None]) -> list[Tally]:
    heard = []
    for tally in tallies:
        heard.append(tally)
        done(len(heard))
    return heard


def _by_kind(tallies: Sequence[Tally]) -> tuple[Tally, ...]:
    def of(kind: Kind) -> Tally:
        return together([each for each in tallies if each.kind == kind], kind)

    met = [kind for kind in KINDS if any(each.kind == kind for each in tallies)]
    return (*map(of, met), together(tallies, ALL))


def _percent(counted: Counter[Verdict], verdict: Verdict) -> float | None:
    total = sum(counted.values())
    return round(100 * counted[verdict] / total, 1) if total else None
