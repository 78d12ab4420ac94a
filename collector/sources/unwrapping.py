"""Files that are called .fit but are a zip or gzip around one: take the wrapping off."""

from __future__ import annotations

import io
import zipfile
import zlib

from collector.sources.errors import SourceError

#: The longest recordings known have some tens of megabytes.
LARGEST_FILE = 64 * 2**20

_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_GZIP_HEADER = 16 + zlib.MAX_WBITS


def unwrapped(name: str, data: bytes) -> bytes:
    """Give the FIT file inside, or the bytes as they are when nothing is around them."""
    if data.startswith(_GZIP):
        return _gunzipped(name, data)
    if data.startswith(_ZIP):
        return _only_member(name, data)
    return data


def _gunzipped(name: str, data: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP_HEADER)
    try:
        inside = unpacker.decompress(data, LARGEST_FILE + 1)
    except zlib.error as error:
        raise SourceError(name, "is gzip data that is damaged. Copy it again.") from error
    if len(inside) > LARGEST_FILE:
        raise SourceError(name, "unpacks to more than any watch writes. It was not read.")
    return inside


def _only_member(name: str, data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = [each for each in archive.infolist() if not each.is_dir()]
            if len(inside) != 1:
                raise SourceError(name, "is a zip of several files. Rename it to end in .zip.")
            if inside[0].file_size > LARGEST_FILE:
                raise SourceError(name, "unpacks to more than any watch writes. It was not read.")
            return archive.read(inside[0])
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError) as error:
        raise SourceError(name, "is a zip that cannot be unpacked. Copy it again.") from error
