"""What a rule noticed about a period, and how it may be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from storage.records.verdicts import Numbers, no_numbers


class Severity(StrEnum):
    """How a finding may be used, in the order of the nudge's priority."""

    ALERT = "alert"
    GATE = "gate"
    PAIN = "pain"
    OVERLOAD = "overload"
    INACTIVITY = "inactivity"
    PRAISE = "praise"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's word on one period, with the numbers it rests on."""

    rule: str
    severity: Severity
    first: date
    last: date
    numbers: Numbers = field(default_factory=no_numbers)
    valid_days: int | None = None  # data quality: how many valid days the rule saw
    to_patient: bool = False
    to_physio: bool = True
