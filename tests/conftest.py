"""Fixtures for all rooms."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, event

# No example is wrong because the machine was busy. In CI the same examples come each time; others
# come with every run of `make test`.
settings.register_profile(
    "unhurried",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("STEGVIS_NO_SKIP") == "1",
)
settings.load_profile("unhurried")

# A runner in the background ignores Ctrl-C, and so would every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes, so that no processor waits for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files and reference cases beside the project; development only."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with real files is not here")
    return SHARED


@pytest.fixture(autouse=True)
def databases_are_closed() -> Iterator[None]:
    """Close what a test opened in this process, as the end of a program does (3.13 minds)."""
    opened: dict[int, Engine] = {}

    def remember(connection: Connection) -> None:
        opened[id(connection.engine)] = connection.engine

    event.listen(Engine, "engine_connect", remember)
    yield
    event.remove(Engine, "engine_connect", remember)
    for engine in opened.values():
        engine.dispose()
