"""What a physio is asked: one question for each rule, with the rule's own numbers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from service.letters.phrases import Phrase, phrase

#: By rule, or by rule and what it measured.
FLAGS: Mapping[str, Phrase] = MappingProxyType(
    {
        "rise.mvpa_min": phrase(
            "Active minutes were {value} against {usual} in the {weeks} weeks before: planned, or "
            "an easier next week?"
        ),
        "rise.steps_per_day": phrase(
            "Steps were {value} a day against {usual} in the {weeks} weeks before: planned, or an "
            "easier next week?"
        ),
        "ceiling.met_h": phrase(
            "The week came to {value} MET-h, above the agreed {ceiling}: keep the ceiling, or "
            "move it?"
        ),
        "ceiling.steps_per_day": phrase(
            "The week came to {value} steps a day, above the agreed {ceiling}: keep the ceiling, "
            "or move it?"
        ),
        "drop.mean": phrase(
            "Steps fell to {steps_per_day} a day over a week, usually {usual_steps_per_day}: ill, "
            "worried, watch off, or just life?"
        ),
        "drop.days": phrase(
            "Steps fell to {steps_per_day} a day for some days, usually {usual_steps_per_day}: "
            "ill, worried, watch off, or just life?"
        ),
        "low-edge": phrase(
            "{weeks} weeks in a row were below {floor_met_h} MET-h (last: {met_h}): is a first "
            "step agreed?"
        ),
        "boom-bust": phrase(
            "{times} times in {days} days a day of up to {largest_ratio} times the usual steps had "
            "a very quiet day beside it: shall the load be spread?"
        ),
    }
)
