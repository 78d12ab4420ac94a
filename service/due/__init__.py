"""What is to be done at a moment. Pure: the clock, the ledger and the rules come as arguments.

Nothing is computed from "the last run": whatever tick comes, however late, finds the same things
due. What is promised holds for each person on their own clock and for as long as the machine is
awake in it: `letters`, `nudges`, and what stands in the way of both, `hold`. An hour that clocks
skip is the first minute after it; 02:00 to 03:00 counts as 03:00, so that no hour of ours comes
twice.
"""

from service.due.everything import due, next_due, upcoming
from service.due.hold import FIRST, SLACK, held

__all__ = ["FIRST", "SLACK", "due", "held", "next_due", "upcoming"]
