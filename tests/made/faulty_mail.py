"""A mail server that misbehaves as it is told: aiosmtpd on a port of its own, in a thread."""

# ruff: noqa: N802 - the names of its methods are aiosmtpd's

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from config.settings import Mail
from tests.made.certificates import Certificate

USER, PASSWORD = "household", "open sesame"
T = TypeVar("T")

#: Only what does not work ever takes so long.
_PATIENCE_S = 60
#: How long one waits for a server that is silent on purpose: all before that has to be faster.
_SILENCE_S = 4


@dataclass
class Heard:
    """What reached the server."""

    hello: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)  # those whose last dot was seen
    logins: list[str] = field(default_factory=list)
    plain: bool = False  # somebody went on without encryption
    lines: list[asyncio.BaseTransport] = field(default_factory=list)


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and where. Without any, all goes well."""

    login: str = ""  # answer to AUTH
    mail: str = ""  # answer to MAIL
    rcpt: str = ""  # answer to RCPT
    data: str = ""  # answer to DATA
    end: str = ""  # answer to the dot
    drop_in_data: bool = False  # hangs up when the first bytes of the letter come
    speak_in_data: str = ""  # says this when the first bytes of the letter come, and hangs up
    drop_after_dot: bool = False
    silent_after_dot: bool = False
    slow_s: float = 0.0  # before each answer
    silent_at: str = ""  # the word it never answers: "EHLO", "RCPT", ...
    no_starttls: bool = False
    no_smtputf8: bool = False
    no_password_login: bool = False  # only the kinds of login that need a browser
    tls_from_start: bool = False


class _Server(SMTP):
    """aiosmtpd's server with the faults of one test."""

    def __init__(self, handler: object, fault: Fault, heard: Heard, **more: Any) -> None:
        super().__init__(handler, hostname="faulty", **more)
        self._fault, self._heard = fault, heard

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._heard.lines.append(transport)
        super().connection_made(transport)

    async def _handle_client(self) -> None:
        try:
            await super()._handle_client()
        except (ConnectionError, asyncio.CancelledError):
            return

    async def smtp_EHLO(self, hostname: str) -> None:
        self._heard.hello.append(hostname)
        await self._maybe_silent("EHLO")
        await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str | None) -> None:
        self._heard.plain |= self.transport is not None and not _encrypted(self.transport)
        await self._maybe_silent("MAIL")
        await (self.push(self._fault.mail) if self._fault.mail else super().smtp_MAIL(arg))

    async def smtp_RCPT(self, arg: str | None) -> None:
        await self._maybe_silent("RCPT")
        await (self.push(self._fault.rcpt) if self._fault.rcpt else super().smtp_RCPT(arg))

    async def smtp_DATA(self, arg: str | None) -> None:
        if self._fault.data:
            await self.push(self._fault.data)
        elif self._fault.drop_in_data or self._fault.speak_in_data:
            await self.push("354 go on")
            await self._reader.read(100)
            if self._fault.speak_in_data:
                await self.push(self._fault.speak_in_data)
                _line(self).close()
            else:
                _line(self).abort()
        else:
            await super().smtp_DATA(arg)

    async def auth_XOAUTH2(self, _: object, args: list[str]) -> AuthResult:
        return AuthResult(success=False, handled=False)

    async def _maybe_silent(self, word: str) -> None:
        await asyncio.sleep(self._fault.slow_s)
        if self._fault.silent_at == word:
            await asyncio.Event().wait()


def _line(server: SMTP) -> asyncio.Transport:
    assert isinstance(server.transport, asyncio.Transport), "somebody is connected"
    return server.transport


class _Handler:
    def __init__(self, fault: Fault, heard: Heard) -> None:
        self._fault, self._heard = fault, heard

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self._heard.letters.append(bytes(envelope.original_content or b""))
        if self._fault.drop_after_dot:
            _line(server).abort()
        if self._fault.silent_after_dot:
            await asyncio.Event().wait()
        return self._fault.end or "250 taken"


@contextmanager
def faulty_server(
    fault: Fault, certificate: Certificate | None = None
) -> Iterator[tuple[Mail, Heard]]:
    """Run the server; give the settings that reach it and what it has heard."""
    heard = Heard()
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.file, certificate.key)
    with _loop() as loop:
        listening = loop.create_server(
            lambda: _server(fault, heard, context, loop),
            "127.0.0.1",
            0,
            ssl=context if fault.tls_from_start else None,
        )
        server = _done(listening, loop)
        try:
            yield _settings(server.sockets[0].getsockname()[1], certificate, fault), heard
        finally:
            _done(_hung_up(server, heard), loop)


def _server(
    fault: Fault,
    heard: Heard,
    context: ssl.SSLContext | None,
    loop: asyncio.AbstractEventLoop,
) -> SMTP:
    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        heard.logins.append(mechanism)
        if fault.login:
            return AuthResult(success=False, handled=False, message=fault.login)
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    return _Server(
        _Handler(fault, heard),
        fault,
        heard,
        tls_context=None if fault.no_starttls or fault.tls_from_start else context,
        authenticator=authenticate,
        auth_require_tls=False,
        auth_exclude_mechanism=["LOGIN", "PLAIN"] if fault.no_password_login else [],
        enable_SMTPUTF8=not fault.no_smtputf8,
        loop=loop,
    )


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A running event loop in a thread; whatever waits in it at the end is cancelled."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        _done(_cancel_all(), loop)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE_S)
        loop.close()


def _done(what: Coroutine[Any, Any, T], loop: asyncio.AbstractEventLoop) -> T:
    return asyncio.run_coroutine_threadsafe(what, loop).result(_PATIENCE_S)


async def _hung_up(server: asyncio.Server, heard: Heard) -> None:
    """Leave no line open that its other end has not closed yet."""
    server.close()
    for line in heard.lines:
        assert isinstance(line, asyncio.Transport)
        line.abort()


async def _cancel_all() -> None:
    waiting = asyncio.all_tasks() - {asyncio.current_task()}
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    for _ in range(10):  # sockets are closed in the loop's next turns
        await asyncio.sleep(0)


def _settings(port: int, certificate: Certificate | None, fault: Fault) -> Mail:
    return Mail(
        host="127.0.0.1",
        port=port,
        security="none" if certificate is None else "tls" if fault.tls_from_start else "starttls",
        user=USER,
        password=PASSWORD,
        ca_file=str(certificate.issuer) if certificate else "",
        timeout_s=_SILENCE_S if fault.silent_at else _PATIENCE_S,
    )


def _encrypted(transport: asyncio.BaseTransport) -> bool:
    return transport.get_extra_info("ssl_object") is not None
