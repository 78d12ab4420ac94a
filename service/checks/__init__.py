"""What `doctor` looks at, one function each; every fault comes with what to do about it.

Looking changes nothing: no database is made or migrated, nothing is sent.
"""

from service.checks.check import Check, State
from service.checks.examination import examine

__all__ = ["Check", "State", "examine"]
