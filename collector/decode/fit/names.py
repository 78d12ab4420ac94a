"""Words for the enumerations of FIT; a number without a word is given as text."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def file_type_name(number: int) -> str:
    """Name ``file_id.type``.

    >>> file_type_name(32), file_type_name(200)
    ('monitoring_b', '200')
    """
    return _name("file_type", number)


def sport_name(number: int) -> str:
    return _name("sport", number)


def sub_sport_name(number: int) -> str:
    return _name("sub_sport", number)


def activity_type_name(number: int) -> str:
    return _name("activity_type", number)


def _name(kind: str, number: int) -> str:
    return _names()[kind].get(str(int(number)), str(int(number)))


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    text = files(__package__).joinpath("names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
