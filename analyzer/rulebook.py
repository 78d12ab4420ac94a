"""All rules, found by looking into `analyzer.rules`, and the page that describes them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache

import analyzer.rules
from analyzer import day_verdict, gate, nudge, week_verdict
from analyzer.history import History
from analyzer.sentences import SENTENCES
from config.limits import Limits
from config.nudges import NudgeNumbers
from config.tables import Table
from storage.records import Finding


@dataclass(frozen=True, slots=True)
class Rule:
    """One module of `analyzer.rules`. Its table in ``limits.toml`` has the module's name."""

    id: str
    module: str
    says: str  # the module's docstring
    statements: tuple[str, ...]  # of the documents, that it stands on
    judge: Callable[[History], tuple[Finding, ...]]


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in order of name. A new file in the folder is a new rule."""
    names = sorted(found.name for found in pkgutil.iter_modules(analyzer.rules.__path__))
    return tuple(_rule(name) for name in names)


def judge_all(history: History) -> tuple[Finding, ...]:
    """What all rules find, in order of the last day they speak of."""
    found = [finding for rule in rules() for finding in rule.judge(history)]
    return tuple(sorted(found, key=lambda finding: (finding.last, finding.rule, finding.first)))


def table_of(rule: Rule, limits: Limits) -> Table:
    """The rule's limits. A rule without a table is a fault in the project."""
    table: Table = getattr(limits, rule.module)
    return table


def describe(limits: Limits, nudges: NudgeNumbers) -> str:
    """``docs/rules.md``: rules, limits with their sources, and every code with its numbers."""
    return "\n".join(_lines(limits, nudges)) + "\n"


def _rule(name: str) -> Rule:
    module = importlib.import_module(f"analyzer.rules.{name}")
    return Rule(
        id=module.ID,
        module=name,
        says=(module.__doc__ or "").strip(),
        statements=module.STATEMENTS,
        judge=module.judge,
    )


def _lines(limits: Limits, nudges: NudgeNumbers) -> Iterator[str]:
    yield "# Rules, verdicts and nudges"
    yield ""
    yield "Written from the code, `config/limits.toml` and `config/nudges.toml`; a test compares."
    yield "Numbers marked with * are proposals that no direct evidence stands behind. R numbers are"
    yield "statements of the source documents."
    yield ""
    yield "## Rules"
    for rule in rules():
        yield from ("", f"### {rule.id}", "", " ".join(rule.says.split()), "")
        yield f"Stands on {', '.join(rule.statements)}."
        yield ""
        yield from _table_lines(table_of(rule, limits))
    yield from ("", "## Shared limits")
    known = {rule.module for rule in rules()}
    for each in fields(limits):
        if each.name not in known:
            yield from ("", f"### {each.name}", "")
            yield from _table_lines(getattr(limits, each.name))
    yield from _reason_lines()
    yield from _nudge_lines(nudges)


def _table_lines(table: Table) -> Iterator[str]:
    own = [each.name for each in fields(table) if each.name not in Table.__dataclass_fields__]
    for name in own:
        mark = " *" if name in table.proposed else ""
        yield f"- `{name}`: {getattr(table, name)}{mark}"
    yield f"- Source: {table.source}. Checked on {table.checked_on.isoformat()}."


def _reason_lines() -> Iterator[str]:
    parts = (
        ("Why a week got its verdict", week_verdict),
        ("Why a day got its verdict", day_verdict),
        ("Why the gate is open or shut", gate),
        ("Why a nudge was sent or not", nudge),
    )
    for title, module in parts:
        yield from ("", f"## {title}", "", " ".join((module.__doc__ or "").split()), "")
        yield from ("| code | numbers |", "|---|---|")
        reasons: Mapping[str, tuple[str, ...]] = module.REASONS
        for code, numbers in reasons.items():
            yield f"| `{code}` | {_code_list(numbers)} |"


def _nudge_lines(nudges: NudgeNumbers) -> Iterator[str]:
    yield from ("", "## Nudges", "", "In order of priority; at most one a day.", "")
    yield "| code | because of | asks for | numbers | when |"
    yield "|---|---|---|---|---|"
    for each in SENTENCES.values():
        because = _code_list(each.because)
        numbers = _code_list(each.numbers)
        yield f"| `{each.code}` | {because} | {each.asks_for} | {numbers} | {each.when} |"
    for table in fields(nudges):
        yield from ("", f"### Nudges: {table.name}", "")
        yield from _table_lines(getattr(nudges, table.name))


def _code_list(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
