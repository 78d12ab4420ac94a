"""Whom a reader should call, by country, read from ``help.toml``."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue import plain
from config.facts import Sourced, read_facts

FILE = "help.toml"


@dataclass(frozen=True, slots=True)
class HelpLines(Sourced):
    emergency: str
    advice: str  # empty: no number is known
    zones: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Help:
    SE: HelpLines
    NO: HelpLines
    DK: HelpLines
    elsewhere: HelpLines


def read_help() -> Help:
    """Read and check ``config/help.toml``. Raises `FactsError` naming every fault."""
    return read_facts(FILE, Help)


def country_of(country: str, timezone: str, language: str, lines: Help) -> str:
    """A stated country first, then where the person lives, then the language of a bare zone.

    Somebody who reads Swedish in Oslo needs Norwegian numbers.
    """
    known = ("SE", "NO", "DK")
    if country:
        return country.upper() if country.upper() in known else "elsewhere"
    for name in known:
        if timezone in getattr(lines, name).zones:
            return name
    if "/" in timezone and not timezone.startswith("Etc/"):
        return "elsewhere"
    for name in known:
        if plain(language) in getattr(lines, name).languages:
            return name
    return "elsewhere"
