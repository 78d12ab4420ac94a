"""The one error of FIT decoding, and what bytes that are no FIT file look like."""

from __future__ import annotations

from config.errors import StegvisError

#: First bytes -> what they are and what to do. Compared in lower case after leading spaces.
_LOOKS = (
    (b"pk\x03\x04", "a zip archive", "Import the archive itself, or unpack it first."),
    (b"\x1f\x8b", "gzip-compressed", "Unpack it first (gunzip)."),
    (b"<!doctype html", "a web page", "The download failed or needs a login; download it again."),
    (b"<html", "a web page", "The download failed or needs a login; download it again."),
    (b"<gpx", "a GPX track", "Export the original FIT file instead."),
    (b"<trainingcenterdatabase", "a TCX workout", "Export the original FIT file instead."),
    (b"{", "JSON text", "Export the original FIT file instead."),
    (b"[", "JSON text", "Export the original FIT file instead."),
)
_XML = b"<?xml"
_LOOK_BYTES = 2000


class FitError(StegvisError, ValueError):
    """Nothing in these bytes can be read as FIT."""


def no_fit(data: bytes) -> FitError:
    """Say what the bytes look like instead, and what to do.

    >>> str(no_fit(b""))
    'The file is empty. Copy it from the device again.'
    """
    if not data:
        return FitError("The file is empty. Copy it from the device again.")
    looks = looks_like(data)
    if looks is not None:
        return FitError(f"This is {looks[0]}, not a FIT file. {looks[1]}")
    if not any(data[:_LOOK_BYTES]):
        return FitError("The file begins with zeros only. Copy it from the device again.")
    return FitError(
        f"No FIT header was found in these {len(data):,} bytes. "
        "The file is damaged or of another kind; copy it from the device again."
    )


def looks_like(data: bytes) -> tuple[str, str] | None:
    """Name the kind of file these bytes begin like, and what to do with it."""
    head = data[:_LOOK_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for mark, what, advice in _LOOKS:
        if head.startswith(mark) or (head.startswith(_XML) and mark[:1] == b"<" and mark in head):
            return what, advice
    return None
