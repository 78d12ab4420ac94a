"""A person who does not exist, written as a real watch would write them; seeded, with the truth."""

from collector.pretend.features import Feature
from collector.pretend.making import Pretend, PretendError, make
from collector.pretend.person import PretendPerson
from collector.pretend.truth import TrueDay, TrueSession
from collector.pretend.weeks import first_monday

__all__ = [
    "Feature",
    "Pretend",
    "PretendError",
    "PretendPerson",
    "TrueDay",
    "TrueSession",
    "first_monday",
    "make",
]
