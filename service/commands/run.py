"""``stegvis run``: the background service."""

from __future__ import annotations

import click

from service.home import Home


@click.command("run")
@click.option(
    "--log",
    "level",
    type=click.Choice(["quiet", "normal", "verbose"]),
    help="How much is written down.  [default: as service.log says]",
)
@click.option("--every", "tick_s", type=click.FloatRange(0.05, 3600), default=60.0, hidden=True)
@click.option("--answer-within", "answer_s", type=float, default=30.0, hidden=True)
@click.pass_context
def command(context: click.Context, level: str | None, tick_s: float, answer_s: float) -> None:
    """Run until stopped: read what arrives, send what is due, listen over the air.

    It stays in the foreground; `stegvis install-service` lets the system start it. SIGTERM ends
    it, SIGHUP lets it read the settings again.

    Example: stegvis run
    """
    from service import log
    from service.daemon import serve

    home: Home = context.obj
    log.configure(level or home.settings.service.log)
    serve(home, tick_s=tick_s, answer_s=answer_s, level=level)
