"""The reference cases of heart rate, MET, cadence, wear and load, each by its id.

Inputs and expected numbers are ours, worked out by hand. Cases about a verdict, a rule or a limit
are with those tests; here is the check that no case of these areas is left out.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest

from analyzer import cadence, heart_rate, load, met
from analyzer.frames import Band
from analyzer.heart_rate import HrReserveError, MaxHr
from analyzer.met import MetBasis
from analyzer.weeks import summarise
from config.measures import Measures
from storage.records import Activity, Answer, Day, Person, Week
from tests.made.histories import MONDAY
from tests.made.minutes import (
    COMPENDIUM,
    DAY,
    MEASURES,
    PERSON,
    block,
    counter,
    days,
    one_day,
    stream,
    walk,
    zone,
)

RATE, ENERGY, CADENCE = MEASURES.heart_rate, MEASURES.energy, MEASURES.cadence
MAX = MaxHr(173.0, estimated=True)
AREAS = ("HR", "MET", "cadence", "wear", "load")

Numbers = tuple[object, ...]
CASES: dict[str, tuple[Callable[[], Numbers], Numbers]] = {}


def case(name: str, *expected: object) -> Callable[[Callable[[], Numbers]], Callable[[], Numbers]]:
    def keep(found: Callable[[], Numbers]) -> Callable[[], Numbers]:
        assert name not in CASES
        CASES[name] = (found, expected)
        return found

    return keep


def minutes_at(hr: int, minutes: int = 30, **answers: Answer) -> Day:
    """A day with so many minutes at this heart rate: 50 years, resting 60."""
    line = stream(block(DAY, hr_mean_bpm={600: [hr] * minutes}))
    return one_day(line, person=replace(PERSON, **answers))


def minutes_walked(spm: int, minutes: int = 10, resolution: int = 1) -> Day:
    return one_day(stream(walk(600, [spm] * minutes, resolution=resolution)))


def compendium_met(sport: str, sub_sport: str) -> float:
    row = COMPENDIUM.sport(sport, sub_sport)
    assert row is not None
    return row.met


# --- heart rate --------------------------------------------------------------------------------


@case("C01", 173.0, "tanaka", True)
def _() -> Numbers:
    found = heart_rate.max_hr(PERSON, DAY, RATE)
    assert found is not None
    return found.bpm, found.source, found.estimated


@case("C02", 60.18, Band.VIGOROUS, 30, 0)
def _() -> Numbers:
    share, day = heart_rate.reserve_share(128, 60, 173), minutes_at(128)
    band = heart_rate.band_of(share, RATE)
    return round(share * 100, 2), band, day.vigorous_min, day.moderate_min


@case("C03", 59.29, Band.MODERATE, 0, 30)
def _() -> Numbers:
    share, day = heart_rate.reserve_share(127, 60, 173), minutes_at(127)
    band = heart_rate.band_of(share, RATE)
    return round(share * 100, 2), band, day.vigorous_min, day.moderate_min


@case("C05", 105.2, 127.8, 93.9, 161.7)
def _() -> Numbers:
    shares = (RATE.moderate, RATE.vigorous, RATE.light, RATE.near_max)
    return tuple(round(heart_rate.target_bpm(share, 60, 173), 1) for share in shares)


@case("C06", 159.0, 43.68, Band.MODERATE, 69.18, Band.MODERATE)
def _() -> Numbers:
    maximum = heart_rate.tanaka(70, RATE)
    reserve, of_max = heart_rate.reserve_share(110, 72, maximum), 110 / maximum
    return (
        maximum,
        round(reserve * 100, 2),
        heart_rate.band_of(reserve, RATE),
        round(of_max * 100, 2),
        heart_rate.band_of_max(of_max, RATE),
    )


@case("C08", *([(None, None)] * 3), (0, 30))
def _() -> Numbers:
    questions = ("beta_blocker", "pacemaker", "atrial_fibrillation")
    silent = [minutes_at(112, **{question: Answer.YES}) for question in questions]
    heard = minutes_at(112)
    return tuple((day.vigorous_min, day.moderate_min) for day in (*silent, heard))


@case("C09", 193, 180, 3, "")
def _() -> Numbers:
    day = one_day(stream(block(DAY, hr_mean_bpm={600: [90, 210, 180]})))
    limit = heart_rate.highest_plausible_bpm(MAX, RATE)
    return limit, day.hr_max_bpm, day.wear_min, "alarm" * ("alarm" in str(day))


@case("C10", "invalid_hr_reserve", heart_rate.NO_EDGES)
def _() -> Numbers:
    with pytest.raises(HrReserveError) as error:
        heart_rate.reserve_share(120, 180, 173)
    return error.value.code, heart_rate.band_edges(180, MAX, RATE)


@case("C11", 0.0, Band.STILL)
def _() -> Numbers:
    share = heart_rate.reserve_share(55, 60, 173)
    return share, heart_rate.band_of(share, RATE)


# --- MET ---------------------------------------------------------------------------------------


def volume(*parts: tuple[float, float]) -> tuple[float, float]:
    """MET-minutes and MET-hours at 3 MET or more."""
    hours = met.volume_met_h(parts, MEASURES.met.moderate_low)
    return hours * 60, hours


@case("C12", 630, 10.5)
def _() -> Numbers:
    return volume((180, 3.5))


@case("C13", 450, 7.5)
def _() -> Numbers:
    return volume((150, 3.0))


@case("C14", 600, 10.0)
def _() -> Numbers:
    return volume((150, 4.0))


@case("C16", 600, 10.0, 150)
def _() -> Numbers:
    return (*volume((75, 8.0)), met.equivalent_min(0, 75))


@case("C17", 131.25)
def _() -> Numbers:
    return (met.minutes_for(10.5, compendium_met("walking", "speed_walking")),)


@case("C18", 165.79)
def _() -> Numbers:
    return (round(met.minutes_for(10.5, compendium_met("walking", "generic")), 2),)


@case("C21", 959, 890, 14.833, 250)
def _() -> Numbers:
    parts = [
        (minutes, compendium_met(*sport))
        for minutes, sport in (
            (60, ("cycling", "indoor_cycling")),
            (90, ("walking", "generic")),
            (40, ("training", "strength_training")),
            (30, ("training", "yoga")),
        )
    ]
    met_min, met_h = volume(*parts)
    everything = met.volume_met_h(parts, 0) * 60
    return round(everything, 6), round(met_min, 6), round(met_h, 3), met.equivalent_min(130, 60)


@case("C22", 160)
def _() -> Numbers:
    return (met.equivalent_min(100, 30),)


@case("C24", 7.8)
def _() -> Numbers:
    return (round(met.met_by_hr_index(128, 60, ENERGY), 6),)


SHARE = 68 / 113


@case("C25", 8.6, 5.57)
def _() -> Numbers:
    top = met.max_met_sedentary(50, ENERGY)
    return round(top, 6), round(met.met_by_reserve(SHARE, top), 2)


@case("C26", 12.6, 7.98)
def _() -> Numbers:
    top = met.max_met_by_ratio(173, 60, ENERGY.max_ml_per_hr_ratio_trained, ENERGY)
    return round(top, 2), round(met.met_by_reserve(SHARE, top), 2)


@case("C27", 9.98, 6.4)
def _() -> Numbers:
    top = met.max_met_by_ratio(173, 60, ENERGY.max_ml_per_hr_ratio_men_50, ENERGY)
    return round(top, 2), round(met.met_by_reserve(SHARE, top), 2)


@case("C29", 3.299, 3.8)
def _() -> Numbers:
    by_equation = met.met_of_walking(80.4672, ENERGY)
    return round(by_equation, 3), compendium_met("walking", "generic")


@case("C30", 2.7, 3.5)
def _() -> Numbers:
    adult, older = (met.met_of_oxygen(9.45, basis, ENERGY) for basis in MetBasis)
    with pytest.raises(TypeError, match="cannot be compared"):
        assert adult < older
    assert adult < met.met_of_oxygen(10, MetBasis.ADULT, ENERGY)
    return round(adult.met, 6), round(older.met, 6)


@case("C32", [])
def _() -> Numbers:
    """Nothing the analysis is given or gives could carry a body's mass or kilocalories."""
    shapes = (Person, Activity, Day, Week, Measures, *(type(each) for each in _tables()))
    names = {each.name for shape in shapes for each in fields(shape)}
    words = ("mass", "weight", "_kg", "kcal", "calor")
    return ([name for name in names if any(word in name for word in words)],)


