"""What the fields of consents, messages and errands mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CONSENT: Mapping[str, str] = MappingProxyType(
    {
        "id": "its number",
        "kind": "patient_letter, physio_letter or nudge",
        "address": "where to; of a URL only what it begins with, for the rest may be a secret",
        "language": "of what is sent",
        "privacy": "full, sealed (an encrypted PDF) or notice (that a letter waits at home)",
        "at": "from when on, on the person's clock",
        "given_by": "who agreed",
        "given_at": "when it was recorded",
        "revoked_at": "when it was taken back; null: it was not",
        "person": "whom it is about",
        "counts": "whether messages go there now: it was neither replaced nor taken back",
    }
)

MESSAGE: Mapping[str, str] = MappingProxyType(
    {
        "id": "its number",
        "person_id": "whom it is about",
        "kind": "patient_letter, physio_letter or nudge",
        "period": "the week or day",
        "state": "claimed, posting, sent, waiting, refused, uncertain, nothing or missed",
        "claimed_at": "when it was last taken on",
        "tries": "how often",
        "message_id": "the mail's own id, the same in every try",
        "next_try_at": "when it is tried again; null: it is not",
        "asked_at": "when its owner asked for it again; null: never",
        "done_at": "when it was settled",
        "said": "the server's last words, or why nothing was sent",
        "person": "their name",
        "advice": "what only the owner can do about it; null: nothing",
    }
)

ERRAND: Mapping[str, str] = MappingProxyType(
    {
        "what": "patient_letter, physio_letter, nudge, inbox, watch (looks after itself) or backup",
        "person": "whom it is about; null: nobody",
        "period": "the week or day; null: none",
        "since": "when it was or will be due",
        "became": "done, missed, failed, crashed, stopped or took too long; of a dry run: due, "
        "to come; held, missed or failed, with the reason",
        "why": "why it was missed; null: it was not",
    }
)
