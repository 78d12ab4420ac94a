"""A rule is one file, with limits, a source, statements, rows and a line in the docs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from analyzer.rulebook import Rule, describe, rules, table_of
from analyzer.sentences import BECAUSE_NO_DATA, BECAUSE_WEEK, SENTENCES
from config.limits import Limits, read_limits
from config.nudges import read_nudges

ROOT = Path(__file__).resolve().parents[2]
RULES = [pytest.param(rule, id=rule.id) for rule in rules()]
KINDS = {"met", "not_met", "boundary", "not_worn", "no_baseline", "gated"}


def test_every_file_in_the_folder_is_a_rule() -> None:
    files = {path.stem for path in (ROOT / "analyzer/rules").glob("*.py")} - {"__init__"}
    assert {rule.module for rule in rules()} == files
    assert len({rule.id for rule in rules()}) == len(files)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_named_after_its_file(rule: Rule) -> None:
    assert rule.id == rule.module.replace("_", "-")
    assert rule.says


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_limits_with_a_source(rule: Rule) -> None:
    assert rule.module in Limits.__dataclass_fields__, f"{rule.id} has no table in limits.toml"
    table = table_of(rule, read_limits())
    assert table.source.strip()


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_row_of_every_kind(rule: Rule) -> None:
    file = Path(__file__).parent / "rules" / f"{rule.module}.toml"
    assert file.is_file(), f"{rule.id} has no rows: write {file.name}"
    kinds = {row["kind"] for row in tomllib.loads(file.read_text(encoding="utf-8"))["row"]}
    assert kinds == KINDS, f"{rule.id} has no row {KINDS - kinds or kinds - KINDS}"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_stands_on_statements_of_the_documents(rule: Rule, shared: Path) -> None:
    text = (shared / "clinical/recommendations.tsv").read_text(encoding="utf-8")
    known = {line.split("\t")[0]: line for line in text.splitlines()}
    assert rule.statements
    assert set(rule.statements) <= known.keys()
    assert not [each for each in rule.statements if "\tdo_not_ship\t" in known[each]]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_names_statements_by_number(rule: Rule) -> None:
    assert rule.statements
    assert all(re.fullmatch(r"R\d{3}", each) for each in rule.statements)
    assert list(rule.statements) == sorted(set(rule.statements))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_in_the_docs(rule: Rule) -> None:
    assert f"### {rule.id}\n" in (ROOT / "docs/rules.md").read_text(encoding="utf-8")


def test_the_docs_are_what_the_code_says() -> None:
    written = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    assert written == describe(read_limits(), read_nudges())


def test_a_nudge_rests_on_a_rule_or_on_one_of_two_other_things() -> None:
    known = {rule.id for rule in rules()} | {BECAUSE_NO_DATA, BECAUSE_WEEK}
    assert {each for sentence in SENTENCES.values() for each in sentence.because} <= known
