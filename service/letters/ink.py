"""How every picture looks: one small colour-blind-safe set, one font, and files without dates.

A picture is a matplotlib figure without pyplot, so that nothing is global and nothing stays open.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

# Okabe and Ito's set, without the red and the green that would judge.
MODERATE = "#0072B2"
LIGHT = "#ABD9F4"  # the set's sky blue at half strength: it stands behind
VIGOROUS = "#E69F00"
BAND = "#E6E6E6"
TEXT = "#222222"
QUIET = "#5F5F5F"
HATCH = "#9A9A9A"
STEPS = "#8C8C8C"
STRIP = "#CFCFCF"

#: Pixels a picture is drawn for: narrower than a letter's column, so that a phone can read it.
WIDTH_PX = 480

#: Dots for each of them: a little over two in a column of 560 pixels.
DENSITY = 2.4

_DPI = 100
_LOOK: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 11.5,
    "text.color": TEXT,
    "axes.labelcolor": TEXT,
    "xtick.color": TEXT,
    "hatch.linewidth": 0.7,
    "hatch.color": HATCH,
    "svg.fonttype": "none",  # words stay words in the PDF
    "svg.hashsalt": "stegvis",
    "path.simplify": True,
}


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture in both forms, with the words that stand in for it."""

    name: str
    png: bytes
    svg: str
    alt: str
    width_px: int
    height_px: int


def drawn(
    name: str, alt: str, draw: Callable[[Axes], None], height_px: int, width_px: int = WIDTH_PX
) -> Chart:
    """Draw on one bare axes and return the picture as PNG and SVG."""
    with mpl.rc_context(_LOOK):
        figure = Figure(figsize=(width_px / _DPI, height_px / _DPI), dpi=_DPI, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        _bare(axes)
        draw(axes)
        png, svg = _png(figure), _svg(figure)
    return Chart(name, png, svg, alt, width_px, height_px)


def _bare(axes: Axes) -> None:
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor("none")


def _png(figure: Figure) -> bytes:
    FigureCanvasAgg(figure)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=_DPI * DENSITY, metadata={"Software": None})
    return out.getvalue()


def _svg(figure: Figure) -> str:
    FigureCanvasSVG(figure)
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()
