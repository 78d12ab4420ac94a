"""What every letter says of itself."""

from __future__ import annotations

from service.letters.words import Words


def purpose(_: Words) -> tuple[str, ...]:
    return (
        _(
            "stegvis is a toolkit for self-monitoring and for talk between patient and "
            "physiotherapist. It does not diagnose, treat or predict, and it is not a CE-marked "
            "medical device."
        ),
    )
