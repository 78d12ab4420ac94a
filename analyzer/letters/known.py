"""Everything a week's letter is written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from analyzer.gate import Gate, gate
from analyzer.in_force import plan_on
from analyzer.letters.dates import week_dates
from analyzer.letters.heard import NOTHING_HEARD, Heard, said_up_to
from analyzer.letters.picture import Picture, Unworn, picture
from analyzer.letters.plan import PlanWeek, plan_week
from analyzer.letters.told import ToldWeek, told_week
from analyzer.red_flags import Alert, open_alert
from config.letters import Letters
from config.limits import Limits
from storage.records import Day, Finding, Person, Plan, Reason, Verdict, Week


@dataclass(frozen=True, slots=True)
class KnownWeek:
    """All that is stored about a person, the week the letter is about, and when it is written."""

    person: Person
    days: Sequence[Day]
    weeks: Sequence[Week]
    findings: Sequence[Finding]
    plans: Sequence[Plan]
    week_start: date
    limits: Limits
    letters: Letters
    now: datetime
    unworn: Unworn = field(default_factory=lambda: MappingProxyType({}))
    country: str = ""
    heard: Heard = NOTHING_HEARD

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError(
                f"a letter is written at an aware moment; {self.now} is naive. Give a zone."
            )

    @property
    def last(self) -> date:
        return self.week_start + timedelta(days=6)

    @property
    def own_days(self) -> tuple[Day, ...]:
        dates = week_dates(self.week_start)
        return tuple(day for day in self.days if day.date in dates)

    @property
    def week(self) -> Week | None:
        return next((each for each in self.weeks if each.start == self.week_start), None)

    @property
    def verdict(self) -> Verdict:
        return Verdict.UNKNOWN if self.week is None else self.week.verdict

    @property
    def why(self) -> Reason:
        return Reason("nothing_received") if self.week is None else self.week.why

    @property
    def plan(self) -> Plan | None:
        """In force when the week began, as for the verdict."""
        return plan_on(self.plans, self.week_start)

    @property
    def plan_week(self) -> PlanWeek:
        said = said_up_to(self.heard, self.days, self.person, self.last, self.limits)
        return plan_week(self.plan, self.heard, said, self.week_start)

    @property
    def told_week(self) -> ToldWeek:
        return told_week(
            self.heard, self.days, self.person, self.week_start, self.limits, self.letters
        )

    @property
    def gate(self) -> Gate:
        return gate(self.plans, self.person, self.now.date(), self.heard.told, self.heard.questions)

    @property
    def alert(self) -> Alert | None:
        """Answers that still wait for a clinician when the letter is written."""
        if self.heard.questions is None:
            return None
        return open_alert(self.heard.told.check_ins, self.heard.questions, self.now)

    @property
    def picture(self) -> Picture:
        return picture(
            self.person,
            self.days,
            self.weeks,
            plan=self.plan,
            week_start=self.week_start,
            limits=self.limits,
            letters=self.letters,
            unworn=self.unworn,
        )
