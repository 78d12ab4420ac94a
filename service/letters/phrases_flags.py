"""What a rule's finding is in words: a question for the physio, a plain line for the patient."""

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
            "A check-in since {since} holds an answer that waits for you: spoken with, and ready "
            "to unlock?"
        ),
        "contraindication": phrase(
            "Something is recorded that rules out activity; nothing is suggested: is it still so?"
        ),
        "pain": phrase(
            "Pain was {usual} as a rule and up to {highest} on {days} days in a row: shorten the "
            "step?"
        ),
        "adjust": phrase(
            "Several worse days after training or a raised week: next target {cut_low}-{cut_high} "
            "% lower?"
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
            "Steps were {value} a day against {usual} before, more than steps of {ramp_percent} % "
            "a week: is that all right?"
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

#: What the person reads of a finding that may be said to them; coded like the questions.
PLAIN: Mapping[str, Phrase] = MappingProxyType(
    {
        "alert": phrase(
            "One of your answers belongs with somebody in care. Nobody reads this in real time: "
            "please use the help lines."
        ),
        "contraindication": phrase(
            "What is recorded about you rules out suggestions here. Please talk with your care "
            "contact."
        ),
        "pain": phrase(
            "Pain was above your usual {usual} on {days} days in a row. Less than usual is all "
            "right; moving a little is still welcome."
        ),
        "adjust": phrase(
            "After these worse days next week may be {cut_low}-{cut_high} % smaller. Moving a "
            "little every day is still welcome."
        ),
        "soreness": phrase(
            "Sore {hours} hours after strength exercises: muscles often feel so after a day or a "
            "day and a half."
        ),
        "flare.hold": phrase(
            "In a flare nothing has to grow: {low_percent}-{high_percent} % of the usual is enough."
        ),
        "flare.ask": phrase("The flare has lasted for more than {days} days. How is it now?"),
        "graded-return": phrase(
            "On the way back {next_low_met_h}-{next_high_met_h} MET-h are enough for the next week."
        ),
        "no-improvement": phrase(
            "It has not become better for {days} days. A talk with your physiotherapist may help; "
            "there is no hurry."
        ),
        "hard-days": phrase(
            "{days} hard days in a row. An easy day between them is welcome; walks go on as usual."
        ),
        "still-time": phrase(
            "Still time was about {still_min} minutes a day, usually {usual_still_min}. A watch "
            "does not tell sitting from standing."
        ),
        "still-time.breaks": phrase(
            "Still time was about {still_min} minutes a day, usually {usual_still_min}. A short "
            "active break every {breaks_every_min} minutes is one way."
        ),
        "strength-dose": phrase(
            "Days with strength or trunk exercises: {strength_days}. Common are "
            "{days_low}-{days_high} a week."
        ),
        "daily-exercise": phrase(
            "Days with at least {low_min} minutes of exercises at home: {days}. Short ones count."
        ),
        "beginner.phase_two": phrase(
            "The first {day} days are done, and pain is quiet. The next phase is for you and your "
            "physiotherapist to agree."
        ),
        "session-quality": phrase(
            "The session began with {warm_up_min} easy minutes and ended with {cool_down_min}."
        ),
        "variety": phrase("Kinds of movement this week: {kinds}."),
        "nerve-check": phrase("The weekly questions about arms and legs are due: stegvis checkin"),
        "neck-swim": phrase(
            "If the neck reacts after a swim, another stroke than breaststroke may feel easier. "
            "Nothing is ruled out."
        ),
    }
)
