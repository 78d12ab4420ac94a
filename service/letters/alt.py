"""What a picture says, in words: for readers who do not see it, and for mail without pictures."""

from __future__ import annotations

from analyzer.letters.picture import EQUIVALENT_MIN_PER_MET_H, DayColumn, DayState, Picture, Range
from service.letters.numbers import number, short_date, span, weekday
from service.letters.words import Words


def active_minutes(picture: Picture, words: Words) -> str:
    said = ", ".join(
        f"{weekday(day.date, words.language, short=True)} {day_active(day, words)}"
        for day in picture.days
    )
    return words("Active minutes: {days}.", days=said) + _usual(picture.active_range, words)


def steps(picture: Picture, words: Words) -> str:
    said = ", ".join(
        f"{weekday(day.date, words.language, short=True)} {day_steps(day, words)}"
        for day in picture.days
    )
    return words("Steps: {days}.", days=said) + _usual(picture.steps_range, words)


def trend(picture: Picture, words: Words, *, in_met_h: bool) -> str:
    scale = 1.0 if in_met_h else EQUIVALENT_MIN_PER_MET_H / 7
    decimals = 1 if in_met_h else 0
    said = ", ".join(
        f"{short_date(week.start, words.language)}: ".replace(" ", "\xa0")
        + (
            words("not known")
            if week.met_h is None
            else number(week.met_h * scale, words.language, decimals)
        )
        for week in picture.trend
    )
    if in_met_h:
        return words("MET-hours by week: {weeks}.", weeks=said)
    return words("Minutes a day by week: {weeks}.", weeks=said)


def day_active(day: DayColumn, words: Words) -> str:
    return _amount(day, day.active_min, words)


def day_steps(day: DayColumn, words: Words) -> str:
    return _amount(day, day.steps, words)


def day_line(day: DayColumn, words: Words) -> str:
    """A day where there is no picture."""
    active, steps = day_active(day, words), day_steps(day, words)
    if day.state in (DayState.NOT_WORN, DayState.NOT_RECEIVED):
        return active
    return words("{active} active minutes, {steps} steps", active=active, steps=steps)


def _amount(day: DayColumn, amount: int | None, words: Words) -> str:
    if day.state is DayState.NOT_WORN:
        return words("not worn")
    if day.state is DayState.NOT_RECEIVED:
        return words("not arrived yet")
    if amount is None:
        return words("not known")
    said = number(amount, words.language)
    if day.state is DayState.MEASURED:
        return said
    return words("at least {amount}", amount=said)


def rounded(usual: Range) -> tuple[float, float]:
    """Steps in hundreds: a usual range is not known to the step."""
    places = -2 if usual.high > 1000 else 0
    return round(usual.low, places), round(usual.high, places)


def _usual(usual: Range | None, words: Words) -> str:
    if usual is None:
        return ""
    return " " + words("Usual: {range}.", range=span(*rounded(usual), words.language))
