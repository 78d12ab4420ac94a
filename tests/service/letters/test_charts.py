"""What the pictures show and what they must not: an unknown is never drawn as zero."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from analyzer.letters.picture import DayColumn, DayState, Picture
from config.catalogue import LANGUAGES
from service.letters import alt, ink, trend_charts, week_charts
from service.letters.words import Words
from tests.made.letters import STORIES, WEEK, Story, to_patient

EN = Words("en")


def picture(name: str) -> Picture:
    return to_patient(STORIES[name]).picture


def words_in(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def fills(svg: str, colour: str) -> int:
    return len(re.findall(rf"fill: {colour}", svg))


def test_an_unworn_day_is_hatched_and_labelled_and_has_no_column() -> None:
    chart = week_charts.active_minutes(picture("in-band"), EN)
    assert fills(chart.svg, ink.MODERATE.lower()) == 6
    assert "worn" in " ".join(words_in(chart.svg))
    assert "<pattern" in chart.svg


def test_a_day_that_has_not_arrived_is_neither_hatched_nor_zero() -> None:
    chart = week_charts.active_minutes(picture("travel"), EN)
    assert "<pattern" not in chart.svg
    assert "yet" in words_in(chart.svg)
    assert "Sun not arrived yet" in chart.alt


def test_estimated_and_partly_worn_days_are_outlined() -> None:
    for name, filled in (("not-cleared", 5), ("cannot-tell", 2)):
        chart = week_charts.active_minutes(picture(name), EN)
        assert fills(chart.svg, ink.MODERATE.lower()) == filled
    assert "28+" in words_in(week_charts.active_minutes(picture("cannot-tell"), EN).svg)


def test_words_in_a_picture_stay_words() -> None:
    said = words_in(week_charts.steps(picture("in-band"), EN).svg)
    assert {"Mon", "5,196", "usual"} <= set(said)


@pytest.mark.parametrize(("language", "monday"), [("sv", "mån"), ("nb", "man"), ("da", "man")])
def test_weekdays_are_those_of_the_language(language: str, monday: str) -> None:
    assert monday in words_in(week_charts.steps(picture("in-band"), Words(language)).svg)


def test_the_line_of_weeks_stays_open_over_a_gap() -> None:
    weeks = picture("too-little")
    chart = trend_charts.trend(weeks, EN)
    known = [week.met_h is not None for week in weeks.trend]
    neighbours = sum(left and right for left, right in pairwise(known))
    assert neighbours == 9
    assert chart.svg.count("stroke-width: 1.4") == neighbours
    assert "not known" in chart.alt


def test_a_picture_of_nothing_says_so() -> None:
    nothing = replace(
        picture("in-band"),
        days=tuple(DayColumn(day.date, DayState.NOT_RECEIVED) for day in picture("in-band").days),
        active_range=None,
        steps_range=None,
    )
    for chart in (week_charts.active_minutes(nothing, EN), week_charts.steps(nothing, EN)):
        assert chart.alt.count("not arrived yet") == 7
        assert fills(chart.svg, ink.MODERATE.lower()) == 0


def test_a_worn_day_without_minutes_says_not_known_and_draws_nothing() -> None:
    unknown = DayColumn(WEEK, DayState.MEASURED)
    only = replace(picture("in-band"), days=(unknown,) * 7)
    chart = week_charts.active_minutes(only, EN)
    assert alt.day_active(unknown, EN) == "not known"
    assert fills(chart.svg, ink.MODERATE.lower()) == 0
    assert "0" not in words_in(chart.svg)


def test_a_true_zero_is_said_as_zero() -> None:
    still = DayColumn(
        WEEK, DayState.MEASURED, light_min=20, moderate_min=0, vigorous_min=0, steps=800
    )
    only = replace(picture("in-band"), days=(still,) * 7)
    assert words_in(week_charts.active_minutes(only, EN).svg).count("0") == 7


def overflowing(figure: Figure) -> list[str]:
    """Words that leave the picture."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    paper = figure.bbox
    return [
        text.get_text()
        for text in figure.findobj(Text)
        if text.get_text()
        and not (
            paper.x0 <= text.get_window_extent(renderer).x0
            and text.get_window_extent(renderer).x1 <= paper.x1
            and paper.y0 <= text.get_window_extent(renderer).y0
            and text.get_window_extent(renderer).y1 <= paper.y1
        )
    ]


def written_over(figure: Figure) -> list[str]:
    """Words that stand on other words."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    places = [
        (text.get_text(), text.get_window_extent(renderer))
        for text in figure.findobj(Text)
        if text.get_text()
    ]
    return [
        f"{one} / {other}"
        for (one, here), (other, there) in combinations(places, 2)
        if here.overlaps(there)
    ]


IN_PART_EVERY_DAY = to_patient(
    Story(week=(30, 31, 29, 28, 33, 40, 22), unworn={n: ((480, 575 + n * 77),) for n in range(7)})
).picture
PICTURES = {**{name: picture(name) for name in STORIES}, "in part every day": IN_PART_EVERY_DAY}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shown", PICTURES.values(), ids=PICTURES)
def test_no_word_leaves_its_picture_or_stands_on_another(
    shown: Picture, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    amiss: list[str] = []

    def looked_at(figure: Figure) -> bytes:
        amiss.extend([*overflowing(figure), *written_over(figure)])
        return b""

    monkeypatch.setattr(ink, "_png", looked_at)
    words = Words(language)
    week_charts.active_minutes(shown, words)
    week_charts.steps(shown, words)
    trend_charts.trend(shown, words)
    trend_charts.trend(shown, words, in_met_h=True)
    assert amiss == []


def test_pictures_carry_no_date_and_no_program() -> None:
    chart = week_charts.steps(picture("in-band"), EN)
    assert b"tEXt" not in chart.png
    assert "dc:date" not in chart.svg
