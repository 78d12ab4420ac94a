"""Nudges: one thing, one reason, one way out; never longer than a phone shows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from service.letters.phrases import Phrase, phrase

#: By the codes of `analyzer.sentences`. What was missed is never counted up to the reader.
NUDGES: Mapping[str, Phrase] = MappingProxyType(
    {
        "no_data": phrase(
            "Nothing has arrived from your watch for {days} days. When it suits you, let it sync. "
            "If you left it off on purpose, that is fine."
        ),
        "nerve_check": phrase("The weekly questions about arms and legs are due: stegvis checkin"),
        "easier_start_agreed": phrase(
            "Last week was above the range you agreed. An easier day today? Light movement is fine."
        ),
        "easier_start": phrase(
            "Last week held {ratio} times your usual. An easier start to this week? Light movement "
            "is fine."
        ),
        "quiet_yesterday": phrase(
            "Yesterday was quiet. About {act_min} minutes outside before lunch? Skip it if today "
            "is not the day."
        ),
        "quieter_days": phrase(
            "The last days were quieter than usual for you. A walk of about {act_min} minutes "
            "today? Skip it if it does not suit."
        ),
        "small_step": phrase(
            "A little more on some days is enough. About {act_min} minutes of easy walking today, "
            "on top of the usual? Only if it suits."
        ),
        "in_band_week": phrase(
            "Last week was inside your range. Nothing to change today, unless you want to."
        ),
    }
)
