"""Counting forms: results stay in range, and a missing answer is treated as each form says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.instruments.answers import AnswersError
from analyzer.instruments.bands import band
from analyzer.instruments.scoring import counted, score
from config.instruments import Instrument, Version
from tests.made.instruments import FACTS, answers, form

COUNTED = [
    pytest.param(instrument, version, id=f"{instrument.id}-{version.id}")
    for instrument in FACTS.instruments
    for version in instrument.versions
    if instrument.family not in {"total", "profile", "activities"}
]


def whole_form(instrument: Instrument, version: Version) -> st.SearchStrategy[dict[str, float]]:
    level = st.integers(instrument.item_low, version.levels or instrument.item_high).map(float)
    return st.fixed_dictionaries({str(n): level for n in range(1, version.items + 1)})


@pytest.mark.parametrize(("instrument", "version"), COUNTED)
@settings(max_examples=25)
@given(st.data())
def test_a_whole_form_lies_in_its_range(
    instrument: Instrument, version: Version, data: st.DataObject
) -> None:
    found = score(instrument, version, data.draw(whole_form(instrument, version)))
    assert found.items_answered == version.items
    assert (found.total is not None) == version.totals
    if found.total is not None:
        assert version.low <= found.total <= version.high
    for part in version.parts:
        assert 0 <= found.parts[part.name] <= part.high


@pytest.mark.parametrize(("instrument", "version"), COUNTED)
def test_the_ends_of_the_range_can_be_reached(instrument: Instrument, version: Version) -> None:
    for level, end in ((instrument.item_low, version.low), (instrument.item_high, version.high)):
        turned = instrument.item_low + instrument.item_high - level
        given_all = {
            str(n): float(turned if n in version.turned else level)
            for n in range(1, version.items + 1)
        }
        found = score(instrument, version, given_all)
        if version.totals:
            assert found.total == end


def test_a_blank_in_rmdq_is_a_no() -> None:
    some, none = form("rmdq", {"1": 1, "3": 1, "24": 1}), form("rmdq", {})
    assert (some.total, set(some.parts), some.items_answered) == (3.0, {"1", "3", "24"}, 24)
    assert none.total == 0.0


@given(st.lists(st.none() | st.integers(0, 5), min_size=10, max_size=10))
def test_odi_is_the_share_of_what_the_answered_sections_could_be(given: list[int | None]) -> None:
    known = [each for each in given if each is not None]
    if not known:
        with pytest.raises(AnswersError):
            form("odi", answers(*given))
        return
    found = form("odi", answers(*given))
    assert found.total == pytest.approx(100 * sum(known) / (5 * len(known)))
    assert found.items_answered == len(known)


@given(st.lists(st.integers(0, 5), min_size=10, max_size=10), st.integers(0, 9))
def test_one_answer_missing_in_ndi_takes_the_mean_of_the_rest(given: list[int], gap: int) -> None:
    rest = given[:gap] + given[gap + 1 :]
    found = form("ndi", answers(*(None if n == gap else v for n, v in enumerate(given))))
    assert found.total == pytest.approx(sum(rest) * 10 / 9)
    assert found.parts["percent"] == pytest.approx(2 * (found.total or 0))


@pytest.mark.parametrize(
    ("name", "version", "given"),
    [
        pytest.param("ndi", "raw-50", answers(*[2] * 8), id="two missing in NDI"),
        pytest.param("tsk", "17", answers(*[2] * 16), id="one missing in TSK"),
        pytest.param("startback", "9", answers(*[1] * 8), id="one missing in STarT Back"),
        pytest.param("fabq", "16", answers(1, 2, 3), id="no whole subscale in FABQ"),
        pytest.param("odi", "2.1a", {}, id="an empty ODI"),
        pytest.param("nrs", "week", {}, id="no pain number"),
        pytest.param("psfs", "0-unable", {}, id="no activity"),
        pytest.param("psfs", "0-unable", {str(n): 1.0 for n in range(6)}, id="six activities"),
        pytest.param("psfs", "0-unable", {"walk": 11.0}, id="an activity above ten"),
        pytest.param("rmdq", "24", {"25": 1.0}, id="a statement RMDQ does not have"),
        pytest.param("rmdq", "23", {"24": 1.0}, id="the 24th of 23"),
        pytest.param("tsk", "11", answers(*[0] * 11), id="a level TSK does not have"),
        pytest.param("odi", "2.1a", {"1": 2.5}, id="half an answer"),
        pytest.param("eq5d", "3L", answers(1, 2, 3, 4, 1), id="a fourth level of three"),
        pytest.param("eq5d", "5L", answers(1, 2, 3, 4), id="a digit missing"),
        pytest.param("wai", "7-49", answers(1, 2), id="answers where only a total is taken"),
    ],
)
def test_answers_that_do_not_make_a_form_are_refused(
    name: str, version: str, given: dict[str, float]
) -> None:
    instrument = FACTS.named(name)
    with pytest.raises(AnswersError):
        score(instrument, instrument.version(version), given)


def test_tsk_17_turns_four_items_round_and_the_shorter_forms_none() -> None:
    tsk = FACTS.named("tsk")
    fours = {str(n): 4.0 for n in (4, 8, 12, 16)}
    ones = {str(n): 1.0 for n in range(1, 18)}
    assert score(tsk, tsk.version("17"), ones | fours).total == 17
    assert score(tsk, tsk.version("13"), answers(*[1] * 13)).total == 13


@pytest.mark.parametrize(
    ("name", "total", "parts"),
    [
        ("rmdq", 25, {}),
        ("rmdq", -1, {}),
        ("rmdq", None, {}),
        ("wai", 6, {}),
        ("fabq", 30, {}),
        ("fabq", None, {}),
        ("fabq", None, {"work": 43}),
        ("fabq", None, {"leisure": 3}),
        ("startback", 3, {"psychosocial": 4}),
    ],
)
def test_a_total_that_cannot_be_is_refused(
    name: str, total: float | None, parts: dict[str, float]
) -> None:
    instrument = FACTS.named(name)
    with pytest.raises(AnswersError):
        counted(instrument, instrument.version(instrument.default), total, parts)


def test_what_is_meant_for_groups_carries_no_word_for_one_person() -> None:
    eq5d = FACTS.named("eq5d")
    found = form("eq5d", {**answers(1, 2, 1, 3, 1), "vas": 70}, version="5L")
    assert (found.total, found.parts["vas"], band(eq5d, found)) == (None, 70, None)
    rmdq = FACTS.named("rmdq")
    assert band(rmdq, form("rmdq", 1)) == "recovered"
    assert band(replace(rmdq, individual=False), form("rmdq", 1)) is None


def test_a_start_back_total_without_its_part_has_no_group_above_low() -> None:
    startback = FACTS.named("startback")
    assert band(startback, form("startback", 3)) == "low"
    assert band(startback, form("startback", 5)) is None


def test_each_result_keeps_the_direction_of_its_form() -> None:
    original, turned = (
        form("psfs", {"walk": 3}, version=v).direction for v in ("0-unable", "10-unable")
    )
    assert (original, turned) == ("high_is_better", "high_is_worse")
