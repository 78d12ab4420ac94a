"""Mail servers: a real one, and certificates for those that misbehave."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.made import certificates
from tests.made.certificates import Certificate, certificate
from tests.made.mail_server import MailServer, mail_server, missing


def _need(reason: str) -> None:
    if reason and os.environ.get("STEGVIS_NO_SKIP") == "1":
        pytest.fail(f"nothing may be skipped here, but {reason}")
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def exim() -> Iterator[MailServer]:
    _need(missing())
    with mail_server() as server:
        yield server


@pytest.fixture(scope="session")
def here(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for this machine, by an authority nobody knows."""
    _need(certificates.missing())
    return certificate(tmp_path_factory.mktemp("here"), "127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for another machine."""
    _need(certificates.missing())
    return certificate(tmp_path_factory.mktemp("elsewhere"), "mail.example.org")


@pytest.fixture
def key_of_others(tmp_path: Path) -> Certificate:
    """A certificate for this machine that another authority signed."""
    _need(certificates.missing())
    return certificate(tmp_path, "127.0.0.1")
