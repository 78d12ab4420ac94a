"""Python reads this at its start where it is on the path: a command's children look at themselves.

Only processes that do a piece of the work are meant, not the one that starts them.
"""

import os

if "FAULTS_PLAN" in os.environ and "STEGVIS_PARENT" in os.environ:
    from tests.faults.stages import begin, plan_of

    begin(plan_of(os.environ["FAULTS_PLAN"]), int(os.environ["STEGVIS_PARENT"]))
