"""Lines of text that arrive in pieces, with a bound on what is kept."""

from __future__ import annotations


class Lines:
    """Puts packets together to lines. A line over the bound is left out."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._begun = b""
        self._skipping = False

    def feed(self, data: bytes) -> tuple[bytes, ...]:
        """Take a packet; give the lines it completes."""
        *ends, rest = bytes(data).split(b"\n")
        lines = tuple(line for end in ends if (line := self._complete(end)) is not None)
        self._keep(rest)
        return lines

    def _complete(self, end: bytes) -> bytes | None:
        self._keep(end)
        line = None if self._skipping else self._begun.strip()
        self._begun, self._skipping = b"", False
        return line or None

    def _keep(self, part: bytes) -> None:
        if not self._skipping:
            self._begun += part
            self._skipping = len(self._begun) > self._longest
        if self._skipping:
            self._begun = b""
