"""A line on the terminal that says how far an import is, how fast, and how long it will take."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

from click.termui import progressbar

if TYPE_CHECKING:
    from collector.importing import Progress


@contextmanager
def bar(*, hidden: bool) -> Iterator[Callable[[Progress], None] | None]:
    """Give a function that takes each `Progress`, or None; one bar for each stage of the import."""
    if hidden:
        yield None
        return
    with ExitStack() as open_bars:
        shown: dict[str, tuple[Any, float]] = {}

        def step(progress: Progress) -> None:
            if progress.stage not in shown:
                open_bars.close()
                line = progressbar(
                    length=progress.total,
                    label=progress.stage,
                    show_pos=True,
                    item_show_func=lambda rate: rate or "",
                    file=sys.stderr,
                )
                shown[progress.stage] = open_bars.enter_context(line), monotonic()
            line, since = shown[progress.stage]
            seconds = max(monotonic() - since, 1e-3)
            line.update(progress.done - line.pos, f"{progress.done / seconds:,.0f} a second")

        yield step
