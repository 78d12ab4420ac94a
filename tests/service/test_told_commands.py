"""What people tell on the command line: it is kept, and an emergency is answered first."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import LANGUAGES
from config.help import read_help
from config.questions import URGENCIES, read_questions
from service.check_in_words import not_sure, noted, question, silence, whom_to_call
from service.letters.phrases_check_in import QUESTIONS
from service.reference import OUTPUTS

from .conftest import Household, environment

CALL = re.compile(r"\b(112|113)\b")


def has_all_fields(home: Household, command: str) -> list[dict[str, Any]]:
    rows = home.json(*command.split())
    assert rows, command
    assert list(rows[0]) == list(OUTPUTS[command])
    return rows


@pytest.fixture(scope="module")
def just_settled(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """Somebody in Norway, reading Norwegian, without any data."""
    home = Household(tmp_path_factory.mktemp("settled") / "data")
    home.run("init", "--name", "kim", "--timezone", "Europe/Oslo", "--language", "nb", "--yes")
    return home


@pytest.fixture
def settled(just_settled: Household, tmp_path: Path) -> Household:
    shutil.copytree(just_settled.data, tmp_path / "data")
    return Household(tmp_path / "data")


# --- the reference case C82 --------------------------------------------------------------------


def test_c82_numb_saddle_calls_at_once_then_silences_until_a_clinician_unlocks(
    settled: Household,
) -> None:
    said = settled.run("checkin", "--yes", "saddle_numbness").splitlines()
    assert "113" in said[0]
    assert "sanntid" in " ".join(said)
    assert "checkin unlock" in " ".join(said)
    (row,) = has_all_fields(settled, "checkin list")
    assert (row["urgency"], row["silent"]) == ("emergency", True)
    settled.run("checkin", "--no", "saddle_numbness")
    assert settled.json("checkin", "list")[0]["silent"]
    assert "KN" in settled.run("checkin", "unlock", "--by", "KN")
    first, second = settled.json("checkin", "list")
    assert (first["unlocked_by"], first["silent"]) == ("KN", False)
    assert (second["answers"], second["unlocked_by"]) == ({"saddle_numbness": "no"}, "")
    assert "Nothing waits" in settled.run("checkin", "unlock", "--by", "LB")


def test_a_doubt_about_an_emergency_names_both_numbers_and_a_clinician_can_settle_it(
    settled: Household,
) -> None:
    said = settled.run("checkin", "--unsure", "saddle_numbness")
    assert "113" in said.splitlines()[0]
    assert "116 117" in said
    assert "checkin unlock" in said
    assert "113" not in settled.run("checkin", "--unsure", "leg_pain").splitlines()[0]
    assert "KN" in settled.run("checkin", "unlock", "--by", "KN")
    assert all(row["unlocked_by"] == "KN" for row in settled.json("checkin", "list"))
    assert "checkin unlock" not in settled.run("checkin", "--no", "leg_pain")


def _no_database(data: Path) -> None:
    """Nobody has ever said who lives here."""


def _damaged(data: Path) -> None:
    data.mkdir()
    (data / "stegvis.db").write_text("Dear physiotherapist, " * 100)


def _wrong_settings(data: Path) -> None:
    data.mkdir()
    (data / "stegvis.toml").write_text("[reading]\nworkers = -1\n")


def _no_server(data: Path) -> None:
    data.mkdir()
    address = "postgresql://stegvis@127.0.0.1:1/nowhere"
    (data / "stegvis.toml").write_text(f'[storage]\ndatabase_url = "{address}"\n')


@pytest.mark.parametrize("trouble", [_no_database, _damaged, _wrong_settings, _no_server])
def test_c82_is_answered_where_nothing_can_be_opened(household: Household, trouble: Any) -> None:
    trouble(household.data)
    said = household.run("checkin", "--yes", "saddle_numbness").splitlines()
    assert CALL.search(said[0])
    assert any("could not be kept" in line for line in said)
    assert not any("unlock" in line for line in said)  # what is not kept silences nothing


def test_whom_to_call_is_said_before_anything_is_written(settled: Household) -> None:
    script = (
        "import sys; from service import check_in; from service.cli import main\n"
        "def stop(*_): sys.exit('not written')\n"
        "check_in.keep = stop; main()"
    )
    done = subprocess.run(
        [*settled.command()[:2], script, "--data", str(settled.data), "checkin", "--yes", "fever"],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "113" in done.stdout
    assert done.stderr.strip() == "not written"


def asked(home: Household, typed: str) -> str:
    done = subprocess.run(
        home.command("checkin"), env=environment(), input=typed, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_asked_one_by_one_an_emergency_ends_the_questions(settled: Household) -> None:
    said = asked(settled, "n\nJ\n")
    assert "113" in said
    (row,) = settled.json("checkin", "list")
    assert row["answers"] == {"bladder_bowel": "no", "saddle_numbness": "yes"}


def test_whoever_leaves_after_a_yes_is_heard(settled: Household) -> None:
    settled.run("enrol", "set", "--by", "KN", "--region", "back")
    said = asked(settled, "n\n" * 7 + "y\n")  # no more answers than that
    assert "116 117" in said
    (row,) = settled.json("checkin", "list")
    assert (row["urgency"], row["silent"]) == ("same_day", True)


def test_a_mistyped_id_is_named_and_the_others_are_kept(settled: Household) -> None:
    said = settled.run("checkin", "--yes", "feber", "--no", "accident", code=1)
    assert "'feber'" in said
    assert settled.json("checkin", "list")[0]["answers"] == {"accident": "no"}


def test_no_answer_without_a_yes_is_lost_in_silence(household: Household) -> None:
    assert "stegvis init" in household.run("checkin", "--no", "fever", code=3)


# --- diary, enrolment, plan --------------------------------------------------------------------


def test_the_diary_keeps_what_was_said_on_the_persons_clock(settled: Household) -> None:
    settled.run("diary", "add", "pain", "4", "--at", "2026-03-09 20:00", "--note", "etter turen")
    strength = ("--kind", "strength", "--minutes", "30", "--sets", "3", "--effort", "5")
    settled.run("diary", "add", "session", *strength, "--at", "2026-03-08 18:00")
    settled.run("diary", "add", "flare-start", "--at", "2026-03-10 07:00")
    twice = settled.run("diary", "add", "function", "6", "--at", "2025-10-26 02:30")
    assert "2025-10-26T02:30:00+01:00" in twice
    settled.run("diary", "add", "pain", "4", "--at", "2026-03-29 02:30", code=2)
    rows = has_all_fields(settled, "diary list")
    assert [row["kind"] for row in rows] == ["function", "session", "pain", "flare_start"]
    assert (rows[2]["at"], rows[2]["value"]) == ("2026-03-09T19:00:00+00:00", 4)
    assert rows[2]["local_time"] == "2026-03-09 20:00"
    one_day = settled.json("diary", "list", "--from", "2026-03-09", "--to", "2026-03-09")
    assert [row["kind"] for row in one_day] == ["pain"]


def test_what_was_established_stays_until_it_is_said_anew(settled: Household) -> None:
    first = ("--since", "2026-03-02", "--region", "back", "--diagnosis", "stenosis")
    settled.run("enrol", "set", "--by", "KN", *first, "--onset", "2025-09-01")
    settled.run("enrol", "set", "--by", "LB", "--since", "2026-04-01", "--nerve-signs", "no")
    settled.run("enrol", "set", "--by", "KN", "--onset", "2126-01-01", code=2)
    _, second = has_all_fields(settled, "enrol show")
    assert (second["recorded_by"], second["diagnosis"]) == ("LB", "stenosis")
    assert (second["onset"], second["nerve_signs"]) == ("2025-09-01", "no")
    assert second["stability_threatened"] == "unknown"
    assert "stenosis" in settled.run("enrol", "show")


def test_a_plan_carries_its_exercises_and_milestones_on(settled: Household) -> None:
    by = ("plan", "set", "--by", "KN")
    parts = ("--exercise", "bridge 3x10", "--exercise", "plank 3x20s")
    settled.run(*by, *parts, "--milestone", "2026-05-01 gå til butikken", "--pain-tolerance", "4")
    settled.run(*by, "--sessions-per-week", "3")
    settled.run(*by, "--exercise", "bird dog 2x8x5s", "--milestone", "")
    settled.run(*by, "--exercise", "3", code=2)
    first, second, third = has_all_fields(settled, "plan show")
    assert first["exercises"] == second["exercises"] == ["bridge 3x10", "plank 3x20s"]
    assert second["milestones"] == ["2026-05-01 gå til butikken"]
    assert (second["pain_tolerance"], second["sessions_per_week"]) == (4, 3)
    assert (third["exercises"], third["milestones"]) == (["bird dog 2x8x5s"], [])
    assert "bird dog" in settled.run("plan", "show")


# --- words -------------------------------------------------------------------------------------


def test_every_question_has_words_and_no_words_lack_a_question(just_settled: Household) -> None:
    assert set(QUESTIONS) == {each.id for each in read_questions()}
    rows = has_all_fields(just_settled, "checkin questions")
    assert all(row["question"].endswith("?") for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", ["SE", "NO", "DK", "elsewhere"])
def test_each_country_reads_its_own_numbers(country: str, language: str) -> None:
    lines = getattr(read_help(), country)
    said = {each: " ".join(whom_to_call(each, lines, language)) for each in URGENCIES}
    assert lines.emergency in said["emergency"]
    assert lines.emergency in said["same_day"]
    assert lines.advice in said["same_day"]
    assert ("113" in said["emergency"]) is (country == "NO")
    every = [*said.values(), *silence(language), noted(lines, language), not_sure(lines, language)]
    assert not any("{" in each for each in every)


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_what_is_asked_in_need_is_asked_in_the_persons_language(language: str) -> None:
    lines = read_help().SE
    for name in QUESTIONS:
        assert question(name, language) != question(name, "en"), name
    for urgency in URGENCIES:
        assert not set(whom_to_call(urgency, lines, language)) & set(
            whom_to_call(urgency, lines, "en")
        )
