"""``stegvis consent``: who agreed to be written to, what, where and how openly."""

from __future__ import annotations

import re
import secrets
import sys
from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import as_json, whose

if TYPE_CHECKING:
    from storage.records import MessageKind, Person
    from storage.sending import Consent

TO = {"patient": "patient_letter", "physio": "physio_letter", "nudge": "nudge"}

#: When nobody says otherwise: before the day begins, and when it has.
AT = {"patient": "07:30", "physio": "07:30", "nudge": "09:00"}

#: Clocks change before these; what is set for then comes twice or not at all. After the last the
#: quiet hours leave no time for a second try.
_NOT_BEFORE, _NUDGE_NOT_BEFORE, _NOT_AFTER = "05:00", "08:00", "20:30"

#: Letters and digits nobody mixes up when reading a password aloud.
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"

to_whom = click.option(
    "--to", type=click.Choice(list(TO)), required=True, help="The patient, the physio, or nudges."
)


@click.group("consent")
def command() -> None:
    """Record who agreed to be written to, and take it back. Without consent nothing is sent.

    Example: stegvis consent give --to patient --address me@example.org --by Kim
    """


@command.command("give")
@to_whom
@click.option(
    "--address",
    help="A mail address; for nudges also an address as ntfy://host/topic. Asked for when not "
    "given, so that a secret in it is not seen by others on this machine.",
)
@click.option("--by", "given_by", required=True, help="Who agreed: a name or initials.")
@click.option(
    "--privacy",
    type=click.Choice(["full", "sealed", "notice"]),
    default="full",
    show_default=True,
    help="The whole letter, an encrypted PDF, or only that a letter waits at home.",
)
@click.option(
    "--language", type=click.Choice(["en", "sv", "nb", "da"]), help="[default: the person's]"
)
@click.option("--at", help="From when on, as 07:30, on the person's clock.")
@whose
@click.pass_obj
def give(
    home: Home,
    /,
    to: str,
    address: str | None,
    given_by: str,
    privacy: str,
    language: str | None,
    at: str | None,
    who: str | None,
) -> None:
    """Record that somebody agreed to be written to. The newest consent counts.

    Example: stegvis consent give --to physio --address kn@example.org --by KN --privacy sealed
    """
    from service.post.channels import valid_address
    from storage import consents, people
    from storage.records import MessageKind
    from storage.sending import Consent, Privacy

    if to == "nudge" and privacy != "full":
        raise click.UsageError("A nudge is one short sentence: it is sent openly or not at all.")
    address = (address or click.prompt("Address", hide_input=to == "nudge", err=True)).strip()
    kind = MessageKind(TO[to])
    valid_address(kind, address)
    seal = _new_seal() if privacy == "sealed" else ""
    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        consent = Consent(
            0, person.id, kind, address, language or person.language, Privacy(privacy),
            _time(at or AT[to], to), given_by, home.now(), seal,
        )  # fmt: skip
        consents.give(connection, consent)
    click.echo(f"{_what(kind)} about {person.name} may go to {shown(address)} from {consent.at}.")
    if seal:
        click.echo(f"The password of the sealed PDFs, to be passed on by another way: {seal}")
    _say_what_is_missing(home, to)


@command.command("revoke")
@to_whom
@click.option("--address", help="Only this one. [default: all]")
@whose
@click.pass_obj
def revoke(home: Home, /, to: str, address: str | None, who: str | None) -> None:
    """Take a consent back: nothing more is sent from this moment on.

    Example: stegvis consent revoke --to patient
    """
    from storage import consents, people
    from storage.connecting import durable
    from storage.records import MessageKind

    kind = MessageKind(TO[to])
    with durable(home.engine) as connection:
        person = people.person_named(connection, who)
        ended = consents.revoke(connection, person.id, kind, home.now(), address)
    if not ended:
        raise click.UsageError("There is no such consent. See: stegvis consent list")
    click.echo(f"{_what(kind)} about {person.name}: nothing more is sent{_only(address)}.")


@command.command("list")
@whose
@as_json
@click.pass_obj
def list_(home: Home, /, who: str | None, *, as_json: bool) -> None:
    """Show who agreed to what, also what was replaced or taken back.

    Example: stegvis consent list
    """
    from service.output import show
    from storage import consents, people
    from storage.database import reading

    with reading(home.engine) as connection:
        person = people.person_named(connection, who)
        counting = consents.active(connection)
        rows = [
            _row(person, each, counts=each in counting)
            for each in consents.history(connection, person.id)
        ]
    columns = ("kind", "address", "privacy", "language", "at", "given_by", "counts")
    show(rows, as_json=as_json, columns=columns)


def shown(address: str) -> str:
    """Give an address as it may be shown: what follows the scheme of a URL can be a secret.

    >>> shown("me@example.org"), shown("ntfy://token@example.org/topic")
    ('me@example.org', 'ntfy://...')
    """
    scheme, found, _ = address.partition("://")
    return f"{scheme}://..." if found else address


def _row(person: Person, consent: Consent, *, counts: bool) -> dict[str, object]:
    from service.output import flat

    row = flat(consent)
    del row["seal"], row["person_id"]
    named = {"person": person.name, "counts": counts}
    return {**row, **named, "address": shown(consent.address)}


def _what(kind: MessageKind) -> str:
    return {"nudge": "Nudges", "patient_letter": "The patient's letters"}.get(
        kind.value, "The physio's letters"
    )


def _only(address: str | None) -> str:
    return "" if address is None else f" to {shown(address)}"


def _time(at: str, to: str) -> str:
    first = _NUDGE_NOT_BEFORE if to == "nudge" else _NOT_BEFORE
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", at) or not first <= at <= _NOT_AFTER:
        raise click.UsageError(f"{at!r} is not a time between {first} and {_NOT_AFTER}, as 07:30.")
    return at


def _new_seal() -> str:
    return "-".join("".join(secrets.choice(_LEGIBLE) for _ in range(5)) for _ in range(4))


def _say_what_is_missing(home: Home, to: str) -> None:
    if not home.settings.mail.host:
        click.echo("Nothing is sent yet: the settings name no mail server ([mail] host).")
    if to != "nudge" and sys.stdout.isatty():
        click.echo("See what will be sent: stegvis letter --preview")
