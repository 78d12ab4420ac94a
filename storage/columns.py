"""The kinds of values a column can hold, so that both databases give back what went in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator

from storage.records import Answer, Numbers


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. SQLite forgets time zones; this column refuses naive values and stores UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone cannot be stored: {value!r}")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """One word of a closed list, kept as text."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


class NumbersText(TypeDecorator[Numbers]):
    """The named numbers of a reason, as JSON text in the order they were given."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Numbers | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(dict(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Numbers | None:
        return None if value is None else MappingProxyType(json.loads(value))


class AnswersText(TypeDecorator[Mapping[str, Answer]]):
    """Answers by the id of their question, as JSON text in the order they were given."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self, value: Mapping[str, Answer] | None, dialect: Dialect
    ) -> str | None:
        if value is None:
            return None
        words = {question: Answer(answer).value for question, answer in value.items()}
        return json.dumps(words, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> Mapping[str, Answer] | None:
        if value is None:
            return None
        words = json.loads(value)
        return MappingProxyType({question: Answer(word) for question, word in words.items()})


class Texts(TypeDecorator[tuple[str, ...]]):
    """A short list of texts, as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(list(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))
