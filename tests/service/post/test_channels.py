"""A nudge reaches every address once, and no secret of an address reaches anybody."""

from __future__ import annotations

import gc
import json
import logging
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

import pytest

from config.errors import StegvisError
from config.settings import Letters, Settings
from service.letters.words import WordsError
from service.post.addresses import AddressError
from service.post.channels import gathered, post_nudge, scheme_of, valid_address
from service.post.outcome import Outcome
from service.post.stopping import StoppedError
from storage.errors import StorageError
from storage.records import MessageKind
from storage.sending import Consent, MessageState, Privacy
from tests.made import ports
from tests.made.certificates import Certificate
from tests.made.faulty_mail import Fault, faulty_server
from tests.made.phone_services import broker, web_service

ROOT = Path(__file__).resolve().parents[3]
TEXT = "Yesterday was quiet. About 10 minutes outside before lunch? Skip it – or not: ½ é."
AT = datetime(2026, 3, 16, 9, tzinfo=UTC)
SECRET = "s3cr3tTopic9"
#: A machine that is busy may be late.
PATIENT = "cto=60&rto=60"

#: apprise imports it where Python still has it.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

SENT, WAITING = MessageState.SENT, MessageState.WAITING
REFUSED, UNCERTAIN = MessageState.REFUSED, MessageState.UNCERTAIN


def agreed(number: int, address: str, language: str = "en") -> Consent:
    return Consent(number, 1, MessageKind.NUDGE, address, language, Privacy.FULL, "09:00", "AB", AT)


def nudge(
    *addresses: str,
    settings: Settings | None = None,
    leaving: Callable[[Consent], None] | None = None,
    languages: Sequence[str] = (),
) -> Outcome:
    outcome = post_nudge(
        lambda language: TEXT if language == "en" else f"{language}: {TEXT}",
        [
            agreed(number, address, language)
            for number, (address, language) in enumerate(
                zip_longest(addresses, languages, fillvalue="en")
            )
        ],
        title="stegvis",
        settings=settings or Settings(),
        message_id="<1@example.org>",
        now=AT,
        leaving=leaving or (lambda _: None),
    )
    gc.collect()  # apprise leaves a broker when its plugin is forgotten
    return outcome


#: Scheme -> the address, and the text in what the service took.
SERVICES: dict[str, tuple[str, Callable[[str], str]]] = {
    "ntfy": (
        f"ntfy://127.0.0.1:{{port}}/{SECRET}?{PATIENT}",
        lambda body: json.loads(body)["message"],
    ),
    "gotify": (
        f"gotify://127.0.0.1:{{port}}/{SECRET}?{PATIENT}",
        lambda body: json.loads(body)["message"],
    ),
    "json": (
        f"json://kim:{SECRET}@127.0.0.1:{{port}}/hook?{PATIENT}",
        lambda body: json.loads(body)["message"],
    ),
}


@pytest.mark.parametrize("scheme", SERVICES)
def test_a_phone_service_gets_the_sentence_once(scheme: str) -> None:
    address, text_of = SERVICES[scheme]
    with web_service() as taken:
        outcome = nudge(address.format(port=taken.port))
    assert outcome == Outcome(SENT, f"{scheme}: taken")
    ((_, body),) = taken.messages
    assert text_of(body) == TEXT


def test_home_assistant_gets_it_through_its_broker_and_says_so() -> None:
    with broker() as taken:
        outcome = nudge(f"mqtt://kim:{SECRET}@127.0.0.1:{taken.port}/home/nudge?{PATIENT}")
    assert outcome.state is SENT
    ((topic, payload),) = taken.messages
    assert topic == "home/nudge"
    assert TEXT in payload
    assert SECRET in taken.logins[0]
    assert taken.qualities == [2], "the broker takes it once, and says so"


def test_a_broker_that_refuses_the_login_has_not_taken_it() -> None:
    with broker(refuse=True) as taken:
        outcome = nudge(f"mqtt://kim:{SECRET}@127.0.0.1:{taken.port}/home/nudge?rto=2")
    assert outcome.state is REFUSED
    assert taken.messages == []


@pytest.mark.parametrize("scheme", SERVICES)
@pytest.mark.parametrize("status", [403, 500])
def test_a_service_that_refuses_is_not_asked_again(scheme: str, status: int) -> None:
    with web_service(status) as taken:
        outcome = nudge(SERVICES[scheme][0].format(port=taken.port))
    assert len(taken.messages) == 1
    assert (outcome.state, outcome.for_owner) == (REFUSED, True)
    assert outcome.said == f"{scheme}: not taken (HTTP {status})"


