"""``stegvis mail``: whether letters can leave, step by step."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from service.home import Home

if TYPE_CHECKING:
    from service.post.outcome import Outcome

TEXT = """\
This is a test of the mail server, asked for with "stegvis mail test".

If you read it, letters can leave. Nobody else was written to.
"""


@click.group("mail")
def command() -> None:
    """The mail server letters leave by.

    Example: stegvis mail test --to me@example.org
    """


@command.command("test")
@click.option("--to", help="Who gets the test message. [default: mail.owner]")
@click.pass_obj
def try_it(home: Home, /, to: str | None) -> None:
    """Connect, check the certificate, log in, and send one short message.

    Says each step, and what to do where one fails. Exit code 1: the server took no message;
    3: there was no way to it.

    Example: stegvis mail test --to me@example.org
    """
    from service.post.addresses import mailbox
    from service.post.stopping import StoppedError
    from storage.sending import MessageState

    to = to or home.settings.mail.owner
    if not to or "://" in to:
        raise click.UsageError("Nobody to write a mail to: give --to me@example.org")
    mailbox(to)
    try:
        outcome = _sent(home, to)
    except StoppedError as stopped:
        _say_failure(stopped.outcome)
        sys.exit(3)
    if outcome.state is MessageState.REFUSED:
        advice = "Is the address right? If it is, ask whoever runs the mail server."
        _say_failure(replace(outcome, advice=advice))
        sys.exit(1)
    if outcome.state is not MessageState.SENT:
        _say_failure(outcome)
        sys.exit(1)
    click.echo(f"  ok    the message to {to} was taken: {outcome.said}")
    click.echo("Look whether it arrived, also among unwanted mail.")


def _sent(home: Home, to: str) -> Outcome:
    """Send it over a session whose every step is said."""
    from service.post.addresses import mailbox, sender_mailbox
    from service.post.connecting import connect
    from service.post.discretion import secrets_of
    from service.post.envelope import plain_message
    from service.post.smtp import deliver
    from service.post.way_out import list_unsubscribe

    mail, sender, now = home.settings.mail, home.settings.letters.sender, home.now()
    name = f"<test.{now:%Y%m%d%H%M%S}@{sender_mailbox(sender).domain}>"
    list_unsubscribe(home.settings, name)  # a wrong page would stop the letters, not this message
    message = plain_message(
        "A test of the mail server",
        TEXT,
        sender=sender,
        to=to,
        message_id=name,
        date=now,
        language="en",
    )
    smtp = connect(mail, tell=lambda step: click.echo(f"  ok    {step}"))
    try:
        return deliver(
            smtp,
            message,
            sender=sender_mailbox(sender),
            to=mailbox(to),
            leaving=lambda: click.echo("  ok    sender, address and letter are accepted so far"),
            secrets=secrets_of(mail),
        )
    finally:
        smtp.close()


def _say_failure(outcome: Outcome) -> None:
    click.echo(f"  no    {outcome.said}")
    if outcome.advice:
        click.echo(f"        {outcome.advice}")
    elif not outcome.for_owner:
        click.echo("        This may pass by itself: try again in some minutes.")
