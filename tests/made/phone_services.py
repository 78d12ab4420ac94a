"""What stands in for phone services: a web server and an MQTT broker, both small and here."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer


@dataclass
class Taken:
    """Requests as (path, body), or MQTT messages as (topic, payload)."""

    port: int = 0
    messages: list[tuple[str, str]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    qualities: list[int] = field(default_factory=list)  # of MQTT: 2 is exactly once


@contextmanager
def web_service(status: int = 200, answer: bytes = b"{}") -> Iterator[Taken]:
    """Answer every request in the same way."""
    taken = Taken()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            taken.messages.append((self.path, body.decode()))
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Tests read what was taken, not a log."""

    with _served(HTTPServer(("127.0.0.1", 0), Answer), taken):
        yield taken


@contextmanager
def broker(refuse: bool = False) -> Iterator[Taken]:
    """An MQTT 3.1.1 broker that takes what is published, each message once."""
    taken = Taken()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while header := self.rfile.read(1):
                body = self.rfile.read(_length(self.rfile.read))
                if header[0] >> 4 == 14:  # DISCONNECT
                    return
                self.wfile.write(_answer(header[0], body, taken, refuse=refuse))

    with _served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session), taken):
        yield taken


def _answer(header: int, body: bytes, taken: Taken, *, refuse: bool) -> bytes:
    kind = header >> 4
    if kind == 1:  # CONNECT -> CONNACK, 5: not authorised
        taken.logins.append(body.decode("latin-1"))
        return bytes((0x20, 2, 0, 5 if refuse else 0))
    if kind == 6:  # PUBREL -> PUBCOMP
        return bytes((0x70, 2)) + body[:2]
    if kind != 3:
        return b""
    (length,) = struct.unpack_from(">H", body)
    topic, rest = body[2 : 2 + length], body[2 + length :]
    quality = header >> 1 & 3
    payload = rest[2:] if quality else rest
    taken.messages.append((topic.decode(), payload.decode()))
    taken.qualities.append(quality)
    return b"" if quality == 0 else bytes((0x40 if quality == 1 else 0x50, 2)) + rest[:2]


def _length(read: Callable[[int], bytes]) -> int:
    """MQTT's remaining length: seven bits a byte, the least first."""
    value, shift = 0, 0
    while True:
        (byte,) = read(1)
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value


@contextmanager
def _served(server: socketserver.TCPServer, taken: Taken) -> Iterator[None]:
    taken.port = server.server_address[1]
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join(60)
