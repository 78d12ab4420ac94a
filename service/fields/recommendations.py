"""What the fields of recommendations and lessons mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RECOMMENDATION: Mapping[str, str] = MappingProxyType(
    {
        "id": "R001 to R178, kept for good",
        "source": "the document: a file name in config/recommendations",
        "heading": "where it stands there, in the document's language",
        "statement": "what it says, in our own words",
        "grade": "the document's own mark; null: it gives none here",
        "basis": "what else it offers: words, a citation",
        "quantity": "its number, as it stands there",
        "unit": "of the number",
        "applies_to": "for whom",
        "effect": "what it may cause here",
        "carrier": "what carries it: rules, lessons, questions and others, as kind:name",
        "answer": "what stegvis does with it",
        "remark": "where documents disagree or err",
        "test": "where to see the carriers tested",
    }
)

LESSON: Mapping[str, str] = MappingProxyType(
    {
        "id": "kept for good",
        "words": "the text, in the language asked for",
        "grade": "the documents' own mark; null: they give none",
        "statements": "what it stands on, see docs/recommendations.md",
        "cleared": "waits for a recorded clearance",
        "profiles": "for these alone; null: for everybody",
        "week": "week of the programme it belongs to; null: to none",
        "after": "rules and sports that ask for it; null: none does",
    }
)
