"""The letter on one A4 page: tagged, real text, from the same page as the other faces."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import typst

from config.errors import StegvisError
from service.letters.ink import Chart
from service.letters.page import TEMPLATES, Page

#: Accessible (tagged, titled, described).
_STANDARD: Final = "ua-1"


#: How small the letters may get before a second sheet is better.
_SCALINGS = ("1.0", "0.93", "0.86", "0.8")


class PdfError(StegvisError):
    """The page could not be set. ``said`` is what the typesetter answered."""

    def __init__(self, said: list[str]) -> None:
        super().__init__("the PDF of a letter could not be set: " + "; ".join(said))
        self.said = said


def as_pdf(page: Page, *, written_at: datetime) -> bytes:
    """The page as PDF/UA-1, set a little smaller where one sheet would not hold it."""
    inputs = json.dumps(_plain(page), ensure_ascii=False, sort_keys=True)
    moment = int(written_at.timestamp())
    name = TEMPLATES[type(page)]
    for scaling in _SCALINGS:
        pdf = _set(name, {"page": inputs, "scaling": scaling}, moment)
        if pages_of(pdf) == 1:
            return pdf
    return pdf


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def _set(name: str, inputs: dict[str, str], moment: int) -> bytes:
    """A warning is an error: it means a missing font, language or tag."""
    pdf, warnings = typst.compile_with_warnings(
        _template(name),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs=inputs,
        pdf_standards=_STANDARD,
        timestamp=moment,
    )
    if warnings:
        raise PdfError([str(warning) for warning in warnings])
    return bytes(pdf)


def _template(name: str) -> bytes:
    """The frame and the letter as one source: nothing is read from the working directory."""
    folder = files("service.letters") / "templates"
    return b"\n".join((folder / part).read_bytes() for part in ("frame.typ", f"{name}.typ"))


@cache
def _fonts() -> typst.Fonts:
    """DejaVu comes with matplotlib: the same letters on every machine."""
    ours = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(ours)])


def _plain(value: Any) -> Any:
    """Values as JSON knows them; a chart as its SVG, so that its words stay words."""
    if isinstance(value, Chart):
        return {"svg": value.svg, "alt": value.alt}
    if dataclasses.is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return value
