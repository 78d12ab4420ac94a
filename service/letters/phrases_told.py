"""What letters say of what was told, of the plan beside it, and of the evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from service.letters.phrases import Phrase, counted, phrase

TOLD: Mapping[str, Phrase | tuple[Phrase, ...]] = MappingProxyType(
    {
        "how.only_numbers": phrase("Below are the numbers of this week, without comment."),
        "band.flare": phrase("You marked a flare. In a flare, less than usual is fine."),
        # What was said in the week: function first.
        "told.function": (
            phrase(
                "You rated how well things went at {now} of 10. In the weeks before it was "
                "{before}."
            ),
            phrase("You rated how well things went at {now} of 10."),
        ),
        "told.pain": (
            phrase("You rated pain at {now} of 10. In the weeks before it was {before}."),
            phrase("You rated pain at {now} of 10."),
        ),
        "told.pain_span": (
            phrase(
                "You rated pain at {now} of 10, from {low} to {high}. In the weeks before it was "
                "{before}."
            ),
            phrase("You rated pain at {now} of 10, from {low} to {high}."),
        ),
        "told.flare": phrase("You marked a flare from {since} to {until}."),
        "told.flare_since": phrase("You marked a flare from {since} on."),
        "told.sore": phrase("You noted sore muscles on {date}."),
        # The plan, beside what was done.
        "plan.sessions": phrase("Sessions noted or recorded: {done}. Agreed: {planned}."),
        "plan.exercises": counted(
            "Your exercises: {exercises}. There was {n} session for them.",
            "Your exercises: {exercises}. There were {n} sessions for them.",
        ),
        "plan.milestone": phrase("Your next agreed step: {activity}, by {until}."),
        # What an evaluation cannot say.
        "evaluation.first_weeks": phrase(
            "Too little was worn before the start, so the first column is the first weeks after it."
        ),
        "evaluation.open": phrase("The weeks of the evaluation last until {until}."),
        "evaluation.few_days": phrase(
            "The watch was worn on too few days in one of the columns to compare them."
        ),
        "evaluation.function_not_told": phrase("Function was told on too few days to compare."),
        "evaluation.pain_not_told": phrase("Pain was told on too few days to compare."),
        "evaluation.no_forms": phrase("No questionnaire was filled in in these weeks."),
        "evaluation.no_cause": phrase(
            "Two columns beside each other show what changed and not why. One person without "
            "a comparison cannot tell that."
        ),
        "evaluation.season": phrase(
            "Season, work, holidays and illness are in these numbers as well. The watch cannot "
            "see lifting, carrying or how somebody sits."
        ),
    }
)
