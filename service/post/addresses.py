"""Mail addresses: what may be one, taken apart, written for the wire."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.post.outcome import PostError

#: RFC 5322's dot-atom, and letters of other scripts (RFC 6531). Quoted local parts are refused:
#: nobody has one, and they are where headers and commands get smuggled in.
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")

_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")

_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 253


class AddressError(PostError):
    """Something is not an address. The message says what is wrong and shows no secret."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address, its domain as DNS has it."""

    local: str
    domain: str

    @property
    def international(self) -> bool:
        """Only servers with SMTPUTF8 take it."""
        return not self.local.isascii()

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


def mailbox(address: str) -> Mailbox:
    """Take an address apart.

    >>> str(mailbox("kim@räksmörgås.se"))
    'kim@xn--rksmrgs-5wao1o.se'
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not local or not domain:
        raise AddressError(
            "A mail address has one @ with something on both sides. Write it as name@example.org."
        )
    if not _LOCAL.fullmatch(local) or len(local.encode()) > _LONGEST_LOCAL:
        raise AddressError(
            "What stands before the @ is not the name of a mailbox: no spaces, brackets, quotes "
            "or commas, and at most 64 characters. Write only the address: name@example.org."
        )
    return Mailbox(local, _ascii_domain(domain))


def sender_mailbox(sender: str) -> Mailbox:
    """The address in a From line, which may begin with a name: ``Letters <name@example.org>``."""
    return address_set(split_sender(sender)[1], "letters.sender")


def address_set(address: str, setting: str) -> Mailbox:
    """An address of the settings; what is wrong with it is said with the setting's name."""
    try:
        return mailbox(address)
    except AddressError as error:
        raise AddressError(f"{setting} is not a mail address. {error}") from error


def split_sender(sender: str) -> tuple[str, str]:
    """A From line's name (may be empty) and address."""
    if re.search(r"[\x00-\x1f\x7f]", sender):
        raise AddressError("The sender holds a line break. Write it on one line in letters.sender.")
    named = _NAMED.fullmatch(sender.strip())
    return (named[1].strip().strip('"'), named[2]) if named else ("", sender)


def _ascii_domain(domain: str) -> str:
    try:
        ascii_domain = domain.encode("idna").decode().lower()
    except UnicodeError:
        ascii_domain = ""
    labels = ascii_domain.split(".")
    if len(ascii_domain) > _LONGEST_DOMAIN or not all(map(_LABEL.fullmatch, labels)):
        raise AddressError(
            "What stands after the @ is not the name of a mail domain. Write it as in example.org."
        )
    return ascii_domain
