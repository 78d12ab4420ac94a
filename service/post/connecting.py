"""A session with the mail server: reached, encrypted, logged in; or why not, and what to do.

Never less protected than the settings say: a server that offers no STARTTLS, or whose certificate
cannot be verified, gets neither the password nor a letter.
"""

from __future__ import annotations

import base64
import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config.settings import Mail
from service.post.discretion import discreet
from service.post.outcome import Outcome, PostError
from storage.sending import MessageState

#: The name given in EHLO. smtplib would tell every server on the way what this computer is called.
EHLO = "[127.0.0.1]"

#: Verification failures a person can name the cause of, by OpenSSL's numbers.
_CERTIFICATE_ADVICE = {
    62: "The certificate is for another name. Set mail.host to the name the provider gives.",
    64: "The certificate is for another name. Set mail.host to the name the provider gives.",
    10: "The certificate has expired: tell whoever runs the server; and check this computer's "
    "clock.",
    9: "The certificate is not valid yet: check this computer's clock.",
    18: "The server signed its own certificate. If it is yours, put that certificate into a file "
    "and set mail.ca_file to it.",
}
_UNKNOWN_ISSUER = (
    "Nobody this computer trusts has signed the certificate. If the server is yours, put the "
    "issuer's certificate into a file and set mail.ca_file to it; otherwise somebody may be in "
    "between: send nothing."
)


class StoppedError(PostError):
    """Nothing has left the house, and why. ``outcome`` is what the ledger keeps."""

    def __init__(
        self,
        said: str,
        advice: str = "",
        *,
        for_owner: bool = False,
        state: MessageState = MessageState.WAITING,
    ) -> None:
        super().__init__(f"{said.rstrip('.')}. {advice}".strip())
        self.outcome = Outcome(state, said, advice, for_owner)


def _quietly(_: str) -> None:
    pass


def connect(mail: Mail, tell: Callable[[str], None] = _quietly) -> smtplib.SMTP:
    """Open a session by which mail may leave. ``tell`` hears of every step that is done.

    Raises `StoppedError`; the session is the caller's to close.
    """
    _check(mail)
    context = None if mail.security == "none" else _trust(mail)
    with _explained(mail):
        smtp = _reach(mail, context)
    try:
        tell(f"{mail.host} answers on port {mail.port}")
        with _explained(mail):
            _encrypt(smtp, mail, context)
        if isinstance(smtp.sock, ssl.SSLSocket):
            tell(f"encrypted with {smtp.sock.version()}, and the certificate is the server's")
        with _explained(mail):
            _log_in(smtp, mail)
        if mail.user:
            tell("logged in")
    except BaseException:
        smtp.close()
        raise
    return smtp


def secrets_of(mail: Mail) -> tuple[str, ...]:
    """What no sentence may repeat."""
    both = base64.b64encode(_plain(mail)).decode().rstrip("=")
    return (mail.password, mail.user, both) if mail.user else (mail.password,)


def _check(mail: Mail) -> None:
    """Settings that cannot work are said before anything is sent to anybody."""
    if not mail.host:
        raise StoppedError(
            "no mail server is set",
            "Set host, user and password under [mail] in stegvis.toml.",
            for_owner=True,
        )
    if mail.security == "none" and not _here(mail.host):
        raise StoppedError(
            "mail.security is none, and the mail server is not on this machine",
            "Without encryption the letter and the password can be read on the way. Set "
            "mail.security to starttls (port 587) or tls (port 465).",
            for_owner=True,
        )
    if mail.user and not mail.password:
        raise StoppedError(
            "mail.user is set and mail.password is not",
            "Give it as a systemd credential named stegvis_mail__password, or in the environment "
            "as STEGVIS_MAIL__PASSWORD.",
            for_owner=True,
        )


def _here(host: str) -> bool:
    """Only what names this machine by itself: another name is what a name server says it is."""
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def _trust(mail: Mail) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not mail.ca_file:
        return context
    try:
        context.load_verify_locations(cafile=Path(mail.ca_file).expanduser())
    except OSError as error:  # ssl.SSLError, for a file that is no PEM, is one too
        why = "holds no certificate" if isinstance(error, ssl.SSLError) else error.strerror
        raise StoppedError(
            f"the file of mail.ca_file cannot be used: {why}",
            "Give the path of a PEM file that this program may read.",
            for_owner=True,
        ) from error
    return context


def _reach(mail: Mail, context: ssl.SSLContext | None) -> smtplib.SMTP:
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.host, mail.port, EHLO, timeout=mail.timeout_s, context=context)
    smtp = smtplib.SMTP(mail.host, mail.port, EHLO, timeout=mail.timeout_s)
    if mail.security == "none" and not _peer_is_here(smtp):
        smtp.close()
        raise StoppedError(
            "localhost leads to another machine",
            "Set mail.host to 127.0.0.1, or mail.security to starttls.",
            for_owner=True,
        )
    return smtp


