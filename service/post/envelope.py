"""A letter as the mail its reader agreed to: whole, sealed, or only the word that it waits."""

from __future__ import annotations

import hashlib
import textwrap
from datetime import datetime
from email.message import EmailMessage
from email.utils import formataddr
from typing import TYPE_CHECKING

from service.post.addresses import AddressError, mailbox, sender_mailbox, split_sender
from service.post.heading import heading, in_language
from service.post.way_out import COLUMNS, list_unsubscribe, reply_to, with_way_out
from storage.records import MessageKind
from storage.sending import Consent, Privacy

if TYPE_CHECKING:
    from config.settings import Settings
    from service.letters.compose import Composed
    from service.letters.phrases import Phrase

#: Says nothing of what is inside, unlike the name of the program.
SEALED_NAME = "letter.pdf"


def message_id(kind: MessageKind, person_id: int, period: str, domain: str, salt: str) -> str:
    """A name for a message: the same in every try, and it tells nobody whom it is about.

    ``domain`` may be a whole From line, or the end of one.

    >>> message_id(MessageKind.NUDGE, 1, "2026-03-09", "Letters <a@example.org>", "x")[-13:]
    '@example.org>'
    """
    told = "\0".join((salt, kind.value, str(person_id), period))
    digest = hashlib.blake2b(told.encode(), digest_size=16, person=b"stegvis post").hexdigest()
    return f"<{digest}@{_domain_of(domain)}>"


def letter_message(
    composed: Composed,
    consent: Consent,
    *,
    settings: Settings,
    message_id: str,
    date: datetime,
) -> bytes:
    """The mail to one reader. Its date is shown in the zone ``date`` has: give the reader's own.

    Raises a `PostError` where an address, a password or a setting is not fit for it.
    """
    from service.letters.mail import as_email

    sender, to = _from_line(settings.letters.sender), str(mailbox(consent.address))
    leave, answer = list_unsubscribe(settings, message_id), reply_to(settings)
    if consent.privacy is Privacy.FULL:
        return as_email(
            with_way_out(composed, consent),
            sender=sender,
            to=to,
            message_id=message_id,
            date=date,
            unsubscribe=leave,
            reply_to=answer,
        )
    mail = heading(
        _subject(consent.language, date),
        sender=sender,
        to=to,
        message_id=message_id,
        date=date,
        unsubscribe=leave,
        reply_to=answer,
    )
    return _closed(mail, composed, consent)


def plain_message(
    subject: str,
    text: str,
    *,
    sender: str,
    to: str,
    message_id: str,
    date: datetime,
    language: str,
    unsubscribe: str = "",
) -> bytes:
    """A short mail of text alone: a nudge, a word to the owner, a test.

    ``unsubscribe`` is the value of List-Unsubscribe: see `service.post.way_out`.
    """
    mail = heading(
        subject,
        sender=_from_line(sender),
        to=str(mailbox(to)),
        message_id=message_id,
        date=date,
        unsubscribe=unsubscribe,
    )
    mail.set_content(text, cte="quoted-printable")
    return in_language(mail, language)


def _closed(mail: EmailMessage, composed: Composed, consent: Consent) -> bytes:
    """What may be read on its way by anybody, and the letter only where it is locked."""
    from service.post.phrases_post import ENOUGH, NOTICE, SEALED
    from service.post.sealing import sealed

    is_sealed = consent.privacy is Privacy.SEALED
    said = (*(SEALED if is_sealed else NOTICE), ENOUGH)
    mail.set_content(_paragraphs(said, consent.language), cte="quoted-printable")
    if is_sealed:
        pdf = sealed(composed.pdf, consent.seal)
        mail.add_attachment(pdf, maintype="application", subtype="pdf", filename=SEALED_NAME)
    return in_language(mail, consent.language)


def _subject(language: str, date: datetime) -> str:
    from service.letters.numbers import date_word
    from service.letters.words import Words
    from service.post.phrases_post import SUBJECT

    return Words(language)(SUBJECT.one, date=date_word(date.date(), language))


def _paragraphs(said: tuple[Phrase, ...], language: str) -> str:
    from service.letters.words import Words

    words = Words(language)
    folded = (textwrap.fill(words(each.one), COLUMNS, break_on_hyphens=False) for each in said)
    return "\n\n".join(folded) + "\n"


def _from_line(sender: str) -> str:
    name, _ = split_sender(sender)
    address = str(sender_mailbox(sender))
    return formataddr((name, address)) if name else address


def _domain_of(sender: str) -> str:
    try:
        return sender_mailbox(sender if "@" in sender else f"x@{sender.rstrip('>')}").domain
    except AddressError:
        return "localhost"
