"""The command line: finds a command, opens nothing by itself, turns errors into advice.

Commands are imported when called, so that ``--help`` and a mistyped word answer at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from traceback import walk_tb
from typing import Final, NoReturn

import click

from config.errors import StegvisError
from service.options import SomePath

#: Command -> what it is for, in the order a newcomer meets them. One module in `service.commands`
#: each, of the same name (``import`` is `import_`: a word Python keeps for itself).
COMMANDS = {
    "init": "Say whose days these are. Asks, or takes options.",
    "import": "Read FIT files, folders, a mounted watch or an account export.",
    "inbox": "Read what was put into the inbox, and mounted watches; file it away.",
    "ble": "Straps and watches over Bluetooth: find, pair, listen.",
    "days": "Each day: steps, wear, heart rate, minutes by intensity, verdict.",
    "weeks": "Each week: volume against the band and the person's own usual.",
    "activities": "Recorded sessions.",
    "findings": "What the rules noticed, with their numbers.",
    "explain": "Where a day's numbers come from, and what was set aside.",
    "diary": "Pain, function, flares, sessions the watch did not see.",
    "checkin": "Questions of safety, and at once whom to call.",
    "nudge": "Decide on at most one kind sentence for a day.",
    "decisions": "Every nudge that was sent or not, with its reason.",
    "letter": "Write the weekly letter for patient and physio.",
    "mail": "Try the mail server letters leave by.",
    "person": "Show or change what is known about the person.",
    "enrol": "Show or set what was established about the person at the start.",
    "plan": "Show or set what the physio agreed with the person.",
    "recommendations": "What is done with every statement of the source documents.",
    "lessons": "Short texts to learn from, and which of them fit a week.",
    "instrument": "Fill in questionnaires, see what changed, and what is due.",
    "consent": "Who agreed to be written to, where and how openly; and take it back.",
    "messages": "What was sent, what waits, what only you can decide.",
    "errand": "One piece of the service's work, as the service calls it.",
    "install-service": "Write the systemd units that run it all the time.",
    "run": "The background service: does all of this by itself, until stopped.",
    "due": "One round of what the service does, for timers and cron.",
    "doctor": "Check settings, database, files and clock; say what to do.",
    "backup": "Copy everything while it is in use; verify the copy; remove old ones.",
    "verify": "Whether backups are still what was made.",
    "restore": "Put a backup back; what is there now is kept aside.",
    "simulate": "Made-up people live with the real rules; broken promises are counted.",
    "demo": "Forty weeks of a pretend person, from watch files to letters.",
}


_ROOMS: Final = frozenset({"config", "storage", "collector", "analyzer", "service"})


class Commands(click.Group):
    """Lists commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"service.commands.{_module_of(cmd_name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _module_of(name: str) -> str:
    return "import_" if name == "import" else name.replace("-", "_")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data",
    type=SomePath(path_type=Path, file_okay=False),
    envvar="STEGVIS_DATA",
    help="The data directory. [default: the platform's, or STEGVIS_DATA]",
)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="STEGVIS_CONFIG",
    help="The settings file. [default: stegvis.toml in the data directory]",
)
@click.version_option(package_name="stegvis", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, data: Path | None, config_file: Path | None) -> None:
    """Activity in long-term back or neck pain: from watch to minutes, to a weekly letter.

    \b
    stegvis init                          who it is about
    stegvis import /media/GARMIN          what the watch has
    stegvis letter --out letters          the week in one page

    A toolkit for self-monitoring and for talk between patient and physio. It does not diagnose,
    treat, predict or watch in real time, and is not a CE-marked medical device.
    """  # noqa: D301 - the \b is click's mark for lines to leave as they are
    from service.home import Home

    context.obj = Home.of(data, config_file, os.environ)


def main() -> None:
    """Run; end with 0 done, 1 done in part or something refused, 2 wrong usage, 3 cannot work."""
    _say_what_can_be_said()
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.exceptions.Abort:
        click.echo("\nStopped.", err=True)
        sys.exit(3)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except StegvisError as error:
        click.echo(f"stegvis: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader went away (`stegvis days | head`); nothing is wrong, and nobody listens.
        _leave(0)
    except OSError as error:
        # Ours are told above as advice; what is left is mostly a full or read-only disk.
        from storage.trouble import refused_by_system

        if _is_read_by_others():
            error.filename = None  # a file or folder may be called what a person is
        click.echo(f"stegvis: {refused_by_system(error)}", err=True)
        _leave(3)
    except Exception as error:  # noqa: BLE001 - a fault of ours: told, and not as "done in part"
        if _is_read_by_others():
            click.echo(f"stegvis: {_kind_and_place(error)}", err=True)
        else:
            traceback.print_exc()
        _leave(3)


def _is_read_by_others() -> bool:
    """Tell whether a unit runs this: what it prints is kept, and may be read by any admin.

    A terminal that a desktop started as a unit has the same variables, and is a terminal.
    """
    from service.log import is_of_unit

    return is_of_unit(os.environ) and not (sys.stderr and sys.stderr.isatty())


def _kind_and_place(error: Exception) -> str:
    """Name a fault without its words, which may repeat what somebody said or has."""
    frames = [(frame.f_globals["__name__"], line) for frame, line in walk_tb(error.__traceback__)]
    ours = [each for each in frames if each[0].partition(".")[0] in _ROOMS] or frames
    module, line = ours[-1]
    kind = type(error).__name__
    return f"A fault of the program: {kind} in {module}, line {line}. Please report it."


def _say_what_can_be_said() -> None:
    """Let names that a terminal's encoding cannot hold be written as escapes, not end a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # None where a service closed it
            stream.reconfigure(errors="backslashreplace")


def _leave(code: int) -> NoReturn:
    """End without a last word to a stdout that may be what failed."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
