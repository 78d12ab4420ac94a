"""The pictures of many weeks: dots on the band, and lines the height of a word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from matplotlib.axes import Axes

from analyzer.letters.picture import EQUIVALENT_MIN_PER_MET_H, Picture
from analyzer.letters.trend import TrendWeek
from service.letters import alt
from service.letters.ink import BAND, MODERATE, QUIET, Chart, drawn
from service.letters.numbers import number, short_date
from service.letters.sheet import SMALL, Sheet, band, beside, label, opened, under, zero
from service.letters.words import Words

#: Room for the band's edges.
_LEFT = 1.4
_MARGIN = 2.5  # weeks


def trend(picture: Picture, words: Words, *, in_met_h: bool = False) -> Chart:
    """A dot for each week that counts, the band behind, a line only between neighbours."""
    scale = 1.0 if in_met_h else EQUIVALENT_MIN_PER_MET_H / 7
    decimals = 1 if in_met_h else 0
    floor = _scaled(picture.band.floor_met_h, scale)
    ceiling = _scaled(picture.band.ceiling_met_h, scale)
    values = [_scaled(week.met_h, scale) for week in picture.trend]

    def draw(axes: Axes) -> None:
        known = [each for each in (*values, floor, ceiling) if each is not None]
        top = 1.15 * max(known, default=1.0)
        sheet = opened(axes, len(values), top, below=0.2, margin=_MARGIN, words=words, left=_LEFT)
        _edges(sheet, floor, ceiling, decimals)
        _line(sheet, values)
        for at, week in enumerate(picture.trend):
            _dot(sheet, at, week, values[at])
        _dates(sheet, picture.trend)
        if values and values[-1] is not None:
            unit = words("MET-h") if in_met_h else words("min\na day")
            amount = number(values[-1], words.language, decimals)
            beside(sheet, values[-1], f"{amount}\n{unit}", weight="bold", colour="#222222")
        zero(sheet)

    name = "weeks-met-h" if in_met_h else "weeks"
    return drawn(name, alt.trend(picture, words, in_met_h=in_met_h), draw, height_px=190)


def sparkline(name: str, values: Sequence[float | None], said: str) -> Chart:
    """A line the height of a word; the last dot is the week in question."""

    def draw(axes: Axes) -> None:
        top = max([*(value for value in values if value is not None), 1e-9])
        axes.set_xlim(-0.6, len(values) - 0.4)
        axes.set_ylim(-0.15 * top, 1.25 * top)
        axes.plot([-0.5, len(values) - 0.5], [0, 0], color=BAND, linewidth=0.8)
        for at, (left, right) in enumerate(pairwise(values)):
            if left is not None and right is not None:
                axes.plot([at, at + 1], [left, right], color=QUIET, linewidth=1.1)
        for at, value in enumerate(values):
            if value is not None:
                is_last = at == len(values) - 1
                size, colour = (5.5, MODERATE) if is_last else (2.2, QUIET)
                axes.plot([at], [value], marker="o", markersize=size, color=colour)

    return drawn(name, said, draw, height_px=30, width_px=120)


def _scaled(met_h: float | None, scale: float) -> float | None:
    return None if met_h is None else met_h * scale


def _edges(sheet: Sheet, floor: float | None, ceiling: float | None, decimals: int) -> None:
    if floor is None and ceiling is None:
        return
    band(sheet, floor or 0.0, 1.12 * sheet.top if ceiling is None else ceiling)
    for edge in (ceiling, floor):
        if edge is not None:
            said = number(edge, sheet.words.language, decimals)
            label(sheet, -0.15, edge, said, ha="right", va="center", size=SMALL, colour=QUIET)


def _line(sheet: Sheet, values: Sequence[float | None]) -> None:
    for at, (left, right) in enumerate(pairwise(values)):
        if left is not None and right is not None:
            sheet.axes.plot(
                [at + 0.5, at + 1.5], [left, right], color=MODERATE, linewidth=1.4, zorder=3
            )


def _dot(sheet: Sheet, at: int, week: TrendWeek, value: float | None) -> None:
    if value is None:
        label(sheet, at + 0.5, 0.03 * sheet.top, "?", colour=QUIET, size=SMALL)
        return
    sheet.axes.plot(
        [at + 0.5],
        [value],
        marker="o",
        markersize=7.5,
        markerfacecolor="white" if week.estimated else MODERATE,
        markeredgecolor=MODERATE,
        markeredgewidth=1.6,
        zorder=4,
    )


def _dates(sheet: Sheet, weeks: Sequence[TrendWeek]) -> None:
    """The first, the last, and two between."""
    last = len(weeks) - 1
    for at in (0, round(last / 3), round(2 * last / 3), last):
        said = short_date(weeks[at].start, sheet.words.language)
        x, ha = (0.05, "left") if at == 0 else (at + 0.5, "center")
        under(sheet, x, said, ha=ha, size=SMALL, colour=QUIET)
