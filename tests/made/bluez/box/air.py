"""The air between the guest's adapter and the wearables, and the adapter's controller."""

from __future__ import annotations

import asyncio
import random

from bumble import hci, ll
from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.link import LocalLink
from bumble.transport import open_transport
from bumble.transport.common import PacketParser, Transport

ADAPTER = hci.Address("B8:27:EB:11:22:33/P")

#: Linux waits for LE Enhanced Connection Complete where these are on, and bumble 0.0.236 never
#: sends it (google/bumble issue 841).
BEYOND_BUMBLE = hci.LeFeatureMask.LL_PRIVACY | hci.LeFeatureMask.LE_EXTENDED_ADVERTISING


class Air(LocalLink):
    """A link that can lose controllers; ``gone`` neither hear nor are heard."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.gone: set[Controller] = set()

    def hears(self, one: Controller, other: Controller) -> bool:
        return not self.gone & {one, other}

    def send_acl_data(
        self,
        sender_controller: Controller,
        destination_address: hci.Address,
        transport: PhysicalTransport,
        data: bytes,
    ) -> None:
        # bumble takes the random address of every sender; the adapter speaks with its public one.
        connection = sender_controller.le_connections.get(destination_address)
        receiver = self.find_le_controller(destination_address)
        if connection is None or receiver is None or not self.hears(sender_controller, receiver):
            return
        _soon(receiver.on_link_acl_data, connection.self_address, transport, data)

    def send_advertising_pdu(
        self, sender_controller: Controller, packet: ll.AdvertisingPdu
    ) -> None:
        for receiver in self.controllers:
            if receiver is not sender_controller and self.hears(sender_controller, receiver):
                _soon(receiver.on_ll_advertising_pdu, packet)

    def send_ll_control_pdu(
        self,
        sender_address: hci.Address,
        receiver_address: hci.Address,
        packet: ll.ControlPdu,
    ) -> None:
        sender = self.find_le_controller(sender_address)
        receiver = self.find_le_controller(receiver_address)
        if receiver is None or (sender is not None and not self.hears(sender, receiver)):
            return
        _soon(receiver.on_ll_control_pdu, sender_address, packet)


class AdapterController(Controller):
    """The chip that Linux drives. ``silent``: it has no power, nothing leaves it."""

    silent = False

    def send_hci_packet(self, packet: hci.HCI_Packet) -> None:
        if self.silent:
            return
        if isinstance(packet, hci.HCI_LE_Advertising_Report_Event):
            for report in packet.reports:  # bumble's never changes, and BlueZ tells changes only
                report.rssi = -60 + random.randint(-6, 6)
            packet = hci.HCI_LE_Advertising_Report_Event(packet.reports)
        super().send_hci_packet(packet)


class Chip:
    """The adapter's controller on its serial line to the guest."""

    def __init__(self, air: Air, transport: Transport) -> None:
        self._air, self._transport = air, transport
        self.controller = AdapterController(
            "adapter",
            host_source=transport.source,
            host_sink=transport.sink,
            link=air,
            public_address=ADAPTER,
        )
        self.controller.le_features &= ~BEYOND_BUMBLE

    def lose_power(self) -> None:
        """Every link dies at once and nobody is told on the guest's side."""
        self.controller.silent = True
        self.controller.le_scan_enable = False
        self.controller.pending_le_connection = None
        self.controller.le_connections.clear()

    def regain_power(self) -> None:
        _parser(self._transport).reset()  # half a packet may be left from before
        self.controller.silent = False

    async def close(self) -> None:
        await self._transport.close()


async def plug_chip(air: Air, hci_line: str) -> Chip:
    return Chip(air, await open_transport(hci_line))


def time_out(controller: Controller, peer: hci.Address | None = None) -> None:
    """The supervision time of its links is over (of the one to ``peer`` alone, if given)."""
    for connection in list(controller.le_connections.values()):
        if peer is None or connection.peer_address == peer:
            controller.on_le_disconnected(connection, hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR)


def _parser(transport: Transport) -> PacketParser:
    parser = getattr(transport.source, "parser", None)
    assert isinstance(parser, PacketParser)
    return parser


def _soon(what: object, *arguments: object) -> None:
    assert callable(what)
    asyncio.get_running_loop().call_soon(what, *arguments)
