"""A letter exactly as its reader would get it by mail, and what keeps it from being sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from config.settings import Letters
from service.periods import week_of
from storage.records import MessageKind
from storage.sending import Consent, Privacy

if TYPE_CHECKING:
    from config.settings import Settings
    from service.letter_choice import Choice, Chosen
    from service.letter_errand import Recipient

#: Whom a letter is for until somebody agreed: a domain nobody can own (RFC 2606).
_NOBODY = "nobody@example.invalid"


@dataclass(frozen=True, slots=True)
class Preview:
    """One mail that would leave, as it is on the wire and as it is read."""

    recipient: Recipient
    week: str
    address: str  # empty: not known
    privacy: Privacy
    language: str
    subject: str
    text: str
    attached: tuple[tuple[str, bytes], ...]
    html: str  # as one file; empty: the mail has none
    mail: bytes
    stem: str
    missing: tuple[str, ...]  # before it can be sent, each with what to do


def preview(choice: Choice, letter: Chosen, language: str | None, now: datetime) -> Preview:
    """Make the mail; nothing is sent or kept."""
    consent = letter.consent or _would_be(choice, letter, now)
    consent = replace(consent, language=language or consent.language)
    mail, html = _mail(choice, letter, consent, now)
    read = message_from_bytes(mail, policy=default)
    assert isinstance(read, EmailMessage), "the policy makes them so"
    body = read.get_body(("plain",))
    return Preview(
        letter.recipient,
        week_of(letter.values.week_start),
        "" if consent.address == _NOBODY else consent.address,
        consent.privacy,
        consent.language,
        str(read["Subject"]),
        "" if body is None else body.get_content().replace("\r\n", "\n"),
        tuple((each.get_filename() or "", each.get_content()) for each in read.iter_attachments()),
        html if consent.privacy is Privacy.FULL else "",
        mail,
        letter.stem,
        tuple(_missing(letter, choice.settings)),
    )


def write_preview(shown: Preview, out: Path) -> tuple[Path, ...]:
    """Put the mail, and what is in it, into a folder."""
    from service.letter_files import put

    files = {"eml": shown.mail, "txt": shown.text.encode()}
    if shown.html:
        files["html"] = shown.html.encode()
    files |= {name.rpartition(".")[2]: data for name, data in shown.attached}
    return tuple(put(out / f"{shown.stem}-preview.{kind}", data) for kind, data in files.items())


def _mail(choice: Choice, letter: Chosen, consent: Consent, now: datetime) -> tuple[bytes, str]:
    """The mail as it would be sent, and the letter's page."""
    from service.letters.compose import compose
    from service.letters.html import standalone
    from service.post.envelope import letter_message
    from service.post.way_out import with_way_out

    composed = compose(
        letter.values,
        language=consent.language,
        recipient=letter.recipient,
        page_url=choice.settings.letters.page_url,
    )
    mail = letter_message(
        composed,
        consent,
        settings=choice.settings,
        message_id=f"<preview.{letter.stem}@localhost>",
        date=now.astimezone(ZoneInfo(choice.person.timezone)),
    )
    return mail, standalone(with_way_out(composed, consent).html, composed.charts)


def _would_be(choice: Choice, letter: Chosen, now: datetime) -> Consent:
    """What a consent would be if it were given without a word about how."""
    addresses = choice.settings.letters
    known = addresses.patient if letter.recipient == "patient" else addresses.physio
    return Consent(
        0,
        choice.person.id,
        MessageKind(f"{letter.recipient}_letter"),
        known or _NOBODY,
        choice.person.language,
        Privacy.FULL,
        "07:30",
        "",
        now,
    )


def _missing(letter: Chosen, settings: Settings) -> list[str]:
    wanting = []
    if letter.consent is None:
        wanting.append(
            f"consent: stegvis consent give --to {letter.recipient} --address ADDRESS --by WHO"
        )
    if not settings.mail.host:
        wanting.append("a mail server: host under [mail] in stegvis.toml; then stegvis mail test")
    if settings.letters.sender == Letters().sender:
        wanting.append("a From address servers accept: sender under [letters] in stegvis.toml")
    return wanting
