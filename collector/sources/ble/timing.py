"""How long the link waits for what. Every number with its reason; tests shrink them."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds, all of them."""

    #: A connection over the air takes 1-5 s; bluetoothd itself gives up after 40, and until then
    #: no other device gets its turn.
    connect_s: float = 25.0
    #: A person has to find the device's screen and confirm.
    pair_s: float = 60.0
    #: Starting notifications, one read, one write: one or two exchanges over the air.
    call_s: float = 10.0
    #: Who made a device is nice to know, and not worth waiting for.
    about_s: float = 2.0
    #: bluetoothd answers in milliseconds; on a busy Raspberry Pi Zero in a second.
    daemon_s: float = 5.0
    #: An adapter appears first and is turned on a moment later; that is no trouble to tell of.
    settle_s: float = 2.0
    #: Nobody waits long for a goodbye: with bluetoothd gone it would never be answered.
    goodbye_s: float = 5.0
    #: All goodbyes together when the program is told to stop, inside the 2 s it promises.
    leave_s: float = 1.2
    #: A strap speaks every second; a kind of device can ask for more.
    silence_s: float = 30.0
    #: A device that may say nothing for hours is asked so often whether it is there.
    ask_s: float = 300.0
    #: A connection that lasted so long, with data, was a good one: failures are forgotten.
    good_s: float = 30.0
    #: After a failed connection; doubles up to the longest wait, which is that of scans.
    again_s: float = 2.0
    longest_wait_s: float = 120.0
    #: Most devices shout every 0.1-2 s, and a scan hears each third or so.
    scan_s: float = 10.0
    #: Between two scans for a device that is not there; doubles from the first to the second. Two
    #: minutes is what a walk with the strap loses at most, and some 0.1 wakeups a second.
    rest_s: float = 5.0
    longest_rest_s: float = 120.0
    #: Scanning without end (for devices that are read without a connection) begins anew so often:
    #: adapters forget that they scan.
    scan_anew_s: float = 600.0
    #: An adapter that is stuck is switched off and on no more often: what did not help an hour ago
    #: will not now.
    switch_again_s: float = 3600.0
    #: The same advertisement is handed on again after so long: still there, nothing new.
    advertised_s: float = 10.0
    #: A device that is only read from its advertisements counts as gone after so long.
    advertised_gone_s: float = 300.0
    #: The system bus comes back within seconds, or somebody is working on the machine.
    bus_again_s: float = 1.0
    longest_bus_wait_s: float = 60.0

    def __post_init__(self) -> None:
        """Refuse what would spin or hang."""
        for each in fields(self):
            if not 0 < getattr(self, each.name) < 86_400:
                raise ValueError(f"{each.name} must be above 0 and below a day")
