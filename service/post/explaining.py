"""Why there is no way to the mail server, and what to do: one sentence for each kind of fault."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from config.settings import Mail
from service.post.discretion import discreet, secrets_of
from service.post.stopping import StoppedError

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


@contextmanager
def explained(mail: Mail) -> Iterator[None]:
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
    if isinstance(error, smtplib.SMTPException):  # what is left of these: no login in common
        return StoppedError(
            f"{where} takes no login with a password",
            "It wants one through a browser (OAuth), which this program cannot do. Ask the "
            "provider for a password made for this program alone, or use another one's server.",
            for_owner=True,
        )
    why = error.strerror if isinstance(error, OSError) else None
    return StoppedError(
        f"{where} cannot be reached: {why or type(error).__name__}",
        "Is this computer online?",
    )
