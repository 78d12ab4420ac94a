"""What the fields of diary, check-in, enrolment and plan mean: what people said."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DIARY: Mapping[str, str] = MappingProxyType(
    {
        "kind": "pain, function, soreness, flare_start, flare_end, session or note",
        "at": "UTC moment it is about",
        "value": "0 to 10: pain and soreness 10 = worst, function 10 = as well as ever",
        "session": "aerobic, strength, trunk, mobility, balance or other",
        "minutes": "how long the session was",
        "sets": "of the session",
        "repetitions": "in each set",
        "effort": "0 to 10, 10 = all the person had",
        "note": "the person's own words",
        "recorded_at": "UTC moment it was written down",
        "local_time": "the moment as the person's clock showed it",
    }
)

CHECK_IN: Mapping[str, str] = MappingProxyType(
    {
        "at": "UTC moment of the answers",
        "answers": "yes, no or unknown by the id of the question",
        "unlocked_by": "the clinician who has looked at it; empty: nobody yet",
        "unlocked_at": "UTC moment of that",
        "recorded_at": "UTC moment it was stored",
        "urgency": "emergency, same_day or soon: the gravest yes; null: there is none",
        "silent": "while true, nothing else is sent",
    }
)

QUESTION: Mapping[str, str] = MappingProxyType(
    {
        "id": "what --yes, --no and --unsure take",
        "urgency": "how fast a yes wants somebody to look",
        "question": "as it is asked, in the person's language",
        "silences": "a yes keeps everything else silent until a clinician has unlocked it",
        "recommendations": "the recommendations that stand behind it",
    }
)

ENROLMENT: Mapping[str, str] = MappingProxyType(
    {
        "since": "holds from this day",
        "recorded_by": "who established it",
        "onset": "when the trouble began",
        "region": "back, neck, both or unknown",
        "diagnosis": "the clinician's class; unknown is not cleared",
        "stability_threatened": "of the spine, at everyday load; unknown is not cleared",
        "nerve_signs": "pain, numbness or weakness from a nerve root",
        "heart_or_lung_trouble": "the general screen before activity",
        "pregnancy": "yes, no or unknown",
        "fear_of_movement": "found by talk or questionnaire",
        "work_load": "sitting, mixed, heavy or unknown: load no watch sees",
        "surgery_on": "day of surgery on back or neck",
        "profile_signed": "the physio takes on what the class asks",
        "fast_progression": "the physio allows the faster growth",
        "beginner_since": "new to exercise from this day",
        "recorded_at": "UTC moment it was stored",
    }
)

PLAN: Mapping[str, str] = MappingProxyType(
    {
        "since": "holds from this day",
        "signed_by": "who agreed it with the person",
        "cleared": "may the person be more active; without a yes, nothing says more",
        "floor_met_h": "MET-hours a week at 3 MET or more, at least",
        "ceiling_met_h": "MET-hours a week, at most",
        "ceiling_steps": "steps a day, at most",
        "progression_percent": "growth a week, at most",
        "sessions_per_week": "sessions a week",
        "pain_tolerance": "pain that is fine while moving, 0 to 10",
        "note": "a line for the record",
        "recorded_at": "UTC moment it was stored",
        "exercises": "what the physio chose, each as plan set takes it",
        "milestones": "steps agreed beforehand, each as plan set takes it",
    }
)
