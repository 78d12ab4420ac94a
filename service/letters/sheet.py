"""A sheet to draw on: one unit of x is a day or a week, y is the amount from zero.

To the right of the columns there is room for the words that name the band, so that nothing is
written over a column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from service.letters.ink import BAND, HATCH, QUIET, TEXT
from service.letters.words import Words

#: Points. On a phone the picture is shown at about seven tenths.
NORMAL, SMALL = 11.5, 10.0

#: Over what is behind the band it must still be seen.
_BAND_OPACITY = 0.85


@dataclass(frozen=True, slots=True)
class Sheet:
    axes: Axes
    columns: int
    top: float  # the amount at the upper edge of the columns
    words: Words


def opened(
    axes: Axes,
    columns: int,
    top: float,
    *,
    below: float,
    margin: float,
    words: Words,
    left: float = 0.07,
) -> Sheet:
    """``below`` is the share of the height under zero; ``left`` and ``margin`` are units of x."""
    axes.set_xlim(-left, columns + margin)
    axes.set_ylim(-below * top, 1.12 * top)
    return Sheet(axes, columns, top, words)


def label(
    sheet: Sheet,
    x: float,
    y: float,
    said: str,
    *,
    va: str = "bottom",
    ha: str = "center",
    size: float = NORMAL,
    weight: str = "normal",
    colour: str = TEXT,
) -> None:
    sheet.axes.text(
        x,
        y,
        said,
        ha=ha,
        va=va,
        fontsize=size,
        fontweight=weight,
        color=colour,
        linespacing=1.1,
        zorder=8,
    )


def under(
    sheet: Sheet,
    x: float,
    said: str,
    *,
    ha: str = "center",
    size: float = NORMAL,
    colour: str = TEXT,
) -> None:
    """A word under the zero line; all of them stand on one line of writing."""
    sheet.axes.annotate(
        said,
        (x, 0),
        xytext=(0, -5 - size),
        textcoords="offset points",
        ha=ha,
        va="baseline",
        fontsize=size,
        color=colour,
    )


def block(
    sheet: Sheet,
    corner: tuple[float, float],
    width: float,
    height: float,
    colour: str,
    *,
    outlined: bool = False,
    order: float = 4,
) -> None:
    """A filled rectangle; outlined where the amount is an estimate or a least."""
    if height <= 0:
        return
    sheet.axes.add_patch(
        Rectangle(
            corner,
            width,
            height,
            facecolor="white" if outlined else colour,
            edgecolor=colour,
            linewidth=1.6 if outlined else 0,
            zorder=order,
        )
    )


def hatched(
    sheet: Sheet, corner: tuple[float, float], width: float, height: float, *, hatch: str = "/////"
) -> None:
    """What is not known because nothing measured it."""
    _outlined(sheet, corner, width, height, linewidth=0.8, hatch=hatch)


def awaited(sheet: Sheet, corner: tuple[float, float], width: float, height: float) -> None:
    """What is not known yet."""
    _outlined(sheet, corner, width, height, linewidth=1.0, linestyle=(0, (3, 3)))


def _outlined(
    sheet: Sheet, corner: tuple[float, float], width: float, height: float, **how: Any
) -> None:
    sheet.axes.add_patch(
        Rectangle(corner, width, height, facecolor="white", edgecolor=HATCH, zorder=3, **how)
    )


def band(sheet: Sheet, low: float, high: float, *, order: float = 1) -> None:
    sheet.axes.add_patch(
        Rectangle(
            (0, low),
            sheet.columns,
            high - low,
            facecolor=BAND,
            alpha=_BAND_OPACITY if order > 1 else 1.0,
            linewidth=0,
            zorder=order,
        )
    )


def beside(
    sheet: Sheet, y: float, said: str, *, weight: str = "normal", colour: str = QUIET
) -> None:
    """Words in the margin, kept inside the sheet."""
    low, high = 0.06 * sheet.top, 1.02 * sheet.top
    label(
        sheet,
        sheet.columns + 0.12,
        min(max(y, low), high),
        said,
        ha="left",
        va="center",
        size=SMALL,
        weight=weight,
        colour=colour,
    )


def zero(sheet: Sheet) -> None:
    sheet.axes.plot(
        [0, sheet.columns], [0, 0], color="#BDBDBD", linewidth=1.0, solid_capstyle="butt", zorder=6
    )
