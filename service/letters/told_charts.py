"""What was said day by day, as two thin lines: function above, pain below, flares behind."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analyzer.letters.told import SaidDay
from service.letters.ink import BAND, MODERATE, QUIET, TEXT, Chart, drawn
from service.letters.numbers import short_date, weekday
from service.letters.words import Words

_TOP = 10  # of both scales
_GAP = 3.5  # between the two lines, in steps of the scale
_RIGHT = 0.3  # of the width, for words
_UNDER = 4.0

#: A line is only drawn over so many days without a word.
_BRIDGED_DAYS = 3


def lines(days: Sequence[SaidDay], words: Words) -> Chart:
    """Both lines, or the one that was told of."""
    parts = [
        (name, [(at, value) for at, value in enumerate(values) if value is not None])
        for name, values in (
            (words("function"), [day.function for day in days]),
            (words("pain"), [day.pain for day in days]),
        )
    ]
    parts = [(name, known) for name, known in parts if known]
    height = len(parts) * (_TOP + _GAP)

    def draw(axes: Axes) -> None:
        wide = len(days)
        axes.set_xlim(-0.8, wide * (1 + _RIGHT))
        axes.set_ylim(-_UNDER, max(height, 6) + 3)
        _flares(axes, days, max(height, 6), words)
        for row, (name, known) in enumerate(reversed(parts)):
            _part(axes, row * (_TOP + _GAP), name, known, wide)
        _dates(axes, days, words)

    return drawn("told", _alt(days, words), draw, height_px=80 + 75 * len(parts))


def _part(axes: Axes, base: float, name: str, known: list[tuple[int, int]], wide: int) -> None:
    axes.plot([-0.5, wide - 0.5], [base, base], color="#BDBDBD", linewidth=0.8)
    for (left, low), (right, high) in pairwise(known):
        if right - left <= _BRIDGED_DAYS:
            axes.plot([left, right], [base + low, base + high], color=MODERATE, linewidth=1.3)
    places, values = zip(*known, strict=True)
    axes.plot(
        places, [base + value for value in values], "o", markersize=3, color=MODERATE, zorder=4
    )
    at, last = known[-1]
    axes.plot([at], [base + last], "o", markersize=6, color=MODERATE, zorder=5)
    x = wide + 0.2
    axes.text(x, base + 5, name, va="bottom", fontsize=10.5, fontweight="bold", color=TEXT)
    axes.text(x, base + 4.5, f"{last} / 10", va="top", fontsize=10.5, color=QUIET)


def _flares(axes: Axes, days: Sequence[SaidDay], height: float, words: Words) -> None:
    start: int | None = None
    for at, day in enumerate([*days, None]):
        if day is not None and day.flare:
            start = at if start is None else start
        elif start is not None:
            axes.add_patch(
                Rectangle((start - 0.5, 0), at - start, height, facecolor=BAND, linewidth=0)
            )
            middle = (start + at - 1) / 2
            axes.text(
                middle, height, words("flare"), ha="center", va="bottom", fontsize=10, color=QUIET
            )
            start = None


def _dates(axes: Axes, days: Sequence[SaidDay], words: Words) -> None:
    last = len(days) - 1
    for at in (0, round(last / 3), round(2 * last / 3), last):
        ha = "left" if at == 0 else "center"
        said = short_date(days[at].date, words.language)
        axes.text(at, -0.8, said, ha=ha, va="top", fontsize=10, color=QUIET)


def _alt(days: Sequence[SaidDay], words: Words) -> str:
    """The last week in words; the weeks before it are in the sentences."""
    week = days[-7:]
    said = []
    for name, values in (
        (words("function"), [day.function for day in week]),
        (words("pain"), [day.pain for day in week]),
    ):
        told = [
            f"{weekday(day.date, words.language, short=True)} {value}"
            for day, value in zip(week, values, strict=True)
            if value is not None
        ]
        if told:
            said.append(f"{name}: {', '.join(told)}.")
    return " ".join(said) or words("What was told, day by day.")
