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
class Link:
    """A statement of the documents by its number; ``url`` is empty where no page is known."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Footnote:
    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What was said, in words and as a line."""

    heading: str
    lines: tuple[str, ...]
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class Flag:
    """A question with what it rests on."""

    question: str
    basis: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One quantity then and now."""

    label: str
    then: str
    now: str
    remark: str


@dataclass(frozen=True, slots=True)
class PatientPage:
    language: str
    subject: str
    urgent: Section | None  # before everything else
    opening: tuple[str, ...]
    facts: tuple[Fact, ...]
    week: Figure
    steps: Figure
    weeks: Figure
    days_heading: str
    day_lines: tuple[DayLine, ...]
    told: Told | None
    plan: Section | None
    suggestion: Section | None
    lesson: Section | None
    unknown: Section
    help: Section
    closing: tuple[str, ...]
    footnotes: tuple[Footnote, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        said = () if self.told is None or self.told.chart is None else (self.told.chart,)
        return (self.week.chart, self.steps.chart, self.weeks.chart, *said)


@dataclass(frozen=True, slots=True)
class PhysioPage:
    language: str
    subject: str
    header: str
    urgent: str
    verdict: str
    lines: tuple[Fact, ...]
    week: Figure
    weeks: Figure
    sessions: Section
    flags_heading: str
    flags: tuple[Flag, ...]
    no_flags: str
    dismiss: str
    forms: Section | None
    plan: Section
    notes: Section
    closing: tuple[str, ...]
    footnotes: tuple[Footnote, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        sparks = tuple(line.spark for line in self.lines if line.spark is not None)
        return (*sparks, self.week.chart, self.weeks.chart)


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    language: str
    subject: str
    header: str
    intro: tuple[str, ...]
    then: str
    now: str
    rows: tuple[Row, ...]
    weeks: Figure
    told: Told | None
    forms: Section
    unknown: Section
    closing: tuple[str, ...]
    footnotes: tuple[Footnote, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        said = () if self.told is None or self.told.chart is None else (self.told.chart,)
        return (self.weeks.chart, *said)


Page = PatientPage | PhysioPage | EvaluationPage

#: The name of each page's templates.
TEMPLATES: dict[type[Page], str] = {
    PatientPage: "patient",
    PhysioPage: "physio",
    EvaluationPage: "evaluation",
}