def _peer_is_here(smtp: smtplib.SMTP) -> bool:
    return smtp.sock is not None and _here(smtp.sock.getpeername()[0])


def _encrypt(smtp: smtplib.SMTP, mail: Mail, context: ssl.SSLContext | None) -> None:
    smtp.ehlo_or_helo_if_needed()
    if mail.security != "starttls":
        return
    if not smtp.has_extn("starttls"):
        raise StoppedError(
            "the server offers no STARTTLS, so nothing was sent",
            "Try mail.security = tls with port 465. If it was offered before, somebody may be in "
            "between.",
            for_owner=True,
        )
    code, said = smtp.starttls(context=context)
    if code != 220:
        raise smtplib.SMTPResponseException(code, said)
    smtp.ehlo()


def _log_in(smtp: smtplib.SMTP, mail: Mail) -> None:
    if not mail.user:
        return
    if not smtp.has_extn("auth"):
        raise StoppedError(
            "the server offers no login here",
            "Try port 587 with starttls or 465 with tls; or leave mail.user empty if the server "
            "asks for no login.",
            for_owner=True,
        )
    if "PLAIN" not in smtp.esmtp_features["auth"].upper().split():
        smtp.login(*_ascii_credentials(mail))
        return
    # By hand: smtplib sends ASCII alone, and RFC 4616 says UTF-8.
    code, said = smtp.docmd("AUTH", "PLAIN " + base64.b64encode(_plain(mail)).decode())
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, said)


def _plain(mail: Mail) -> bytes:
    return f"\0{mail.user}\0{mail.password}".encode()


def _ascii_credentials(mail: Mail) -> tuple[str, str]:
    if mail.user.isascii() and mail.password.isascii():
        return mail.user, mail.password
    raise StoppedError(
        "this server's kind of login knows only the letters of ASCII",
        "Choose a password without letters like å, ä, ö, æ, ø, é.",
        for_owner=True,
    )


@contextmanager
def _explained(mail: Mail) -> Iterator[None]:
    """Turn what went wrong into what to do. `StoppedError` passes."""
    try:
        yield
    except StoppedError:
        raise
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        # From None: a traceback of smtplib holds what the server repeated.
        raise _stopped(error, mail) from None


def _stopped(error: Exception, mail: Mail) -> StoppedError:
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused_session(error, mail)
    if isinstance(error, ssl.SSLCertVerificationError):
        return StoppedError(
            f"the server's certificate cannot be trusted: {error.verify_message}",
            _CERTIFICATE_ADVICE.get(error.verify_code, _UNKNOWN_ISSUER),
            for_owner=True,
        )
    if isinstance(error, ssl.SSLError):
        return StoppedError(
            f"no encrypted connection could be made: {error.reason or 'the line broke'}",
            "tls goes with port 465, starttls with port 587: check that the two belong together.",
            for_owner=True,
        )
    return _unreachable(error, mail)


def _refused_session(error: smtplib.SMTPResponseException, mail: Mail) -> StoppedError:
    said = f"{error.smtp_code} {discreet(error.smtp_error, secrets_of(mail))}"
    passing = 400 <= error.smtp_code < 500
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return StoppedError(
            f"the login was refused: {said}",
            ""
            if passing
            else "Check mail.user and mail.password. Many providers want a password made for this "
            "program alone (an app password).",
            for_owner=not passing,
        )
    return StoppedError(
        f"the server takes no mail from here: {said}",
        "" if passing else "Ask whoever runs the server, or use your own provider's server.",
        for_owner=not passing,
    )


def _unreachable(error: Exception, mail: Mail) -> StoppedError:
    where = f"{mail.host}, port {mail.port}"
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return StoppedError(
            f"the name {mail.host} is not found",
            "Is this computer online, and mail.host spelled right?",
        )
    # smtplib says "disconnected" of a server that kept silent too, and keeps the cause beside it.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return StoppedError(
            f"no answer from {where} within {mail.timeout_s} s",
            "Check mail.port; some networks block 25 and 587: try 465 with tls.",
        )
    if isinstance(error, ConnectionRefusedError):
        return StoppedError(f"nothing listens at {where}", "Check mail.host and mail.port.")
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return StoppedError(
            f"{where} hung up", "If it stays so: tls goes with port 465, starttls with 587."
        )
    why = error.strerror if isinstance(error, OSError) else None
    return StoppedError(
        f"{where} cannot be reached: {why or type(error).__name__}",
        "Is this computer online?",
    )
