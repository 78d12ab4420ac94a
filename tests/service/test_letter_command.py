"""``stegvis letter`` with what was told, from the household's own words to the files."""

from __future__ import annotations

import pytest

from .conftest import Household


def test_what_was_told_reaches_both_letters(moved_in: Household) -> None:
    moved_in.run("diary", "add", "pain", "6", "--at", "2026-04-08 18:00")
    moved_in.run("letter", "--week", "2026-W15", "--out", moved_in.data / "out")
    patient = (moved_in.data / "out" / "2026-W15-patient.txt").read_text(encoding="utf-8")
    physio = (moved_in.data / "out" / "2026-W15-physio.txt").read_text(encoding="utf-8")
    assert "You rated pain at 6 of 10." in patient
    assert "pain median 6" in physio


def test_a_letter_about_an_earlier_week_ends_a_flare_with_that_week(moved_in: Household) -> None:
    """It goes on to this day; what was known on that Sunday is said."""
    moved_in.run("diary", "add", "flare-start", "--at", "2026-04-08 18:00")
    moved_in.run("letter", "--week", "2026-W15", "--to", "physio", "--out", moved_in.data / "out")
    physio = (moved_in.data / "out" / "2026-W15-physio.txt").read_text(encoding="utf-8")
    assert "nothing grows for now" in physio
    assert "rule flare; 8\N{EN DASH}12 April" in physio


def test_the_evaluation_needs_a_start_and_then_writes_one_letter(moved_in: Household) -> None:
    out = moved_in.data / "out"
    said = moved_in.run("letter", "--evaluation", "--out", out, code=3)
    assert "no start to count the weeks from" in said
    moved_in.run("plan", "set", "--since", "2026-03-01", "--by", "KN", "--cleared", "yes")
    moved_in.run("letter", "--evaluation", "--out", out)
    written = sorted(path.name for path in out.iterdir())
    assert written == [f"evaluation-2026-03-01.{kind}" for kind in ("eml", "html", "pdf", "txt")]
    text = (out / "evaluation-2026-03-01.txt").read_text(encoding="utf-8")
    assert "Counted from the first plan, 1 March." in text
    assert "cannot tell that" in text


@pytest.mark.parametrize("more", [("--to", "patient"), ("--week", "2026-W15")])
def test_an_evaluation_has_no_week_and_one_reader(
    household: Household, more: tuple[str, str]
) -> None:
    assert "written to the physio" in household.run("letter", "--evaluation", *more, code=2)
