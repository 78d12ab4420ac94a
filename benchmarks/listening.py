"""What listening to five straps costs: ``python -m benchmarks.listening [SECONDS]``.

The daemon's ear in a process of its own, on the fast stand-in for bluetoothd.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.made.bluez import kits
from tests.made.bluez.fake.fake_radio import FakeRadio, fake_radio
from tests.made.hearing import home_with_straps, wear

STRAPS = 5
ROOT = Path(__file__).resolve().parents[1]
EAR = """
import asyncio, signal, sys
from pathlib import Path
from service.home import Home
from service.listening import run_listening
async def main():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    data = Path(sys.argv[1])
    (*_,) = await run_listening(Home(data, data / "stegvis.toml", {}), stop=stop)
asyncio.run(main())
"""


@dataclass(frozen=True, slots=True)
class Cost:
    seconds: float
    values: int
    processor_percent: float  # of one core
    memory_mib: float


async def measure(radio: FakeRadio, data: Path, seconds: float) -> Cost:
    straps = [await wear(radio, number) for number in range(1, STRAPS + 1)]
    for strap in straps:
        await strap.play(kits.HEART_RATE_MEASUREMENT, kits.beat, 1.0)
    ear = await asyncio.create_subprocess_exec(sys.executable, "-c", EAR, str(data), cwd=ROOT)
    for strap in straps:
        while not strap.subscribed(kits.HEART_RATE_MEASUREMENT):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await asyncio.sleep(5)  # whatever follows a connection is over
    before_s, sent = _processor_s(ear.pid), sum(len(strap.sent) for strap in straps)
    await asyncio.sleep(seconds)
    used_s = _processor_s(ear.pid) - before_s
    memory_mib = psutil.Process(ear.pid).memory_info().rss / 2**20
    values = sum(len(strap.sent) for strap in straps) - sent
    cost = Cost(seconds, values, 100 * used_s / seconds, memory_mib)
    ear.terminate()
    await ear.wait()
    return cost


def _processor_s(pid: int) -> float:
    """Read the scheduler's own nanoseconds: so little work falls between its ticks."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def listen_for(seconds: float) -> Cost:
    """Measure on a household and a radio of its own."""
    with tempfile.TemporaryDirectory() as folder, fake_radio() as radio:
        os.environ.update(radio.environment)
        home = home_with_straps(Path(folder), STRAPS)
        return asyncio.run(measure(radio, home.data, seconds))


def main() -> None:
    cost = listen_for(float(sys.argv[1]) if len(sys.argv) > 1 else 120.0)
    print(f"{STRAPS} straps at 1 Hz, {cost.values} values in {cost.seconds:.0f} s:")
    print(f"{cost.processor_percent:.2f} % of one core, {cost.memory_mib:.1f} MiB")


if __name__ == "__main__":
    main()
