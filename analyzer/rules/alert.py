"""An answer in a check-in that a clinician has to look at; open until one unlocks it.

Only what the person says raises it, never what a watch shows. While it is open everything else
is silent; the text about where to get help is shown whatever the gate says.
"""

from __future__ import annotations

from analyzer.clock import clock_of
from analyzer.history import History
from analyzer.red_flags import open_alert
from storage.records import Finding, Severity

ID = "alert"
STATEMENTS = ("R078", "R121", "R130", "R136", "R152", "R163", "R177")


def judge(history: History) -> tuple[Finding, ...]:
    if history.questions is None:
        return ()
    alert = open_alert(history.told.check_ins, history.questions)
    if alert is None:
        return ()
    since = clock_of(history.days, history.person).date_of(alert.since)
    if since > history.today:
        return ()
    return (
        Finding(
            rule=ID,
            severity=Severity.ALERT,
            first=since,
            last=history.today,
            numbers={
                "urgency": alert.urgency,
                "since": since.isoformat(),
                "questions": ", ".join(alert.questions),
            },
            to_patient=True,
        ),
    )
