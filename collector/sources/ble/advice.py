"""One plain sentence for every reason: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collector.sources.ble.reasons import Reason
from config.errors import StegvisError


class BluetoothError(StegvisError):
    """Bluetooth cannot be used, or the device cannot be reached, for a reason with advice."""

    def __init__(self, reason: Reason, detail: str = "", *, about: str = "") -> None:
        inside = f" ({detail})" if detail else ""
        before = f"{about}: " if about else ""
        super().__init__(f"{before}{HAPPENED[reason]}{inside}. {ADVICE[reason]}".rstrip())
        self.reason = reason


#: What happened, as a sentence without its full stop.
HAPPENED: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.NONE: "All is well",
        Reason.NO_BUS: "The system's message bus cannot be reached",
        Reason.NO_DAEMON: "The Bluetooth service (bluetoothd) is not running",
        Reason.HUNG: "The Bluetooth service (bluetoothd) does not answer",
        Reason.NOT_PERMITTED: "This user may not use Bluetooth",
        Reason.NO_ADAPTER: "There is no Bluetooth adapter",
        Reason.POWERED_OFF: "The Bluetooth adapter is turned off",
        Reason.BLOCKED: "The Bluetooth adapter is blocked by a switch",
        Reason.STUCK: "The search for devices is stuck",
        Reason.OUT_OF_RANGE: "The device is not to be seen",
        Reason.AMBIGUOUS: "It is not clear which device of this name is the right one",
        Reason.UNREACHABLE: "The device is seen but no connection comes about",
        Reason.DROPS: "The device connects and lets go at once",
        Reason.ENDED: "The device ended the connection",
        Reason.SILENT: "The device is connected but says nothing",
        Reason.SLOTS: "The adapter holds as many connections as it can",
        Reason.PAIRING_NEEDED: "The device wants an encrypted connection",
        Reason.PAIRING_REFUSED: "The device refused to be paired",
        Reason.SERVICES_MISSING: "The device does not offer what is wanted of it",
        Reason.SERVICES_STALE: "What was remembered of the device is out of date",
        Reason.GARBAGE: "The device sent something that cannot be read",
        Reason.LATE: "A packet came after its connection was given up",
        Reason.FAULT: "Something went wrong inside this program",
    }
)

#: What to do about it, one sentence.
ADVICE: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.NONE: "",
        Reason.NO_BUS: "Start the system's D-Bus (systemctl status dbus), or run outside the "
        "container that hides it; listening goes on when it is back.",
        Reason.NO_DAEMON: "Install it (apt install bluez) and start it "
        "(systemctl enable --now bluetooth); listening goes on when it is back.",
        Reason.HUNG: "Restart it with: systemctl restart bluetooth",
        Reason.NOT_PERMITTED: "Add the user to the group bluetooth (usermod -aG bluetooth USER) "
        "and log in again, or restart the service.",
        Reason.NO_ADAPTER: "Plug in a USB Bluetooth adapter, or turn the built-in one on "
        "(on a Raspberry Pi: no dtoverlay=disable-bt in config.txt); "
        "check its name with: bluetoothctl list",
        Reason.POWERED_OFF: "Turn it on with: bluetoothctl power on",
        Reason.BLOCKED: "Unblock it with: rfkill unblock bluetooth",
        Reason.STUCK: "It is mended where that disturbs nobody. If it stays, turn the adapter off "
        "and on (bluetoothctl power off; bluetoothctl power on) or plug it in anew; where a "
        "Raspberry Pi's built-in adapter dies again and again, use a USB adapter.",
        Reason.OUT_OF_RANGE: "Put the device on or wake it, come nearer, check its battery.",
        Reason.AMBIGUOUS: "If yours took a new address (stegvis ble scan shows it), pair it anew "
        "with: stegvis ble pair ADDRESS",
        Reason.UNREACHABLE: "Come nearer and keep the adapter away from Wi-Fi aerials and USB 3 "
        "plugs (a short USB cable helps); it is tried again.",
        Reason.DROPS: "Another phone, watch or app probably holds it: turn Bluetooth off there, "
        "or forget the device there.",
        Reason.ENDED: "Nothing, if it was taken off or switched off; it is looked for again.",
        Reason.SILENT: "Wear it (straps: wet the electrodes) and check that it is in the mode "
        "that sends; it is connected anew.",
        Reason.SLOTS: "Use fewer devices at once or a second adapter; the others follow when one "
        "leaves.",
        Reason.PAIRING_NEEDED: "Confirm the pairing on the device when it asks; it is tried now.",
        Reason.PAIRING_REFUSED: "Put the device into pairing mode and confirm there; where it was "
        "paired before, first: bluetoothctl remove ADDRESS",
        Reason.SERVICES_MISSING: 'Put it into the right mode (on a watch: turn on "Broadcast '
        "Heart Rate\") and keep the phone's app away from it.",
        Reason.SERVICES_STALE: "Nothing: it is forgotten by bluetoothd and asked again.",
        Reason.GARBAGE: "Nothing, if it is rare; otherwise update the device's software and tell "
        "the project what it sent.",
        Reason.LATE: "Nothing: it was counted and left out.",
        Reason.FAULT: "Please report it with the words above; listening goes on.",
    }
)


def sentence(reason: Reason) -> str:
    """Give what happened and what to do as running text.

    >>> sentence(Reason.POWERED_OFF)
    'The Bluetooth adapter is turned off. Turn it on with: bluetoothctl power on'
    """
    return f"{HAPPENED[reason]}. {ADVICE[reason]}".rstrip()
