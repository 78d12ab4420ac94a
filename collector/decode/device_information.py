"""Device Information (0x180A): names and versions (0x2A24 to 0x2A29) and the PnP ID (0x2A50).

A device's text is shown in terminals and letters, so what comes out is one short line of
printable characters, whatever came in.
"""

from __future__ import annotations

from dataclasses import dataclass

from collector.decode.packet import Packet

LONGEST_TEXT = 64

VENDOR_SOURCES = {1: "Bluetooth", 2: "USB"}


@dataclass(frozen=True, slots=True)
class PnpId:
    vendor_source: str  # who gave out the vendor's number; empty: unknown
    vendor_id: int
    product_id: int
    product_version: int


def decode(data: bytes) -> str:
    """Give the text; empty when there is none."""
    raw = bytes(data).partition(b"\0")[0]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")  # what firmware that is not UTF-8 mostly holds; never fails
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:LONGEST_TEXT].rstrip()


def decode_pnp_id(data: bytes) -> PnpId:
    packet = Packet(data, "PnP ID")
    return PnpId(
        vendor_source=VENDOR_SOURCES.get(packet.unsigned(1, "vendor source"), ""),
        vendor_id=packet.unsigned(2, "vendor"),
        product_id=packet.unsigned(2, "product"),
        product_version=packet.unsigned(2, "version"),
    )
