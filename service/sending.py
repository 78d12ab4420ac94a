"""The service's letters and nudges: made when they are due, for whoever agreed to get them."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from service.claiming import Claim, Ended, send
from service.periods import monday_of
from storage.records import MessageKind
from storage.sending import MessageState

if TYPE_CHECKING:
    from service.home import Home
    from service.letter_errand import Recipient
    from service.letters.compose import Composed
    from service.post.outcome import Outcome
    from storage.records import Decision

RECIPIENT: dict[MessageKind, Recipient] = {
    MessageKind.PATIENT_LETTER: "patient",
    MessageKind.PHYSIO_LETTER: "physio",
}


def send_letter(home: Home, person_id: int, kind: MessageKind, period: str) -> Ended:
    """Send one week's letter ("2026-W11") to whoever agreed to get it."""

    def post(claim: Claim) -> Outcome:
        from service.post.envelope import letter_message
        from service.post.smtp import post_mail

        (consent,) = claim.agreed
        letter = letter_message(
            _composed(claim, consent.language, monday_of(period)),
            consent,
            settings=home.settings,
            message_id=claim.message.message_id,
            date=claim.local_now(),
        )
        claim.still_agreed()
        return post_mail(
            home.settings.mail,
            letter,
            sender=home.settings.letters.sender,
            to=consent.address,
            leaving=partial(claim.leaving, consent),
        )

    return send(home, person_id, kind, period, post)


def send_nudge(home: Home, person_id: int, on: date) -> Ended:
    """Decide on the day's nudge and send it, at most once, to every address agreed to."""

    def post(claim: Claim) -> Outcome:
        from service.letters.words import nudge_text
        from service.post.channels import post_nudge
        from service.post.outcome import Outcome

        decision = _decided(claim, on)
        if decision.nudge is None:
            return Outcome(MessageState.NOTHING, decision.why.code)
        return post_nudge(
            partial(nudge_text, decision.nudge),
            claim.agreed,
            title="stegvis",
            settings=home.settings,
            message_id=claim.message.message_id,
            now=claim.local_now(),
            leaving=claim.leaving,
        )

    return send(home, person_id, MessageKind.NUDGE, on.isoformat(), post)


def _composed(claim: Claim, language: str, monday: date) -> Composed:
    from service.analysis import bring_up_to_date
    from service.letter_errand import letter_values
    from service.letters.compose import compose

    home, recipient = claim.home, RECIPIENT[claim.message.kind]
    with home.engine.begin() as connection:
        bring_up_to_date(home, connection, claim.person)
        values = letter_values(home, connection, claim.person, recipient, monday)
    return compose(
        values, language=language, recipient=recipient, page_url=home.settings.letters.page_url
    )


def _decided(claim: Claim, on: date) -> Decision:
    """Decide, or take up what was decided by a process that died before it could say so.

    Whatever else silences is looked at first, so a decision that is taken up still stands.
    """
    from analyzer.nudge import ALREADY_TODAY
    from service.analysis import bring_up_to_date, source_order
    from service.nudge_errand import decide_nudge
    from storage import decisions

    home, person = claim.home, claim.person
    with home.engine.begin() as connection:
        bring_up_to_date(home, connection, person)
        fresh = decide_nudge(connection, person, on, home.now(), source_order(home))
        if fresh.nudge is not None or fresh.why.code != ALREADY_TODAY:
            return fresh
        made = decisions.read_decisions(connection, person.id, on, on)
    return next((each for each in made if each.nudge is not None), fresh)
