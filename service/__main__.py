"""``python -m service``: the command line, as the daemon starts it for one piece of work."""

from __future__ import annotations

import os


def main() -> None:
    """Tie this process to the daemon that started it, if one did; then do as the words say."""
    parent = os.environ.pop("STEGVIS_PARENT", "")
    if parent:
        from service import log
        from service.tied import follow

        follow(int(parent))
        # The daemon reads its lines and passes on what it wants to be written.
        log.configure("verbose", to_journal=False)
    from service.cli import main as cli

    cli()


if __name__ == "__main__":
    main()
