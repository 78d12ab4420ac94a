"""A dbus-daemon of the test's own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self

CONFIGURATION = """<busconfig><type>system</type><listen>{address}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/>
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/></policy>
<limit name="max_match_rules_per_connection">50000</limit></busconfig>
"""


class PrivateBus:
    """``address`` goes into DBUS_SYSTEM_BUS_ADDRESS."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="bus-"))
        self._configuration = self._folder / "bus.conf"
        self.address = f"unix:path={self._folder}/bus"

    def __enter__(self) -> Self:
        self._configuration.write_text(CONFIGURATION.format(address=self.address))
        self.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def begin(self) -> None:
        self._daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={self._configuration}", "--nofork", "--print-address"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._daemon.stdout is not None
        if not self._daemon.stdout.readline():  # printed as soon as it listens
            raise RuntimeError(f"dbus-daemon ended with {self._daemon.wait()}")

    def end(self) -> None:
        self._daemon.kill()
        self._daemon.communicate()
