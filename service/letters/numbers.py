"""Numbers, dates and spans of time as each language writes them; 24-hour time, ISO weeks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal

from config.catalogue import plain

#: Day before month and no AM or PM: British English.
_LOCALES = {"en": "en_GB", "no": "nb"}


@cache
def locale_of(language: str) -> Locale:
    short = plain(language)
    return Locale.parse(_LOCALES.get(short, short))


def number(value: float, language: str, decimals: int = 0) -> str:
    r"""A number with the language's separators.

    >>> number(5900, "sv").replace("\xa0", " "), number(11.84, "sv", 1)
    ('5 900', '11,8')
    """
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=locale_of(language)))


def span(low: float, high: float, language: str, decimals: int = 0) -> str:
    """A range, with a dash.

    >>> span(9, 13.5, "en", 1)
    '9.0–13.5'
    """
    return f"{number(low, language, decimals)}–{number(high, language, decimals)}"


def weekday(on: date, language: str, *, short: bool = False) -> str:
    return str(format_date(on, "EEE" if short else "EEEE", locale=locale_of(language))).rstrip(".")


def date_word(on: date, language: str) -> str:
    return str(format_skeleton("MMMMd", on, locale=locale_of(language)))


def short_date(on: date, language: str) -> str:
    return str(format_skeleton("MMMd", on, locale=locale_of(language))).rstrip(".")


def month(on: date, language: str) -> str:
    return str(format_date(on, "MMM", locale=locale_of(language))).rstrip(".")


def period(week_start: date, language: str) -> str:
    """The days of a week in words.

    >>> period(date(2026, 3, 9), "en"), period(date(2026, 3, 30), "nb")
    ('9–15 March', '30. mars – 5. april')
    """
    return date_span(week_start, week_start + timedelta(days=6), language)


def date_span(first: date, last: date, language: str) -> str:
    end = date_word(last, language)
    if first == last:
        return end
    if (first.year, first.month) != (last.year, last.month):
        return f"{date_word(first, language)} – {end}"
    dot = "." if end.startswith(f"{last.day}.") else ""
    return f"{first.day}{dot}–{end}"


def day_and_time(at: datetime, language: str) -> str:
    return str(format_datetime(at, "EEE HH:mm", locale=locale_of(language)))


def hours(minutes: float, language: str) -> str:
    """Whole hours; a half is worth saying below three.

    >>> hours(66, "en"), hours(95, "sv"), hours(290, "en")
    ('1', '1,5', '5')
    """
    halves = round(minutes / 30) / 2
    return (
        number(halves, language, 1) if halves < 3 and halves % 1 else number(minutes / 60, language)
    )
