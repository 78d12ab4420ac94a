"""What the fields of days, weeks and activities mean: what the watch saw."""

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
