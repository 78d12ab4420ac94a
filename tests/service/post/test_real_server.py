"""Debian's own mail server takes the letters, and what it delivers is what was written."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.settings import Letters, Settings
from service.post.envelope import letter_message, message_id
from service.post.outcome import Outcome
from service.post.smtp import post_mail
from storage.records import MessageKind
from storage.sending import Consent, MessageState, Privacy
from tests.made.golden import written
from tests.made.mail_server import MailServer

AT = datetime(2026, 3, 16, 7, 30, tzinfo=ZoneInfo("Europe/Stockholm"))
SEAL = "räv-åker-båt 27"


def consent(privacy: Privacy, to: str = "kim@localhost") -> Consent:
    return Consent(
        1, 1, MessageKind.PATIENT_LETTER, to, "sv", privacy, "07:30", "Kim", AT, seal=SEAL
    )


def household(server: MailServer) -> Settings:
    return Settings(letters=Letters(sender="Brev <stegvis@localhost>"), mail=server.settings)


def send(server: MailServer, privacy: Privacy, period: str) -> tuple[Outcome, EmailMessage, str]:
    """Post a letter; what became of it, how it arrived, and its name."""
    settings, agreed = household(server), consent(privacy)
    name = message_id(agreed.kind, 1, period, settings.letters.sender, "salt")
    letter = letter_message(
        written("told-well", "patient", "sv"), agreed, settings=settings, message_id=name, date=AT
    )
    outcome = post_mail(
        settings.mail,
        letter,
        sender=settings.letters.sender,
        to=agreed.address,
        leaving=lambda: None,
    )
    (arrived,) = (each for each in server.letters() if each["Message-ID"] == name)
    return outcome, arrived, name


def pdf_text(file: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["pdftotext", *words, str(file), "-"], capture_output=True, check=False)


def test_the_whole_letter_arrives_as_it_was_written(exim: MailServer, tmp_path: Path) -> None:
    outcome, arrived, _ = send(exim, Privacy.FULL, "2026-W11")
    composed = written("told-well", "patient", "sv")
    assert outcome.state is MessageState.SENT
    assert arrived["Return-path"] == "<stegvis@localhost>"
    assert arrived["Subject"] == composed.subject
    assert arrived["List-Unsubscribe"] == "<mailto:stegvis@localhost?subject=stop>"
    text = arrived.get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines() == composed.text.splitlines()
    (pdf,) = arrived.iter_attachments()
    assert pdf.get_content() == composed.pdf
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf.get_content())
    assert "Din vecka" in pdf_text(file).stdout.decode()


def test_a_sealed_letter_opens_with_its_password_alone(exim: MailServer, tmp_path: Path) -> None:
    outcome, arrived, _ = send(exim, Privacy.SEALED, "2026-W12")
    assert outcome.state is MessageState.SENT
    (pdf,) = arrived.iter_attachments()
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf.get_content())
    assert "Din vecka" in pdf_text(file, "-upw", SEAL).stdout.decode()
    for words in ((), ("-upw", "wrong"), ("-upw", SEAL[:-1])):
        refused = pdf_text(file, *words)
        assert refused.returncode != 0
        assert refused.stdout == b""
    assert "AESv3" in _encryption(file)


def test_a_notice_arrives_with_nothing_in_it(exim: MailServer) -> None:
    outcome, arrived, _ = send(exim, Privacy.NOTICE, "2026-W13")
    assert outcome.state is MessageState.SENT
    assert [part.get_content_type() for part in arrived.walk()] == ["text/plain"]


@pytest.mark.parametrize(
    ("to", "state", "said"),
    [
        ("gone@localhost", MessageState.REFUSED, "550 no such user here"),
        ("later@localhost", MessageState.WAITING, "451 greylisted"),
        ("kim@elsewhere.example", MessageState.REFUSED, "550 relay not permitted"),
    ],
)
def test_its_refusals_are_understood(
    to: str, state: MessageState, said: str, exim: MailServer
) -> None:
    before = len(exim.letters())
    outcome = post_mail(
        exim.settings, b"Subject: x\r\n\r\nx\r\n", sender="a@localhost", to=to, leaving=lambda: None
    )
    assert outcome.state is state
    assert said in outcome.said
    assert len(exim.letters()) == before


def test_who_dies_before_the_last_byte_has_sent_nothing(exim: MailServer) -> None:
    class KilledError(BaseException):
        pass

    def killed() -> None:
        raise KilledError

    before = len(exim.letters())
    with pytest.raises(KilledError):
        post_mail(
            exim.settings,
            b"Subject: x\r\n\r\n" + b"A line.\r\n" * 5000,
            sender="a@localhost",
            to="b@localhost",
            leaving=killed,
        )
    assert len(exim.letters()) == before


def test_a_wrong_password_is_the_owners_to_correct_and_then_the_letter_leaves(
    exim: MailServer,
) -> None:
    def posted(password: str) -> Outcome:
        mail = replace(exim.settings, password=password)
        return post_mail(
            mail, b"Subject: x\n\nx\n", sender="a@localhost", to="b@localhost", leaving=lambda: None
        )

    wrong = posted("wrong")
    assert (wrong.state, wrong.for_owner) == (MessageState.WAITING, True)
    assert "535" in wrong.said
    assert posted(exim.settings.password).state is MessageState.SENT


def test_without_its_authority_the_server_gets_nothing(exim: MailServer) -> None:
    outcome = post_mail(
        replace(exim.settings, ca_file=""),
        b"Subject: x\n\nx\n",
        sender="a@localhost",
        to="b@localhost",
        leaving=lambda: None,
    )
    assert (outcome.state, outcome.for_owner) == (MessageState.WAITING, True)


def _encryption(file: Path) -> str:
    import pikepdf

    with pikepdf.open(file, password=SEAL) as pdf:
        assert pdf.encryption.R == 6
        return str(pdf.encryption.stream_method).rsplit(".", 1)[-1].replace("aesv3", "AESv3")
