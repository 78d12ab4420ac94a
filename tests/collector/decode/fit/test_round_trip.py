"""Whatever the encoder writes, the decoder reads back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.decode.fit import decode
from collector.decode.fit.expand import DERIVED, HIDDEN
from collector.decode.fit.profile import LOCAL_UNITS, UTC_UNITS, profile
from collector.encode.fit import Message, encode

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)


def plain_fields(kind):
    made = set(DERIVED.get(kind.name, ())) | HIDDEN | {"timestamp_16"}
    if kind.name == "monitoring":
        made.add("timestamp")
    return [field for field in kind.fields.values() if field.name not in made]


def raws(field):
    base = field.base
    bits = 8 * base.size
    if field.units in {UTC_UNITS, LOCAL_UNITS}:
        return st.integers(0x1000_0000, 2**32 - 2)
    low, high = (
        (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if base.kind.islower() else (0, 2**bits - 1)
    )
    return st.integers(low, high).filter(lambda raw: raw != base.invalid)


def physical(field, raw):
    if field.units in {UTC_UNITS, LOCAL_UNITS}:
        return EPOCH + timedelta(seconds=raw)
    return raw / field.scale - field.offset if field.is_scaled else raw


def values(field):
    if field.base.kind == "s":
        text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
        return text.filter(bool) | st.none()
    one = raws(field).map(lambda raw: physical(field, raw)) | st.none()
    if field.base.name == "byte":
        one = raws(field)
    return st.lists(one, min_size=1, max_size=5) if field.is_array else one


def messages():
    def of(kind):
        fields = {field.name: values(field) for field in plain_fields(kind)}
        chosen = st.fixed_dictionaries({}, optional=fields)
        return chosen.map(lambda given: Message(kind.name, given))

    return st.sampled_from([*profile().kinds.values()]).flatmap(of)


def got(column, row, field):
    if field.is_array:
        pairs = zip(column.values[row].tolist(), column.valid[row].tolist(), strict=True)
        return [value if ok else None for value, ok in pairs]
    return column.values[row] if column.valid[row] else None


def wanted(value):
    return (
        (value - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() if _is_moment(value) else value
    )


def _is_moment(value):
    return isinstance(value, datetime)


def same(mine, theirs):
    if theirs is None or isinstance(theirs, str):
        return mine == theirs
    return mine == pytest.approx(theirs, rel=1e-12, abs=1e-9)


@settings(max_examples=150)
@given(st.lists(messages(), min_size=1, max_size=25), st.booleans(), st.sampled_from([12, 14]))
def test_messages_come_back_as_they_were_written(written, big_endian, header_size):
    file = decode(encode(written, big_endian=big_endian, header_size=header_size))
    assert file.problems == ()
    assert sum(file.counts.values()) == len(written)
    rows = dict.fromkeys(file.tables, 0)
    for place, message in enumerate(written):
        table = file.tables[message.name]
        row = rows[message.name]
        rows[message.name] += 1
        assert table.order[row] == place
        kind = profile().named[message.name]
        for name, column in table.columns.items():
            if name in HIDDEN or name in DERIVED.get(message.name, ()):
                continue
            theirs = message.fields.get(name)
            mine = got(column, row, kind.named[name])
            if kind.named[name].is_array:
                theirs = [*(theirs or ())] + [None] * (len(mine) - len(theirs or ()))
                assert all(same(a, b) for a, b in zip(mine, theirs, strict=True)), name
            else:
                assert same(mine, wanted(theirs)), name
