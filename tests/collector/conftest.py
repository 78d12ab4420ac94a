"""Watches that write files, and houses to import them to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.made.house import House
from tests.made.watch import Watch


@pytest.fixture(scope="session")
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="session")
def other_watch() -> Watch:
    return Watch(serial=8)


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., House]]:
    """Make houses, each empty."""
    made: list[House] = []

    def make(timezone: str = "UTC") -> House:
        made.append(House(tmp_path_factory.mktemp("house"), timezone))
        return made[-1]

    yield make
    for each in made:
        each.engine.dispose()
