"""Lines that are painted over on a terminal, so that what changes stands still."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence

import click

#: People read four times a second at most.
_EVERY_S = 0.25

_UP_AND_CLEAR = "\x1b[1A\x1b[2K"


class Repainted:
    """Some lines at the end of a terminal; without one, nothing is ever painted."""

    def __init__(self, terminal: bool) -> None:
        self._terminal = terminal
        self._painted = 0
        self._last_s = 0.0

    def paint(self, lines: Callable[[], Sequence[str]]) -> None:
        """Paint new lines over the old ones; too soon after the last time, do nothing."""
        now_s = time.monotonic()
        if not self._terminal or now_s - self._last_s < _EVERY_S:
            return
        self._last_s = now_s
        width, height = shutil.get_terminal_size()
        fitting = [line[: width - 1] for line in lines()][: height - 2]
        self.clear()
        for line in fitting:
            click.echo(line)
        self._painted = len(fitting)

    def clear(self) -> None:
        """Take the lines away."""
        if self._painted:
            click.echo(_UP_AND_CLEAR * self._painted, nl=False)
            self._painted = 0