def test_a_service_that_is_not_there_is_over_too(closed_port: int) -> None:
    for scheme in ("ntfy", "mqtt"):
        outcome = nudge(f"{scheme}://127.0.0.1:{closed_port}/{SECRET}")
        assert outcome.state is REFUSED
        assert outcome.said == f"{scheme}: not taken (cannot be reached)"


@pytest.mark.parametrize(
    "address",
    [
        f"ntfy://127.0.0.1:{{port}}/{SECRET}",
        f"gotify://127.0.0.1:{{port}}/{SECRET}",
        f"json://kim:{SECRET}@127.0.0.1:{{port}}/{SECRET}?+X-Key={SECRET}",
        f"mqtt://kim:{SECRET}@127.0.0.1:{{port}}/{SECRET}?rto=0.2",
        f"discord://{SECRET}/{SECRET}/?template=/etc/passwd",
        f"nonsense://{SECRET}",
        f"http://[{SECRET}",
    ],
)
@pytest.mark.parametrize("running", [True, False])
def test_a_secret_stays_where_it_is(
    address: str, running: bool, closed_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with web_service(500) as taken:
        url = address.format(port=taken.port if running else closed_port)
        outcome = nudge(url)
    assert outcome.state is REFUSED
    assert SECRET not in repr(outcome)
    assert SECRET not in caplog.text
    assert TEXT not in caplog.text


@pytest.mark.parametrize("address", [f"nonsense://{SECRET}", f"http://[{SECRET}", f"{SECRET} x@y"])
def test_an_address_that_is_refused_is_not_repeated(address: str) -> None:
    with pytest.raises(AddressError) as refused:
        valid_address(MessageKind.NUDGE, address)
    told = traceback.format_exception(refused.value)
    assert SECRET not in f"{refused.value}{''.join(told[-1:])}"


def test_mail_and_phone_each_get_it_and_the_ledger_hears_of_each(here: Certificate) -> None:
    left: list[str] = []
    with faulty_server(Fault(), here) as (mail, heard), web_service() as taken:
        outcome = nudge(
            f"ntfy://127.0.0.1:{taken.port}/topic?{PATIENT}",
            "kim@example.org",
            settings=Settings(letters=Letters(sender="a@example.org"), mail=mail),
            leaving=lambda consent: left.append(scheme_of(consent.address)),
        )
    assert outcome == Outcome(SENT, "mail: 250 taken; ntfy: taken")
    assert left == ["mail", "ntfy"]
    (letter,) = heard.letters
    assert b"List-Unsubscribe: <mailto:a@example.org?subject=stop>" in letter
    assert len(taken.messages) == 1


def test_everybody_reads_it_in_the_language_they_agreed_to(here: Certificate) -> None:
    with faulty_server(Fault(), here) as (mail, heard), web_service() as taken:
        nudge(
            f"ntfy://127.0.0.1:{taken.port}/topic?{PATIENT}",
            "kim@example.org",
            settings=Settings(letters=Letters(sender="a@example.org"), mail=mail),
            languages=("sv", "da"),
        )
    assert json.loads(taken.messages[0][1])["message"] == f"sv: {TEXT}"
    assert b"Content-Language: da" in heard.letters[0]


@pytest.mark.parametrize(
    "fault", [StoppedError("taken back"), StorageError("The database is locked."), None]
)
def test_what_stops_one_address_stops_no_other_and_asks_for_no_second_nudge(
    fault: StegvisError | None, here: Certificate
) -> None:
    """Once one may have got it, nothing that happens afterwards may let it be sent again."""

    def leaving(consent: Consent) -> None:
        if fault is not None and consent.address.startswith("ntfy"):
            raise fault

    broken = "not an address" if fault is None else "later@example.org"
    with faulty_server(Fault(), here) as (mail, heard), web_service() as taken:
        outcome = nudge(
            "kim@example.org",
            f"ntfy://127.0.0.1:{taken.port}/topic?{PATIENT}",
            broken,
            settings=Settings(letters=Letters(sender="a@example.org"), mail=mail),
            leaving=leaving,
        )
    assert outcome.state is SENT
    assert (len(heard.letters), len(taken.messages)) == ((1, 1) if fault is None else (2, 0))
    assert "taken" in outcome.said


def test_words_that_are_missing_in_one_language_are_missed_before_anything_leaves(
    here: Certificate,
) -> None:
    def text_in(language: str) -> str:
        if language == "da":
            raise WordsError("There are no words for it.")
        return TEXT

    with faulty_server(Fault(), here) as (mail, heard), pytest.raises(WordsError):
        post_nudge(
            text_in,
            [agreed(1, "kim@example.org"), agreed(2, "bo@example.org", "da")],
            title="stegvis",
            settings=Settings(letters=Letters(sender="a@example.org"), mail=mail),
            message_id="<1@example.org>",
            now=AT,
            leaving=lambda _: None,
        )
    assert heard.letters == []


def test_whoever_takes_it_back_before_the_last_byte_gets_nothing(here: Certificate) -> None:
    def leaving(_: Consent) -> None:
        raise StoppedError("taken back")

    with faulty_server(Fault(), here) as (mail, heard):
        settings = Settings(letters=Letters(sender="a@example.org"), mail=mail)
        outcome = nudge("kim@example.org", settings=settings, leaving=leaving)
    assert outcome == Outcome(WAITING, "mail: taken back")
    assert heard.letters == []


def test_a_nudge_by_mail_alone_waits_for_a_server_that_greylists(here: Certificate) -> None:
    with faulty_server(Fault(rcpt="451 later"), here) as (mail, _):
        outcome = nudge("kim@example.org", settings=replace(Settings(), mail=mail))
    assert outcome.state is WAITING


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ((SENT,), SENT),
        ((WAITING, SENT), SENT),
        ((REFUSED, UNCERTAIN, SENT), SENT),
        ((WAITING, UNCERTAIN), UNCERTAIN),
        ((WAITING, REFUSED), REFUSED),
        ((REFUSED, UNCERTAIN), UNCERTAIN),
        ((WAITING, WAITING), WAITING),
        ((), REFUSED),
    ],
)
def test_several_outcomes_are_one_and_never_lead_to_a_second_nudge(
    states: tuple[MessageState, ...], state: MessageState
) -> None:
    assert gathered([("mail", Outcome(each, "x")) for each in states]).state is state


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (MessageKind.NUDGE, "kim@example.org"),
        (MessageKind.NUDGE, "ntfy://ntfy.sh/a-topic"),
        (MessageKind.NUDGE, "gotifys://host/Abcdefghijklmno"),
        (MessageKind.NUDGE, "mqtts://user:pw@host/topic"),
        (MessageKind.PATIENT_LETTER, "kim@example.org"),
    ],
)
def test_good_addresses_are_taken(kind: MessageKind, address: str) -> None:
    valid_address(kind, address)


