"""Why something was decided: one sentence for each reason code, shared by letters and explain.

A code may have several sentences, fullest first: the first whose numbers are all known is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from service.letters.phrases import Phrase, phrase

REASONS: Mapping[str, tuple[Phrase, ...]] = MappingProxyType(
    {
        "not_judged": (phrase("This has not been judged yet."),),
        "nothing_received": (phrase("Nothing has arrived for this time yet."),),
        # Weeks.
        "week_not_over": (phrase("The week is not over before {over_on}."),),
        "week_not_arrived": (phrase("Part of the week has not arrived from the watch yet."),),
        "few_valid_days": (
            phrase(
                "The watch was worn long enough on {valid_days} days; {needed} are needed to say "
                "something about a week."
            ),
        ),
        "week_not_measured": (
            phrase("The watch was worn, but what it gave is not enough to tell how active it was."),
        ),
        "above_ceiling.met_h": (
            phrase("The week came to {value} MET-h, above the agreed {ceiling}."),
        ),
        "above_ceiling.steps_per_day": (
            phrase("The week came to {value} steps a day, above the agreed {ceiling}."),
        ),
        "much_more": (
            phrase("The week was {ratio} times the mean of the {weeks} valid weeks before it."),
        ),
        "more_with_pain": (
            phrase(
                "The week was {ratio} times the mean of the {weeks} weeks before it, and in the "
                "same week pain was higher on {pain_days} days."
            ),
        ),
        "below_floor": (
            phrase("The week came to {met_h} MET-h, below the floor of {floor_met_h}."),
            phrase("The week came to {met_h} MET-h, below the floor."),
        ),
        "in_band": (
            phrase("The week came to {met_h} MET-h: at or above the floor of {floor_met_h}."),
            phrase("The week came to {met_h} MET-h: inside the band."),
        ),
        "in_band_by_estimate": (
            phrase(
                "What was measured is {met_h} MET-h. Scaled to seven days it is about "
                "{met_h_estimated}: at or above the floor of {floor_met_h}."
            ),
            phrase("Scaled to seven days, the week is inside the band."),
        ),
        # Days.
        "day_not_over": (phrase("The day is not over."),),
        "day_not_arrived": (phrase("Part of the day has not arrived from the watch yet."),),
        "day_hardly_worn": (
            phrase("The watch was worn for {awake_wear_min} minutes of the waking day: too few."),
            phrase("The watch was worn too short to say something about the day."),
        ),
        "day_not_measured": (
            phrase("The watch was worn, but what it gave is not enough to tell how active it was."),
        ),
        "no_baseline": (
            phrase("There are {valid_days} valid days before this one; {needed} make a usual day."),
        ),
        "above_agreed_steps": (
            phrase("{steps} steps, above the agreed {ceiling_steps}."),
            phrase("More steps than agreed."),
        ),
        "day_much_more": (
            phrase("{steps} steps, usually {usual_steps}: {ratio} times as much in one measure."),
            phrase("{ratio} times as much as on a usual day."),
        ),
        "day_much_less": (
            phrase("{steps} steps, usually {usual_steps}: much quieter than a usual day."),
            phrase("Much quieter than a usual day."),
        ),
        "day_as_usual": (
            phrase("{steps} steps, usually {usual_steps}: about a usual day."),
            phrase("About a usual day."),
        ),
        # Nudges that were sent, and those that were not.
        "sent": (phrase("Said because of {because}."),),
        "quiet_hours": (phrase("It was {local_time}: nothing is said in the quiet hours."),),
        "already_today": (phrase("Something was already said today."),),
        "alert_open": (phrase("An alert ({rule}) is open; until it is closed nothing is said."),),
        "gate_finding": (phrase("{rule} has to be settled first."),),
        "no_data_yet": (phrase("Nothing has arrived yet, so there is nothing to speak of."),),
        "no_data_told": (
            phrase(
                "Nothing has arrived for {days} days. That was said {times} times, and is not "
                "said again."
            ),
        ),
        "nothing_to_say": (phrase("There was nothing worth saying."),),
        "pain_flag": (phrase("Held back: pain was flagged ({rule}) up to {last}."),),
        "gate_shut": (phrase("Held back: clearance for more activity is missing ({gate})."),),
        "flag_recently": (phrase("Held back: a rise was flagged ({rule}) up to {last}."),),
        "opposite_recently": (phrase("Held back: the opposite was said shortly before."),),
        "said_recently": (phrase("Held back: much the same was said on {on}."),),
        "yesterday_unknown": (phrase("Held back: yesterday is not known."),),
        "much_yesterday": (phrase("Held back: yesterday held more than usual."),),
        "no_room": (phrase("Held back: what is agreed leaves no room for more this week."),),
        "seldom": (
            phrase(
                "Held back until {on}: the last {times} suggestions did not come at a good time, "
                "so they come less often."
            ),
        ),
        "retired": (
            phrase(
                "No longer said: on {with_days} days with it and {without_days} without, the hours "
                "after held about as much movement."
            ),
        ),
        "held_out": (phrase("Left out by chance, so that days with and without can be compared."),),
        "paused": (phrase("Paused until {until}, as asked."),),
        "snoozed": (phrase("Not now, as asked; again from {until}."),),
        # The gate.
        "cleared": (phrase("Cleared for more activity since {since}."),),
        "no_plan": (phrase("No plan is recorded, so nothing here says more."),),
        "not_cleared": (phrase("The plan since {since} does not clear more activity."),),
        "clearance_unknown": (
            phrase(
                "The plan since {since} does not say whether more activity is cleared. That counts "
                "as no."
            ),
        ),
        "not_signed": (
            phrase("The plan since {since} is not signed. That counts as no clearance."),
        ),
        "cleared_with_profile": (
            phrase("Cleared for more activity since {since}, on the agreed conditions."),
        ),
        "absolute_contraindication": (
            phrase(
                "What is recorded since {since} rules out any suggestion. Please talk with your "
                "care contact."
            ),
        ),
        "stability_threatened": (
            phrase(
                "What is recorded since {since} rules out any suggestion. Please talk with your "
                "care contact."
            ),
        ),
        "screen_positive": (
            phrase(
                "Heart or lung trouble is recorded since {since}: a doctor clears more activity "
                "first."
            ),
        ),
        "diagnosis_unknown": (
            phrase("The kind of trouble is not recorded. That counts as no clearance."),
        ),
        "answer_unknown": (
            phrase("A question of safety is open since {since}. That counts as no clearance."),
        ),
        "onset_unknown": (
            phrase("When the trouble began is not recorded. That counts as no clearance."),
        ),
        "not_long_term": (
            phrase(
                "The trouble is younger than three months until {long_term_on}; this is written "
                "for long-term trouble."
            ),
        ),
        "profile_not_signed": (
            phrase("The physiotherapist has not yet signed what is recorded since {since}."),
        ),
        "cleared_before": (phrase("The clearance of {since} is older than what it has to cover."),),
        "check_in_unsure": (
            phrase(
                "In the check-in of {since} an answer was not sure. Until it is answered with no, "
                "or a clinician has looked at it, nothing here says more."
            ),
        ),
    }
)
