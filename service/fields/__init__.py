"""What each field of the JSON output means; `service.reference` prints it, a test compares it."""

from service.fields.arriving import FILED, LIVE_DEVICE
from service.fields.backups import BACKUP, RESTORED, VERIFIED
from service.fields.instruments import DUE, INSTRUMENT, RESULT
from service.fields.judged import DECISION, FINDING, SIMULATED
from service.fields.measured import ACTIVITY, DAY, WEEK
from service.fields.recommendations import LESSON, RECOMMENDATION
from service.fields.sending import CONSENT, ERRAND, MESSAGE
from service.fields.told import CHECK_IN, DIARY, ENROLMENT, PLAN, QUESTION

__all__ = [
    "ACTIVITY",
    "BACKUP",
    "CHECK_IN",
    "CONSENT",
    "DAY",
    "DECISION",
    "DIARY",
    "DUE",
    "ENROLMENT",
    "ERRAND",
    "FILED",
    "FINDING",
    "INSTRUMENT",
    "LESSON",
    "LIVE_DEVICE",
    "MESSAGE",
    "PLAN",
    "QUESTION",
    "RECOMMENDATION",
    "RESTORED",
    "RESULT",
    "SIMULATED",
    "VERIFIED",
    "WEEK",
]
