"""A composed letter as mail: text first, HTML with its pictures beside it, the PDF attached."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.message import EmailMessage, Message

from service.letters.compose import Composed
from service.post.heading import heading, in_language

PDF_NAME = "stegvis.pdf"


def as_email(
    composed: Composed,
    *,
    sender: str,
    to: str,
    message_id: str,
    date: datetime,
    unsubscribe: str = "",
    reply_to: str = "",
) -> bytes:
    """The letter as an .eml. The same letter with the same id and date gives the same bytes.

    ``unsubscribe`` is the value of List-Unsubscribe. No byte is above 127: not every server on
    the way lets these through.
    """
    mail = heading(
        composed.subject,
        sender=sender,
        to=to,
        message_id=message_id,
        date=date,
        unsubscribe=unsubscribe,
        reply_to=reply_to,
    )
    mail.set_content(composed.text, cte="quoted-printable")
    mail.add_alternative(_html(composed, message_id), subtype="html", cte="quoted-printable")
    _add_pictures(mail, composed, message_id)
    mail.add_attachment(composed.pdf, maintype="application", subtype="pdf", filename=PDF_NAME)
    _fix_boundaries(mail, message_id)
    return in_language(mail, composed.language)


def _html(composed: Composed, message_id: str) -> str:
    html = composed.html
    for chart in composed.charts:
        html = html.replace(f'"cid:{chart.name}"', f'"cid:{_cid(chart.name, message_id)}"')
    return html


def _add_pictures(mail: EmailMessage, composed: Composed, message_id: str) -> None:
    page = mail.get_body(("html",))
    assert page is not None, "the HTML was just added"
    for chart in composed.charts:
        page.add_related(
            chart.png,
            maintype="image",
            subtype="png",
            cid=f"<{_cid(chart.name, message_id)}>",
            filename=f"{chart.name}.png",
            disposition="inline",
        )


def _cid(name: str, message_id: str) -> str:
    """Named for this message: some readers mix up pictures of equal name in one thread."""
    return f"{name}.{_digest(message_id)[:12]}@stegvis"


def _fix_boundaries(mail: Message, message_id: str) -> None:
    """Boundaries from the id instead of chance, so that a letter can be compared with itself."""
    for at, part in enumerate(mail.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{_digest(f'{message_id}/{at}')[:32]}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
