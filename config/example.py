"""Write the example settings file from the settings themselves, so that it cannot go stale."""

from __future__ import annotations

import json
import textwrap
from typing import Any


def example() -> str:
    """Give the text of ``stegvis.example.toml``: every setting, its meaning, its default."""
    from config.settings import Settings

    parts = [
        "# Settings of stegvis. Copy to stegvis.toml in the data directory and change lines.\n"
    ]
    for name, section in Settings.model_fields.items():
        model: Any = section.annotation
        parts.append(f"\n# {model.__doc__}\n[{section.alias or name}]\n")
        for key, field in model.model_fields.items():
            parts.append(
                textwrap.fill(
                    field.description or "", 88, initial_indent="# ", subsequent_indent="# "
                )
            )
            parts.append(f"\n# {key} = {json.dumps(field.default)}\n")
    return "".join(parts)
