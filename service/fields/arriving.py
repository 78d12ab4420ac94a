"""What the fields of the inbox and of live devices mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FILED: Mapping[str, str] = MappingProxyType(
    {
        "person": "whose it is; null: not known",
        "name": "the file, below the inbox; or where a watch is mounted",
        "outcome": "what became of it: new, known, ..., refused; of a watch: read, refused, unread",
        "place": "where it lies now",
        "files": "how many were read",
        "sentence": "what is wrong and what to do; null: nothing",
    }
)

LIVE_DEVICE: Mapping[str, str] = MappingProxyType(
    {
        "id": "its number",
        "person_id": "who wears it",
        "device_id": "the device its minutes are kept under",
        "kind": "which of the kinds in docs/devices.md",
        "name": "as it calls itself",
        "address": "over the air; some devices take a new one now and then",
        "adapter": "which adapter listens; empty: the first there is",
        "cadence_factor": "steps for each count of its cadence",
        "paired_at": "since when it is listened to",
        "forgotten_at": "always null: forgotten ones are not listed",
        "last_contact_at": "when it was last heard, to some minutes; null: never",
        "battery_percent": "as it told last; null: it does not tell",
        "battery_at": "when it told",
        "trouble": "what keeps it from being heard: out_of_range, silent, ...; null: nothing",
        "trouble_at": "when that was noticed last",
        "maker": "as it says itself; null: it does not say, like the next three",
        "model": "as it says itself",
        "firmware": "as it says itself",
        "worn_at": "chest, wrist, finger, hand, ear_lobe, foot or other",
        "label": "its kind in words",
        "gives": "what one gets from it",
    }
)
