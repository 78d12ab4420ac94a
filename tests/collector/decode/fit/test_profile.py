"""The profile as data agrees with what another reader of FIT knows."""

from __future__ import annotations

import pytest

from collector.decode.fit.names import (
    activity_type_name,
    file_type_name,
    sport_name,
    sub_sport_name,
)
from collector.decode.fit.profile import profile

FIELDS = [(kind, field) for kind in profile().kinds.values() for field in kind.fields.values()]
RENAMED = {"cycles_raw": "cycles"}
#: Kept unscaled on purpose, or with a meaning the other profile leaves to a subfield.
OUR_OWN = {("monitoring", "cycles_raw"), ("monitoring", "intensity")}


@pytest.fixture(scope="module")
def other():
    return pytest.importorskip("fitparse.profile").MESSAGE_TYPES


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=lambda each: each.name)
def test_number_name_and_scale_are_those_fitparse_knows(other, kind, field):
    theirs = other[kind.number]
    assert theirs.name == kind.name
    known = theirs.fields[field.number]
    assert known.name == RENAMED.get(field.name, field.name)
    if (kind.name, field.name) not in OUR_OWN:
        assert (known.scale or 1, known.offset or 0) == (field.scale, field.offset)


def test_no_number_or_name_is_given_twice():
    for kind in profile().kinds.values():
        assert len(kind.fields) == len(kind.named)
    assert len(profile().kinds) == len(profile().named)


def test_known_numbers_have_words_and_unknown_ones_are_text():
    assert (sport_name(11), sub_sport_name(20)) == ("walking", "strength_training")
    assert (file_type_name(32), activity_type_name(6)) == ("monitoring_b", "walking")
    assert (sport_name(250), file_type_name(99)) == ("250", "99")
