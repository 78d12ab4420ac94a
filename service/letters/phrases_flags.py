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
        "alert": phrase(
            "A check-in since {since} holds an answer that waits for you: spoken with, and ready to "
            "unlock?"
        ),
        "contraindication": phrase(
            "Something is recorded that rules out activity; nothing is suggested: is it still so?"
        ),
        "pain": phrase(
            "Pain was {usual} as a rule and up to {highest} on {days} days in a row: shorten the "
            "step?"
        ),
        "adjust": phrase(
            "Several worse days after training or a raised week: next target {cut_low}-{cut_high} % "
            "lower?"
        ),
        "flare.hold": phrase(
            "A flare was told of; nothing grows for now, {low_percent}-{high_percent} % of the "
            "usual: is that enough?"
        ),
        "flare.ask": phrase("A flare has lasted for more than {days} days: how is it?"),
        "graded-return": phrase(
            "On the way back after a flare the next week is {next_low_met_h}-{next_high_met_h} "
            "MET-h (usual {usual_met_h}): agreed?"
        ),
        "no-improvement": phrase("An episode is not better after {days} days: is it time to meet?"),
        "unchanged": phrase(
            "{weeks} weeks without a clear change in pain ({pain_then}, now {pain_now}) or "
            "function: is the plan still the right one?"
        ),
        "hard-days": phrase("{days} hard days in a row: is an easy day between them possible?"),
        "ramp.mvpa_min": phrase(
            "Active minutes were {value} against {usual} before, more than steps of {ramp_percent} "
            "% a week: is that all right?"
        ),
        "ramp.steps_per_day": phrase(
            "Steps were {value} a day against {usual} before, more than steps of {ramp_percent} % a "
            "week: is that all right?"
        ),
        "beginner.early": phrase(
            "Vigorous minutes on {days} days of the first weeks: was that meant so?"
        ),
        "beginner.waits": phrase(
            "Phase two would begin on day {day}, with {pain_days} days of worse pain before it: "
            "wait?"
        ),
        "beginner.phase_two": phrase("Day {day}, and pain is quiet: may phase two begin?"),
        "evaluation.opens": phrase(
            "Six to ten weeks since the start, from {window_from} to {window_to}: when is the "
            "evaluation?"
        ),
        "evaluation.closes": phrase(
            "The weeks of the evaluation ended on {window_to}: is it done and written down?"
        ),
        "evaluation.review": phrase("{months} months since the start: is a review planned?"),
        "fear-of-movement": phrase(
            "Steps fell to {steps_per_day} a day, usually {usual_steps_per_day}, with worry about "
            "movement recorded: is the next milestone still right?"
        ),
    }
)
