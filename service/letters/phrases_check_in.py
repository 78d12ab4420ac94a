"""The questions of a check-in, by the ids of ``config/questions.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from service.letters.phrases import Phrase, phrase

QUESTIONS: Mapping[str, Phrase] = MappingProxyType(
    {
        "bladder_bowel": phrase(
            "Is it newly hard to hold or to pass water, or to hold your bowels?"
        ),
        "saddle_numbness": phrase(
            "Are you numb around the genitals, the anus or between the legs?"
        ),
        "leg_weakness_spreading": phrase(
            "Has a leg become weak suddenly, or is weakness spreading?"
        ),
        "both_legs": phrase("Are both legs weak or numb?"),
        "accident": phrase(
            "Did the pain come, or get worse, after a fall or an accident that no clinician has "
            "looked at?"
        ),
        "chest_pain": phrase("Do you have chest pain together with the back or neck pain?"),
        "fever": phrase("Do you have a fever and feel very ill, together with the pain?"),
        "worst_headache": phrase("Do you have a sudden headache, the worst you have had?"),
        "face_or_sight": phrase(
            "Is your face numb or drooping, or has your sight or speech suddenly changed?"
        ),
        "leg_pain": phrase("Is there new or growing pain down a leg?"),
        "leg_numbness": phrase("Is there new or growing numbness or tingling in a leg?"),
        "leg_weakness": phrase("Is a leg weaker than it was?"),
        "arm_signs": phrase("Is there new or growing pain, numbness or weakness in an arm?"),
        "clumsy_hands": phrase("Have your hands become clumsy, with buttons or keys for example?"),
        "unsteady_gait": phrase("Have you become unsteady when you walk?"),
        "unusual_pain": phrase("Is the pain much stronger than you know it?"),
        "cancer": phrase(
            "Have you had cancer that those who look after your back or neck do not know of?"
        ),
        "brittle_bones": phrase(
            "Do you have brittle bones, or have you taken cortisone for long, without those who "
            "look after your back or neck knowing?"
        ),
        "weight_loss": phrase("Have you lost weight without meaning to?"),
        "night_pain": phrase("Does pain wake you at night, whichever way you lie?"),
        "no_improvement": phrase(
            "Is it no better after two or three weeks, or hard to bend, sit or sleep as you "
            "usually do?"
        ),
    }
)
