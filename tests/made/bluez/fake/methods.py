"""The methods of org.bluez a GATT client calls, with the answers bluetoothd 5.66 gives."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dbus_fast import Message

from tests.made.bluez.fake.adapter import FakeAdapter
from tests.made.bluez.fake.faults import BluezError
from tests.made.bluez.fake.peer import Offered, Peer
from tests.made.bluez.fake.tree import CHARACTERISTIC, DEVICE

#: How long the daemon tries to reach a device that does not advertise.
PAGE_S = 40.0
#: ATT's own patience with a device that fell silent.
ATT_S = 30.0


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class Reply:
    """What is answered, and what happens right after."""

    signature: str = ""
    body: list[Any] = field(default_factory=list)
    then: Callable[[], None] = _nothing


async def on_adapter(adapter: FakeAdapter, message: Message) -> Reply:
    member, client = message.member, message.sender or ""
    if member == "SetDiscoveryFilter":
        return Reply()
    if member == "StartDiscovery":
        return Reply(then=adapter.start_discovery(client))
    if member == "StopDiscovery":
        return Reply(then=adapter.stop_discovery(client))
    if member == "RegisterMonitor" and adapter.passive:
        root = message.body[0]
        adapter.register_monitor(client, root)
        return Reply(then=lambda: adapter.begin_activation(client, root))
    if member == "UnregisterMonitor" and adapter.passive:
        adapter.unregister_monitor(client, message.body[0])
        return Reply()
    if member == "RemoveDevice":
        peer = next((p for p in adapter.peers if p.path == message.body[0]), None)
        if peer is None or not peer.shown:
            raise BluezError("DoesNotExist", "Does Not Exist")
        adapter.forget(peer)
        return Reply()
    raise unknown_method(message)


async def on_device(adapter: FakeAdapter, peer: Peer, message: Message) -> Reply:
    if message.member == "Connect":
        await connect(adapter, peer)
        return Reply()
    if message.member == "Disconnect":
        if peer.connecting is not None:
            peer.connecting.cancel()
        elif not peer.connected:
            raise BluezError("NotConnected", "Not Connected")
        peer.dropped()
        return Reply()
    if message.member == "Pair":
        return await pair(adapter, peer)
    raise unknown_method(message)


async def connect(adapter: FakeAdapter, peer: Peer) -> None:
    if not adapter.powered:
        raise BluezError("Failed", "Input/output error")
    if peer.connected:
        return
    if peer.connecting is not None:
        raise BluezError("InProgress", "In Progress")
    if adapter.links >= adapter.slots:
        raise BluezError("Failed", "le-connection-abort-by-local")
    peer.connecting = asyncio.create_task(_reach(adapter, peer))
    try:
        await peer.connecting
    except asyncio.CancelledError:
        raise BluezError("Failed", "le-connection-canceled") from None
    except TimeoutError:
        raise BluezError("Failed", "le-connection-abort-by-local") from None
    finally:
        peer.connecting = None
    peer.linked()


async def pair(adapter: FakeAdapter, peer: Peer) -> Reply:
    if peer.paired:
        raise BluezError("AlreadyExists", "Already Exists")
    await connect(adapter, peer)
    if not peer.wearable.pairs:
        raise BluezError("AuthenticationFailed", "Authentication Failed")
    peer.paired = True
    peer.tree.change(peer.path, DEVICE, Paired=True, Bonded=True)
    return Reply()


async def on_characteristic(peer: Peer, offered: Offered, message: Message) -> Reply:
    member, client = message.member, message.sender or ""
    if not peer.connected:
        if member == "StartNotify":  # so the daemon answers, odd as it is
            raise BluezError("InProgress", "In Progress")
        raise BluezError("Failed", "Not connected")
    if member == "StopNotify":
        return _stop_notify(peer, offered, client)
    if not peer.wearable.in_range:
        await _in_vain(peer)
    uuid, flags = offered.characteristic.uuid, offered.characteristic.flags
    if member == "ReadValue":
        if "read" not in flags:
            raise BluezError("NotPermitted", "Read not permitted")
        await asyncio.sleep(peer.wearable.read_s)
        value = peer.wearable.values[uuid]
        peer.tree.change(offered.path, CHARACTERISTIC, Value=value)
        return Reply("ay", [value])
    if member == "WriteValue":
        if not any(flag.startswith("write") for flag in flags):
            raise BluezError("NotPermitted", "Write not permitted")
        value = bytes(message.body[0])
        return Reply(then=lambda: peer.wearable.take(uuid, value))
    if member == "StartNotify":
        if not offered.live:
            raise BluezError("NotSupported", "Operation is not supported")
        offered.subscribers.add(client)
        peer.tell_notifying(offered)
        return Reply()
    raise unknown_method(message)


def unknown_method(message: Message) -> BluezError:
    return BluezError(
        "org.freedesktop.DBus.Error.UnknownMethod",
        f'Method "{message.member}" with signature "{message.signature}" on interface '
        f'"{message.interface}" doesn\'t exist\n',
    )


def _stop_notify(peer: Peer, offered: Offered, client: str) -> Reply:
    if client not in offered.subscribers:
        raise BluezError("Failed", "No notify session started")
    offered.subscribers.discard(client)
    peer.tell_notifying(offered)
    return Reply()


async def _reach(adapter: FakeAdapter, peer: Peer) -> None:
    async with asyncio.timeout(PAGE_S):
        while not (peer.wearable.advertising and peer.wearable.address == peer.address):
            if not adapter.powered:
                raise TimeoutError
            await asyncio.sleep(0.02)
        await asyncio.sleep(peer.wearable.connect_s)


async def _in_vain(peer: Peer) -> None:
    """A request to a device that went away is answered when the link ends."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(ATT_S):
            await peer.ended.wait()
    raise BluezError("Failed", "Operation failed with ATT error: 0x0e")
