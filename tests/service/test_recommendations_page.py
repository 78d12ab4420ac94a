"""The page and the command answer for every statement, and every link leads somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from config.recommendations import EFFECTS, read_recommendations
from service import fields
from service.commands.recommendations import command
from service.recommendations_page import page

ROOT = Path(__file__).resolve().parents[2]
ROWS = read_recommendations()


def asked(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(command, words)
    assert done.exit_code == code, done.output
    return done.output


def ids(*words: str) -> list[str]:
    return [row["id"] for row in json.loads(asked(*words, "--json"))]


def test_the_page_is_what_the_data_says() -> None:
    written = (ROOT / "docs/recommendations.md").read_text(encoding="utf-8")
    hint = "run: python -m service.recommendations_page > docs/recommendations.md"
    assert written == page(), hint


def test_every_statement_stands_on_the_page_once_with_its_answer() -> None:
    text = page()
    for row in ROWS:
        assert text.count(f'<a id="{row.id.lower()}"></a>') == 1
        assert f"{row.statement}  \n" in text


def anchors(markdown: str) -> set[str]:
    named = set(re.findall(r'<a id="([^"]+)">', markdown))
    headings = re.findall(r"^#+ (.+)$", markdown, re.MULTILINE)
    return named | {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def test_every_link_of_the_page_leads_somewhere() -> None:
    text, dead = page(), []
    for target in sorted(set(re.findall(r"\]\(([^)\s]+)\)", text))):
        file, _, place = target.partition("#")
        where = ROOT / "docs" / file
        there = text if not file else where.read_text("utf-8") if where.is_file() else None
        if there is None or (place and place not in anchors(there)):
            dead.append(target)
    assert not dead


def test_without_a_filter_all_are_listed_with_every_field() -> None:
    rows = json.loads(asked("--json"))
    assert [row["id"] for row in rows] == [row.id for row in ROWS]
    assert all(list(row) == list(fields.RECOMMENDATION) for row in rows)
    assert len(asked().splitlines()) == len(ROWS) + 1


def test_rows_are_flat_and_what_a_document_leaves_out_is_null() -> None:
    rows = {row["id"]: row for row in json.loads(asked("--json"))}
    assert {type(value) for row in rows.values() for value in row.values()} == {str, type(None)}
    assert rows["R004"]["grade"] is None
    assert rows["R001"]["grade"] == "+++ to ++++"


def test_filters_narrow_and_combine() -> None:
    assert len(ids("--effect", "not-used")) == 15
    assert len(ids("--source", "clinic")) == 11
    assert ids("--grade", "++++") == ["R043", "R045", "R048"]
    assert "R065" in ids("--rule", "low-edge")
    assert ids("--rule", "low-edge", "--grade", "++") == ["R050"]
    assert ids("--id", "r65", "--id", "R001") == ["R001", "R065"]
    assert sum(len(ids("--effect", each.replace(" ", "-"))) for each in EFFECTS) == len(ROWS)


def test_one_statement_is_answered_whole() -> None:
    said = asked("--id", "R065")
    for word in ("Grade: none given", "What stegvis does:", "rule:low-edge", "test_limits.py"):
        assert word in said
    assert max(map(len, said.splitlines())) <= 120


@pytest.mark.parametrize(
    ("words", "way_out"),
    [
        (("--id", "R999"), "R001 to R178"),
        (("--rule", "no-such-rule"), "low-edge"),
        (("--source", "no-such-text"), "fyss"),
        (("--effect", "nonsense"), "not-used"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(words: tuple[str, ...], way_out: str) -> None:
    assert way_out in asked(*words, code=2)
