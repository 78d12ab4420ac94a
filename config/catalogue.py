"""Every sentence a person reads: the gettext catalogues, read as they lie, without compiled copies.

English in the source is the source. ``python -m config.catalogue`` finds all marked sentences
and brings ``locales/`` up to date; sentences without a translation are read in English.
"""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "sv", "nb", "da")

#: What marks a sentence in our source, and which arguments are sentences.
MARKS: dict[str, Any] = {"_": None, "words": None, "phrase": None, "counted": (1, 2)}

#: Where marked sentences are looked for.
ROOMS = ("service",)

_LOCALES = files("config") / "locales"


def plain(language: str) -> str:
    """The language without its region.

    >>> plain("sv_SE"), plain("nb-NO")
    ('sv', 'nb')
    """
    return language.replace("_", "-").partition("-")[0]


@cache
def translation(language: str) -> NullTranslations:
    """The sentences of a language; those of English where the language is not known."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    file = _LOCALES / plain(language) / "LC_MESSAGES" / "stegvis.po"
    if not file.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes())))
    compiled.seek(0)
    return GNUTranslations(compiled)


def found(root: Path) -> Any:
    """All marked sentences under the source tree ``root``, as a babel catalogue without dates."""
    from babel.messages import Catalog
    from babel.messages.extract import extract_from_file

    catalogue = Catalog(project="stegvis", header_comment="# Sentences of stegvis.", fuzzy=False)
    for source in sorted(file for room in ROOMS for file in (root / room).rglob("*.py")):
        at = source.relative_to(root).as_posix()
        for line, message, comments, context in extract_from_file("python", source, MARKS, ("#:",)):
            catalogue.add(message, None, [(at, line)], auto_comments=comments, context=context)
    return catalogue


def as_po(catalogue: Any) -> bytes:
    """The catalogue as a file that differs only where its sentences do."""
    from babel.messages.pofile import write_po

    written = io.BytesIO()
    write_po(written, catalogue, width=100, sort_by_file=True, include_lineno=False)
    lines = written.getvalue().decode().splitlines(keepends=True)
    volatile = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator')
    return "".join(line for line in lines if not line.startswith(volatile)).encode()


def refresh(root: Path) -> list[Path]:
    """Write the template and bring every language up to date; return the files."""
    from babel.messages import Catalog
    from babel.messages.pofile import read_po

    locales = root / "config" / "locales"
    template = found(root)
    written = [locales / "stegvis.pot"]
    written[0].write_bytes(as_po(template))
    for language in LANGUAGES:
        file = locales / language / "LC_MESSAGES" / "stegvis.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        known = (
            read_po(io.BytesIO(file.read_bytes()), locale=language)
            if file.is_file()
            else Catalog(locale=language, project="stegvis", fuzzy=False)
        )
        known.header_comment = template.header_comment
        known.update(template, no_fuzzy_matching=True)
        known.obsolete.clear()
        file.write_bytes(as_po(known))
        written.append(file)
    return written


if __name__ == "__main__":
    refresh(Path(__file__).resolve().parents[1])
