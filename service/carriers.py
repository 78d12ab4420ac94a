"""Who carries a statement of the documents: every carrier looked up where it lives.

Names come from the rooms themselves and are never repeated here, so that a carrier that was
renamed or taken away is missed at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields as dataclass_fields

from config.recommendations import carrier

#: What a plan holds beside its own fields: `storage.told.Exercise` and `Milestone`.
PLAN_PARTS = frozenset({"exercises", "milestones"})

#: Where a carrier's test is. Rules have rows of their own; a test is its own.
TESTS: Mapping[str, str] = {
    "limit": "tests/config/test_limits.py",
    "gate": "tests/analyzer/test_gate.py",
    "profile": "tests/analyzer/test_profiles.py",
    "enrolment": "tests/contracts/test_told.py",
    "plan": "tests/contracts/test_told.py",
    "diary": "tests/contracts/test_told.py",
    "question": "tests/config/test_questions.py",
    "instrument": "tests/config/test_instruments.py",
    "lesson": "tests/config/test_lessons.py",
    "letter": "tests/service/letters/test_words.py",
    "nudge": "tests/service/letters/test_words.py",
    "field": "tests/service/test_commands.py",
    "context": "tests/config/test_recommendations.py",
    "not-used": "tests/config/test_recommendations.py",
}


def known(kind: str) -> frozenset[str]:
    """Every name of one kind of carrier; empty for kinds that stand alone, and for tests."""
    look = _NAMES.get(kind)
    return frozenset() if look is None else look()


def where_tested(carriers: tuple[str, ...]) -> tuple[str, ...]:
    """Where to see each carrier at work, each place once."""
    return tuple(dict.fromkeys(_test_of(*carrier(named)) for named in carriers))


def _test_of(kind: str, name: str) -> str:
    if kind == "rule":
        return f"tests/analyzer/rules/{name.replace('-', '_')}.toml"
    return name if kind == "test" else TESTS[kind]


def link(kind: str, name: str) -> str:
    """Where to read about a carrier, from the folder docs."""
    if kind == "rule":
        return f"rules.md#{name}"
    if kind == "limit":
        rule = name.replace("_", "-")
        return f"rules.md#{rule if rule in known('rule') else name}"
    if kind in {"lesson", "question"}:
        return f"#{kind}-{name}"
    if kind == "field":
        return f"cli.md#stegvis-{_command_showing(name)}"
    if kind == "test":
        return f"../{name.partition('::')[0]}"
    return _PAGES[kind]


_PAGES: Mapping[str, str] = {
    "gate": "rules.md#why-the-gate-is-open-or-shut",
    "nudge": "rules.md#nudges",
    "profile": "../config/profiles.toml",
    "instrument": "../config/instruments.toml",
    "letter": "../service/letters/phrases_letter.py",
    "enrolment": "cli.md#stegvis-enrol",
    "plan": "cli.md#stegvis-plan",
    "diary": "cli.md#stegvis-diary",
}


def _command_showing(field: str) -> str:
    from service.reference import OUTPUTS

    return next(name for name in ("weeks", "days", "activities") if field in OUTPUTS[name])


def _rules() -> frozenset[str]:
    from analyzer.rulebook import rules

    return frozenset(rule.id for rule in rules())


def _limits() -> frozenset[str]:
    from config.limits import Limits

    return frozenset(each.name for each in dataclass_fields(Limits))


def _reasons_of_the_gate() -> frozenset[str]:
    from analyzer.gate import REASONS

    return frozenset(REASONS)


def _profiles() -> frozenset[str]:
    from config.profiles import read_profiles

    profiles = read_profiles()
    return frozenset(row.id for row in (*profiles.diagnoses, *profiles.circumstances))


def _enrolment() -> frozenset[str]:
    from storage.told import Enrolment

    return frozenset(each.name for each in dataclass_fields(Enrolment))


def _plan() -> frozenset[str]:
    from storage.records import Plan

    return PLAN_PARTS | {each.name for each in dataclass_fields(Plan)}


def _diary() -> frozenset[str]:
    from storage.told import DiaryEntry, DiaryKind, SessionKind

    entry = {each.name for each in dataclass_fields(DiaryEntry)}
    return frozenset({*entry, *map(str, DiaryKind), *map(str, SessionKind)})


def _questions() -> frozenset[str]:
    from config.questions import read_questions

    return frozenset(question.id for question in read_questions())


def _instruments() -> frozenset[str]:
    from config.instruments import read_instruments

    return frozenset(instrument.id for instrument in read_instruments().instruments)


def _lessons() -> frozenset[str]:
    from config.lessons import read_lessons

    return frozenset(lesson.id for lesson in read_lessons())


def _letter_sentences() -> frozenset[str]:
    from service.letters.phrases_letter import LETTER

    return frozenset(LETTER)


def _nudges() -> frozenset[str]:
    from analyzer.sentences import SENTENCES

    return frozenset(SENTENCES)


def _shown_fields() -> frozenset[str]:
    from service import fields

    return frozenset({*fields.DAY, *fields.WEEK, *fields.ACTIVITY})


_NAMES: Mapping[str, Callable[[], frozenset[str]]] = {
    "rule": _rules,
    "limit": _limits,
    "gate": _reasons_of_the_gate,
    "profile": _profiles,
    "enrolment": _enrolment,
    "plan": _plan,
    "question": _questions,
    "diary": _diary,
    "instrument": _instruments,
    "lesson": _lessons,
    "letter": _letter_sentences,
    "nudge": _nudges,
    "field": _shown_fields,
}
