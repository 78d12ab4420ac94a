"""Settings: one frozen value from a file, the environment and credentials."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.example import example
from config.load import SettingsError, load

ROOT = Path(__file__).resolve().parents[2]


def test_no_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "absent.toml", {}) == load(None, {})


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "stegvis.toml"
    file.write_text('[reading]\nworkers = -3\n[nowhere]\nx = 1\n[letters]\ncountry = "Sweden"\n')
    with pytest.raises(SettingsError) as raised:
        load(file, {"STEGVIS_TYPO": "1"})
    places = [fault.partition(":")[0] for fault in raised.value.faults]
    assert sorted(places) == ["STEGVIS_TYPO", "letters.country", "nowhere", "reading.workers"]


def test_the_environment_stands_over_the_file_and_a_credential_over_both(tmp_path: Path) -> None:
    file = tmp_path / "stegvis.toml"
    file.write_text('[letters]\nsender = "file@example.org"\nphysio = "file@example.org"\n')
    secrets = tmp_path / "credentials"
    secrets.mkdir()
    (secrets / "stegvis_letters__physio").write_text("credential@example.org\n")
    environment = {
        "STEGVIS_LETTERS__SENDER": "env@example.org",
        "STEGVIS_LETTERS__PHYSIO": "env@example.org",
        "HOME": "/nowhere",
    }
    letters = load(file, environment, secrets).letters
    assert (letters.sender, letters.physio) == ("env@example.org", "credential@example.org")


def test_a_list_in_the_environment_is_separated_by_commas() -> None:
    settings = load(None, {"STEGVIS_SOURCES__STEPS": "live,monitoring"})
    assert settings.sources.steps == ("live", "monitoring")


def test_a_file_that_is_not_toml_is_a_fault_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "stegvis.toml"
    file.write_text("[letters\n")
    with pytest.raises(SettingsError, match=r"stegvis\.toml: not a TOML file"):
        load(file, {})


def test_the_example_is_generated_from_the_settings_and_is_all_defaults() -> None:
    file = ROOT / "config" / "stegvis.example.toml"
    assert file.read_text(encoding="utf-8") == example()
    assert load(file, {}) == load(None, {})
