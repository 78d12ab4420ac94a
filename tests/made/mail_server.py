"""A real mail server on this machine: Debian's exim4, own spool, STARTTLS and AUTH, own folder.

It takes mail for ``anybody@localhost`` from whoever logs in over TLS, and delivers it to files.
``gone@`` is refused for good (550), ``later@`` for now (451).
"""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from config.settings import Mail
from tests.made import certificates
from tests.made.ports import free_port

USER, PASSWORD = "household", "öppna-sesam 7"

_EXIM = shutil.which("exim4", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

#: exim never delivers as root; Debian's package brings this user.
_ROOTS_STAND_IN = "Debian-exim"

#: Only a server that does not work ever takes so long.
_PATIENCE_S = 60.0

_CONFIGURATION = """\
primary_hostname = localhost
exim_path = {exim}
exim_user = {user}
exim_group = {group}
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/exim.pid
local_interfaces = 127.0.0.1
disable_ipv6
daemon_smtp_ports = {port}
keep_environment =
host_lookup =
rfc1413_query_timeout = 0s
message_size_limit = 20M
smtputf8_advertise_hosts = *
chunking_advertise_hosts =
pipelining_advertise_hosts =
queue_only
tls_advertise_hosts = *
tls_certificate = {certificate}
tls_privatekey = {key}
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
acl_smtp_rcpt = rcpt
acl_smtp_data = accept

begin acl
rcpt:
  deny message = authentication required
       !authenticated = *
  deny message = no such user here
       local_parts = gone
  defer message = greylisted, come back later
       local_parts = later
  accept domains = localhost
  deny message = relay not permitted

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = ${{if and{{{{eq{{$auth2}}{{{login}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2

begin routers
everybody:
  driver = accept
  transport = files

begin transports
files:
  driver = appendfile
  directory = {folder}/mail
  maildir_format
  user = {user}
  group = {group}
  delivery_date_add
  envelope_to_add
  return_path_add
"""


def missing() -> str:
    """Why no mail server can run here; empty: one can."""
    if _EXIM is None:
        return "exim4 is not installed"
    if os.geteuid() == 0 and _ROOTS_STAND_IN not in {each.pw_name for each in pwd.getpwall()}:
        return f"exim4 does not deliver as root, and there is no user {_ROOTS_STAND_IN}"
    return certificates.missing()


@dataclass(frozen=True)
class MailServer:
    """A running server. ``settings`` are what a household's ``[mail]`` would hold."""

    settings: Mail
    folder: Path
    _configuration: Path

    def letters(self) -> list[EmailMessage]:
        """Deliver all that was accepted, and read it, in the order of arrival."""
        return [message_from_bytes(each, policy=default) for each in self.raw_letters()]

    def raw_letters(self) -> list[bytes]:
        self._deliver()
        files = sorted(self.folder.glob("mail/new/*"), key=lambda each: each.stat().st_mtime_ns)
        return [each.read_bytes() for each in files]

    def _deliver(self) -> None:
        assert _EXIM is not None, "it is running"
        # -qf waits for every delivery it starts, but passes by what its receiver still holds.
        deliver: list[str | Path] = [_EXIM, "-C", self._configuration, "-qf"]
        end = time.monotonic() + _PATIENCE_S
        while any(self.folder.glob("spool/input/**/*-H")):
            assert time.monotonic() < end, "something in the queue cannot be delivered"
            subprocess.run(deliver, check=True, capture_output=True, timeout=_PATIENCE_S)


@contextmanager
def mail_server(days: int = 2) -> Iterator[MailServer]:
    """Run a server until the end of the block. Look at `missing` first.

    Its certificate is good for so many days, for those whose clock is ahead.
    """
    # Not below pytest's folder: that is closed to the user exim runs as.
    folder = Path(tempfile.mkdtemp(prefix="stegvis-mail-"))
    try:
        folder.chmod(0o755)
        made = certificates.certificate(folder, "localhost", "127.0.0.1", days=days)
        port = free_port()
        configuration = _configured(folder, made, port)
        with _running(configuration, port):
            yield MailServer(_settings(made, port), folder, configuration)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _settings(made: certificates.Certificate, port: int) -> Mail:
    return Mail(
        host="localhost",
        port=port,
        security="starttls",
        user=USER,
        password=PASSWORD,
        ca_file=str(made.issuer),
        timeout_s=60,
        owner="owner@localhost",
    )


def _configured(folder: Path, made: certificates.Certificate, port: int) -> Path:
    name = _ROOTS_STAND_IN if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    user = pwd.getpwnam(name)
    for part in ("spool", "log", "mail"):
        (folder / part).mkdir()
        os.chown(folder / part, user.pw_uid, user.pw_gid)
    os.chown(made.key, user.pw_uid, user.pw_gid)
    configuration = folder / "exim.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            exim=_EXIM,
            user=name,
            group=grp.getgrgid(user.pw_gid).gr_name,
            folder=folder,
            port=port,
            certificate=made.file,
            key=made.key,
            login=USER,
            password=PASSWORD,
        ),
        encoding="utf-8",
    )
    configuration.chmod(0o644)
    return configuration


@contextmanager
def _running(configuration: Path, port: int) -> Iterator[None]:
    assert _EXIM is not None, "look at missing() first"
    # A file, not a pipe: who is not root gets the whole log here, and nobody empties a pipe.
    words = configuration.with_suffix(".stderr")
    with (
        words.open("w") as stderr,
        subprocess.Popen(
            [_EXIM, "-C", configuration, "-bdf"], stderr=stderr, start_new_session=True
        ) as server,
    ):
        try:
            _await_port(port, server, words)
            yield
        finally:
            # Its children too: one that is still in a session would write its log anew.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def _await_port(
    port: int, server: subprocess.Popen[bytes], words: Path, limit_s: float = _PATIENCE_S
) -> None:
    end = time.monotonic() + limit_s
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"exim4 does not answer: {words.read_text()}")
