"""At most one nudge a day, kind, never for more without clearance; always with a reason."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.gate import Gate, gate
from analyzer.nudge import REASONS, NudgeError
from analyzer.nudge import decide as decide_on
from analyzer.nudge_scene import Standing
from analyzer.sentences import SENTENCES, Asks
from analyzer.verdict import judge
from config.limits import read_limits
from config.nudges import NudgeNumbers, read_nudges
from storage.records import (
    Answer,
    Day,
    Decision,
    Finding,
    Nudge,
    Plan,
    Reason,
    Severity,
    Verdict,
    Week,
    Wish,
    WishKind,
)
from tests.made.histories import CLEARED, MONDAY, PERSON, day, days, unworn, weeks, weeks_of

LIMITS = read_limits()
NUMBERS = read_nudges()
NOTHING_ELSE = Standing()
#: Chance leaves no day out.
ALL_DAYS = replace(NUMBERS, effect=replace(NUMBERS.effect, held_out_share=0.0))
OSLO = ZoneInfo("Europe/Oslo")
YESTERDAY = MONDAY - timedelta(days=1)
OPEN = Gate(True, Reason("cleared"))
SHUT = Gate(False, Reason("no_plan"))


def decide(
    *given: Any, numbers: NudgeNumbers = ALL_DAYS, standing: Standing = NOTHING_ELSE
) -> Decision:
    return decide_on(*given, numbers=numbers, standing=standing)


def at(on: date, clock: time = time(9)) -> datetime:
    return datetime.combine(on, clock, OSLO).astimezone(UTC)


def ago(days_ago: int) -> date:
    return MONDAY - timedelta(days=days_ago)


DROP = Finding(
    "drop",
    Severity.INACTIVITY,
    ago(7),
    YESTERDAY,
    {"by": "mean", "steps_per_day": 3000, "usual_steps_per_day": 6000, "ratio": 0.5},
)
RISE = Finding(
    "rise",
    Severity.OVERLOAD,
    ago(7),
    YESTERDAY,
    {"tier": 2, "measure": "mvpa_min", "value": 300.0, "usual": 150.0, "ratio": 2.0, "weeks": 4},
)
CEILING = Finding(
    "ceiling",
    Severity.OVERLOAD,
    ago(7),
    YESTERDAY,
    {"measure": "met_h", "value": 15.0, "ceiling": 13.0},
)
NERVES = Finding("nerve-check", Severity.INFORMATION, ago(9), MONDAY, {"every_days": 7})
NOTE = replace(RISE, severity=Severity.INFORMATION)
PAIN = replace(RISE, rule="pain", severity=Severity.PAIN)
ALERT = replace(RISE, rule="red-flag", severity=Severity.ALERT)
QUIET = day(YESTERDAY, 2000, verdict=Verdict.TOO_LITTLE)
USUAL = day(YESTERDAY, 5000, verdict=Verdict.IN_BAND)
BIG = day(YESTERDAY, 15_000, verdict=Verdict.TOO_MUCH)
IN_BAND = weeks([{"verdict": Verdict.IN_BAND, "why": Reason("in_band")}])
BELOW = weeks([{"verdict": Verdict.TOO_LITTLE, "why": Reason("below_floor")}])
BY_ESTIMATE = weeks([{"verdict": Verdict.IN_BAND, "why": Reason("in_band_by_estimate")}])


def sent(code: str, days_ago: int, clock: time = time(9)) -> Decision:
    sentence = SENTENCES[code]
    on = ago(days_ago)
    nudge = Nudge(on, code, {}, sentence.because[0], sentence.asks_for is Asks.MORE)
    return Decision(on, nudge, Reason("sent"), at(on, clock))


NINE = at(MONDAY)


def wish(kind: WishKind, until: datetime, said: datetime | None = None) -> Standing:
    return Standing(wishes=(Wish(kind, until, said or NINE - timedelta(days=1)),))


def asked(days_ago: int, act_min: int = 10) -> Decision:
    """A small step that was asked for."""
    made = sent("small_step", days_ago)
    assert made.nudge is not None
    return replace(made, nudge=replace(made.nudge, numbers={"act_min": act_min}))


def left_out(days_ago: int, code: str = "held_out") -> Decision:
    on = ago(days_ago)
    return Decision(on, None, Reason(code, {"nudge": "small_step"}), at(on))


THREE = (asked(8), asked(16), asked(24))
TRIED = (*map(asked, range(30, 60, 2)), *map(left_out, range(100, 120, 2)))
NO_HELP = Standing(after_min={each.date: 20.0 + number % 3 for number, each in enumerate(TRIED)})
A_HELP = Standing(
    after_min={each.date: 20.0 + number % 3 + 15 * bool(each.nudge) for number, each in
               enumerate(TRIED)}
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    name: str
    why: str
    code: str | None = None
    days: tuple[Day, ...] = (USUAL,)
    weeks: Sequence[Week] = ()
    findings: tuple[Finding, ...] = ()
    gate: Gate = OPEN
    recent: tuple[Decision, ...] = ()
    now: datetime = NINE
    standing: Standing = NOTHING_ELSE
    numbers: NudgeNumbers = ALL_DAYS


CASES = [
    Case("nothing to say", "nothing_to_say"),
    Case("a drop and a quiet day", "sent", "quiet_yesterday", (QUIET,), findings=(DROP,)),
    Case("the weekly questions wait", "sent", "nerve_check", findings=(NERVES, DROP)),
    Case("they waited yesterday", "sent", "nerve_check", findings=(replace(NERVES, last=ago(1)),)),
    Case("they waited two days ago", "nothing_to_say", findings=(replace(NERVES, last=ago(2)),)),
    Case(
        "they wait with a shut gate and pain",
        "sent",
        "nerve_check",
        gate=SHUT,
        findings=(NERVES, PAIN),
    ),
    Case(
        "they wait and were said of yesterday",
        "said_recently",
        findings=(NERVES,),
        recent=(sent("nerve_check", 1),),
    ),
    Case("they wait under an alert", "alert_open", findings=(NERVES, ALERT)),
    Case("a drop and an ordinary day", "sent", "quieter_days", findings=(DROP,)),
    Case("one quiet day alone is no signal", "nothing_to_say", days=(QUIET,)),
    Case("a drop, and yesterday was big", "much_yesterday", days=(BIG,), findings=(DROP,)),
    Case("no clearance", "gate_shut", days=(QUIET,), findings=(DROP,), gate=SHUT),
    Case(
        "a drop, and yesterday was not worn",
        "yesterday_unknown",
        days=(unworn(YESTERDAY),),
        findings=(replace(DROP, last=ago(2)),),
    ),
    Case(
        "a drop, and yesterday has not all arrived",
        "yesterday_unknown",
        days=(replace(USUAL, complete=False),),
        findings=(DROP,),
    ),
    Case("an old drop is no news", "nothing_to_say", findings=(replace(DROP, last=ago(3)),)),
    Case("a rise", "sent", "easier_start", findings=(RISE,)),
    Case("above the ceiling", "sent", "easier_start_agreed", findings=(CEILING,)),
    Case("a neutral note is for the letter", "nothing_to_say", findings=(NOTE,)),
    Case(
        "a flag without a sentence is for the letters",
        "nothing_to_say",
        findings=(replace(RISE, rule="hard-days", numbers={}),),
    ),
    Case("overload before inactivity", "sent", "easier_start", (QUIET,), findings=(DROP, RISE)),
    Case(
        "the overload was said: nothing asks for more in its place",
        "said_recently",
        findings=(DROP, RISE),
        recent=(sent("easier_start", 3),),
    ),
    Case("overload without clearance", "gate_shut", findings=(RISE,), gate=SHUT),
    Case("a week in the band", "sent", "in_band_week", weeks=IN_BAND),
    Case("a week in the band without clearance", "gate_shut", weeks=IN_BAND, gate=SHUT),
    Case("in the band by an estimate: better not", "nothing_to_say", weeks=BY_ESTIMATE),
    Case("a drop before praise", "sent", "quieter_days", weeks=IN_BAND, findings=(DROP,)),
    Case("a week below the floor", "sent", "small_step", weeks=BELOW),
    Case("a week below the floor without clearance", "gate_shut", weeks=BELOW, gate=SHUT),
    Case("below the floor, and yesterday was big", "much_yesterday", days=(BIG,), weeks=BELOW),
    Case(
        "the physio allows no growth",
        "no_room",
        weeks=BELOW,
        standing=Standing(plan=replace(CLEARED, progression_percent=0.0)),
    ),
    Case(
        "chance leaves the day out",
        "held_out",
        weeks=BELOW,
        numbers=replace(NUMBERS, effect=replace(NUMBERS.effect, held_out_share=1.0)),
    ),
    Case(
        "chance leaves out nothing that asks for less",
        "sent",
        "easier_start",
        findings=(RISE,),
        numbers=replace(NUMBERS, effect=replace(NUMBERS.effect, held_out_share=1.0)),
    ),
    Case("what does not help is retired", "retired", weeks=BELOW, recent=TRIED, standing=NO_HELP),
    Case("what helps is not", "sent", "small_step", weeks=BELOW, recent=TRIED, standing=A_HELP),
    Case(
        "one sentence that does not help says nothing of another",
        "sent",
        "quieter_days",
        findings=(DROP,),
        recent=TRIED,
        standing=NO_HELP,
    ),
    Case(
        "three acts that were not taken up: a longer wait",
        "seldom",
        weeks=BELOW,
        recent=THREE,
        standing=Standing(after_min={each.date: 3.0 for each in THREE}),
    ),
    Case(
        "the last one was taken up",
        "sent",
        "small_step",
        weeks=BELOW,
        recent=THREE,
        standing=Standing(after_min={**{each.date: 3.0 for each in THREE}, ago(8): 10.0}),
    ),
    Case(
        "what the watch did not see was not refused",
        "sent",
        "small_step",
        weeks=BELOW,
        recent=THREE,
        standing=Standing(after_min={ago(8): 3.0, ago(16): 3.0}),
    ),
    Case(
        "the longer wait ends",
        "sent",
        "small_step",
        weeks=BELOW,
        recent=(asked(14), asked(22), asked(30)),
        standing=Standing(after_min={ago(14): 3.0, ago(22): 3.0, ago(30): 3.0}),
    ),
    Case(
        "a pause",
        "paused",
        findings=(RISE,),
        standing=wish(WishKind.PAUSE, NINE + timedelta(hours=1)),
    ),
    Case(
        "a pause that is over",
        "sent",
        "easier_start",
        findings=(RISE,),
        standing=wish(WishKind.PAUSE, NINE),
    ),
    Case(
        "a pause of tomorrow",
        "sent",
        "easier_start",
        findings=(RISE,),
        standing=wish(WishKind.PAUSE, NINE + timedelta(days=9), NINE + timedelta(days=1)),
    ),
    Case(
        "not now",
        "snoozed",
        findings=(RISE,),
        standing=wish(WishKind.SNOOZE, NINE + timedelta(hours=1)),
    ),
    Case(
        "an alert is said even in a pause",
        "alert_open",
        findings=(ALERT,),
        standing=wish(WishKind.PAUSE, NINE + timedelta(hours=1)),
    ),
    Case(
        "a check-in nobody has unlocked",
        "alert_open",
        findings=(RISE,),
        weeks=IN_BAND,
        standing=Standing(alert="leg_weakness"),
    ),
    Case(
        "an open check-in says so even at night",
        "alert_open",
        standing=Standing(alert="leg_weakness"),
        now=at(MONDAY, time(3)),
    ),
    Case("pain before all of them", "pain_flag", weeks=IN_BAND, findings=(DROP, RISE, PAIN)),
    Case("an alert before everything", "alert_open", findings=(RISE, ALERT)),
    Case("an old alert stands", "alert_open", findings=(replace(ALERT, last=ago(40)), RISE)),
    Case(
        "a gate finding stops all",
        "gate_finding",
        findings=(replace(ALERT, severity=Severity.GATE), RISE),
    ),
    Case("one a day", "already_today", findings=(RISE,), recent=(sent("no_data", 0),)),
    Case(
        "a decision that sent nothing does not count",
        "sent",
        "easier_start",
        findings=(RISE,),
        recent=(Decision(MONDAY, None, Reason("quiet_hours"), at(MONDAY, time(7))),),
    ),
    Case("before eight", "quiet_hours", findings=(RISE,), now=at(MONDAY, time(7, 59))),
    Case("at eight", "sent", "easier_start", findings=(RISE,), now=at(MONDAY, time(8))),
    Case(
        "before nine in the evening",
        "sent",
        "easier_start",
        findings=(RISE,),
        now=at(MONDAY, time(20, 59)),
    ),
    Case("from nine in the evening", "quiet_hours", findings=(RISE,), now=at(MONDAY, time(21))),
    Case(
        "the hours are those of where the person is",
        "quiet_hours",
        days=(replace(USUAL, zone="UTC+14:00"),),
        findings=(RISE,),
    ),
    Case(
        "opposite within 48 hours",
        "opposite_recently",
        findings=(DROP,),
        recent=(sent("easier_start", 2, time(9, 30)),),
    ),
    Case(
        "opposite after 48 hours",
        "sent",
        "quieter_days",
        findings=(DROP,),
        recent=(sent("easier_start", 2),),
    ),
    Case(
        "opposite the other way round",
        "opposite_recently",
        findings=(RISE,),
        recent=(sent("quiet_yesterday", 1),),
    ),
    Case(
        "what was missed is not mentioned twice",
        "said_recently",
        findings=(DROP,),
        recent=(sent("quiet_yesterday", 6),),
    ),
    Case(
        "a week later it may be said again",
        "sent",
        "quieter_days",
        findings=(DROP,),
        recent=(sent("quiet_yesterday", 7),),
    ),
    Case("never anything", "no_data_yet", days=()),
    Case("never worn, never arrived", "no_data_yet", days=(unworn(ago(5), complete=False),)),
    Case("two days of silence", "nothing_to_say", days=(day(ago(2)),)),
    Case("three days of silence", "sent", "no_data", days=(day(ago(3)),)),
    Case("three days of silence without clearance", "sent", "no_data", (day(ago(3)),), gate=SHUT),
    Case(
        "silence is mentioned again after a week",
        "sent",
        "no_data",
        (day(ago(10)),),
        recent=(sent("no_data", 7),),
    ),
    Case(
        "but not before",
        "said_recently",
        days=(day(ago(9)),),
        recent=(sent("no_data", 6),),
    ),
    Case(
        "and never a third time",
        "no_data_told",
        days=(day(ago(14)),),
        recent=(sent("no_data", 7), sent("no_data", 11)),
    ),
    Case("after two weeks silence is respected", "no_data_told", days=(day(ago(15)),)),
    Case(
        "an earlier silence does not count",
        "sent",
        "no_data",
        (day(ago(3)),),
        recent=(sent("no_data", 20), sent("no_data", 13)),
    ),
    Case(
        "arrived but not worn is not silence",
        "nothing_to_say",
        days=(day(ago(5)), unworn(ago(1), complete=True)),
    ),
]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_a_decision(case: Case) -> None:
    found = decide(
        MONDAY,
        case.days,
        case.weeks,
        case.findings,
        case.gate,
        case.recent,
        PERSON,
        LIMITS,
        case.now,
        numbers=case.numbers,
        standing=case.standing,
    )
    said = None if found.nudge is None else found.nudge.code
    assert (found.why.code, said) == (case.why, case.code)
    assert found.why.numbers.keys() == set(REASONS[found.why.code])
    if found.nudge is not None:
        sentence = SENTENCES[found.nudge.code]
        assert found.nudge.numbers.keys() == set(sentence.numbers)
        assert found.nudge.because in sentence.because
        assert found.nudge.asks_for_more == (sentence.asks_for is Asks.MORE)


def test_a_decision_says_which_rules_were_in_play() -> None:
    found = decide(
        MONDAY, [USUAL], [], [DROP, RISE, replace(CEILING, last=ago(9))], OPEN, [], PERSON, LIMITS,
        at(MONDAY),
    )  # fmt: skip
    assert found.considered == ("drop", "rise")
    assert found.decided_at == at(MONDAY)


@pytest.mark.parametrize(("clock", "why"), [(time(8, 59), "flag_recently"), (time(9), "sent")])
def test_a_flag_holds_more_back_until_it_is_old_enough_to_the_hour(clock: time, why: str) -> None:
    limits = replace(LIMITS, nudge=replace(LIMITS.nudge, apart_h=57))
    findings = [DROP, replace(RISE, last=ago(3))]  # it ended 57 hours before nine
    found = decide(MONDAY, [USUAL], [], findings, OPEN, [], PERSON, limits, at(MONDAY, clock))
    assert found.why.code == why


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 3, 2, 9)  # noqa: DTZ001
    with pytest.raises(NudgeError, match="no time zone"):
        decide(MONDAY, [], [], [], OPEN, [], PERSON, LIMITS, naive)


FINDINGS = st.lists(
    st.builds(
        lambda found, last: replace(found, last=ago(last)),
        st.sampled_from([DROP, RISE, CEILING, PAIN]),
        st.integers(1, 6),
    ),
    max_size=5,
)
SENT = st.lists(st.builds(sent, st.sampled_from(sorted(SENTENCES)), st.integers(0, 9)), max_size=4)


@given(
    FINDINGS,
    SENT,
    st.sampled_from([QUIET, USUAL, BIG, unworn(YESTERDAY)]),
    st.booleans(),
    st.times(),
)
def test_whatever_comes_together_the_promises_hold(
    findings: list[Finding], recent: list[Decision], last: Day, cleared: bool, clock: time
) -> None:
    now = at(MONDAY, clock.replace(tzinfo=None))
    its_gate = OPEN if cleared else SHUT
    found = decide(MONDAY, [last], IN_BAND, findings, its_gate, recent, PERSON, LIMITS, now)
    assert found.why.code in REASONS
    if found.nudge is None:
        return
    assert time(8) <= now.astimezone(OSLO).time() < time(21)
    assert not [each for each in recent if each.date == MONDAY]
    assert cleared
    if found.nudge.asks_for_more:
        flags = [each for each in findings if each.severity in (Severity.OVERLOAD, Severity.PAIN)]
        assert not [each for each in flags if each.last >= ago(2)]
    asks = SENTENCES[found.nudge.code].asks_for
    for each in recent:
        if each.nudge is not None and now - each.decided_at < timedelta(hours=48):
            assert {asks, SENTENCES[each.nudge.code].asks_for} != {Asks.MORE, Asks.LESS}


# --- a year ------------------------------------------------------------------------------------

FIRST = date(2026, 1, 5)
CLEARED_FROM = FIRST + timedelta(days=120)
PLANS = [
    Plan(FIRST, "K. Lie", Answer.UNKNOWN),
    Plan(CLEARED_FROM, "K. Lie", Answer.YES, ceiling_met_h=22.0),
]


def _year(seed: int) -> list[Day]:
    """Ordinary days with quiet spells, big weeks, a holiday, and stretches without the watch."""
    chance = random.Random(seed)
    made: list[Day] = []
    while len(made) < 365:
        pace = chance.choice([1.0, 1.0, 1.0, 0.45, 0.6, 1.7, 2.2])
        worn = chance.random() > 0.12
        for _ in range(chance.randrange(4, 18)):
            on = FIRST + timedelta(days=len(made))
            steps = int(6000 * pace * chance.uniform(0.6, 1.4))
            made.append(_walked(on, steps) if worn else unworn(on, complete=False))
    return made


def _walked(on: date, steps: int) -> Day:
    moderate = steps // 200
    met_h = moderate * 3 / 60
    return day(on, steps, light_min=steps // 100, moderate_min=moderate, met_h=met_h)


def _live(seed: int) -> list[tuple[Decision, list[Finding]]]:
    """Every morning at nine: what is known by then is judged, and one decision is made."""
    life, told = _year(seed), []
    recent: list[Decision] = []
    for number in range(1, 366):
        on = FIRST + timedelta(days=number)
        known = life[max(0, number - 100) : number]
        judged = judge(known, weeks_of(known)[number > 100 :], PLANS, PERSON, LIMITS, on)
        decision = decide(
            on, judged.days, judged.weeks, judged.findings, gate(PLANS, PERSON, on),
            recent[-30:], PERSON, LIMITS, at(on),
        )  # fmt: skip
        recent.append(decision)
        told.append((decision, list(judged.findings)))
    return told


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_year_of_mornings_keeps_every_promise(seed: int) -> None:
    told = _live(seed)
    decisions = [decision for decision, _ in told]
    nudges = [(each, each.nudge) for each in decisions if each.nudge is not None]
    assert {each.why.code for each in decisions} <= set(REASONS)
    assert len({each.date for each, _ in nudges}) == len(nudges)
    assert {nudge.code for _, nudge in nudges} >= {"easier_start", "no_data"}, "a dull year"
    assert any(nudge.asks_for_more for _, nudge in nudges), "a dull year"
    for decision, nudge in nudges:
        if decision.date < CLEARED_FROM:
            assert nudge.code == "no_data"
        near = [
            other
            for each, other in nudges
            if abs(each.decided_at - decision.decided_at) < timedelta(hours=48)
        ]
        asks = {SENTENCES[each.code].asks_for for each in near}
        assert not {Asks.MORE, Asks.LESS} <= asks


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_asks_for_more_within_two_days_of_a_flag(seed: int) -> None:
    for decision, findings in _live(seed):
        if decision.nudge is None or not decision.nudge.asks_for_more:
            continue
        flags = [each.last for each in findings if each.severity is Severity.OVERLOAD]
        assert not [last for last in flags if 0 < (decision.date - last).days <= 2]


def test_days_in_a_drawer_bring_two_words_and_then_silence() -> None:
    life = days([6000] * 60, FIRST)
    recent: list[Decision] = []
    for number in range(60, 160):
        on = FIRST + timedelta(days=number)
        judged = judge(life, weeks_of(life), [CLEARED], PERSON, LIMITS, on)
        recent.append(
            decide(
                on, judged.days, judged.weeks, judged.findings, OPEN, recent[-14:], PERSON,
                LIMITS, at(on),
            )
        )  # fmt: skip
    codes = [each.nudge.code for each in recent if each.nudge is not None]
    assert codes.count("no_data") == 2
    assert set(codes) <= {"no_data", "in_band_week"}
