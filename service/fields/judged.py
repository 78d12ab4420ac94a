"""What the fields of findings and decisions mean: what the rules said."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FINDING: Mapping[str, str] = MappingProxyType(
    {
        "rule": "id of the rule, see docs/rules.md",
        "severity": "alert, gate, pain, overload, inactivity, praise or information",
        "first": "first day of the period",
        "last": "last day of the period",
        "numbers": "what it rests on",
        "valid_days": "valid days the rule saw",
        "to_patient": "may be said to the patient",
        "to_physio": "may be said to the physio",
    }
)

DECISION: Mapping[str, str] = MappingProxyType(
    {
        "date": "the person's local date it was about",
        "decided_at": "UTC moment",
        "sent": "whether anything was said",
        "code": "the sentence, see docs/rules.md; null: nothing was said",
        "because": "the rule it rests on",
        "asks_for_more": "whether it asks for more movement",
        "numbers": "what the sentence says",
        "why": "the reason it was sent or not, with its numbers",
        "considered": "rules in play on that day",
    }
)

SIMULATED: Mapping[str, str] = MappingProxyType(
    {
        "kind": "the kind of made-up person; the last row is all of them",
        "people": "how many lived",
        "too_little_percent": "days with this verdict on the morning after",
        "in_band_percent": "days with this verdict",
        "too_much_percent": "days with this verdict",
        "unknown_percent": "days with this verdict, not worn or not arrived among them",
        "weeks_too_little_percent": "weeks with this verdict on the morning after",
        "weeks_too_much_percent": "weeks with this verdict",
        "decisions": "how often it was decided; now and then twice a day",
        "nudges": "how many were sent",
        "for_more": "how many of them asked for more",
        "held_out": "left out by chance",
        "retired": "people for whom a sentence was retired as no help",
        "opposite_pairs": "nudges that pull apart within 48 hours; has to be 0",
        "violations": "broken promises of all kinds; has to be 0",
        "without_reason": "decisions without a reason; has to be 0",
    }
)
