"""What the service tried: when it last succeeded where no ledger says so, what fails, how long.

One small file beside the database, so that neither a restart nor a timer's next run begins the
same failing work again at once, and `doctor` can tell of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from service.errands import Do, Errand

FILE = "service.json"

#: Its last success is kept here; what became of everything else is in the database or a folder.
KEPT = (Do.WATCH,)

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)

#: A letter that failed and was missed is not tried again, and need not be told of for ever.
_FORGOTTEN_AFTER = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that failed so many times in a row, last at a moment, with a sentence or code."""

    times: int
    at: datetime
    said: str

    def holds(self, now: datetime) -> bool:
        """Whether it is too early to try again. A failure in the future is of a wrong clock."""
        doubled: timedelta = _FIRST_WAIT * 2 ** min(self.times - 1, 10)
        return self.at <= now < self.at + min(doubled, _LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Attempts:
    """All of it. ``failed`` is by `Errand.key`, or the name of a task of the daemon."""

    done_at: Mapping[Do, datetime] = field(default_factory=lambda: MappingProxyType({}))
    failed: Mapping[str, Failure] = field(default_factory=lambda: MappingProxyType({}))

    def may_try(self, errand: Errand, now: datetime) -> bool:
        failure = self.failed.get(errand.key)
        return failure is None or not failure.holds(now)

    def succeeded(self, key: str, now: datetime) -> Attempts:
        failed = {name: each for name, each in self.failed.items() if name != key}
        kept = {Do(key): now} if key in KEPT else {}
        return replace(self, done_at={**self.done_at, **kept}, failed=failed)

    def fell(self, key: str, now: datetime, said: str) -> Attempts:
        fresh = {
            name: each
            for name, each in self.failed.items()
            if abs(now - each.at) < _FORGOTTEN_AFTER
        }
        times = fresh[key].times + 1 if key in fresh else 1
        return replace(self, failed={**fresh, key: Failure(times, now, said)})


def read(data: Path) -> Attempts:
    """Read the file; one that is absent or damaged says nothing, and everything is tried."""
    try:
        found = json.loads((data / FILE).read_text(encoding="utf-8"))
        return Attempts(
            {Do(name): _moment(at) for name, at in found["done_at"].items()},
            {
                name: Failure(int(each["times"]), _moment(each["at"]), str(each["said"]))
                for name, each in found["failed"].items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Attempts()


def write(data: Path, attempts: Attempts) -> None:
    """Write the file whole or not at all; what is already so costs the disk nothing."""
    if attempts == read(data):
        return
    text = json.dumps(
        {
            "done_at": {name: at.isoformat() for name, at in attempts.done_at.items()},
            "failed": {name: _flat(each) for name, each in attempts.failed.items()},
        },
        indent=1,
    )
    # Two programs may write at once, a daemon and a person's `stegvis due`: each its own file.
    fresh = data / f"{FILE}.{os.getpid()}.new"
    try:
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, data / FILE)  # noqa: PTH105 - the one call that is atomic by its name
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _flat(failure: Failure) -> dict[str, Any]:
    return {"times": failure.times, "at": failure.at.isoformat(), "said": failure.said}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
