"""Nothing grows from round to round: descriptors, threads and memory of the service stay flat.

``STEGVIS_ROUNDS=50000 pytest tests/service/test_many_rounds.py`` lives through a month of minutes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("STEGVIS_ROUNDS", "800"))

#: No setting of this test is one of the service.
WORLD = {name: value for name, value in os.environ.items() if not name.startswith("STEGVIS_")}

#: Of what Python and SQLite keep, some is fetched late.
_GROWS_BY_MB = 3.0

#: A household whose clock goes a minute a round. Every twentieth errand is a real child, and one of
#: those crashes; every hundredth round, the settings change, so that the lookout is another.
_LIFE = """
import asyncio, dataclasses, gc, json, os, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from service import children, log
from service.errands import Trust
from service.home import Home
from service.inbox.asking import Lookout
from service.inbox.tick import sought_of
from service.tick import tick
from storage import consents, people
from storage.records import MessageKind
from storage.sending import Consent, Privacy

@dataclasses.dataclass(frozen=True)
class Moving(Home):
    clock: list = dataclasses.field(default_factory=list)
    def now(self):
        return self.clock[0]

begin = datetime(2026, 3, 9, tzinfo=UTC)
data = Path(sys.argv[1])
data.mkdir()
(data / "inbox").mkdir()
home = Moving(data, data / "stegvis.toml", os.environ, [begin])
with home.engine.begin() as connection:
    kim = people.add_person(connection, name="kim", timezone="Europe/Stockholm", now=begin)
    for kind in MessageKind:
        agreed = Consent(0, kim.id, kind, "k@example.org", "en", Privacy.FULL, "09:00", "k", begin)
        consents.give(connection, agreed)

def mb(pid):
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.partition("VmRSS:")[2].split()[0]) / 1024

def children_of(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()

def state():
    gc.collect()
    me = os.getpid()
    pids = [me, *children_of(me)]
    return {
        "descriptors": [len(os.listdir(f"/proc/{pid}/fd")) for pid in pids],
        "threads": [len(os.listdir(f"/proc/{pid}/task")) for pid in pids],
        "mb": [mb(pid) for pid in pids],
    }

async def live(rounds):
    stop, given, seen = asyncio.Event(), 0, []
    async def do(errand):
        nonlocal given
        given += 1
        if given % 20:
            return children.Ended(given % 4, 0.0, "stegvis: No." if given % 4 else "")
        code = "import os; os.kill(os.getpid(), 9)" if given % 100 == 0 else "print('x' * 9999)"
        return await children.run([sys.executable, "-c", code], os.environ, limit_s=60, stop=stop)
    lookout = Lookout(os.environ)
    for number in range(rounds):
        if number in (rounds // 3, rounds - 1):
            seen.append(state())
        home.clock[0] += timedelta(minutes=1)
        (data / "inbox" / f"{number % 50}.fit").write_bytes(b"x" * number)
        (data / "inbox" / f"{(number + 25) % 50}.fit").unlink(missing_ok=True)
        sought = dataclasses.replace(sought_of(home), watches=False, settle_s=number // 100 % 2)
        waiting = (await lookout.look(sought, stop)).waiting
        await tick(home, home.engine, do, lambda: Trust.LIKELY, stop.is_set, waiting)
    await lookout.end()
    return given, seen

log.configure("quiet", to_journal=False)
given, (early, late) = asyncio.run(live(int(sys.argv[2])))
home.engine.dispose()
print(json.dumps([given, early, late, children_of(os.getpid())]))
"""


def test_descriptors_threads_and_memory_stay_as_they_are(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LIFE, str(tmp_path / "data"), str(ROUNDS)],
        env={**WORLD, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    given, early, late, left = json.loads(done.stdout)
    assert given > ROUNDS / 50
    assert len(early["descriptors"]) == 2, "the service and its lookout"
    assert early["descriptors"] == late["descriptors"]
    for before, after in zip(early["threads"], late["threads"], strict=True):
        assert after <= before + 1, "a timer waits for what has just arrived, or does not"
    grown = [after - before for before, after in zip(early["mb"], late["mb"], strict=True)]
    assert max(grown) < _GROWS_BY_MB, (early, late)
    assert left == [], "no child is left, alive or not waited for"
