"""What the fields of questionnaires and their results mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

INSTRUMENT: Mapping[str, str] = MappingProxyType(
    {
        "instrument": "id of the questionnaire",
        "version": "id of one of its forms; results of different forms are never compared",
        "name": "its short name",
        "about": "what it asks about",
        "items": "how many items this form has",
        "low": "lowest total; null: it has none",
        "high": "highest total; null: it has none",
        "direction": "high_is_worse or high_is_better",
        "one_person": "false: for groups, never interpreted for one person",
        "text_in": "languages its text can be printed in; null: it does not ship",
        "licence": "what is known about the right to its text",
        "source": "where its counting comes from",
    }
)

RESULT: Mapping[str, str] = MappingProxyType(
    {
        "instrument": "id of the questionnaire",
        "version": "the form",
        "language": "language of the form",
        "on": "filled in on this day",
        "items": "how many items the form has",
        "items_answered": "null: only the total was entered",
        "total": "null: the questionnaire has none",
        "parts": "subscales, activities or ticked items by name",
        "direction": "high_is_worse or high_is_better",
        "band": "the authors' word for the result; null: there is none",
        "since": "day of the first result of the same form, which the change counts from",
        "earlier": "that result",
        "better_by": "points towards better; negative: towards worse",
        "percent": "size of the change in percent of the start; null from zero",
        "absolute": "yardstick in points",
        "absolute_met": "the change is at least as large",
        "relative": "yardstick in percent of the start",
        "relative_met": "the change is at least as large",
        "error": "points that measuring alone can give",
        "error_met": "the change is at least as large",
        "disagree": "some yardsticks are reached and some are not: nothing is claimed",
        "outcome": "code of the sentence",
        "says": "the change as a sentence",
        "not_compared": "why the result before it is not compared; null: it is, or there is none",
    }
)

DUE: Mapping[str, str] = MappingProxyType(
    {
        "instrument": "id of the questionnaire",
        "occasion": "start, evaluation or review",
        "first": "first day of the window",
        "last": "last day of the window",
        "state": "done, due, passed or coming",
        "done_on": "first day inside the window on which it was filled in",
        "says": "the reminder as a sentence; null: nothing is due",
    }
)
