"""What is recorded about a person's trouble: what forbids activity, what is not settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analyzer.calendar import months_after
from storage.records import Answer, Reason
from storage.told import Diagnosis, Enrolment

ABSOLUTE_CONTRAINDICATION = "absolute_contraindication"
STABILITY_THREATENED = "stability_threatened"
SCREEN_POSITIVE = "screen_positive"
DIAGNOSIS_UNKNOWN = "diagnosis_unknown"
ANSWER_UNKNOWN = "answer_unknown"
ONSET_UNKNOWN = "onset_unknown"
NOT_LONG_TERM = "not_long_term"

#: Reason code -> the numbers it carries.
REASONS = {
    ABSOLUTE_CONTRAINDICATION: ("since", "profile"),
    STABILITY_THREATENED: ("since",),
    SCREEN_POSITIVE: ("since",),
    DIAGNOSIS_UNKNOWN: ("since",),
    ANSWER_UNKNOWN: ("since", "question"),
    ONSET_UNKNOWN: ("since",),
    NOT_LONG_TERM: ("since", "long_term_on"),
}

#: What "long-term" means: the population the documents were written for (R005).
LONG_TERM_MONTHS = 3
ABSOLUTE = (Diagnosis.TUMOUR, Diagnosis.INSTABILITY)

#: Absolute as well, until medical clearance is given in knowledge of it (R073).
UNTIL_CLEARED = (Diagnosis.VERTEBRAL_FRACTURE,)

#: The physio takes these on, or nothing asks for more (R006, R069, R072, R077).
TO_BE_SIGNED = (
    Diagnosis.STENOSIS,
    Diagnosis.HERNIATION,
    Diagnosis.LISTHESIS,
    Diagnosis.INFLAMMATORY,
    Diagnosis.WHIPLASH,
    Diagnosis.POST_OPERATIVE,
)


def forbidden(enrolled: Enrolment, cleared_since: date | None) -> Reason | None:
    """An absolute contraindication (R076); ``cleared_since``: of a signed yes, if there is one."""
    since = {"since": enrolled.since.isoformat()}
    named = {**since, "profile": enrolled.diagnosis.value}
    if enrolled.diagnosis in ABSOLUTE:
        return Reason(ABSOLUTE_CONTRAINDICATION, named)
    if enrolled.stability_threatened is Answer.YES:
        return Reason(STABILITY_THREATENED, since)
    if enrolled.diagnosis in UNTIL_CLEARED and not _medically_cleared(enrolled, cleared_since):
        return Reason(ABSOLUTE_CONTRAINDICATION, named)
    return None


def unsettled(enrolled: Enrolment, on: date) -> Iterator[Reason]:
    """What must be known to be well and is not, the gravest first."""
    since = {"since": enrolled.since.isoformat()}
    if enrolled.heart_or_lung_trouble is Answer.YES:
        yield Reason(SCREEN_POSITIVE, since)
    if enrolled.diagnosis is Diagnosis.UNKNOWN:
        yield Reason(DIAGNOSIS_UNKNOWN, since)
    for name in ("stability_threatened", "nerve_signs", "heart_or_lung_trouble"):
        if getattr(enrolled, name) is Answer.UNKNOWN:
            yield Reason(ANSWER_UNKNOWN, {**since, "question": name})
    if enrolled.diagnosis is Diagnosis.POST_OPERATIVE and enrolled.surgery_on is None:
        yield Reason(ANSWER_UNKNOWN, {**since, "question": "surgery_on"})
    if enrolled.onset is None:
        yield Reason(ONSET_UNKNOWN, since)
        return
    long_term_on = months_after(enrolled.onset, LONG_TERM_MONTHS)
    if on < long_term_on:
        yield Reason(NOT_LONG_TERM, {**since, "long_term_on": long_term_on.isoformat()})


def profile_to_sign(enrolled: Enrolment) -> str | None:
    """The name of the profile that the physio must sign; None where none asks for it."""
    if enrolled.diagnosis in (*TO_BE_SIGNED, *UNTIL_CLEARED):
        return enrolled.diagnosis.value
    if enrolled.surgery_on is not None:
        return Diagnosis.POST_OPERATIVE.value
    if enrolled.nerve_signs is Answer.YES:
        return "nerve_signs"
    return "pregnancy" if enrolled.pregnancy is Answer.YES else None


def _medically_cleared(enrolled: Enrolment, cleared_since: date | None) -> bool:
    """A signed yes given when the fracture was known, stability asked about, the profile signed."""
    return (
        cleared_since is not None
        and cleared_since >= enrolled.since
        and enrolled.stability_threatened is Answer.NO
        and enrolled.profile_signed is Answer.YES
    )
