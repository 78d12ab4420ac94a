"""The findings of a week, and what of them is said about what was told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from analyzer.letters.told import ToldWeek
from storage.records import Finding, Reason, Severity

#: Rules that found more pain or soreness than usual.
WORSE = ("pain", "adjust")

#: Rules that speak of what was told, the first that found something alone.
REMARKS = ("no-improvement", "pain", "adjust", "flare", "soreness", "nerve-check")


#: What these found goes on from its first day; what others found is so from its last day on.
GOING_ON = ("alert", "contraindication", "flare", "hard-days", "nerve-check", "pain")


def findings_in(findings: Iterable[Finding], first: date, last: date) -> tuple[Finding, ...]:
    """Findings that touch a period and were so by its end, gravest first."""
    order = list(Severity)
    touching = [each for each in findings if _began(each) <= last and each.last >= first]
    return tuple(sorted(touching, key=lambda each: (order.index(each.severity), each.rule)))


def _began(finding: Finding) -> date:
    """A letter about an earlier week knows nothing of what later weeks made of it."""
    return finding.first if finding.rule in GOING_ON else finding.last


def worse(findings: Iterable[Finding], week_start: date) -> bool:
    """More pain or soreness than usual was found in the week."""
    own = findings_in(findings, week_start, week_start + timedelta(days=6))
    return any(each.rule in WORSE for each in own)


def remark(
    findings: Iterable[Finding], told: ToldWeek, week_start: date, opening: Iterable[Reason]
) -> Finding | None:
    """At most one rule speaks of what was told, and a flare is not spoken of twice."""
    if not told.anything:
        return None
    said = {"flare"} if any(each.code == "band.flare" for each in opening) else set()
    own = findings_in(findings, week_start, week_start + timedelta(days=6))
    allowed = {each.rule: each for each in own if each.to_patient and each.rule not in said}
    return next((allowed[rule] for rule in REMARKS if rule in allowed), None)
