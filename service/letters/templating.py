"""Templates see a page and nothing else; a name they misspell is an error, not a gap."""

from __future__ import annotations

import textwrap
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from service.letters.page import Page

#: Columns of the text letter: fits every mail reader and a narrow window.
_COLUMNS = 72


def rendered(template: str, page: Page) -> str:
    return _environment().get_template(f"{template}.jinja").render(page=page)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("service.letters"),
        autoescape=select_autoescape(("html.jinja",), default=False, default_for_string=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["folded"] = folded
    environment.filters["column"] = column
    return environment


def folded(text: str, indent: str = "", first: str = "") -> str:
    """Fold a paragraph; ``first`` stands before its first line."""
    return textwrap.fill(
        text,
        _COLUMNS,
        initial_indent=first or indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def column(text: str, width: int) -> str:
    """Pad to a column, never cut.

    >>> column("Mon", 6) + "|"
    'Mon   |'
    """
    return text.ljust(width)
