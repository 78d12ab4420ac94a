"""How a reader stops the mails: an answer with the word stop, and one click where there is a page.

RFC 2369 and RFC 8058. The page knows the reader by the message, whose name is in the ledger; the
link holds nothing else.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from config.settings import Settings
from service.post.addresses import address_set, sender_mailbox
from service.post.heading import EnvelopeError
from storage.records import MessageKind

if TYPE_CHECKING:
    from service.letters.compose import Composed
    from storage.sending import Consent

COLUMNS = 72

#: What may stand between the brackets of the header.
_PAGE = re.compile(r"https://[^\s<>,]+")


def list_unsubscribe(settings: Settings, message_id: str) -> str:
    """The value of List-Unsubscribe for one message."""
    by_mail = f"<mailto:{quote(_stop_address(settings), safe='@')}?subject=stop>"
    page = settings.mail.unsubscribe_url
    if not page:
        return by_mail
    if not _PAGE.fullmatch(page):
        raise EnvelopeError(
            "mail.unsubscribe_url is not an https address, and one click works over https alone. "
            "Correct it or leave it empty."
        )
    name = quote(message_id.strip("<>").partition("@")[0], safe="")
    return f"<{page}{'&' if '?' in page else '?'}message={name}>, {by_mail}"


def with_way_out(composed: Composed, consent: Consent) -> Composed:
    """A letter with one quiet line at its end on how to stop these mails.

    The patient's letter says it itself. The physio's is a page for a patient's file, and its PDF
    stays that; only the mail around it can be stopped.
    """
    from service.letters.words import Words
    from service.post.phrases_post import ENOUGH

    if consent.kind is not MessageKind.PHYSIO_LETTER:
        return composed
    said = Words(consent.language)(ENOUGH.one)
    page, end, rest = composed.html.rpartition("</div>")
    line = f'<p class="small" style="color: #5f5f5f; font-size: 13px">{escape(said)}</p>\n'
    folded = textwrap.fill(said, COLUMNS, break_on_hyphens=False)
    return replace(composed, text=f"{composed.text}{folded}\n", html=f"{page}{line}{end}{rest}")


def reply_to(settings: Settings) -> str:
    """Where an answer is read, if that is not the sender."""
    return _stop_address(settings) if settings.mail.unsubscribe else ""


def _stop_address(settings: Settings) -> str:
    given = settings.mail.unsubscribe.removeprefix("mailto:").partition("?")[0]
    if not given:
        return str(sender_mailbox(settings.letters.sender))
    return str(address_set(given, "mail.unsubscribe"))
