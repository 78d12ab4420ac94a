"""Which findings become questions to the physio."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from analyzer.gate import Gate
from analyzer.letters.findings import findings_in
from analyzer.letters.known import KnownWeek
from analyzer.red_flags import Alert
from storage.records import Finding, Plan

#: More than two questions a week are not read.
MAX_FLAGS = 2

#: Findings that are no question: one is about the watch, one stands beside the volume.
NOT_ASKED = ("cannot-tell", "general-target")

#: A plan's note with these words and a rule's name says: not this one, and why.
DISMISS = "dismiss"

#: A check-in is unlocked by a clinician; a note does not silence it.
NEVER_DISMISSED = ("alert", "contraindication")
DISMISSED_FOR = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a week, the gravest first."""

    flags: tuple[Finding, ...]
    left_out: int
    dismissed: tuple[str, ...]


def questions_of(known: KnownWeek) -> Asked:
    """The questions of the week, with what the plan's notes dismiss left out."""
    dismissed = _dismissed(known.plans, known.findings, known.last)
    asked = _alone(known.findings, known.alert, known.gate)
    if asked is None:
        asked = [
            each
            for each in findings_in(known.findings, known.week_start, known.last)
            if each.to_physio and each.rule not in dismissed and each.rule not in NOT_ASKED
        ]
    once = _one_each(asked)
    return Asked(tuple(once[:MAX_FLAGS]), max(0, len(once) - MAX_FLAGS), dismissed)


def _alone(findings: Iterable[Finding], alert: Alert | None, allowed: Gate) -> list[Finding] | None:
    """What is asked with every other question silent, though it began after the week."""
    only = "alert" if alert is not None else "contraindication" if allowed.report_only else None
    return None if only is None else [each for each in findings if each.rule == only]


def _one_each(findings: Iterable[Finding]) -> list[Finding]:
    """The newest finding of each rule: the same question is not asked twice in a letter."""
    newest: dict[str, Finding] = {}
    for finding in findings:
        known = newest.get(finding.rule)
        if known is None or finding.last > known.last:
            newest[finding.rule] = finding
    return list(newest.values())


def _dismissed(plans: Iterable[Plan], findings: Iterable[Finding], last: date) -> tuple[str, ...]:
    recent = [plan.note for plan in plans if last - DISMISSED_FOR < plan.since <= last]
    rules = {finding.rule for finding in findings} - set(NEVER_DISMISSED)
    return tuple(
        sorted(rule for rule in rules if any(f"{DISMISS} {rule}" in note for note in recent))
    )
