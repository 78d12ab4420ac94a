"""Our decoder and others: the same columns of a recording, and of an all-day file, from each."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

COLUMNS = ("timestamp", "heart_rate", "cadence", "distance", "speed", "altitude", "power")
THEIRS = {"speed": "enhanced_speed", "altitude": "enhanced_altitude"}
ALL_DAY = ("monitoring", "monitoring_info")

#: They are given fewer rounds.
SLOW = {"fitparse", "fitdecode"}

Run = Callable[[bytes], Any]


def ours(data: bytes) -> Any:
    from collector.decode.fit import decode

    columns = decode(data).tables["record"].columns
    return [columns[name] for name in COLUMNS if name in columns]


def ours_all_day(data: bytes) -> Any:
    from collector.decode.fit import decode

    tables = decode(data).tables
    return [[*tables[name].columns.values()] for name in ALL_DAY if name in tables]


def fitparse(data: bytes) -> Any:
    import fitparse as reader

    names = [THEIRS.get(name, name) for name in COLUMNS]
    rows = [message.get_values() for message in reader.FitFile(data).get_messages("record")]
    return [[row.get(name) for row in rows] for name in names]


def fitparse_all(data: bytes) -> Any:
    import fitparse as reader

    return [message.get_values() for message in reader.FitFile(data).get_messages()]


def fitdecode(data: bytes) -> Any:
    import fitdecode as reader

    names = [THEIRS.get(name, name) for name in COLUMNS]
    with reader.FitReader(io.BytesIO(data)) as frames:
        rows = [f for f in frames if isinstance(f, reader.FitDataMessage) and f.name == "record"]
    return [[row.get_value(name, fallback=None) for row in rows] for name in names]


def fitdecode_all(data: bytes) -> Any:
    import fitdecode as reader

    with reader.FitReader(io.BytesIO(data)) as frames:
        return [
            {field.name: field.value for field in frame.fields}
            for frame in frames
            if isinstance(frame, reader.FitDataMessage)
        ]


def pyfitparsernative(data: bytes) -> Any:
    import pyfitparsernative as reader

    names = [THEIRS.get(name, name) for name in COLUMNS]
    rows = [row for row in reader.parse_fit_bytes(data) if row["message_type"] == "record"]
    return [[row.get(name) for row in rows] for name in names]


def pyfitparsernative_all(data: bytes) -> Any:
    import pyfitparsernative as reader

    return reader.parse_fit_bytes(data)


def fitfast(data: bytes) -> Any:
    import fitfast as reader

    return reader.records(data)


def fitfast_all(data: bytes) -> Any:
    import fitfast as reader

    return reader.parse(data)


LARGE: dict[str, Run] = {
    "ours": ours,
    "fitfast": fitfast,
    "pyfitparsernative": pyfitparsernative,
    "fitdecode": fitdecode,
    "fitparse": fitparse,
}
SMALL: dict[str, Run] = {
    "ours": ours_all_day,
    "fitfast": fitfast_all,
    "pyfitparsernative": pyfitparsernative_all,
    "fitdecode": fitdecode_all,
    "fitparse": fitparse_all,
}
