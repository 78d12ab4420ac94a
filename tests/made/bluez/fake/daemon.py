"""The stand-in for bluetoothd: owns org.bluez on a private bus, answers, advertises, dies."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from dbus_fast import Message, MessageFlag, MessageType, NameFlag
from dbus_fast.aio import MessageBus

from tests.made.bluez.fake import methods
from tests.made.bluez.fake.adapter import FakeAdapter
from tests.made.bluez.fake.faults import BluezError, Fault
from tests.made.bluez.fake.methods import Reply
from tests.made.bluez.fake.peripheral import FakeWearable
from tests.made.bluez.fake.tree import (
    ADAPTER,
    CHARACTERISTIC,
    DEVICE,
    OBJECT_MANAGER,
    PROPERTIES,
    Tree,
)

BUS = "org.freedesktop.DBus"
TICK_S = 0.05


class FakeDaemon:
    """Everything happens in the loop `start` was awaited in."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._bus: MessageBus | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._air: asyncio.Task[None] | None = None
        self.tree = Tree(self._send)
        self.adapters: dict[str, FakeAdapter] = {}
        self.wearables: list[FakeWearable] = []
        self.faults: list[Fault] = []
        self.calls: list[tuple[str, str]] = []  # member and path, of every call so far
        self.once_shown: list[Callable[[], None]] = []  # right behind the next list of objects

    @property
    def running(self) -> bool:
        return self._bus is not None

    async def start(self) -> None:
        if self._bus is not None:
            return
        bus = MessageBus(bus_address=self._address)
        await bus.connect()
        bus.add_message_handler(self._receive)
        rule = f"type='signal',sender='{BUS}',member='NameOwnerChanged'"
        await bus.call(Message(BUS, "/", BUS, "AddMatch", signature="s", body=[rule]))
        await bus.request_name("org.bluez", NameFlag.DO_NOT_QUEUE)
        self._bus = bus
        self.tree.export("/org/bluez", {"org.bluez.AgentManager1": {}})
        for adapter in self.adapters.values():
            await adapter.show()
        self._air = asyncio.create_task(self._advertise())

    async def crash(self) -> None:
        """Kill -9: the name is gone, and nothing else was said."""
        if self._bus is None:
            return
        bus, self._bus = self._bus, None
        if self._air is not None:
            self._air.cancel()
        self.tree.clear()
        for adapter in self.adapters.values():
            adapter.died()
        bus.disconnect()
        with contextlib.suppress(EOFError, OSError):
            await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]

    async def stop(self) -> None:
        """SIGTERM: links end, adapters go off, objects leave, then the name."""
        for adapter in self.adapters.values():
            if adapter.powered:
                adapter.switch(False)()
                adapter.powered = True  # the next daemon switches it on again
        for path in sorted(self.tree.objects, reverse=True):
            self.tree.unexport(path)
        await asyncio.sleep(0.02)
        await self.crash()

    async def add_adapter(self, adapter: FakeAdapter) -> None:
        self.adapters[adapter.name] = adapter
        if self.running:
            await adapter.show()

    def remove_adapter(self, name: str) -> FakeAdapter:
        adapter = self.adapters.pop(name)
        adapter.hide()
        return adapter

    async def call(self, message: Message) -> Message:
        """Ask a client something."""
        assert self._bus is not None
        reply = await self._bus.call(message)
        assert reply is not None
        return reply

    def _send(self, message: Message) -> None:
        if self._bus is not None and self._bus.connected:
            self._bus.send(message)

    def _receive(self, message: Message) -> bool | None:
        if message.member == "NameOwnerChanged" and message.sender == BUS:
            name, _, owner = message.body
            if not owner:
                for adapter in self.adapters.values():
                    adapter.client_gone(name)
            return None
        if message.message_type is not MessageType.METHOD_CALL or message.sender == BUS:
            return None
        task = asyncio.create_task(self._answer(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _answer(self, message: Message) -> None:
        self.calls.append((message.member or "", message.path or ""))
        fault = self._fault(message)
        try:
            if fault is not None:
                await fault.strike()
                return
            reply = await self._serve(message)
            answer = Message.new_method_return(message, reply.signature, reply.body)
        except BluezError as error:
            reply = Reply()
            answer = Message.new_error(message, error.name, error.text)
        if not message.flags & MessageFlag.NO_REPLY_EXPECTED:
            self._send(answer)
        reply.then()

    def _fault(self, message: Message) -> Fault | None:
        for fault in self.faults:
            if fault.meets(message.member or "", message.path or ""):
                fault.times -= 1
                return fault
        return None

    async def _serve(self, message: Message) -> Reply:
        path = message.path or ""
        if message.interface == "org.freedesktop.DBus.Peer":
            return Reply()
        if message.interface == OBJECT_MANAGER and message.member == "GetManagedObjects":
            shown = {p: {i: dict(v) for i, v in o.items()} for p, o in self.tree.objects.items()}
            return Reply("a{oa{sa{sv}}}", [shown], then=self._once_shown)
        if path not in self.tree.objects:
            error = methods.unknown_method(message)
            raise BluezError("org.freedesktop.DBus.Error.UnknownObject", error.text)
        if message.interface == PROPERTIES:
            return self._property(message)
        return await self._method(message, path)

    async def _method(self, message: Message, path: str) -> Reply:
        for adapter in self.adapters.values():
            if path == adapter.path:
                return await methods.on_adapter(adapter, message)
            for peer in adapter.peers:
                if path == peer.path:
                    return await methods.on_device(adapter, peer, message)
                offered = peer.at(path)
                if offered is not None and message.interface == CHARACTERISTIC:
                    return await methods.on_characteristic(peer, offered, message)
        raise methods.unknown_method(message)

    def _once_shown(self) -> None:
        while self.once_shown:
            self.once_shown.pop()()

    def _property(self, message: Message) -> Reply:
        interface = self.tree.objects[message.path or ""].get(message.body[0], {})
        if message.member == "GetAll":
            return Reply("a{sv}", [interface])
        if message.member == "Get" and message.body[1] in interface:
            return Reply("v", [interface[message.body[1]]])
        if message.member == "Set" and message.body[:2] == [ADAPTER, "Powered"]:
            adapter = next(a for a in self.adapters.values() if a.path == message.path)
            return Reply(then=adapter.switch(message.body[2].value))
        if message.member == "Set" and message.body[:2] == [DEVICE, "Trusted"]:
            trusted = message.body[2].value
            return Reply(then=lambda: self.tree.change(message.path or "", DEVICE, Trusted=trusted))
        text = f"No such property '{message.body[1]}'"
        raise BluezError("org.freedesktop.DBus.Error.InvalidArgs", text)

    async def _advertise(self) -> None:
        due = dict.fromkeys(self.wearables, 0.0)
        loop = asyncio.get_running_loop()
        while True:
            for wearable in self.wearables:
                if wearable.advertising and loop.time() >= due.get(wearable, 0.0):
                    due[wearable] = loop.time() + wearable.every_s
                    for adapter in self.adapters.values():
                        adapter.hear(wearable, self._send)
            for adapter in self.adapters.values():
                adapter.forget_temporary()
            await asyncio.sleep(TICK_S)
