"""The commands as a person meets them: what they print, what they refuse, how they end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service import fields
from service.reference import OUTPUTS, reference

from .conftest import ROOT, Household

#: What a command needs to answer quickly.
GIVEN = {
    "simulate": ("--people", "2", "--days", "3", "--workers", "1"),
    "due": ("--dry-run",),
}

#: These change something, or show what was done: their own tests hold them against the page.
ACTING = {"backup", "inbox", "messages", "restore", "verify"}
_SHOWING = {name for name in OUTPUTS if " " not in name} - ACTING


def test_the_reference_page_is_what_the_commands_say() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == reference(), "run: python -m service.reference > docs/cli.md"


@pytest.mark.parametrize("name", sorted(_SHOWING))
def test_every_field_of_the_output_has_its_meaning(lived_in: Household, name: str) -> None:
    rows = lived_in.json(*name.split(), *GIVEN.get(name, ()))
    assert rows, name
    assert list(rows[0]) == list(OUTPUTS[name])


def test_every_command_shows_an_example() -> None:
    page = reference()
    for part in re.split(r"\n## stegvis ", page)[1:]:
        assert "Example: stegvis" in part, part.splitlines()[0]


def test_what_the_readme_shows_works(lived_in: Household) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"^\.venv/bin/stegvis (\w+)", readme, re.MULTILINE))
    assert shown >= {"init", "import", "days", "letter"}
    for name in shown:
        assert "Usage" in lived_in.run(name, "--help")


def test_without_a_person_the_way_on_is_named(household: Household) -> None:
    assert "stegvis init" in household.run("days", code=3)


def test_a_wrong_zone_is_refused_with_a_right_one(household: Household) -> None:
    said = household.run("init", "--name", "kim", "--timezone", "Stockholm", "--yes", code=2)
    assert "Europe/Stockholm" in said


def test_a_second_person_of_the_same_name_is_refused(moved_in: Household) -> None:
    moved_in.run("init", "--name", "kim", "--timezone", "UTC", "--yes", code=2)


def test_nothing_to_read_is_not_a_success(moved_in: Household, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    moved_in.run("import", tmp_path / "empty", code=3)


def test_a_broken_file_is_one_sentence_and_exit_code_one(
    moved_in: Household, tmp_path: Path
) -> None:
    before = moved_in.days()
    (tmp_path / "page.fit").write_text("<html>Sign in to continue</html>")
    said = moved_in.run("import", tmp_path / "page.fit", code=1)
    assert "page.fit" in said
    assert moved_in.days() == before


def test_a_plan_opens_the_gate_and_keeps_its_history(moved_in: Household) -> None:
    moved_in.run(
        "plan",
        "set",
        "--by",
        "KN",
        "--since",
        "2026-03-09",
        "--cleared",
        "yes",
        "--floor-met-h",
        "2",
        "--ceiling-met-h",
        "50",
    )
    moved_in.run("plan", "set", "--by", "KN", "--since", "2026-03-23", "--floor-met-h", "3")
    first, second = moved_in.json("plan", "show")
    assert (first["floor_met_h"], second["floor_met_h"]) == (2.0, 3.0)
    assert second["cleared"] == "yes"
    assert second["ceiling_met_h"] == 50.0
    weeks = {week["start"]: week for week in moved_in.json("weeks")}
    assert "floor_met_h=2.0" in weeks["2026-03-09"]["why"] or weeks["2026-03-09"]["verdict"]


def test_a_floor_above_the_ceiling_is_refused(moved_in: Household) -> None:
    moved_in.run("plan", "set", "--by", "KN", "--floor-met-h", "9", "--ceiling-met-h", "3", code=2)


def test_another_birth_year_judges_all_days_again(moved_in: Household) -> None:
    before = moved_in.json("days")
    moved_in.run("person", "set", "--beta-blocker", "yes")
    after = moved_in.json("days")
    assert [day["steps"] for day in before] == [day["steps"] for day in after]
    assert [day["moderate_min"] for day in before] != [day["moderate_min"] for day in after]
    moved_in.run("person", "set", "--beta-blocker", "no")
    assert moved_in.json("days") == before


def test_another_zone_moves_the_days_and_back_again_restores_them(moved_in: Household) -> None:
    before = moved_in.days()
    moved_in.run("person", "set", "--timezone", "Pacific/Auckland")
    assert moved_in.days() != before
    moved_in.run("person", "set", "--timezone", "Europe/Stockholm")
    assert moved_in.days() == before


def test_letters_are_written_in_every_form(lived_in: Household, tmp_path: Path) -> None:
    lived_in.run("letter", "--week", "2026-W14", "--out", tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {
        f"2026-W14-{who}.{kind}"
        for who in ("patient", "physio")
        for kind in ("txt", "html", "pdf", "eml")
    }
    assert (tmp_path / "2026-W14-patient.pdf").read_bytes().startswith(b"%PDF-")
    html = (tmp_path / "2026-W14-patient.html").read_text(encoding="utf-8")
    assert "cid:" not in html


def test_of_two_people_nobody_gets_the_others_letter(moved_in: Household, tmp_path: Path) -> None:
    settings = '[letters]\npatient = "kim@example.org"\n'
    (moved_in.data / "stegvis.toml").write_text(settings, encoding="utf-8")
    moved_in.run("init", "--name", "bo", "--timezone", "UTC", "--yes")
    for name in ("kim", "bo"):
        moved_in.run(
            "letter",
            "--week",
            "2026-W14",
            "--to",
            "patient",
            "--person",
            name,
            "--out",
            tmp_path / "out",
        )
    mails = sorted((tmp_path / "out").glob("*.eml"))
    assert [path.name for path in mails] == [
        "bo-2-2026-W14-patient.eml",
        "kim-1-2026-W14-patient.eml",
    ]
    assert not any(b"kim@example.org" in path.read_bytes() for path in mails)


def test_an_empty_path_is_not_the_folder_one_is_in(lived_in: Household) -> None:
    assert "The path is empty" in lived_in.run("import", "", code=2)


def test_a_letter_about_a_week_without_data_says_so(lived_in: Household, tmp_path: Path) -> None:
    lived_in.run("letter", "--week", "2025-W02", "--to", "patient", "--out", tmp_path)
    text = (tmp_path / "2025-W02-patient.txt").read_text(encoding="utf-8")
    assert "0 active minutes" not in text


def test_a_nudge_is_decided_once_and_its_reason_kept(moved_in: Household) -> None:
    (first,) = moved_in.json("nudge", "--date", "2026-04-13")
    assert first["why"]
    again = moved_in.json("nudge", "--date", "2026-04-13")
    assert len(again) == 1


def test_explain_adds_up_to_the_day(lived_in: Household) -> None:
    day = next(day for day in lived_in.json("days") if day["steps"])
    shares = lived_in.json("explain", day["date"])
    assert day["steps"] == sum(each["steps_used"] + each["unplaced_used"] for each in shares)
    assert day["date"] in lived_in.run("explain", day["date"])


def test_the_doctor_finds_a_lost_original_and_a_damaged_setting(moved_in: Household) -> None:
    original = next((moved_in.data / "originals").rglob("*.z"))
    original.unlink()
    assert "1 of" in moved_in.run("doctor", code=3)
    (moved_in.data / "stegvis.toml").write_text("[reading]\nworkers = -1\n")
    assert "reading.workers" in moved_in.run("doctor", code=3)


def test_fields_speak_of_every_value_of_the_records() -> None:
    assert all(meaning for table in (fields.DAY, fields.WEEK) for meaning in table.values())
