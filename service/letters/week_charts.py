"""The pictures of a week by days: active minutes, and steps."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from analyzer.letters.picture import DayColumn, DayState, Picture, Range, Span
from service.letters import alt
from service.letters.ink import LIGHT, MODERATE, QUIET, STEPS, STRIP, VIGOROUS, Chart, drawn
from service.letters.numbers import hours, number, span, weekday
from service.letters.sheet import (
    NORMAL,
    SMALL,
    Sheet,
    awaited,
    band,
    beside,
    block,
    hatched,
    label,
    opened,
    under,
    zero,
)
from service.letters.words import Words

NUMBERLESS = (DayState.NOT_WORN, DayState.NOT_RECEIVED)
AT_LEAST = (DayState.PARTLY, DayState.ARRIVING)

#: Less time without the watch than this is a shower, not a story.
WORTH_SHOWING_MIN = 60

#: Light minutes can be many times the rest: the axis ends here and the column is cut, with marks.
_LIGHT_AT_MOST = 2.0

#: Characters that fit beside the columns.
_ONE_LINE = 8

_MARGIN = 1.35  # days


def active_minutes(picture: Picture, words: Words) -> Chart:
    """Seven columns: light behind; moderate, then vigorous on top of it, in front."""
    strips = [day for day in picture.days if shows_unworn(day)]

    def draw(axes: Axes) -> None:
        top = _active_top(picture.days, picture.active_range)
        below = 0.42 if strips else 0.16
        sheet = opened(axes, 7, top, below=below, margin=_MARGIN, words=words)
        _usual(sheet, picture.active_range, words("min"))
        for at, day in enumerate(picture.days):
            _day_name(sheet, at, day)
            if day.state in NUMBERLESS:
                _no_column(sheet, at, day)
                continue
            _active_column(sheet, at, day)
            if day in strips:
                _wear_strip(sheet, at, day, picture)
        if strips:
            # Once for all of them: under each day the words would run into the next day's.
            y = -0.26 * top
            label(sheet, 7.12, y, words("not\nworn"), ha="left", va="center", size=9, colour=QUIET)
        zero(sheet)

    height = 300 if strips else 250
    return drawn("active-minutes", alt.active_minutes(picture, words), draw, height)


def steps(picture: Picture, words: Words) -> Chart:
    usual = picture.steps_range

    def draw(axes: Axes) -> None:
        known = [day.steps for day in picture.days if day.steps is not None]
        top = max([*known, usual.high if usual else 0, 1000]) * 1.05
        sheet = opened(axes, 7, top, below=0.22, margin=_MARGIN, words=words)
        _usual(sheet, usual, words("steps"))
        for at, day in enumerate(picture.days):
            _day_name(sheet, at, day)
            if day.state in NUMBERLESS:
                _no_column(sheet, at, day)
            elif day.steps is not None:
                least = day.state in AT_LEAST
                block(sheet, (at + 0.2, 0), 0.6, day.steps, STEPS, outlined=least)
                said = _at_least(day, day.steps, words)
                label(sheet, at + 0.5, day.steps + 0.03 * top, said, size=SMALL)
        zero(sheet)

    return drawn("steps", alt.steps(picture, words), draw, height_px=190)


def shows_unworn(day: DayColumn) -> bool:
    return day.state not in NUMBERLESS and day.unworn_awake_min >= WORTH_SHOWING_MIN


def _active_top(days: Sequence[DayColumn], usual: Range | None) -> float:
    active = [day.active_min or 0 for day in days]
    needed = max([*active, usual.high if usual else 0, 10]) * 1.1
    light = max([day.light_min or 0 for day in days], default=0)
    return max(needed, min(light, needed * _LIGHT_AT_MOST))


def _usual(sheet: Sheet, usual: Range | None, unit: str) -> None:
    """The person's own range: over the light columns, behind the others, named beside them."""
    if usual is None:
        return
    band(sheet, usual.low, usual.high, order=2.5)
    low, high = alt.rounded(usual)
    amounts = span(low, high, sheet.words.language)
    if len(amounts) > _ONE_LINE:
        amounts = amounts.replace("–", "–\n")
    usual_word = sheet.words("usual")
    beside(sheet, (usual.low + usual.high) / 2, f"{usual_word}\n{amounts}\n{unit}")


def _day_name(sheet: Sheet, at: int, day: DayColumn) -> None:
    name = weekday(day.date, sheet.words.language, short=True)
    under(sheet, at + 0.5, name)


def _no_column(sheet: Sheet, at: int, day: DayColumn) -> None:
    """Nothing is known: a hatched place, never a column of zero."""
    words = sheet.words
    if day.state is DayState.NOT_WORN:
        hatched(sheet, (at + 0.1, 0), 0.8, sheet.top)
        said = words("not\nworn")
    else:
        awaited(sheet, (at + 0.1, 0), 0.8, sheet.top)
        said = words("not\nhere\nyet")
    sheet.axes.text(
        at + 0.5,
        sheet.top / 2,
        said,
        ha="center",
        va="center",
        fontsize=SMALL,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 2.5},
        zorder=7,
    )


def _active_column(sheet: Sheet, at: int, day: DayColumn) -> None:
    if day.light_min:
        block(sheet, (at + 0.1, 0), 0.8, min(day.light_min, sheet.top), LIGHT, order=2)
        if day.light_min > sheet.top:
            _cut(sheet, at)
    moderate, vigorous = day.moderate_min or 0, day.vigorous_min or 0
    outlined = day.estimated or day.state in AT_LEAST
    block(sheet, (at + 0.26, 0), 0.48, moderate, MODERATE, outlined=outlined)
    block(sheet, (at + 0.26, moderate), 0.48, vigorous, VIGOROUS, outlined=outlined)
    if day.active_min is not None:
        said = _at_least(day, day.active_min, sheet.words)
        y = day.active_min + 0.015 * sheet.top
        label(sheet, at + 0.5, y, said, weight="bold", size=NORMAL + 1)


def _at_least(day: DayColumn, amount: int, words: Words) -> str:
    return number(amount, words.language) + ("+" if day.state in AT_LEAST else "")


def _cut(sheet: Sheet, at: int) -> None:
    """Two white strokes: this column goes on."""
    for y in (0.93 * sheet.top, 0.965 * sheet.top):
        tilt = 0.012 * sheet.top
        sheet.axes.plot(
            [at + 0.08, at + 0.92], [y - tilt, y + tilt], color="white", linewidth=2, zorder=2.2
        )


def _wear_strip(sheet: Sheet, at: int, day: DayColumn, picture: Picture) -> None:
    """The waking hours from left to right under the day; hours without the watch are hatched."""
    awake = picture.awake_to_min - picture.awake_from_min
    y, height, left, width = -0.23 * sheet.top, 0.045 * sheet.top, at + 0.1, 0.8
    block(sheet, (left, y), width, height, STRIP, order=2)
    for start, end in _spans(day, picture):
        begins = left + width * (start - picture.awake_from_min) / awake
        hatched(sheet, (begins, y), width * (end - start) / awake, height, hatch="////////")
    said = sheet.words("{hours} h", hours=hours(day.unworn_awake_min, sheet.words.language))
    label(sheet, at + 0.5, y - 0.02 * sheet.top, said, va="top", size=9, colour=QUIET)


def _spans(day: DayColumn, picture: Picture) -> Sequence[Span]:
    """Where the hours are not known they stand at the end: the label says how many."""
    if day.unworn is not None:
        return day.unworn
    return ((picture.awake_to_min - day.unworn_awake_min, picture.awake_to_min),)
