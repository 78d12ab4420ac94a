"""What a mail says when the letter itself may not be read on its way: nothing about health."""

from __future__ import annotations

from service.letters.phrases import phrase

#: The date keeps mail readers from stacking all letters in one thread.
SUBJECT = phrase("A letter for you, {date}")

SEALED = (
    phrase("There is a new letter for you, and it is attached to this mail."),
    phrase(
        "It is sealed, so that nobody on the way can read it. Open the PDF with the password you "
        "were given when you said yes to these letters."
    ),
    phrase(
        "If you no longer have the password, ask whoever gave it to you for a new one. It is "
        "never sent by mail."
    ),
)

NOTICE = (
    phrase("There is a new letter for you."),
    phrase(
        "It was not sent with this mail, so that nobody on the way can read it. It waits on the "
        "computer where it was written."
    ),
)

ENOUGH = phrase("If you want no more of these mails, answer this one with the word stop.")
