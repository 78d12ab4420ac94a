"""The numbers of rules and verdicts as frozen values, read from ``limits.toml`` and checked."""

from config.limits.amount import BoomBust
from config.limits.everything import Limits
from config.limits.exercise import Variety
from config.limits.nudges import NudgeLimits
from config.limits.reading import faults, read_limits
from config.limits.symptoms import PainLimits

__all__ = ["BoomBust", "Limits", "NudgeLimits", "PainLimits", "Variety", "faults", "read_limits"]
