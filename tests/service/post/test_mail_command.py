"""``stegvis mail test`` and ``stegvis letter --preview``, as the owner types them."""

from __future__ import annotations

import json
import subprocess
from dataclasses import fields
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from config.settings import Mail
from tests.made.certificates import Certificate
from tests.made.faulty_mail import Fault, faulty_server
from tests.made.mail_server import MailServer
from tests.service.conftest import Household


def with_settings(household: Household, mail: Mail, sender: str = "stegvis@localhost") -> None:
    household.data.mkdir(exist_ok=True)
    lines = [
        f"{each.name} = {json.dumps(getattr(mail, each.name), ensure_ascii=False)}"
        for each in fields(Mail)
    ]
    settings = f'[letters]\nsender = "{sender}"\n[mail]\n' + "\n".join(lines) + "\n"
    (household.data / "stegvis.toml").write_text(settings, encoding="utf-8")


def test_each_step_is_said_and_the_message_arrives(household: Household, exim: MailServer) -> None:
    with_settings(household, exim.settings)
    before = len(exim.letters())
    said = household.run("mail", "test")
    steps = [line.split("ok")[1].strip() for line in said.splitlines() if "  ok  " in line]
    assert [step.split()[0].rstrip(",") for step in steps] == [
        "localhost", "encrypted", "logged", "sender", "the",
    ]  # fmt: skip
    assert exim.settings.password not in said
    (arrived,) = exim.letters()[before:]
    assert arrived["To"] == "owner@localhost"
    assert "stegvis mail test" in arrived.get_content()


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (Fault(login="535 no"), 3, "app password"),
        (Fault(no_starttls=True), 3, "port 465"),
        (Fault(rcpt="550 no such user"), 1, "550 no such user"),
        (Fault(rcpt="451 later"), 1, "may pass by itself"),
        (Fault(mail="553 not yours"), 1, "letters.sender"),
        (Fault(drop_after_dot=True), 1, "did not answer"),
    ],
    ids=str,
)
def test_what_fails_is_said_with_what_to_do(
    fault: Fault, code: int, said: str, household: Household, here: Certificate
) -> None:
    with faulty_server(fault, here) as (mail, _):
        with_settings(household, mail)
        words = household.run("mail", "test", "--to", "kim@example.org", code=code)
    assert said in words
    assert "Traceback" not in words
    assert mail.password not in words


def test_without_anybody_to_write_to_it_says_so(household: Household) -> None:
    household.run("mail", "test", code=2)
    household.run("mail", "test", "--to", "kim", code=2)
    said = household.run("mail", "test", "--to", "kim@example.org", code=3)
    assert "[mail] in stegvis.toml" in said


def test_a_preview_before_anything_is_set_up_says_what_is_missing(moved_in: Household) -> None:
    said = moved_in.run("letter", "--preview")
    assert "Subject: Your week, " in said
    assert "whose address is not known: full, en" in said
    for missing in ("consent give --to patient", "consent give --to physio", "stegvis mail test"):
        assert missing in said
    assert not (moved_in.data / "letters").exists(), "nothing is written unasked"


def test_a_preview_shows_each_reader_what_they_agreed_to(moved_in: Household) -> None:
    with_settings(moved_in, Mail(host="mail.example.org"), sender="a@example.org")
    _agree(moved_in, "patient", "kim@example.org", "notice", "sv")
    seal = _agree(moved_in, "physio", "kn@example.org", "sealed", "da").split()[-1]
    said = moved_in.run("letter", "--preview", "--json", "--out", moved_in.data / "out")
    patient, physio = json.loads(said)
    assert patient["address"] == "kim@example.org"
    assert (patient["privacy"], patient["language"]) == ("notice", "sv")
    assert patient["attached"] == []
    assert "väntar på datorn" in patient["text"]
    assert (physio["privacy"], physio["attached"]) == ("sealed", ["letter.pdf"])
    assert patient["missing"] == physio["missing"] == []
    kinds = {Path(file).suffix for file in physio["files"]}
    assert kinds == {".eml", ".txt", ".pdf"}
    mail = message_from_bytes(Path(physio["files"][0]).read_bytes(), policy=default)
    assert mail["To"] == "kn@example.org"
    (pdf,) = (Path(file) for file in physio["files"] if file.endswith(".pdf"))
    opened = subprocess.run(["pdftotext", "-upw", seal, pdf, "-"], capture_output=True, check=True)
    assert "MET" in opened.stdout.decode()
    assert seal not in said


def test_a_whole_letter_is_previewed_as_a_page_too(moved_in: Household) -> None:
    moved_in.run("letter", "--preview", "--to", "patient", "--out", moved_in.data / "out")
    names = {path.name.split("-preview")[1] for path in (moved_in.data / "out").iterdir()}
    assert names == {".eml", ".txt", ".html", ".pdf"}
    (page,) = (moved_in.data / "out").glob("*.html")
    assert "data:image/png" in page.read_text(encoding="utf-8")


def test_an_evaluation_is_not_previewed_as_mail(household: Household) -> None:
    said = household.run("letter", "--preview", "--evaluation", code=2)
    assert "not sent by mail" in said


def _agree(household: Household, to: str, address: str, privacy: str, language: str) -> str:
    said = household.run(
        "consent", "give", "--to", to, "--address", address, "--by", "X", "--privacy", privacy,
        "--language", language,
    )  # fmt: skip
    return next((line for line in said.splitlines() if "password" in line), said)
