"""``stegvis messages``: what was sent, what waits, and what only the owner can decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import as_json

if TYPE_CHECKING:
    from service.output import Flat
    from storage.sending import Message

#: Of these there is nothing to tell: on most days no nudge is needed.
_GOOD = {"sent", "nothing"}

#: What a state asks of the owner.
ADVICE = {
    "uncertain": "ask whether it came. If so: stegvis messages arrived ID. "
    "If not: stegvis messages again ID",
    "refused": "mend what the server says; then: stegvis messages again ID",
    "missed": "if it is still wanted: stegvis messages again ID",
}

#: What is asked before sending goes on, by why it is held.
_QUESTION = {
    "clock_went_back": "Messages are on record that were sent later than that. Is the clock right?",
    "restore_unfinished": "A restore was stopped before its end. Leave things as they are now?",
    "record_lost": "Do all of these still agree?",
}

_PASSES = "The clock was not set yet, and sending goes on when it is. See: stegvis doctor"


@click.group("messages", invoke_without_command=True)
@click.option("--all", "everything", is_flag=True, help="Not only the last four weeks.")
@as_json
@click.pass_context
def command(context: click.Context, /, *, everything: bool, as_json: bool) -> None:
    """Show the ledger of letters and nudges, and settle what only the owner can.

    Example: stegvis messages
    """
    if context.invoked_subcommand is None:
        _show(context.obj, everything=everything, as_json=as_json)


@command.command("again")
@click.argument("number", type=int)
@click.pass_context
def again(context: click.Context, /, number: int) -> None:
    """Send a message once more, now.

    Example: stegvis messages again 12
    """
    from service.sending_again import send_again
    from storage.sending import MessageState

    message = send_again(context.obj, number)
    said = f": {message.said}" if message.said else ""
    click.echo(f"Message {number} is {message.state}{_until(context.obj, message)}{said}")
    context.exit(0 if message.state is MessageState.SENT else 1)


@command.command("arrived")
@click.argument("number", type=int)
@click.pass_obj
def arrived(home: Home, /, number: int) -> None:
    """Note that an uncertain message has arrived.

    Example: stegvis messages arrived 12
    """
    from storage import messages

    with home.engine.begin() as connection:
        messages.arrived(connection, number, home.now())
    click.echo(f"Message {number} is marked as sent.")


@command.command("resume")
@click.option("--yes", is_flag=True, help="Ask nothing: it is as the command says.")
@click.pass_obj
def resume(home: Home, /, *, yes: bool) -> None:
    """Let sending go on that waits for your word: after a restore, or a clock that went back.

    Who took a consent back since the copy was made: stegvis consent revoke, before this. What may
    have been sent since then is not sent by itself.

    Example: stegvis messages resume
    """
    from service.clock import believed
    from service.holding import holds
    from service.holding import resume as go_on
    from service.known import look

    held = look(home, home.engine, home.now(), believed(home.settings)).held
    if held not in _QUESTION:
        click.echo(_PASSES if held else "Nothing holds sending up.")
        return
    _say_who_agrees(home)
    click.echo(f"The clock says {home.now():%Y-%m-%d %H:%M} UTC.")
    for why in sorted({held, holds(home.data) or held}) if not yes else ():
        click.confirm(_QUESTION[why], abort=True)
    left = go_on(home)
    click.echo("Sending goes on.")
    if left:
        click.echo(f"{left} may have been sent already and are yours to decide: stegvis messages")


def _say_who_agrees(home: Home) -> None:
    from service.commands.consent import shown
    from service.holding import agreed

    for each in agreed(home):
        kind, address = each.consent.kind.replace("_", " "), shown(each.consent.address)
        click.echo(f"{kind} about {each.name} goes to {address}.")


def _show(home: Home, *, everything: bool, as_json: bool) -> None:
    from datetime import timedelta

    from service.output import flat, show
    from storage import messages, people
    from storage.database import reading

    first = None if everything else home.now() - timedelta(weeks=4)
    with reading(home.engine) as connection:
        names = {person.id: person.name for person in people.all_people(connection)}
        found = messages.read(connection, first)
    rows: list[Flat] = []
    for each in found:
        advice = ADVICE.get(each.state.value, "").replace("ID", str(each.id)) or None
        rows.append({**flat(each), "person": names[each.person_id], "advice": advice})
    show(rows, as_json=as_json, columns=("id", "person", "kind", "period", "state", "tries"))
    for each, row in zip(found, rows, strict=True) if not as_json else ():
        _tell(home, each, row["advice"])


def _tell(home: Home, message: Message, advice: object) -> None:
    """What was said and what can be done, below the table: it would be too wide inside it."""
    import textwrap

    if message.state in _GOOD:
        return
    until = _until(home, message)
    told = [f"{message.id} is {message.state}{until}", *filter(None, [message.said])]
    click.echo()
    for line in (": ".join(told), *([f"What to do: {advice}"] if advice else [])):
        click.echo(textwrap.fill(line, 79, subsequent_indent="  ", break_on_hyphens=False))


def _until(home: Home, message: Message) -> str:
    """When it is tried again, on the clock of this computer."""
    from service.clock import machine_zone

    if message.next_try_at is None:
        return ""
    return f" until {message.next_try_at.astimezone(machine_zone(home.environment)):%a %H:%M}"
