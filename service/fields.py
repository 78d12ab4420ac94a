"""What each field of the JSON output means; `service.reference` prints it, a test compares it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DAY: Mapping[str, str] = MappingProxyType(
    {
        "date": "the person's local date",
        "zone": "IANA zone or fixed offset the day followed; an offset means the watch showed it",
        "steps": "placed and unplaced steps of the chosen device; null: nothing known",
        "wear_min": "minutes worn",
        "hr_min_bpm": "lowest measured minute",
        "hr_mean_bpm": "mean of the measured minutes",
        "hr_max_bpm": "highest measured value",
        "rest_bpm": "resting heart rate used for this day's bands",
        "light_min": "minutes at light intensity; null: cannot be told",
        "moderate_min": "minutes at moderate intensity",
        "vigorous_min": "minutes at vigorous intensity",
        "met_h": "MET-hours at 3 MET or more, each band at its lower bound",
        "met_h_high": "the same minutes at each band's upper bound",
        "still_min": "worn, awake, no steps and heart rate below light: not the same as sitting",
        "strength_sessions": "recorded strength sessions",
        "valid": "enough awake wear to say something",
        "verdict": "too_little, in_band, too_much or unknown, against the person's own usual day",
        "why": "the reason of the verdict, with its numbers",
        "length_min": "minutes in this local day",
        "awake_wear_min": "minutes worn in waking hours",
        "placed_steps": "steps known to the minute or to a stretch of at most an hour",
        "unplaced_steps": "steps known only as part of the day's total",
        "estimated_min": "active minutes whose band rests on less than heart rate or cadence",
        "complete": "the day lies wholly before the last moment received",
    }
)

WEEK: Mapping[str, str] = MappingProxyType(
    {
        "year": "ISO year",
        "week": "ISO week",
        "start": "Monday",
        "valid_days": "days with enough wear; fewer than 4 give no verdict",
        "steps_per_day": "mean over valid days",
        "light_min": "sum over the days measured",
        "moderate_min": "sum over the days measured",
        "vigorous_min": "sum over the days measured",
        "equivalent_min": "moderate + 2 x vigorous",
        "met_h": "MET-hours at 3 MET or more, lower bounds",
        "met_h_high": "the same at upper bounds",
        "met_h_estimated": "scaled to seven days from 4 to 6 valid ones; null when not needed",
        "strength_sessions": "recorded strength sessions",
        "wear_h_per_day": "mean wear",
        "verdict": "too_little, in_band, too_much or unknown",
        "why": "the reason of the verdict, with its numbers",
        "usual_met_h": "median of the person's own previous valid weeks",
        "complete": "the week lies wholly before the last moment received",
    }
)

ACTIVITY: Mapping[str, str] = MappingProxyType(
    {
        "start": "UTC moment",
        "sport": "the FIT profile's word, or its number",
        "sub_sport": "the FIT profile's word, or its number",
        "duration_s": "timer time: pauses left out",
        "distance_m": "metres",
        "hr_mean": "mean of the heart-rate samples, beats a minute",
        "hr_max": "highest heart rate",
        "hr_samples": "how many samples the mean rests on",
        "steps": "strides doubled, foot sports only; already in the day's total",
        "source_file": "name of the original",
        "elapsed_s": "from start to end, pauses included",
        "rescued": "rebuilt from the records: the file has no closing summary",
    }
)

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

INSTRUMENT: Mapping[str, str] = MappingProxyType(
    {
        "instrument": "id of the questionnaire",
        "version": "id of one of its forms; results of different forms are never compared",
        "name": "its short name",
        "about": "what it asks about",
        "items": "how many items this form has",
        "low": "lowest total; null: it has none",
        "high": "highest total; null: it has none",
        "direction": "high_is_worse or high_is_better",
        "one_person": "false: for groups, never interpreted for one person",
        "text_in": "languages its text can be printed in; null: it does not ship",
        "licence": "what is known about the right to its text",
        "source": "where its counting comes from",
    }
)

RESULT: Mapping[str, str] = MappingProxyType(
    {
        "instrument": "id of the questionnaire",
        "version": "the form",
        "language": "language of the form",
        "on": "filled in on this day",
        "items": "how many items the form has",
        "items_answered": "null: only the total was entered",
        "total": "null: the questionnaire has none",
        "parts": "subscales, activities or ticked items by name",
        "direction": "high_is_worse or high_is_better",
        "band": "the authors' word for the result; null: there is none",
        "since": "day of the first result of the same form, which the change counts from",
        "earlier": "that result",
        "better_by": "points towards better; negative: towards worse",
        "percent": "size of the change in percent of the start; null from zero",
        "absolute": "yardstick in points",
        "absolute_met": "the change is at least as large",
        "relative": "yardstick in percent of the start",
        "relative_met": "the change is at least as large",
        "error": "points that measuring alone can give",
        "error_met": "the change is at least as large",
        "disagree": "some yardsticks are reached and some are not: nothing is claimed",
        "outcome": "code of the sentence",
        "says": "the change as a sentence",
        "not_compared": "why the result before it is not compared; null: it is, or there is none",
    }
)

DUE: Mapping[str, str] = MappingProxyType(
    {
        "instrument": "id of the questionnaire",
        "occasion": "start, evaluation or review",
        "first": "first day of the window",
        "last": "last day of the window",
        "state": "done, due, passed or coming",
        "done_on": "first day inside the window on which it was filled in",
        "says": "the reminder as a sentence; null: nothing is due",
    }
)

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

CONSENT: Mapping[str, str] = MappingProxyType(
    {
        "id": "its number",
        "kind": "patient_letter, physio_letter or nudge",
        "address": "where to; of a URL only what it begins with, for the rest may be a secret",
        "language": "of what is sent",
        "privacy": "full, sealed (an encrypted PDF) or notice (that a letter waits at home)",
        "at": "from when on, on the person's clock",
        "given_by": "who agreed",
        "given_at": "when it was recorded",
        "revoked_at": "when it was taken back; null: it holds, or a newer one does",
        "person": "whom it is about",
    }
)

MESSAGE: Mapping[str, str] = MappingProxyType(
    {
        "id": "its number",
        "person_id": "whom it is about",
        "kind": "patient_letter, physio_letter or nudge",
        "period": "the week or day",
        "state": "claimed, posting, sent, waiting, refused, uncertain, nothing or missed",
        "claimed_at": "when it was last taken on",
        "tries": "how often",
        "message_id": "the mail's own id, the same in every try",
        "next_try_at": "when it is tried again; null: it is not",
        "done_at": "when it was settled",
        "said": "the server's last words, or why nothing was sent",
        "person": "their name",
        "advice": "what only the owner can do about it; null: nothing",
    }
)

FILED: Mapping[str, str] = MappingProxyType(
    {
        "person": "whose it is; null: not known",
        "name": "the file, below the inbox; or where a watch is mounted",
        "outcome": "what became of it: new, known, ..., refused; of a watch: read, refused, unread",
        "place": "where it lies now",
        "files": "how many were read",
        "sentence": "what is wrong and what to do; null: nothing",
    }
)

BACKUP: Mapping[str, str] = MappingProxyType(
    {
        "backup": "the folder",
        "rows": "of the database, in all tables",
        "originals": "how many files as they came from the watch",
        "missing": "originals that are missing or damaged here and in the backup before",
        "removed": "older backups that had their time",
    }
)

VERIFIED: Mapping[str, str] = MappingProxyType(
    {
        "backup": "the folder",
        "whole": "whether it is what was made",
        "said": "what is in it, or everything that is wrong",
    }
)

RESTORED: Mapping[str, str] = MappingProxyType(
    {
        "table": "of the database",
        "before": "its rows now; null: there is no such table",
        "after": "its rows in the backup; null: the backup is of a version before it",
    }
)

LIVE_DEVICE: Mapping[str, str] = MappingProxyType(
    {
        "id": "its number",
        "person_id": "who wears it",
        "device_id": "the device its minutes are kept under",
        "kind": "which of the kinds in docs/devices.md",
        "name": "as it calls itself",
        "address": "over the air; some devices take a new one now and then",
        "adapter": "which adapter listens; empty: the first there is",
        "cadence_factor": "steps for each count of its cadence",
        "paired_at": "since when it is listened to",
        "forgotten_at": "always null: forgotten ones are not listed",
        "last_contact_at": "when it was last heard, as of the last writing; null: never",
        "battery_percent": "as it told last; null: it does not tell",
        "battery_at": "when it told",
        "label": "its kind in words",
        "gives": "what one gets from it",
    }
)

ERRAND: Mapping[str, str] = MappingProxyType(
    {
        "what": "patient_letter, physio_letter, nudge, inbox, watch (looks after itself) or backup",
        "person": "whom it is about; null: nobody",
        "period": "the week or day; null: none",
        "since": "when it was or will be due",
        "became": "done, missed, failed, crashed, stopped or took too long; of a dry run: due, "
        "to come, held or failed, with the reason",
        "why": "why it was missed; null: it was not",
    }
)
