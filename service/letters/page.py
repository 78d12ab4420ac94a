"""A letter in words, before it has a face: text, HTML and PDF are laid out from the same page."""

from __future__ import annotations

from dataclasses import dataclass

from service.letters.ink import Chart


@dataclass(frozen=True, slots=True)
class Fact:
    """A number with its words and what it is compared with."""

    label: str
    value: str
    remark: str
    spark: Chart | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    heading: str
    chart: Chart
    caption: str


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day in the text letter, where there are no pictures."""

    name: str
    said: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A question with what it rests on."""

    question: str
    basis: str


@dataclass(frozen=True, slots=True)
class PatientPage:
    language: str
    subject: str
    opening: tuple[str, ...]
    facts: tuple[Fact, ...]
    week: Figure
    steps: Figure
    weeks: Figure
    days_heading: str
    day_lines: tuple[DayLine, ...]
    suggestion: Section | None
    unknown: Section
    help: Section
    closing: tuple[str, ...]
    footnotes: tuple[str, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        return (self.week.chart, self.steps.chart, self.weeks.chart)


@dataclass(frozen=True, slots=True)
class PhysioPage:
    language: str
    subject: str
    header: str
    verdict: str
    lines: tuple[Fact, ...]
    week: Figure
    weeks: Figure
    sessions: Section
    flags_heading: str
    flags: tuple[Flag, ...]
    no_flags: str
    dismiss: str
    plan: Section
    notes: Section
    closing: tuple[str, ...]
    footnotes: tuple[str, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        sparks = tuple(line.spark for line in self.lines if line.spark is not None)
        return (*sparks, self.week.chart, self.weeks.chart)


Page = PatientPage | PhysioPage
