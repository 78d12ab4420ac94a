"""What letters say about a week, for each code of `analyzer.letters`; fullest first."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from service.letters.phrases import Phrase, counted, phrase

LETTER: Mapping[str, Phrase | tuple[Phrase, ...]] = MappingProxyType(
    {
        # How the week was, against the person's own usual.
        "how.about": phrase(
            "You moved about as much as in the weeks before: {active_min} active minutes a day, "
            "usually {usual_min}."
        ),
        "how.less": phrase(
            "A quieter week than usual for you: {active_min} active minutes a day, usually "
            "{usual_min}. That happens."
        ),
        "how.more": phrase(
            "Somewhat more than your last weeks: {active_min} active minutes a day, usually "
            "{usual_min}."
        ),
        "how.much_more": phrase(
            "Quite a lot more than your last weeks: {active_min} active minutes a day, usually "
            "{usual_min}."
        ),
        "how.no_usual": phrase(
            "You had about {active_min} active minutes a day. There are too few weeks yet to say "
            "what is usual for you."
        ),
        "how.most_on": phrase("Much of it was on {date}."),
        "how.few_days": counted(
            "The watch was worn long enough on {n} day, so there is little to say about this week. "
            "What it saw is below.",
            "The watch was worn long enough on {n} days, so there is little to say about this "
            "week. What it saw is below.",
        ),
        "how.few_days_yet": counted(
            "So far {n} day of this week can be counted; the rest has not arrived. What has "
            "arrived is below.",
            "So far {n} days of this week can be counted; the rest has not arrived. What has "
            "arrived is below.",
        ),
        "how.cannot_tell": phrase(
            "The watch was worn, but what it gave is not enough to say how active the week was."
        ),
        "how.not_worn": phrase(
            "The watch was not worn this week, so this letter cannot tell how it was."
        ),
        "how.nothing_received": phrase(
            "Nothing from the watch has arrived for this week yet, so this letter cannot tell how "
            "it was. When it is read in, the week fills in by itself."
        ),
        # What the band says.
        "band.inside_agreed": (
            phrase("That is inside the range you and {physio} agreed."),
            phrase("That is inside the agreed range."),
        ),
        "band.below_agreed": (
            phrase("That is below the range you and {physio} agreed."),
            phrase("That is below the agreed range."),
        ),
        "band.above_agreed": (
            phrase("That is above the range you and {physio} agreed."),
            phrase("That is above the agreed range."),
        ),
        "band.inside_documents": phrase(
            "That is at or above the level in the recommendations, about {low_min} minutes a day."
        ),
        "band.below_documents": phrase(
            "That is below the level in the recommendations, about {low_min} minutes a day. Your "
            "own direction over the weeks says more than one number."
        ),
        "band.not_cleared": phrase(
            "Before a letter can suggest anything, your physio or doctor notes in the plan that "
            "activity is fine for you. That is not recorded yet."
        ),
        "band.easier_start": phrase("An easier start to this week is fine."),
        # One small thing to try.
        "try.ten_minutes": phrase(
            "Ten minutes of the exercises you know, at home, on one day more than last week. Stop "
            "there, even if you could do more."
        ),
        "try.strength": counted(
            "This letter knows of {n} strength session. If you have room for one more, pick the "
            "day now. If you did another one, you are ahead of this letter.",
            "This letter knows of {n} strength sessions. If you have room for one, pick the day "
            "now. If you did one that is not noted, you are ahead of this letter.",
        ),
        # What is known of the data.
        "note.not_worn": counted(
            "The watch was not worn on {n} day. That day is left out, not counted as rest.",
            "The watch was not worn on {n} days. They are left out, not counted as rest.",
        ),
        "note.partly": counted(
            "On {n} day the watch was worn too short to count. A plus means: at least this much.",
            "On {n} days the watch was worn too short to count. A plus means: at least this much.",
        ),
        "note.arriving": counted(
            "Part of {n} day has not arrived yet. A plus means: at least this much.",
            "Part of {n} days has not arrived yet. A plus means: at least this much.",
        ),
        "note.not_received": counted(
            "Nothing has arrived yet for {n} day.",
            "Nothing has arrived yet for {n} days.",
        ),
        "note.estimated": counted(
            "On {n} day most active minutes are an estimate. It is drawn as an outline.",
            "On {n} days most active minutes are an estimate. They are drawn as outlines.",
        ),
        "note.no_heart_rate": phrase(
            "Heart rate is not used to judge effort here, because of what is recorded about "
            "medicine or heart rhythm. Walking pace is used instead."
        ),
        "note.travel": phrase("From {date} the days follow the local time where you were."),
        "note.clocks": phrase("The clocks changed on {date}: that day had {n} hours."),
        "note.unplaced": phrase(
            "{steps} steps are known for their day only, not for their hour. They count as steps, "
            "not as active minutes."
        ),
        "unknown.load": phrase(
            "The watch cannot see lifting, carrying, how you sit, or how you felt."
        ),
    }
)
