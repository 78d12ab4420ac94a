"""The frozen values all rooms speak in. Standard library only; no I/O, no rules.

``None`` means unknown and nothing else. A moment is an aware UTC datetime; a date is a person's
local date unless the name says ``utc_day``.
"""

from storage.records.days import Day, Week
from storage.records.devices import Device, DeviceKey, LiveDevice
from storage.records.findings import Finding, Severity
from storage.records.minutes import (
    CODE_UNKNOWN,
    FLAG_DERIVED,
    FLAG_RESET,
    HR_UNKNOWN,
    MINUTE_COLUMNS,
    MINUTES,
    SPEED_UNKNOWN,
    STEPS_UNKNOWN,
    Channel,
    MinuteBlock,
    MinuteStream,
)
from storage.records.nudges import Decision, MessageKind, Nudge, Wish, WishKind
from storage.records.originals import Activity, DeviceDay, FileRow, FileStatus
from storage.records.people import Answer, Basis, Person, Plan, Sex, ZoneRow
from storage.records.verdicts import Numbers, Period, Reason, Verdict, VerdictChange

__all__ = [
    "CODE_UNKNOWN",
    "FLAG_DERIVED",
    "FLAG_RESET",
    "HR_UNKNOWN",
    "MINUTES",
    "MINUTE_COLUMNS",
    "SPEED_UNKNOWN",
    "STEPS_UNKNOWN",
    "Activity",
    "Answer",
    "Basis",
    "Channel",
    "Day",
    "Decision",
    "Device",
    "DeviceDay",
    "DeviceKey",
    "FileRow",
    "FileStatus",
    "Finding",
    "LiveDevice",
    "MessageKind",
    "MinuteBlock",
    "MinuteStream",
    "Nudge",
    "Numbers",
    "Period",
    "Person",
    "Plan",
    "Reason",
    "Severity",
    "Sex",
    "Verdict",
    "VerdictChange",
    "Week",
    "Wish",
    "WishKind",
    "ZoneRow",
]
