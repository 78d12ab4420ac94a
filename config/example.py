"""Write the example settings file from the settings themselves, so that it cannot go stale."""

from __future__ import annotations

import json
import textwrap
from dataclasses import fields

from config.settings import Settings

WIDTH = 88


def example() -> str:
    """Give the text of ``stegvis.example.toml``: every setting, its meaning, its default."""
    parts = [
        "# Settings of stegvis. Copy to stegvis.toml in the data directory and change lines.\n"
    ]
    for section in fields(Settings):
        values = getattr(Settings(), section.name)
        parts.append(f"\n# {values.__doc__}\n[{section.name}]\n")
        for each in fields(values):
            meaning = textwrap.wrap(each.metadata["meaning"], WIDTH)
            parts += [f"# {line}\n" for line in meaning]
            parts.append(f"# {each.name} = {json.dumps(getattr(values, each.name))}\n")
    return "".join(parts)
