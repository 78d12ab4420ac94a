"""Write the command-line reference from the commands themselves; a test keeps the page current."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from service import fields
from service.cli import cli

HEAD = (
    "# Command line\n\n"
    "Exit codes: 0 done, 1 done in part or something refused, 2 wrong usage, 3 cannot work. "
    "`--json` prints a list of flat objects; null is unknown, never zero.\n"
)

OUTPUTS = {
    "days": fields.DAY,
    "weeks": fields.WEEK,
    "activities": fields.ACTIVITY,
    "findings": fields.FINDING,
    "decisions": fields.DECISION,
    "simulate": fields.SIMULATED,
    "diary list": fields.DIARY,
    "due": fields.ERRAND,
    "checkin list": fields.CHECK_IN,
    "checkin questions": fields.QUESTION,
    "enrol show": fields.ENROLMENT,
    "plan show": fields.PLAN,
    "instrument list": fields.INSTRUMENT,
    "instrument show": fields.RESULT,
    "instrument due": fields.DUE,
    "recommendations": fields.RECOMMENDATION,
    "lessons": fields.LESSON,
    "inbox": fields.FILED,
    "backup": fields.BACKUP,
    "verify": fields.VERIFIED,
    "restore": fields.RESTORED,
    "consent list": fields.CONSENT,
    "messages": fields.MESSAGE,
    "ble devices": fields.LIVE_DEVICE,
}


def reference() -> str:
    """Give the text of docs/cli.md."""
    parts = [HEAD]
    for path, command in _walk("stegvis", cli):
        with click.Context(command, info_name=path) as context:
            parts.append(
                f"\n{'#' * (path.count(' ') + 2)} {path}\n\n```\n{_help(command, context)}\n```\n"
            )
        name = path.removeprefix("stegvis ")
        if name in OUTPUTS:
            parts.append(_table(OUTPUTS[name]))
    return "".join(parts)


def _walk(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _walk(f"{path} {name}", inner)


def _help(command: click.Command, context: click.Context) -> str:
    context.terminal_width = context.max_content_width = 88
    return command.get_help(context)


def _table(meanings: Mapping[str, str]) -> str:
    rows = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in meanings.items())
    return f"\n| field | meaning |\n|---|---|\n{rows}"


if __name__ == "__main__":
    click.echo(reference(), nl=False)
