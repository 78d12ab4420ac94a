"""``stegvis inbox``: one pass over the inbox and the mounted watches."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from service.home import Home
from service.options import as_json

if TYPE_CHECKING:
    from service.inbox.outcome import Everything
    from service.inbox.watch_pass import WatchPassed
    from service.output import Flat

_WELL = frozenset({"new", "known", "grew", "foreign", "read"})
#: More files in order than this are counted instead of listed.
_MOST_LINES = 20


@click.command("inbox")
@as_json
@click.pass_context
def command(context: click.Context, *, as_json: bool) -> None:
    """Read what was put into the inbox, and mounted watches; file it away.

    Files go to done/ below the inbox, refused ones to refused/ with a note beside them. A watch
    is only read. Exit code 1: something was refused, or needs somebody.

    Example: stegvis inbox
    """
    from service.inbox.everything import pass_everything
    from service.output import is_for_the_journal, show

    home: Home = context.obj
    in_journal = is_for_the_journal(home)
    done = pass_everything(home)
    rows = _rows(done)
    if as_json:
        show(rows, as_json=True)
    elif not in_journal:
        _say(done, rows)
    context.exit(0 if all(row["outcome"] in _WELL for row in rows) and not done.told else 1)


def _rows(done: Everything) -> list[Flat]:
    rows: list[Flat] = [
        {
            "person": each.person,
            "name": each.name,
            "outcome": each.outcome,
            "place": each.place,
            "files": 1,
            "sentence": each.sentence or None,
        }
        for each in done.filed
    ]
    rows += [
        {
            "person": None if each.person is None else each.person.name,
            "name": each.mount,
            "outcome": _outcome(each),
            "place": each.mount,
            "files": each.read,
            "sentence": each.sentence or None,
        }
        for each in done.watches
    ]
    return rows


def _outcome(watch: WatchPassed) -> str:
    if watch.sentence:
        return "unread"
    return "refused" if watch.refused else "read"


def _say(done: Everything, rows: list[Flat]) -> None:
    if done.busy:
        click.echo("Another pass is at work; it reads what is there.")
    well = [row for row in rows if row["outcome"] in _WELL]
    shown = rows if len(well) <= _MOST_LINES else [row for row in rows if row not in well]
    for row in shown:
        where = f": {row['files']} files" if row["name"] == row["place"] else f" -> {row['place']}"
        click.echo(f"{row['outcome']}: {row['name']}{where}")
        if row["outcome"] not in _WELL and row["sentence"] not in {None, *done.told}:
            click.echo(f"  {row['sentence']}")
    if len(shown) < len(rows):
        counts = Counter(str(row["outcome"]) for row in well)
        click.echo(", ".join(f"{count:,} {outcome}" for outcome, count in counts.items()))
    for sentence in done.told:
        click.echo(sentence)
    if done.unsettled:
        click.echo(f"{done.unsettled} files are still being written.")
    if done.removed:
        click.echo(f"{done.removed} filed files were removed; their originals are kept.")
    if not (rows or done.unsettled or done.busy):
        click.echo("Nothing new.")