def _tables() -> list[object]:
    return [getattr(MEASURES, each.name) for each in fields(Measures)]


# --- cadence -----------------------------------------------------------------------------------


@case("C33", 10, 0, 0.5)
def _() -> Numbers:
    day = minutes_walked(100)
    return day.moderate_min, day.vigorous_min, day.met_h


@case("C34", 10, 0, 0.0)
def _() -> Numbers:
    day = minutes_walked(99)
    return day.light_min, day.moderate_min, day.met_h


@case("C35", 10, 0, 1.0)
def _() -> Numbers:
    day = minutes_walked(130)
    return day.vigorous_min, day.moderate_min, day.met_h


@case("C36", 4.5, None, None)
def _() -> Numbers:
    return tuple(cadence.met_by_line(spm, CADENCE) for spm in (115, 99, 131))


@case("C37", 3.5188)
def _() -> Numbers:
    return (round(cadence.met_by_age(110, 72, CADENCE) or 0, 4),)


@case("C38", 4.5099, None)
def _() -> Numbers:
    return round(cadence.met_by_age(117, 55, CADENCE) or 0, 4), cadence.met_by_age(117, 20, CADENCE)


@case("C39", True, False, None, [Band.MODERATE])
def _() -> Numbers:
    edges = [cadence.relative_edges(age, CADENCE) for age in (55, 25)]
    relatively = [each is not None and each.moderate_spm <= 112 for each in edges]
    absolutely = cadence.bands(np.array([112], np.int32), CADENCE).tolist()
    return (*relatively, cadence.relative_edges(72, CADENCE), absolutely)


