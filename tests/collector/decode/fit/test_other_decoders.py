"""On real files ours agrees with three other decoders: message counts and columns.

Without ``STEGVIS_ALL_FILES=1`` the slow decoders read only the small files.
"""

from __future__ import annotations

import io
import os
import warnings
from collections import Counter
from datetime import UTC, datetime

import pytest

from collector.decode.fit import FitError, decode
from collector.decode.fit.profile import profile
from collector.second_opinion import differences

EVERY = bool(os.environ.get("STEGVIS_ALL_FILES"))
SMALL = 10**9 if EVERY else 25_000  # bytes
MEDIUM = 10**9 if EVERY else 120_000

#: What is compared: our column, and their names for it, the first that is given.
RECORD = {
    "timestamp": ("timestamp",),
    "heart_rate": ("heart_rate",),
    "cadence": ("cadence",),
    "distance": ("distance",),
    "speed": ("enhanced_speed", "speed"),
    "altitude": ("enhanced_altitude", "altitude"),
}
SESSION = {
    "start_time": ("start_time",),
    "total_distance": ("total_distance",),
    "total_timer_time": ("total_timer_time",),
    "avg_heart_rate": ("avg_heart_rate",),
}
MONITORING = {"heart_rate": ("heart_rate",), "distance": ("distance",)}
STAMPS = {"timestamp", "start_time"}
#: Files the others read otherwise, and why ours is kept.
EXPLAINED = {
    "enhanced-pairs": "they let the narrow field overwrite the wider one",
    "compressed-speed-distance": "one of them leaves speed and distance packed",
    "FIT-SDK-1.2-examples/Activity": "one of them leaves speed and distance packed",
    "header-size-invalid": "they refuse a header of 16 bytes",
    "preamble-garbage": "they refuse bytes before the header",
    "trailing-junk": "one of them refuses bytes behind the file",
    "no-developer-data-id": "one of them stops at a developer field nobody declared",
    "hr-event-timestamp-12": "one of them stops at beat times without a start",
    "timestamp-as-bytes": "one of them stops at a timestamp of opaque bytes",
}
COMPARED = {"record": RECORD, "session": SESSION, "monitoring": MONITORING}


def real_files(shared, most):
    files = sorted(p for p in (shared / "fit").rglob("*.fit") if p.stat().st_size <= most)
    assert files
    for path in files:
        data = path.read_bytes()
        try:
            yield path.relative_to(shared / "fit"), data, decode(data)
        except FitError:
            continue


def ours(file, kind, name):
    column = file.tables[kind].columns.get(name)
    if column is None:
        return [None] * len(file.tables[kind])
    pairs = zip(column.values.tolist(), column.valid.tolist(), strict=True)
    return [value if ok else None for value, ok in pairs]


def number(value):
    if isinstance(value, tuple | list):
        return number(value[0])
    if isinstance(value, str):
        value = datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.timestamp() if isinstance(value, datetime) else value


def first(message, names):
    given = (message.get(name) for name in names)
    return number(next((value for value in given if value is not None), None))


def disagreements(file, messages):
    """``messages``: (kind, {field: value}) in file order."""
    unset_clock = any(problem.code == "system_time" for problem in file.problems)
    for kind, columns in COMPARED.items():
        theirs = [fields for name, fields in messages if name == kind]
        if kind not in file.tables or not theirs:
            continue
        for name, names in columns.items():
            for row, (mine, fields) in enumerate(zip(ours(file, kind, name), theirs, strict=False)):
                other = first(fields, names)
                if mine is None and name in STAMPS and unset_clock:
                    continue  # they give seconds since the start as a moment
                if name == "timestamp" and other is None:
                    continue  # not every decoder resolves header stamps
                if not (mine == other or mine == pytest.approx(other, abs=1e-3)):
                    yield f"{kind}.{name}[{row}]: {mine} != {other}"
                    break


def read_native(data):
    native = pytest.importorskip("pyfitparsernative")
    messages = native.parse_fit_bytes(data)
    return [(message["message_type"], message) for message in messages]


def read_fitdecode(data):
    fitdecode = pytest.importorskip("fitdecode")
    messages = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with fitdecode.FitReader(
            io.BytesIO(data),
            check_crc=fitdecode.CrcCheck.DISABLED,
            error_handling=fitdecode.ErrorHandling.IGNORE,
        ) as reader:
            for frame in reader:
                if isinstance(frame, fitdecode.FitDataMessage):
                    native = [field for field in frame.fields if not is_developers(field)]
                    fields = {field.name: field.value for field in reversed(native)}
                    messages.append((frame.name, fields))
    return messages


def is_developers(field):
    return field.field_type == "devfield"


def known_counts(messages):
    counted = Counter(name for name, _ in messages)
    return {name: counted[name] for name in profile().named if counted[name]}


def test_fitparse_agrees_on_every_column_of_the_profile(shared):
    found = {
        str(path): each
        for path, data, file in real_files(shared, SMALL)
        if (each := differences(data, file))
    }
    assert found == {}


@pytest.mark.parametrize(("read", "most"), [(read_native, MEDIUM), (read_fitdecode, SMALL)])
def test_other_decoders_agree_on_counts_and_columns(shared, read, most):
    found, compared = [], 0
    for path, data, file in real_files(shared, most):
        if any(problem.loses_data or problem.code == "file_crc" for problem in file.problems):
            continue
        if any(name in str(path) for name in EXPLAINED):
            continue
        messages = read(data)
        compared += 1
        mine = {name: len(table) for name, table in file.tables.items()}
        if known_counts(messages) != mine:
            found.append(f"{path}: {known_counts(messages)} != {mine}")
        found += [f"{path}: {each}" for each in disagreements(file, messages)]
    assert compared > 50
    assert found == []


def test_steps_of_a_day_are_the_watchs_own_total(shared):
    """Raw cycles of walking and running, the largest of the day: the SDK's example has 3173."""
    (path,) = (shared / "fit").rglob("MonitoringFile.fit")
    table = decode(path.read_bytes()).tables["monitoring"]
    cycles, types = table.columns["cycles_raw"], table.columns["activity_type"]
    known = cycles.valid & types.valid
    pairs = sorted(zip(types.values[known].tolist(), cycles.values[known].tolist(), strict=True))
    largest = dict(pairs)  # sorted: the last of each type is its largest
    assert largest[6] + largest[1] == 3173


def test_sixteen_bit_stamps_fall_on_whole_minutes_and_never_jump(shared):
    """Heart rate of a watch is written once a minute: a wrong reference would show."""
    files = 0
    for path in sorted((shared / "fit" / "andrewcooke+choochoo").rglob("*.fit")):
        columns = decode(path.read_bytes()).tables.get("monitoring")
        if columns is None or not {"timestamp_16", "heart_rate"} <= set(columns.columns):
            continue
        stamps, rate = columns.columns["timestamp"], columns.columns["heart_rate"]
        seconds = stamps.values[stamps.valid & rate.valid]
        files += 1
        assert (seconds % 60 == 0).mean() > 0.9, path
        assert (seconds[1:] - seconds[:-1]).max(initial=0) < 18 * 3600, path
    assert files > 3
