"""Whatever a server does, what became of the letter is known, or said to be unknown."""

from __future__ import annotations

import smtplib
import socket
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import Mail
from service.post import last_byte
from service.post.outcome import Outcome
from service.post.smtp import post_mail
from storage.sending import MessageState
from tests.made.certificates import Certificate
from tests.made.faulty_mail import PASSWORD, USER, Fault, faulty_server

#: What a server that answers may take for it on a busy machine.
LONG_S = 60.0

LETTER = b"Subject: A letter\r\n\r\n" + b"A line of it.\r\n" * 2000

SENT, WAITING = MessageState.SENT, MessageState.WAITING
REFUSED, UNCERTAIN = MessageState.REFUSED, MessageState.UNCERTAIN

#: fault -> what became of it, whether the ledger heard that it leaves, whether a person must act,
#: what is said
FAULTS = [
    (Fault(), SENT, True, False, "250"),
    (Fault(tls_from_start=True), SENT, True, False, "250"),
    (Fault(slow_s=0.1), SENT, True, False, "250"),
    (Fault(rcpt="550 5.1.1 no such user"), REFUSED, False, True, "550 5.1.1 no such user"),
    (Fault(rcpt="551 moved"), REFUSED, False, True, "551"),
    (Fault(rcpt="553 not a mailbox"), REFUSED, False, True, "553"),
    (Fault(rcpt="554 no"), REFUSED, False, True, "554"),
    (Fault(rcpt="552 full"), WAITING, False, False, "full"),
    (Fault(rcpt="451 greylisted"), WAITING, False, False, "451 greylisted"),
    (Fault(rcpt="421 too busy"), WAITING, False, False, "421"),
    (Fault(rcpt="nonsense"), WAITING, False, False, "-1"),
    (Fault(mail="550 not your address"), WAITING, False, True, "sender"),
    (Fault(mail="552 too big"), REFUSED, False, True, "letter"),
    (Fault(mail="451 later"), WAITING, False, False, "451"),
    (Fault(login="535 5.7.8 wrong"), WAITING, False, True, "login was refused: 535 5.7.8"),
    (Fault(login="454 later"), WAITING, False, False, "login was refused: 454"),
    (Fault(no_password_login=True), WAITING, False, True, "no login with a password"),
    (Fault(no_starttls=True), WAITING, False, True, "no STARTTLS"),
    (Fault(silent_at="EHLO"), WAITING, False, False, "no answer"),
    (Fault(silent_at="RCPT"), WAITING, False, False, "kept silent"),
    (Fault(data="451 later"), WAITING, False, False, "451"),
    (Fault(data="554 no"), REFUSED, False, True, "554"),
    (Fault(drop_in_data=True), WAITING, False, False, "nothing was delivered"),
    (Fault(speak_in_data="421 shutting down"), WAITING, False, False, "421"),
    (Fault(speak_in_data="552 too big"), REFUSED, False, True, "552"),
    (Fault(speak_in_data="250 taken"), WAITING, False, False, "250"),
    (Fault(data="354 go on\r\n421 shutting down"), WAITING, False, False, "421 shutting down"),
    (Fault(data="354 go on\r\n250 taken"), WAITING, False, False, "250 taken"),
    (Fault(end="451 later"), WAITING, True, False, "451"),
    (Fault(end="554 spam"), REFUSED, True, True, "554 spam"),
    (Fault(end="354 go on"), UNCERTAIN, True, True, "no sense"),
    (Fault(drop_after_dot=True), UNCERTAIN, True, True, "did not answer"),
    (Fault(silent_after_dot=True), UNCERTAIN, True, True, "did not answer"),
]  # fmt: skip


def posted(
    mail: Mail, left: list[str], *, to: str = "kim@example.org", last_word_s: float = LONG_S
) -> Outcome:
    return post_mail(
        mail,
        LETTER,
        sender="Letters <house@example.org>",
        to=to,
        leaving=lambda: left.append("left"),
        last_word_s=last_word_s,
    )