@pytest.mark.parametrize(
    ("kind", "address", "said"),
    [
        (MessageKind.PHYSIO_LETTER, "ntfy://ntfy.sh/topic", "goes by mail"),
        (MessageKind.NUDGE, "kim", "one @"),
        (MessageKind.NUDGE, "", "one @"),
        (MessageKind.NUDGE, "nonsense://host", "not understood"),
        (MessageKind.NUDGE, "gotify://host", "not understood"),
        (MessageKind.NUDGE, "file:///etc/passwd", "not understood"),
        (MessageKind.NUDGE, "syslog://", "phone service"),
        (MessageKind.NUDGE, "ntfy://h/t?attach=/etc/passwd", "leave attach out"),
        (MessageKind.NUDGE, "discord://1/2?Template=/etc/passwd", "leave template out"),
        (MessageKind.NUDGE, "ntfy://h/t?retry=3", "at most once"),
    ],
)
def test_a_bad_address_is_refused_when_it_is_given(
    kind: MessageKind, address: str, said: str
) -> None:
    with pytest.raises(AddressError, match=said):
        valid_address(kind, address)


def test_what_is_shown_of_an_address_is_its_scheme() -> None:
    assert scheme_of(f"ntfys://{SECRET}@host/x") == "ntfys"
    assert scheme_of("kim@example.org") == "mail"


def test_apprise_is_not_loaded_before_something_is_sent() -> None:
    script = (
        "import sys, service.post.channels, service.post.by_apprise, service.post.envelope, "
        "service.post.smtp, service.post.sealing\n"
        "print({'apprise', 'pikepdf', 'paho', 'matplotlib', 'numpy', 'babel'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


@pytest.fixture
def closed_port() -> Iterator[int]:
    with ports.closed_port() as port:
        yield port
