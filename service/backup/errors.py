"""What can go wrong with backups, in words that say what to do next."""

from __future__ import annotations

from pathlib import Path

from config.errors import StegvisError


class BackupError(StegvisError):
    """A backup cannot be made, verified or put back."""


class BackupDamagedError(BackupError):
    """A backup is not what was made. ``faults`` has all that was found, in sentences."""

    exit_code = 1

    def __init__(self, where: Path, faults: tuple[str, ...]) -> None:
        shown = "\n  ".join(faults[:10])
        more = f"\n  and {len(faults) - 10} more" if len(faults) > 10 else ""
        super().__init__(
            f"The backup {where} is not whole:\n  {shown}{more}\nUse an older one (stegvis verify"
            " --all says which are whole), and look at the disk it lies on."
        )
        self.faults = faults