@pytest.mark.parametrize(("fault", "state", "left", "for_owner", "said"), FAULTS, ids=str)
def test_every_fault_has_its_outcome(
    fault: Fault,
    state: MessageState,
    left: bool,
    for_owner: bool,
    said: str,
    here: Certificate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if fault.drop_in_data or fault.speak_in_data:
        monkeypatch.setattr(last_byte, "_BREATH_S", LONG_S)
    departures: list[str] = []
    with faulty_server(fault, here) as (mail, heard):
        last_word_s = 0.3 if fault.silent_after_dot else LONG_S
        outcome = posted(mail, departures, last_word_s=last_word_s)
    assert (outcome.state, outcome.for_owner) == (state, for_owner), outcome
    assert said in outcome.said
    assert departures == ["left"] * left
    assert bool(outcome.advice) or not for_owner
    assert not heard.plain
    if state in {WAITING, REFUSED} and not fault.end:
        assert heard.letters == [], "nothing may have been taken"
    if state is SENT:
        assert heard.letters == [LETTER]


@pytest.mark.parametrize("fault", [Fault(no_starttls=True), Fault(login="535 no")])
def test_a_refused_session_is_tried_once_and_names_nobody(
    fault: Fault, here: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getfqdn", lambda *_: "kims-computer.example.org")
    with faulty_server(fault, here) as (mail, heard):
        posted(mail, [])
    assert len(heard.logins) <= 1
    assert set(heard.hello) == {"[127.0.0.1]"}, "the server learns no name of this machine"


def test_what_a_server_repeats_is_blacked_out(here: Certificate) -> None:
    echo = f"535 {USER} with {PASSWORD} is wrong"
    with faulty_server(Fault(login=echo), here) as (mail, _):
        outcome = posted(mail, [])
    assert USER not in outcome.said
    assert PASSWORD not in outcome.said
    echo = "550 5.1.1 <kim@example.org>: kim is unknown here"
    with faulty_server(Fault(rcpt=echo), here) as (mail, _):
        outcome = posted(mail, [])
    assert outcome.said == "the address was refused: 550 5.1.1 ...: ... is unknown here"


def test_a_certificate_for_another_name_gets_nothing(elsewhere: Certificate) -> None:
    with faulty_server(Fault(), elsewhere) as (mail, heard):
        outcome = posted(mail, [])
    assert (outcome.state, outcome.for_owner) == (WAITING, True)
    assert "mail.host" in outcome.advice
    assert heard.logins == []


@pytest.mark.parametrize("fault", [Fault(), Fault(tls_from_start=True)], ids=["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_gets_nothing(
    fault: Fault, here: Certificate, key_of_others: Certificate
) -> None:
    for ca_file in ("", str(key_of_others.issuer)):
        with faulty_server(fault, here) as (mail, heard):
            outcome = posted(replace(mail, ca_file=ca_file), [])
        assert (outcome.state, outcome.for_owner) == (WAITING, True)
        assert "certificate" in outcome.said
        assert "mail.ca_file" in outcome.advice
        assert heard.logins == []


def test_tls_where_starttls_is_meant_says_which_ports_go_with_what(here: Certificate) -> None:
    with faulty_server(Fault(), here) as (mail, _):
        outcome = posted(replace(mail, security="tls"), [])
    assert (outcome.state, outcome.for_owner) == (WAITING, True)
    assert "587" in outcome.advice
    with faulty_server(Fault(tls_from_start=True), here) as (mail, _):
        outcome = posted(replace(mail, security="starttls", timeout_s=1), [])  # both are silent
    assert outcome.state is WAITING
    assert "465" in outcome.advice


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        (Mail(), "no mail server"),
        (Mail(host="mail.example.org", security="none"), "not on this machine"),
        (Mail(host="192.0.2.7", security="none"), "not on this machine"),
        (Mail(host="127.0.0.1", user="kim"), "mail.password is not"),
        (Mail(host="127.0.0.1", ca_file="/no/such.pem"), "mail.ca_file"),
        (Mail(host="127.0.0.1", ca_file=__file__), "holds no certificate"),
    ],
)
def test_settings_that_cannot_work_are_said_before_anything_is_sent(mail: Mail, said: str) -> None:
    outcome = posted(mail, [])
    assert (outcome.state, outcome.for_owner) == (WAITING, True)
    assert said in outcome.said
    assert outcome.advice


def test_mail_without_encryption_stays_on_this_machine() -> None:
    with faulty_server(Fault()) as (mail, heard):
        assert mail.security == "none"
        assert posted(mail, []).state is SENT
    assert heard.letters == [LETTER]


def test_a_name_for_this_machine_that_leads_elsewhere_gets_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket.socket, "getpeername", lambda _: ("192.0.2.7", 25), raising=False)
    with faulty_server(Fault()) as (mail, heard):
        outcome = posted(replace(mail, host="localhost"), [])
    assert (outcome.state, outcome.for_owner) == (WAITING, True)
    assert "another machine" in outcome.said
    assert (heard.logins, heard.letters) == ([], [])


