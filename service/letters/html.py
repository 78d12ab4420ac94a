"""The HTML of a letter: one column, styles written into the elements, works without pictures."""

from __future__ import annotations

import base64

import css_inline

from service.letters.ink import Chart
from service.letters.page import TEMPLATES, Page
from service.letters.templating import rendered


def as_html(page: Page) -> str:
    """With pictures named ``cid:<name>``, as mail wants them."""
    template = f"{TEMPLATES[type(page)]}.html"
    inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
    return str(inliner.inline(rendered(template, page))) + "\n"


def standalone(html: str, charts: tuple[Chart, ...]) -> str:
    """The same letter as one file: the pictures inside it."""
    for chart in charts:
        inside = base64.b64encode(chart.png).decode()
        html = html.replace(f'"cid:{chart.name}"', f'"data:image/png;base64,{inside}"')
    return html
