"""Twenty made-up people live four months with the real rules, and no promise is broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from config.catalogue import LANGUAGES
from service.letters.words import NUDGE_LENGTH, nudge_text
from service.simulation.kinds import KINDS, Kind
from service.simulation.lives import known_on, life
from service.simulation.living import live, read_book
from service.simulation.promises import PROMISES, broken
from service.simulation.tally import Tally, lived_through, rows, simulate
from storage.database import open_database, sqlite_url
from storage.decisions import add_decision, read_decisions
from storage.people import add_person
from storage.records import Answer, Decision, Verdict

PEOPLE, DAYS, SEED = 20, 100, 1


@pytest.fixture(scope="module")
def tallies() -> tuple[Tally, ...]:
    return simulate(PEOPLE, DAYS, SEED, workers=1)


def test_no_promise_is_broken_and_every_decision_has_its_reason(tallies: tuple[Tally, ...]) -> None:
    total = tallies[-1]
    assert (total.people, total.mornings) == (PEOPLE, PEOPLE * DAYS)
    assert total.decisions >= total.mornings
    assert dict(total.broken) == {}
    assert total.without_reason == 0


def test_the_promises_were_put_to_the_test(tallies: tuple[Tally, ...]) -> None:
    """A year in which nothing tempts would keep every promise."""
    by_kind = {each.kind: each for each in tallies}
    total = tallies[-1]
    assert set(by_kind) == {*KINDS, "all"}
    assert total.for_more > 0
    assert total.reasons.keys() >= {
        "alert_open", "gate_shut", "held_out", "paused", "pain_flag", "quiet_hours",
        "already_today", "said_recently", "yesterday_unknown", "no_data_told",
    }  # fmt: skip
    assert total.nudges.keys() >= {"easier_start", "small_step", "quiet_yesterday", "no_data"}
    assert set(total.verdicts) == set(Verdict)
    assert by_kind[Kind.RED_FLAG].reasons["alert_open"] > 0
    assert by_kind[Kind.NOT_CLEARED].for_more == 0
    assert by_kind[Kind.UNWORN].verdicts[Verdict.UNKNOWN] > DAYS // 2
    assert by_kind[Kind.OVERDOING].week_verdicts[Verdict.TOO_MUCH] > 0


def test_a_clearance_nobody_gave_would_be_noticed() -> None:
    """The promises are held against the truth of a life, not against what the plan says."""
    lived = life(SEED, 0, Kind.SEDENTARY, DAYS)
    lived = replace(lived, cleared_from=None, wishes=())
    assert any(plan.cleared is Answer.YES for plan in lived.plans)
    found: set[str] = set()
    sent: list[Decision] = []
    for morning in live(lived, DAYS, read_book()):
        found.update(broken(lived, morning, sent))
        sent += [each for each in morning.decisions if each.nudge is not None]
    assert found == {"more_without_clearance"}


def test_every_decision_of_a_life_is_stored_with_its_reason(tmp_path: Path) -> None:
    lived = life(SEED, 0, Kind.SEDENTARY, DAYS)
    made = [each for morning in live(lived, DAYS, read_book()) for each in morning.decisions]
    now = made[0].decided_at
    engine = open_database(sqlite_url(tmp_path / "stegvis.db"), now=now)
    with engine.begin() as connection:
        person = add_person(connection, name="made up", timezone="Europe/Oslo", now=now)
        assert all(add_decision(connection, person.id, each) for each in made)
        assert read_decisions(connection, person.id, date.min, date.max) == tuple(made)
    engine.dispose()


def test_what_is_sent_can_be_said_in_every_language() -> None:
    said = set()
    for number in range(len(KINDS)):
        lived = life(SEED, number, KINDS[number], 60)
        for morning in live(lived, 60, read_book()):
            nudges = [each.nudge for each in morning.decisions if each.nudge is not None]
            said |= {nudge_text(each, language) for each in nudges for language in LANGUAGES}
    assert len(said) > 20
    assert max(map(len, said)) <= NUDGE_LENGTH


def test_the_same_seed_gives_the_same_lives() -> None:
    assert lived_through(3, SEED, 20) == lived_through(3, SEED, 20)
    assert life(SEED, 3, Kind.FLARE, 50) == life(SEED, 3, Kind.FLARE, 50)
    assert life(SEED, 3, Kind.FLARE, 50).days != life(SEED + 1, 3, Kind.FLARE, 50).days


def test_nothing_is_known_before_it_has_arrived() -> None:
    lived = life(SEED, 6, Kind.LATE_SYNC, DAYS)
    waits = set()
    for on in lived.syncs:
        known = known_on(lived, on)
        assert all(day.date < on for day in known)
        if known:
            assert known[-1].date in lived.worn
            waits.add((on - known[-1].date).days)
    assert max(waits) > 7


def test_two_processes_count_what_one_does() -> None:
    assert simulate(4, 8, SEED, workers=2) == simulate(4, 8, SEED, workers=1)


def test_the_table_names_what_is_promised(tallies: tuple[Tally, ...]) -> None:
    table = rows(tallies)
    assert [row["kind"] for row in table] == [*KINDS, "all"]
    assert all(row["violations"] == 0 for row in table)
    assert len(PROMISES) == 9