def in_data() -> tuple[smtplib.SMTP, socket.socket]:
    """A session whose letter is with the server but for its dot, and the server's end."""
    ours, theirs = socket.socketpair()
    session = smtplib.SMTP()
    session.sock = ours
    return session, theirs


def test_a_dot_that_never_left_this_computer_leaves_the_letter_waiting() -> None:
    session, theirs = in_data()
    theirs.close()
    outcome = last_byte.finish(session, (), 0.1)
    session.close()
    assert outcome.state is WAITING


def test_a_dot_that_may_be_on_its_way_leaves_it_unknown() -> None:
    session, theirs = in_data()
    assert session.sock is not None
    session.sock.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            session.sock.send(bytes(4096))
    session.sock.settimeout(0.01)
    outcome = last_byte.finish(session, (), 0.1)
    theirs.close()
    session.close()
    assert outcome.state is UNCERTAIN


def test_a_server_that_is_not_there_is_tried_again_later() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        mail = Mail(host="127.0.0.1", port=nobody.getsockname()[1])
        outcome = posted(mail, [])
    assert (outcome.state, outcome.for_owner) == (WAITING, False)
    assert "nothing listens" in outcome.said


def test_a_host_without_a_name_is_tried_again_later() -> None:
    outcome = posted(Mail(host=f"{'x' * 70}.example.org"), [])
    assert outcome.state is WAITING
    assert "is not found" in outcome.said


@pytest.mark.parametrize("to", ["", "kim", "kim@", "@x", "a@b\r\nRCPT TO:<c@d>", "a b@c", "<a@b>"])
def test_what_is_no_address_is_refused_before_anything_is_sent(to: str) -> None:
    outcome = posted(Mail(host="127.0.0.1", port=1), [], to=to)
    assert outcome.state is REFUSED
    assert "address" in outcome.said


@pytest.mark.parametrize(("offered", "state"), [(True, SENT), (False, REFUSED)])
def test_letters_before_the_at_need_a_server_that_knows_them(
    offered: bool, state: MessageState, here: Certificate
) -> None:
    with faulty_server(Fault(no_smtputf8=not offered), here) as (mail, _):
        outcome = posted(mail, [], to="åsa@räksmörgås.se")
    assert outcome.state is state
    if not offered:
        assert "å, ø, é before the @" in outcome.said


def test_what_the_ledger_raises_stops_the_letter(here: Certificate) -> None:
    def disk_is_full() -> None:
        raise OSError(28, "No space left on device")

    with (
        faulty_server(Fault(), here) as (mail, heard),
        pytest.raises(OSError, match="No space"),
    ):
        post_mail(mail, LETTER, sender="a@b.example", to="c@d.example", leaving=disk_is_full)
    assert heard.letters == []


@given(st.binary(max_size=200) | st.text("a.\r\n", max_size=40).map(str.encode))
def test_no_letter_holds_its_own_end(letter: bytes) -> None:
    sent = last_byte._on_the_wire(letter)
    assert sent.endswith(b"\r\n")
    assert b"\r\n.\r\n" not in b"\r\n" + sent
    read = [line.removeprefix(b".") for line in sent.split(b"\r\n")]
    plain = letter.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    assert read[: len(plain)] == plain
