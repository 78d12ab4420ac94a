"""Faults by request: the next calls of a method fail as told, or are never answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from fnmatch import fnmatch


class BluezError(Exception):
    """An error reply; a bare name is one of BlueZ's own."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(text)
        self.name = name if "." in name else f"org.bluez.Error.{name}"
        self.text = text


@dataclass
class Fault:
    """``error=None``: no answer at all. ``member`` and ``path`` are glob patterns."""

    member: str
    error: str | None = "Failed"
    text: str = ""
    times: int = 1
    path: str = "*"
    delay_s: float = 0.0

    def meets(self, member: str, path: str) -> bool:
        return self.times > 0 and fnmatch(member, self.member) and fnmatch(path, self.path)

    async def strike(self) -> None:
        """Raise the error; coming back means that no answer is given."""
        await asyncio.sleep(self.delay_s)
        if self.error is not None:
            raise BluezError(self.error, self.text)
