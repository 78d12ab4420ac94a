"""The lines above every mail of ours; one that would smuggle in another line is refused."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from service.post.outcome import PostError


class EnvelopeError(PostError):
    """A mail cannot be written with these addresses, words or settings."""


def heading(
    subject: str,
    *,
    sender: str,
    to: str,
    message_id: str,
    date: datetime,
    unsubscribe: str = "",
    reply_to: str = "",
) -> EmailMessage:
    """A mail without a body. ``unsubscribe`` is the whole value of List-Unsubscribe."""
    if date.tzinfo is None:
        raise ValueError(f"a letter leaves at an aware moment; {date} is naive. Give a zone.")
    lines = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Date": format_datetime(date),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        "Reply-To": reply_to,
        "List-Unsubscribe": unsubscribe,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" if "<https:" in unsubscribe else "",
    }
    # Only an address with å before its @ makes a mail that not every server takes.
    mail = EmailMessage(policy=SMTP.clone(utf8=not to.isascii()))
    for name, value in lines.items():
        if value:
            mail[name] = _one_line(name, value)
    return mail


def in_language(mail: EmailMessage, language: str) -> bytes:
    """The mail as bytes. The language comes last: giving a mail content takes such lines away."""
    mail["Content-Language"] = _one_line("Content-Language", language)
    return mail.as_bytes()


def _one_line(name: str, value: str) -> str:
    if len(value.splitlines()) != 1 or any(ord(each) < 32 or ord(each) == 127 for each in value):
        raise EnvelopeError(f"The {name} of a mail holds a line break. Write it on one line.")
    return value
