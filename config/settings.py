"""What people may change, as one frozen typed value with a meaning for every line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Channel = Literal["activity", "live", "monitoring"]
Place = Literal["chest", "wrist", "finger", "hand", "ear_lobe", "foot", "other"]


def setting(default: Any, meaning: str, *, shown: bool = True, **limits: int) -> Any:
    """Declare a setting: its default, a sentence for the example file, what narrows it.

    One that is not ``shown`` is a secret: no log and no traceback has it.
    """
    return field(default=default, repr=shown, metadata={"meaning": meaning, **limits})


@dataclass(frozen=True, slots=True)
class Storage:
    """Where the numbers are kept."""

    database_url: str = setting(
        "",
        "Empty: one SQLite file in the data directory. "
        "Or PostgreSQL: postgresql://user@host/database",
    )
    wait_s: int = setting(
        30, "How long to wait for another program that is writing to it.", least=1, most=600
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read."""

    workers: int = setting(0, "Processes that decode; 0: one for each processor.", least=0, most=64)


@dataclass(frozen=True, slots=True)
class Sources:
    """Which channel a quantity is taken from when several describe the same minute, best first."""

    steps: tuple[Channel, ...] = setting(
        ("monitoring", "live", "activity"),
        "A session's steps are already in the all-day count of the same watch.",
    )
    heart_rate: tuple[Channel, ...] = setting(
        ("activity", "live", "monitoring"),
        "A recorded session measures every second, the all-day file once a minute.",
    )
    live_heart_rate: tuple[Place, ...] = setting(
        ("chest",),
        "Where a sensor is worn whose live heart rate is asked first, best first. A strap on the "
        "chest is more exact than a wrist, most of all while one moves.",
    )
    among_live: Literal["most_minutes", "first_paired"] = setting(
        "most_minutes",
        "Of several devices heard over the air: the one that knows most of the day, or the oldest.",
    )


@dataclass(frozen=True, slots=True)
class Letters:
    """Who writes, and to whom. Health words leave the house only where this says so."""

    sender: str = setting("stegvis@localhost", "The From address of letters written as mail.")
    patient: str = setting(
        "", "The patient's address, while one person is followed; empty: the mail names nobody."
    )
    physio: str = setting("", "The physio's address; empty: the mail names nobody.")
    country: str = setting(
        "",
        "Two letters (SE, NO, DK, ...): whose emergency numbers a letter names. "
        "Empty: by the person's time zone.",
        longest=2,
    )
    page_url: str = setting(
        "",
        "Where docs/recommendations.md can be read, for the links of footnotes. "
        "Empty: letters name the statements and link nowhere.",
    )


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server letters leave by. Without a host nothing is sent."""

    host: str = setting("", "As smtp.example.org; empty: nothing is sent by mail.")
    port: int = setting(587, "587 with starttls, 465 with tls.", least=1, most=65535)
    security: Literal["starttls", "tls", "none"] = setting(
        "starttls", "starttls, tls, or none; none only to a server on this machine."
    )
    user: str = setting("", "Empty: the server asks for no login.")
    password: str = setting(
        "", "Better not here: as a systemd credential named stegvis_mail__password.", shown=False
    )
    ca_file: str = setting("", "Certificates to trust besides the system's, as a PEM file.")
    timeout_s: int = setting(60, "How long the server may keep silent.", least=1, most=600)
    owner: str = setting(
        "",
        "Who keeps this installation: told when nothing arrives or sending fails. A mail address, "
        "or one of a phone service as ntfy://host/topic, which also tells when mail fails.",
        shown=False,  # such an address may hold a secret
    )
    unsubscribe: str = setting(
        "", "A mailto: address for 'stop these letters'; empty: the sender's address."
    )
    unsubscribe_url: str = setting(
        "",
        "An https page that stops these letters with one click (a POST that names the message, "
        "RFC 8058); empty: by mail alone.",
    )


@dataclass(frozen=True, slots=True)
class Schedule:
    """When things happen, on each person's own clock. Nothing is said between 21 and 8."""

    letters_on: Literal[
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    ] = setting("monday", "The day the letters about last week are sent.")
    backup_at: str = setting(
        "03:30", "When the daily backup may begin, on this machine's clock.", hour=True
    )
    clock_settles_min: int = setting(
        10,
        "After the machine was switched on, nothing is said for so long, or until the network has "
        "told it the time; 0: its clock is always believed.",
        least=0,
        most=1440,
    )
    silent_days: int = setting(
        3, "After so many days without data the owner is told.", least=1, most=60
    )


@dataclass(frozen=True, slots=True)
class Inbox:
    """Folders that are watched for files."""

    folder: str = setting(
        "", "Files put here are imported and filed away; empty: inbox in the data directory."
    )
    settle_s: int = setting(5, "A file is read when it has not changed for so long.", least=0)
    watches: bool = setting(True, "Read a mounted watch (a drive with a GARMIN folder).")
    keep_done_days: int = setting(
        0, "Days until filed files are removed (originals are kept anyway); 0: never.", least=0
    )


@dataclass(frozen=True, slots=True)
class Backup:
    """Copies of everything, made while the program runs."""

    folder: str = setting("", "Empty: backups in the data directory; better another disk.")
    daily: int = setting(7, "How many daily copies are kept.", least=1, most=366)
    weekly: int = setting(5, "How many copies, one a week, are kept besides.", least=0, most=520)


@dataclass(frozen=True, slots=True)
class Bluetooth:
    """Listening to straps and watches over the air."""

    listen: bool = setting(True, "Listen to paired devices while the service runs.")
    adapter: str = setting("", "As hci0; empty: the first adapter there is.")
    flush_min: int = setting(
        60, "Minutes between writings; a crash loses at most these.", least=1, most=240
    )
    silence_s: int = setting(
        30, "A connected device silent for so long is connected again.", least=5, most=3600
    )


@dataclass(frozen=True, slots=True)
class Service:
    """How the background service works."""

    errand_limit_s: int = setting(
        900, "How long an import or a letter may take before it is stopped.", least=10
    )
    log: Literal["quiet", "normal", "verbose"] = setting(
        "normal",
        "One line for every decision; quiet: what somebody should look at; verbose: every look.",
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything in ``stegvis.toml``. Every line has a default: the file may be absent."""

    storage: Storage = Storage()
    reading: Reading = Reading()
    sources: Sources = Sources()
    letters: Letters = Letters()
    mail: Mail = Mail()
    schedule: Schedule = Schedule()
    inbox: Inbox = Inbox()
    backup: Backup = Backup()
    bluetooth: Bluetooth = Bluetooth()
    service: Service = Service()
