"""Take a little-endian packet apart from front to back; what is missing is a DecodeError."""

from __future__ import annotations

from collector.decode.errors import DecodeError


class Packet:
    """What is left of a packet's bytes."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data = bytes(data)
        self._at = 0
        self._name = name

    def unsigned(self, size: int, field: str) -> int:
        """Take the next ``size`` bytes as a number that is never negative."""
        return int.from_bytes(self._take(size, field), "little")

    def many_u16(self, field: str) -> tuple[int, ...]:
        """Take all that is left as numbers of two bytes."""
        left = self._data[self._at :]
        if len(left) % 2:
            raise DecodeError(f"{self._name}: {len(left)} bytes of {field} are not pairs")
        self._at = len(self._data)
        pairs = (left[i : i + 2] for i in range(0, len(left), 2))
        return tuple(int.from_bytes(pair, "little") for pair in pairs)

    def _take(self, size: int, field: str) -> bytes:
        end = self._at + size
        if end > len(self._data):
            raise DecodeError(f"{self._name}: ends before its {field} ({len(self._data)} bytes)")
        taken = self._data[self._at : end]
        self._at = end
        return taken
