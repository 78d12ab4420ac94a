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


@pytest.mark.parametrize(
    "text",
    [
        '[mail]\nport = "many"\nhost = "h"\nhots = ""\n[nowhere]\nx = 1\n',
        '[mail]\nhost = "h"\n[sources]\nsteps = ["a", "b"]\n',
        '[mail]\nhost = "h"\n[reading]\nworkers = -3\n',
        'reading = 3\n[mail]\nhost = "h"\n',
    ],
)
def test_what_is_right_beside_a_fault_is_there_to_look_around_with(
    text: str, tmp_path: Path
) -> None:
    file = tmp_path / "stegvis.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as raised:
        load(file, {"STEGVIS_LETTERS__COUNTRY": "SE"})
    rest = raised.value.rest
    assert rest.mail.host == "h"
    assert (rest.letters.country, rest.mail.port, rest.reading.workers) == ("SE", 587, 0)


@pytest.mark.parametrize("text", ['"a.b" = 1\n', '"a:b" = 1\n', "[mail\n", '[mail]\n"[" = 1\n'])
def test_of_what_cannot_be_taken_apart_the_defaults_are_left(text: str, tmp_path: Path) -> None:
    (tmp_path / "stegvis.toml").write_text(text)
    with pytest.raises(SettingsError) as raised:
        load(tmp_path / "stegvis.toml", {})
    assert raised.value.rest == load(None, {})


def test_a_letter_that_is_not_utf_8_is_told_by_its_line(tmp_path: Path) -> None:
    file, secret = tmp_path / "stegvis.toml", tmp_path / "stegvis_mail__password"
    file.write_bytes("[letters]\nsender = 'g\u00f6'".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"stegvis\.toml: line 2 .* save the file as UTF-8"):
        load(file, {})
    secret.write_bytes(b"\xe5")
    with pytest.raises(SettingsError, match=r"stegvis_mail__password: line 1 .* UTF-8"):
        load(None, {}, tmp_path)


def test_a_secret_that_does_not_fit_is_not_repeated(tmp_path: Path) -> None:
    file = tmp_path / "stegvis.toml"
    file.write_text("[mail]\npassword = 4711\n")
    with pytest.raises(SettingsError, match=r"mail\.password: must be a text in quotes\n"):
        load(file, {})


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
