"""The settings: every fault of the file at once, and settings that do not fit each other."""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from service.checks.answering import answers
from service.checks.check import Check, broken, look, well
from service.home import Home

if TYPE_CHECKING:
    from config.settings import Settings

#: What stands wrong, and what to do about it.
Fault = tuple[str, str]


def settings(home: Home) -> Iterator[Check]:
    """Every fault is a line of its own: whoever corrects one does not come back for the next."""
    from config.load import SettingsError

    file = home.settings_file
    try:
        chosen = home.settings
    except SettingsError as error:
        *others, last = error.faults
        yield from (broken("settings", fault) for fault in others)
        yield broken("settings", last, f"Correct it in {file}.")
        home.take_for_settings(error.rest)  # what can be looked at beside it is
        return
    disagreeing = [*at_odds(chosen), *_folders(chosen), *_private(home)]
    yield from (look("settings", found, advice) for found, advice in disagreeing)
    if not disagreeing:
        yield well("settings", str(file) if file.exists() else "defaults; no file")


def at_odds(chosen: Settings) -> Iterator[Fault]:
    """Name settings that are right one by one and do not work together."""
    yield from _mail(chosen)
    if chosen.mail.host and "@" in chosen.letters.sender:
        yield from _way_out(chosen)
    at = chosen.schedule.backup_at
    if at.startswith("02"):
        advice = "Choose another hour: in spring this one is missing. It counts as 03:00."
        yield f"schedule.backup_at is {at}", advice


def _mail(chosen: Settings) -> Iterator[Fault]:
    from service.post.connecting import LOGIN_ADVICE

    mail, sender = chosen.mail, chosen.letters.sender
    if mail.owner:
        yield from _owner(mail.owner)
    if not mail.host:
        return
    if not mail.owner:
        yield "mail.owner is empty", "Name who is told when nothing arrives or sending fails."
    if "@" not in sender:
        yield f"letters.sender is {sender!r}", "Write a mail address, as letters@example.org."
    elif sender.endswith("@localhost") and not _is_here(mail.host):
        yield f"letters.sender is {sender}", "Most servers refuse it: set the login's own address."
    if mail.user and not mail.password:
        yield "mail.user is set, and there is no password", LOGIN_ADVICE
    if mail.password and not mail.user:
        yield "mail.password is set, and mail.user is empty", "Set mail.user, or remove it."
    if mail.security == "none" and not _is_here(mail.host):
        yield "mail.security is none", "Letters would be readable on the way: starttls or tls."
    if (mail.port, mail.security) in {(465, "starttls"), (587, "tls")}:
        other = "tls" if mail.port == 465 else "starttls"
        advice = f'This port usually speaks {other}: mail.security = "{other}"'
        yield f"mail.port is {mail.port} with {mail.security}", advice
    if mail.ca_file:
        yield from _certificates(Path(mail.ca_file).expanduser())


def _way_out(chosen: Settings) -> Iterator[Fault]:
    """What a letter says of how to stop it; no letter leaves without."""
    from service.post.outcome import PostError
    from service.post.way_out import list_unsubscribe

    try:
        list_unsubscribe(chosen, "<message@example.org>")
    except PostError as error:
        yield str(error), "Until then no letter can be sent."


def _owner(address: str) -> Iterator[Fault]:
    """Where the owner is told; one of a phone service may hold a secret."""
    from service.post.addresses import AddressError
    from service.post.channels import valid_address
    from storage.records import MessageKind

    try:
        valid_address(MessageKind.NUDGE, address)
    except AddressError as error:
        shown = "not understood" if "://" in address else repr(address)
        yield f"mail.owner is {shown}", str(error)


def _certificates(file: Path) -> Iterator[Fault]:
    try:
        ssl.create_default_context(cafile=str(file))
    except ssl.SSLError:
        yield f"mail.ca_file {file} holds no certificate", "It has to be a PEM file."
    except OSError as error:
        yield f"mail.ca_file {file} cannot be read: {error.strerror}", "Correct the path."


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _folders(chosen: Settings) -> Iterator[Fault]:
    for name, folder in (
        ("inbox.folder", chosen.inbox.folder),
        ("backup.folder", chosen.backup.folder),
    ):
        if not folder:
            continue
        path = Path(folder).expanduser()
        if not path.is_absolute():
            yield f"{name} is {folder!r}", "Write the whole path, from / on."
        elif not answers(path):
            continue  # that is told where the folder is looked into
        elif not path.is_dir():
            yield f"{name}: there is no folder {path}", "Make it, or plug in its disk."
        elif not os.access(path, os.W_OK | os.X_OK):
            yield f"{name}: {path} cannot be written", "Let the user of the service write to it."


def _private(home: Home) -> Iterator[Fault]:
    """Health data and a password are nobody else's to read."""
    file, data = home.settings_file, home.data
    if (
        file.exists()
        and file.stat().st_mode & 0o077
        and re.search(r"^\s*password\s*=", file.read_text(encoding="utf-8"), re.MULTILINE)
    ):
        yield f"{file} holds a password others can read", f"chmod 600 {file}"
    if data.is_dir() and data.stat().st_mode & 0o007:
        yield f"{data} is open to everybody on this computer", f"chmod 700 {data}"