@case("C41", 30, None, 3000)
def _() -> Numbers:
    even, total_only = minutes_walked(100, 30), minutes_walked(100, 30, resolution=30)
    return even.moderate_min, total_only.moderate_min, total_only.steps


@case("C42", None, 260, 1)
def _() -> Numbers:
    """Its cadence is dropped, its steps are the watch's own total all the same."""
    day = minutes_walked(260, 1)
    return day.vigorous_min, day.steps, minutes_walked(220, 1).vigorous_min


# --- wear --------------------------------------------------------------------------------------


@case("C43", False, True)
def _() -> Numbers:
    return tuple(
        one_day(stream(block(DAY, hr_mean_bpm={480: [60] * worn}))).valid for worn in (599, 600)
    )


@case("C45", 95, 6)
def _() -> Numbers:
    """The three minutes of steps on both sides are worn either way."""
    lines = ([9] * 3 + [0] * zeros + [9] * 3 for zeros in (89, 90))
    return tuple(one_day(stream(walk(600, line))).wear_min for line in lines)


@case("C47", 120, 0)
def _() -> Numbers:
    still = {480: [60] * 120}
    with_hr = stream(walk(480, [0] * 120, hr_mean_bpm=still))
    return one_day(with_hr).wear_min, one_day(stream(walk(480, [0] * 120))).wear_min


@case("C48", 100, 5.0, 7.0)
def _() -> Numbers:
    """100 minutes on five valid days: 140 in seven would be 7 MET-hours at 3 MET."""
    worn = {480: [70] * 580 + [106] * 20}
    line = stream(*(block(MONDAY + timedelta(i), hr_mean_bpm=worn) for i in range(5)))
    after = datetime.combine(MONDAY + timedelta(8), time(), UTC)
    found = days(line, first=MONDAY, last=MONDAY + timedelta(6), received_until=after)
    (week,) = summarise(found, 4)
    return week.moderate_min, week.met_h, week.met_h_estimated


@case("C49", [1380, 1500], [1380, 1500], [1440, 1080, 1440], 3960)
def _() -> Numbers:
    oslo = replace(PERSON, timezone="Europe/Oslo")
    changes = (date(2026, 3, 29), date(2026, 10, 25))
    found = [
        one_day(
            stream(*(block(day + timedelta(i), hr_mean_bpm={0: [60] * 1440}) for i in (-1, 0))),
            person=oslo,
            first=day,
            last=day,
        )
        for day in changes
    ]
    trip = [zone("Europe/Oslo"), zone("UTC+07:00", DAY)]
    blocks = [block(DAY + timedelta(i), hr_mean_bpm={0: [60] * 1440}) for i in range(-3, 3)]
    away = days(
        stream(*blocks), zones=trip, first=DAY - timedelta(2), last=DAY, counters=[counter(0)]
    )
    lengths = [day.length_min for day in away]
    return (
        [day.length_min for day in found],
        [day.wear_min for day in found],
        lengths,
        sum(day.wear_min for day in away),
    )


# --- load --------------------------------------------------------------------------------------


@case("C50", 0.25, 0.0689655)
def _() -> Numbers:
    return load.lambda_of(7), round(load.lambda_of(28), 7)


def acute_and_chronic(values: list[float]) -> tuple[float, float]:
    acute, chronic = (load.ewma(values, load.lambda_of(span))[-1] for span in (7, 28))
    return acute, chronic


@case("C51", 60, 60, 1.0)
def _() -> Numbers:
    acute, chronic = acute_and_chronic([60.0] * 60)
    return round(acute, 9), round(chronic, 9), round(acute / chronic, 9)


@case("C53", 8.0090, 36.3841, 0.2201)
def _() -> Numbers:
    acute, chronic = acute_and_chronic([60.0] * 28 + [0.0] * 7)
    return round(acute, 4), round(chronic, 4), round(acute / chronic, 4)


@case("C54", 1.6, 2.0)
def _() -> Numbers:
    before = [300.0] * 3
    return load.ratio_coupled(before, 600), load.ratio_uncoupled(before, 600)


@case("C55", 4.0, None)
def _() -> Numbers:
    before = [0.0] * 3
    return load.ratio_coupled(before, 600), load.ratio_uncoupled(before, 600)


@case("C59", 1.2063)
def _() -> Numbers:
    return (round(load.ratio_uncoupled([5000, 5500, 6050], 6655) or 0, 4),)


@pytest.mark.parametrize("name", CASES)
def test_reference_case(name: str) -> None:
    found, expected = CASES[name]
    assert found() == expected


def test_no_reference_case_is_left_out(shared: Path) -> None:
    with (shared / "clinical" / "reference_cases.tsv").open(encoding="utf-8", newline="") as file:
        wanted = {row["id"] for row in csv.DictReader(file, delimiter="\t") if row["area"] in AREAS}
    tests = Path(__file__).resolve().parents[1]
    texts = [p.read_text("utf-8") for kind in ("py", "toml") for p in tests.rglob(f"*.{kind}")]
    elsewhere = {name for name in wanted - set(CASES) if any(name in text for text in texts)}
    assert wanted == (set(CASES) & wanted) | elsewhere
    assert set(CASES) <= wanted
