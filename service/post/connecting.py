"""A session with the mail server: reached, encrypted, logged in; or why not, and what to do.

Never less protected than the settings say: a server that offers no STARTTLS, or whose certificate
cannot be verified, gets neither the password nor a letter.
"""

from __future__ import annotations

import base64
import ipaddress
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from config.settings import Mail
from service.post.discretion import plain_login
from service.post.explaining import explained
from service.post.stopping import StoppedError

__all__ = ["StoppedError", "connect"]

#: The name given in EHLO. smtplib would tell every server on the way what this computer is called.
EHLO = "[127.0.0.1]"

LOGIN_ADVICE = (
    "Put it into /etc/credstore/stegvis_mail__password for the service of the whole machine, else "
    "into mail.password in a stegvis.toml that nobody else can read."
)


def _quietly(_: str) -> None:
    pass


def connect(mail: Mail, tell: Callable[[str], None] = _quietly) -> smtplib.SMTP:
    """Open a session by which mail may leave. ``tell`` hears of every step that is done.

    Raises `StoppedError`; the session is the caller's to close.
    """
    _check(mail)
    context = None if mail.security == "none" else _trust(mail)
    with explained(mail):
        smtp = _reach(mail, context)
    try:
        tell(f"{mail.host} answers on port {mail.port}")
        with explained(mail):
            _encrypt(smtp, mail, context)
        if isinstance(smtp.sock, ssl.SSLSocket):
            tell(f"encrypted with {smtp.sock.version()}, and the certificate is the server's")
        with explained(mail):
            _log_in(smtp, mail)
        if mail.user:
            tell("logged in")
    except BaseException:
        smtp.close()
        raise
    return smtp


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
            LOGIN_ADVICE,
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
    code, said = smtp.docmd("AUTH", "PLAIN " + base64.b64encode(plain_login(mail)).decode())
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, said)


def _ascii_credentials(mail: Mail) -> tuple[str, str]:
    if mail.user.isascii() and mail.password.isascii():
        return mail.user, mail.password
    raise StoppedError(
        "this server's kind of login knows only the letters of ASCII",
        "Choose a password without letters like å, ä, ö, æ, ø, é.",
        for_owner=True,
    )
