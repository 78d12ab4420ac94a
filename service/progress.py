"""A line on the terminal that says how far an import is, how fast, and how long it will take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collector.importing import Progress


@contextmanager
def bar(*, hidden: bool) -> Iterator[Callable[[Progress], None]]:
    """Give a function that takes each `Progress`; one bar for each stage of the import."""
    shown: list[tuple[str, click._termui_impl.ProgressBar[int]]] = []

    def step(progress: Progress) -> None:
        if hidden:
            return
        if not shown or shown[-1][0] != progress.stage:
            _finish(shown)
            line = click.progressbar(
                length=progress.total, label=progress.stage, show_pos=True, file=_stderr()
            )
            shown.append((progress.stage, line))
            line.render_progress()
        line = shown[-1][1]
        line.update(progress.done - line.pos)

    try:
        yield step
    finally:
        _finish(shown)


def _finish(shown: list[tuple[str, click._termui_impl.ProgressBar[int]]]) -> None:
    if shown:
        shown[-1][1].render_finish()


def _stderr():  # type: ignore[no-untyped-def]
    return click.get_text_stream("stderr")
