"""``stegvis simulate``: made-up people live with the real rules, and every promise is counted."""

from __future__ import annotations

import os
import sys

import click

from service.options import as_json

DONE, BROKEN = 0, 1


@click.command("simulate")
@click.option("--people", type=click.IntRange(1, 100_000), default=500, show_default=True)
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, other lives.")
@click.option("--workers", type=click.IntRange(1, 64), help="[default: one for each processor]")
@as_json
def command(people: int, days: int, seed: int, workers: int | None, *, as_json: bool) -> int:
    """Let made-up people live with the real rules, and count broken promises.

    Nothing of the own data is read or changed. Ends with 1 if any promise was broken.

    Example: stegvis simulate --people 50 --days 120
    """
    from service.output import show
    from service.simulation.promises import PROMISES
    from service.simulation.tally import rows, simulate

    with click.progressbar(
        length=people, label="lives", file=sys.stderr, hidden=as_json, show_pos=True
    ) as line:
        tallies = simulate(
            people,
            days,
            seed,
            workers or os.cpu_count() or 1,
            lambda lives: line.update(lives - line.pos),
        )
    total = tallies[-1]
    show(rows(tallies), as_json=as_json, columns=COLUMNS)
    if not as_json:
        for promise, said in PROMISES.items():
            click.echo(f"{total.broken[promise]:>6}  {said}")
        click.echo(f"{total.without_reason:>6}  decisions without a reason")
    return BROKEN if total.violations or total.without_reason else DONE


#: What fits a terminal; the rest is in the JSON.
COLUMNS = (
    "kind", "people", "too_little_percent", "in_band_percent", "too_much_percent",
    "unknown_percent", "nudges", "for_more", "opposite_pairs", "violations", "without_reason",
)  # fmt: skip
