"""What a mail says, and above all what it does not."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import LANGUAGES
from config.settings import Letters, Mail, Settings
from service.letters.compose import Recipient
from service.letters.words import Words
from service.post.addresses import AddressError, mailbox
from service.post.envelope import letter_message, message_id, plain_message
from service.post.heading import EnvelopeError, heading
from service.post.phrases_post import ENOUGH
from service.post.sealing import SealError
from storage.records import MessageKind
from storage.sending import Consent, Privacy
from tests.made.golden import written

AT = datetime(2026, 3, 16, 6, 30, tzinfo=UTC)
SETTINGS = Settings(letters=Letters(sender="stegvis@example.org"))
CONSENT = Consent(
    1, 1, MessageKind.PHYSIO_LETTER, "kn@example.org", "en", Privacy.FULL, "07:30", "KN", AT, "s3al"
)

#: Beginnings of words that say whom or what a letter is about, in the four languages.
ABOUT = (
    "health", "hälsa", "helse", "sundhed", "pain", "ont", "smärt", "smert", "vond", "rygg", "ryg",
    "back", "neck", "nack", "nakk", "nakke", "physio", "fysio", "patient", "pasient", "week",
    "vecka", "uke", "uge", "step", "steg", "skritt", "skridt", "move", "activ", "aktiv", "train",
    "träna", "trene", "trän", "doctor", "läkar", "lege", "læge", "clinic", "klinik", "watch",
    "klocka", "klokke", "ur", "plan", "exerc", "övning", "øvelse", "body", "kropp", "krop",
)  # fmt: skip


def mail(**changed: object) -> bytes:
    agreed = replace(CONSENT, **changed)  # type: ignore[arg-type]
    return letter_message(
        written("told-well", "physio", agreed.language),
        agreed,
        settings=SETTINGS,
        message_id="<1@example.org>",
        date=AT,
    )


def read(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def said(found: EmailMessage) -> str:
    body = found.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("privacy", [Privacy.SEALED, Privacy.NOTICE])
def test_a_closed_mail_says_nothing_of_health(privacy: Privacy, language: str) -> None:
    found = read(mail(privacy=privacy, language=language))
    words = re.findall(r"\w+", f"{found['Subject']} {said(found)}".lower())
    names = " ".join(part.get_filename() or "" for part in found.walk())
    assert not [word for word in words if word.startswith(ABOUT)]
    assert "stegvis" not in f"{words} {names}"
    assert len(words) > 20
    assert found["Content-Language"] == language


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_closed_mail_is_written_in_the_readers_language(language: str) -> None:
    for privacy in (Privacy.SEALED, Privacy.NOTICE):
        theirs = said(read(mail(privacy=privacy, language=language)))
        english = said(read(mail(privacy=privacy, language="en")))
        assert not set(theirs.splitlines()) & set(english.splitlines()) - {""}


def test_a_sealed_letter_can_be_read_nowhere_in_the_mail() -> None:
    insides = []
    for _ in range(3):  # of one, a short word may stand by chance in what is enciphered
        (pdf,) = read(mail(privacy=Privacy.SEALED)).iter_attachments()
        insides.append(pdf.get_content())
    assert len(set(insides)) == 3
    for telling in (b"stegvis", b"W11", b"s3al", b"Week", b"MET"):
        assert not all(telling in inside for inside in insides)
    assert all(b"/Encrypt" in inside for inside in insides)


def test_a_sealed_letter_opens_with_its_password_alone() -> None:
    (pdf,) = read(mail(privacy=Privacy.SEALED)).iter_attachments()
    for wrong in ("", "s3a", "S3al"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(pdf.get_content()), password=wrong)
    with pikepdf.open(io.BytesIO(pdf.get_content()), password="s3al") as letter:
        assert len(letter.pages) >= 1


def test_a_sealed_letter_needs_a_password() -> None:
    with pytest.raises(SealError, match="stegvis consent give"):
        mail(privacy=Privacy.SEALED, seal="")


def test_the_subject_of_a_whole_letter_names_nobody() -> None:
    assert not re.search(r"Test|Person|pain|back|neck", read(mail())["Subject"])


@pytest.mark.parametrize("privacy", Privacy)
def test_no_byte_of_a_mail_is_above_127_and_no_line_too_long(privacy: Privacy) -> None:
    data = mail(privacy=privacy, language="sv")
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) < 998


@pytest.mark.parametrize("privacy", Privacy)
def test_a_mail_says_how_to_stop_it(privacy: Privacy) -> None:
    found = read(mail(privacy=privacy))
    assert found["List-Unsubscribe"] == "<mailto:stegvis@example.org?subject=stop>"
    assert found["List-Unsubscribe-Post"] is None
    assert found["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("recipient", ["patient", "physio"])
def test_a_whole_letter_shows_how_to_stop_it_once(recipient: Recipient, language: str) -> None:
    kind = MessageKind(f"{recipient}_letter")
    letter = written("told-well", recipient, language)
    data = letter_message(
        letter,
        replace(CONSENT, kind=kind, language=language),
        settings=SETTINGS,
        message_id="<1@example.org>",
        date=AT,
    )
    words = Words(language)
    theirs = {
        "patient": words(
            "To stop these letters, answer their mail with the word stop, or ask the person who "
            "set it up."
        ),
        "physio": words(ENOUGH.one),
    }
    page = read(data).get_body(("html",))
    assert page is not None
    for text in (said(read(data)), re.sub(r"<[^>]+>", "", page.get_content())):
        flat = " ".join(text.split())
        assert {who: flat.count(sentence) for who, sentence in theirs.items()} == {
            who: int(who == recipient) for who in theirs
        }
        assert "+ to +" not in flat, "an English word between two grades"
    (pdf,) = [part for part in read(data).walk() if part.get_content_type() == "application/pdf"]
    assert pdf.get_content() == letter.pdf


def test_where_there_is_a_page_one_click_stops_it() -> None:
    settings = replace(
        SETTINGS,
        mail=Mail(
            unsubscribe="mailto:stop@example.org", unsubscribe_url="https://example.org/stop?a=1"
        ),
    )
    data = letter_message(
        written("told-well", "patient"),
        CONSENT,
        settings=settings,
        message_id="<abc@example.org>",
        date=AT,
    )
    found = read(data)
    assert found["List-Unsubscribe"] == (
        "<https://example.org/stop?a=1&message=abc>, <mailto:stop@example.org?subject=stop>"
    )
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["Reply-To"] == "stop@example.org"


@pytest.mark.parametrize("page", ["http://example.org", "https://a b", "https://a>,<b", "x"])
def test_a_page_that_cannot_be_clicked_is_refused(page: str) -> None:
    settings = replace(SETTINGS, mail=Mail(unsubscribe_url=page))
    with pytest.raises(EnvelopeError, match=r"mail\.unsubscribe_url"):
        letter_message(
            written("told-well", "patient"), CONSENT, settings=settings, message_id="<1@x>", date=AT
        )


@pytest.mark.parametrize(
    ("settings", "setting"),
    [
        (Settings(letters=Letters(sender="Letters")), r"letters\.sender"),
        (Settings(mail=Mail(unsubscribe="mailto:nobody")), r"mail\.unsubscribe"),
    ],
)
def test_a_wrong_address_in_the_settings_is_named_by_its_setting(
    settings: Settings, setting: str
) -> None:
    with pytest.raises(AddressError, match=f"{setting} is not a mail address. .* Write it as"):
        letter_message(
            written("told-well", "patient"),
            CONSENT,
            settings=settings,
            message_id="<1@x>",
            date=AT,
        )


def test_the_name_of_a_message_is_its_own_and_tells_nothing() -> None:
    def name(kind: MessageKind, person: int, period: str, salt: str = "s") -> str:
        return message_id(kind, person, period, "Kim <kim@example.org>", salt)

    patient, nudge = MessageKind.PATIENT_LETTER, MessageKind.NUDGE
    one = name(patient, 1, "2026-W11")
    assert one == name(patient, 1, "2026-W11")
    others = {
        name(nudge, 1, "2026-W11"),
        name(patient, 2, "2026-W11"),
        name(patient, 1, "2026-W12"),
        name(patient, 1, "2026-W11", "other"),
    }
    assert len(others | {one}) == 5
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", one)
    assert message_id(patient, 1, "2026-W11", "not a domain", "s").endswith("@localhost>")


@pytest.mark.parametrize("part", ["subject", "sender", "to", "message_id", "language"])
@pytest.mark.parametrize("line", ["\r\nBcc: thief@example.net", "\nX: y", "\x00"])
def test_no_word_becomes_a_line_of_the_head(part: str, line: str) -> None:
    words = {
        "subject": "Hello",
        "sender": "a@example.org",
        "to": "b@example.org",
        "message_id": "<1@example.org>",
        "language": "en",
    }
    words[part] += line
    with pytest.raises((EnvelopeError, AddressError)):
        plain_message(words.pop("subject"), "text", date=AT, **words)


@given(st.text(max_size=60))
def test_a_subject_arrives_as_it_is_or_not_at_all(subject: str) -> None:
    try:
        found = heading(subject, sender="a@b", to="c@d", message_id="<1@x>", date=AT)
    except EnvelopeError:
        return
    again = read(found.as_bytes())
    assert again.keys() == found.keys()
    assert str(again["Subject"] or "").split() == subject.split()


def test_a_mail_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        plain_message(
            "x", "y", sender="a@b", to="c@d", message_id="<1@x>", language="en",
            date=datetime(2026, 3, 16),  # noqa: DTZ001
        )  # fmt: skip


@pytest.mark.parametrize(
    ("address", "written_as"),
    [
        ("kim@example.org", "kim@example.org"),
        (" Kim.B+x@Example.ORG ", "Kim.B+x@example.org"),
        ("kim@räksmörgås.se", "kim@xn--rksmrgs-5wao1o.se"),
        ("åsa@example.org", "åsa@example.org"),
        ("o'neill@localhost", "o'neill@localhost"),
    ],
)
def test_an_address_is_written_as_the_wire_wants_it(address: str, written_as: str) -> None:
    assert str(mailbox(address)) == written_as


@pytest.mark.parametrize(
    "address",
    ["", "kim", "@", "a@", "@b", "a@b@c", "a b@c.example", '"a"@b.example', "a@b..c",
     "a@-b.example", "a@b.example\nc@d", "a@b,c@d", "Kim <a@b.example>", ".a@b.example",
     "a@b c", f"{'a' * 65}@b", "a@" + "b" * 64 + ".example", "ntfy://x@y"],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_what_to_write(address: str) -> None:
    with pytest.raises(AddressError, match=r"[Ww]rite"):
        mailbox(address)
