"""Begins and ends listening to one device after another, and leaves the others alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from collector.sources.ble.advertised import Eavesdropper
from collector.sources.ble.ear import Ear
from collector.sources.ble.following import Follower, House
from collector.sources.ble.kind import Kind
from collector.sources.ble.matching import Sought
from collector.sources.ble.quarries import Quarry
from collector.sources.ble.roster import Paired


@dataclass(slots=True, eq=False)
class Link:
    """One device that is listened to, and what works for it."""

    paired: Paired
    quarry: Quarry
    follower: Follower | None = None
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


#: By the number of the device.
Links = dict[int, Link]


async def follow(
    wanted: Sequence[Paired], links: Links, house: House, group: asyncio.TaskGroup
) -> None:
    """Let ``links`` be those that are wanted: end what changed or is wanted no more, then begin."""
    by_key = {each.live_device_id: each for each in wanted}
    over = [
        key
        for key, link in links.items()
        if key not in by_key or not by_key[key].same_link(link.paired)
    ]
    await asyncio.gather(*(_end(links.pop(key), house) for key in over))
    for key, paired in by_key.items():
        if key not in links:
            links[key] = _begin(paired, house, group)


def _begin(paired: Paired, house: House, group: asyncio.TaskGroup) -> Link:
    key, kind = paired.live_device_id, paired.kind
    sought = Sought(key, paired.address, paired.name, kind.name, kind.roams)
    quarry = Quarry(sought, kind, paired.adapter)
    link = Link(paired, quarry)
    if _connects(kind):
        follower = link.follower = Follower(key, quarry, house)
        house.everybody.append(follower)
        house.daemon.heard.append(follower.radio_changed)
        link.tasks.append(group.create_task(follower.run()))
    if kind.advertised is not None:
        ear = Ear(key, house.hear, house.teller, house.monotonic, house.monotonic())
        eavesdropper = Eavesdropper(kind, ear, house.teller, house.timing)
        quarry.notice = eavesdropper.notice
        link.tasks.append(group.create_task(eavesdropper.run()))
    house.search.add(quarry)
    return link


async def _end(link: Link, house: House) -> None:
    house.search.remove(link.quarry)
    for task in link.tasks:
        task.cancel()
    await asyncio.gather(*link.tasks, return_exceptions=True)
    house.teller.forget(link.paired.live_device_id)
    if link.follower is not None:
        house.everybody.remove(link.follower)
        house.daemon.heard.remove(link.follower.radio_changed)
        await link.follower.leave()


def _connects(kind: Kind) -> bool:
    return bool(kind.streams or kind.polls or kind.open_session)
