"""What a device says of itself: who made it, what it is, where it is worn. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from collector.decode import body_sensor_location, device_information
from collector.decode.errors import DecodeError
from collector.sources.ble.kinds.standard import uuid


@dataclass(frozen=True, slots=True)
class About:
    """As far as it tells."""

    maker: str | None = None
    model: str | None = None
    firmware: str | None = None
    worn_at: str | None = None  # "chest", "wrist", ...: `body_sensor_location`

    def words(self) -> str:
        """Give it for a person; empty: it says nothing."""
        worn = None if self.worn_at is None else f"worn at the {self.worn_at.replace('_', ' ')}"
        firmware = None if self.firmware is None else f"firmware {self.firmware}"
        return ", ".join(filter(None, (self.maker, self.model, firmware, worn)))


def about(answers: Mapping[str, bytes]) -> About:
    """Give what the answers to `QUESTIONS` say; one that cannot be read says nothing.

    >>> about({uuid(0x2A38): bytes([1]), uuid(0x2A24): b"H10", uuid(0x2A29): b""}).words()
    'H10, worn at the chest'
    """
    told: dict[str, str] = {}
    for asked, data in answers.items():
        name, decode = QUESTIONS[asked]
        try:
            text = decode(data)
        except DecodeError:
            continue
        if text:
            told[name] = text
    return About(**told)


def _worn_at(data: bytes) -> str:
    return body_sensor_location.decode(data).name.lower()


#: Characteristic -> the field of `About` it fills, and how it is read; what matters most first.
QUESTIONS: Mapping[str, tuple[str, Callable[[bytes], str]]] = MappingProxyType(
    {
        uuid(0x2A38): ("worn_at", _worn_at),
        uuid(0x2A29): ("maker", device_information.decode),
        uuid(0x2A24): ("model", device_information.decode),
        uuid(0x2A26): ("firmware", device_information.decode),
    }
)
