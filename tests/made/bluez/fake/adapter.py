"""One adapter on the bus: discovery, advertisement monitors, connection slots, power."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

from dbus_fast import Message, MessageFlag

from tests.made.bluez.fake.faults import BluezError
from tests.made.bluez.fake.peer import Peer
from tests.made.bluez.fake.peripheral import FakeWearable
from tests.made.bluez.fake.tree import ADAPTER, MONITOR, MONITORS, OBJECT_MANAGER, Tree

#: The daemon forgets a device that was only heard, never connected to, after so long.
TEMPORARY_S = 30.0

Call = Callable[[Message], Awaitable[Message]]


class FakeAdapter:
    def __init__(self, tree: Tree, call: Call, name: str, address: str) -> None:
        self.tree, self._call = tree, call
        self.name, self.address, self.path = name, address, f"/org/bluez/{name}"
        self.powered = True
        self.passive = True  # the daemon runs with --experimental
        self.slots = 7
        self.stuck = False  # no discovery begins before it was switched off
        self.refuses_on = 0  # times to be switched on
        self.temporary_s = TEMPORARY_S
        self.discovering: set[str] = set()  # clients
        self.monitors: dict[tuple[str, str], str | None] = {}  # client, root: its monitor object
        self.peers: list[Peer] = []
        self._activations: set[asyncio.Task[None]] = set()

    @property
    def scanning(self) -> bool:
        return self.powered and bool(self.discovering or self.monitors)

    @property
    def links(self) -> int:
        return sum(peer.connected for peer in self.peers)

    async def show(self) -> None:
        """The adapter appears switched off and is switched on at once, as AutoEnable has it."""
        interfaces: dict[str, dict[str, Any]] = {ADAPTER: self._properties()}
        if self.passive:
            interfaces[MONITORS] = {"SupportedMonitorTypes": ["or_patterns"]}
        self.tree.export(self.path, interfaces)
        for peer in self.peers:
            if peer.known:
                peer.show()
        await asyncio.sleep(0.02)
        if self.powered:
            self.tree.change(self.path, ADAPTER, Powered=True)

    def hide(self) -> None:
        """Unplugged: links end, and all that was known of devices leaves the bus."""
        self.end_links()
        self.tree.unexport_under(self.path)
        for peer in self.peers:
            peer.unsubscribed()
        self.discovering.clear()
        self.monitors.clear()

    def died(self) -> None:
        self.discovering.clear()
        self.monitors.clear()
        for peer in self.peers:
            peer.daemon_died()
        self.peers = [peer for peer in self.peers if peer.known]

    def end_links(self) -> None:
        for peer in self.peers:
            peer.dropped()

    def switch(self, on: bool) -> Callable[[], None]:
        """Switch; what is told of it follows the reply."""
        if on == self.powered:
            return lambda: None
        if on and self.refuses_on:
            self.refuses_on -= 1
            raise BluezError("Busy")
        if not on:
            self.end_links()
            self.discovering.clear()
            self.stuck = False
        self.powered = on
        told = {"Powered": on} if on else {"Powered": on, "Discovering": False}
        return lambda: self.tree.change(self.path, ADAPTER, **told)

    def start_discovery(self, client: str) -> Callable[[], None]:
        self.needs_power()
        if self.stuck or client in self.discovering:
            raise BluezError("InProgress", "Operation already in progress")
        self.discovering.add(client)
        if len(self.discovering) > 1:
            return lambda: None
        return lambda: self.tree.change(self.path, ADAPTER, Discovering=True)

    def stop_discovery(self, client: str) -> Callable[[], None]:
        self.needs_power()
        if client not in self.discovering:
            raise BluezError("Failed", "No discovery started")
        self.discovering.discard(client)
        return lambda: None if self.discovering else self._quiet()

    def register_monitor(self, client: str, root: str) -> None:
        if (client, root) in self.monitors:
            raise BluezError("AlreadyExists", "Already Exists")
        self.monitors[client, root] = None

    def unregister_monitor(self, client: str, root: str) -> None:
        if (client, root) not in self.monitors:
            raise BluezError("DoesNotExist", "Does Not Exist")
        del self.monitors[client, root]

    def begin_activation(self, client: str, root: str) -> None:
        task = asyncio.create_task(self._activate(client, root))
        self._activations.add(task)
        task.add_done_callback(self._activations.discard)

    async def _activate(self, client: str, root: str) -> None:
        with contextlib.suppress(EOFError, OSError):  # the daemon dies meanwhile
            await self._find_monitor(client, root)

    async def _find_monitor(self, client: str, root: str) -> None:
        """Look for the monitor object, which clients show only after they registered it."""
        for _ in range(1200):  # a minute
            if (client, root) not in self.monitors:  # gone, or the daemon died
                return
            question = Message(client, root, OBJECT_MANAGER, "GetManagedObjects")
            reply = await self._call(question)
            shown = reply.body[0] if reply.body and isinstance(reply.body[0], dict) else {}
            for path, interfaces in shown.items():
                if MONITOR in interfaces and (client, root) in self.monitors:
                    await self._call(Message(client, path, MONITOR, "Activate"))
                    self.monitors[client, root] = path
                    return
            await asyncio.sleep(0.05)

    def client_gone(self, name: str) -> None:
        if name in self.discovering:
            self.discovering.discard(name)
            if not self.discovering:
                self._quiet()
        for key in [key for key in self.monitors if key[0] == name]:
            del self.monitors[key]
        for peer in self.peers:
            peer.client_gone(name)

    def hear(self, wearable: FakeWearable, say: Callable[[Message], None]) -> None:
        """One advertisement is in the air."""
        if not self.scanning:
            return
        peer = self.peer_of(wearable)
        peer.heard()
        for (client, _), path in self.monitors.items():
            if path is not None:
                say(_found(client, path, peer))

    def peer_of(self, wearable: FakeWearable) -> Peer:
        for peer in self.peers:
            if peer.wearable is wearable and peer.address == wearable.address:
                return peer
        self.peers.append(Peer(self.tree, self.path, wearable))
        return self.peers[-1]

    def forget_temporary(self) -> None:
        now = time.monotonic()
        for peer in list(self.peers):
            stale = now - peer.heard_at_s > self.temporary_s
            if stale and not (peer.known or peer.connecting or peer.connected):
                self.forget(peer)

    def forget(self, peer: Peer) -> None:
        peer.forgotten()
        with contextlib.suppress(ValueError):
            self.peers.remove(peer)

    def needs_power(self) -> None:
        if not self.powered:
            raise BluezError("NotReady", "Resource Not Ready")

    def _quiet(self) -> None:
        for peer in self.peers:
            peer.unheard()
        self.tree.change(self.path, ADAPTER, Discovering=False)

    def _properties(self) -> dict[str, Any]:
        return {
            "Address": self.address,
            "AddressType": "public",
            "Name": "stand-in",
            "Alias": "stand-in",
            "Class": 0,
            "Powered": False,
            "Discoverable": False,
            "Pairable": False,
            "Discovering": False,
            "UUIDs": [],
            "Modalias": "usb:v1D6Bp0246d0542",
            "Roles": ["central", "peripheral"],
        }


def _found(client: str, monitor: str, peer: Peer) -> Message:
    return Message(
        client,
        monitor,
        MONITOR,
        "DeviceFound",
        signature="o",
        body=[peer.path],
        flags=MessageFlag.NO_REPLY_EXPECTED,
    )
