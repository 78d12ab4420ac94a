"""``stegvis explain``: where a day's numbers come from."""

from __future__ import annotations

from datetime import date, timedelta

import click

from service.home import Home
from service.options import LocalDate, as_json, whose


@click.command("explain")
@click.argument("day", metavar="DATE", type=LocalDate())
@whose
@as_json
@click.pass_obj
def command(home: Home, /, day: date, who: str | None, *, as_json: bool) -> None:
    """Where a day's numbers come from, and what was set aside.

    Example: stegvis explain 2026-03-09
    """
    from analyzer.calendar import day_bounds, zone_rows
    from analyzer.explain import explain_day
    from service.analysis import bring_up_to_date, source_order
    from service.output import flat, show
    from storage import days, device_days, devices, minutes, people

    with home.engine.begin() as connection:
        person = people.person_named(connection, who)
        bring_up_to_date(home, connection, person)
        zones = zone_rows(person, people.zone_rows(connection, person.id))
        (bounds,) = day_bounds(zones, day, day)
        around = day - timedelta(days=2), day + timedelta(days=2)
        counters = device_days.read(connection, person.id, *around)
        explained = explain_day(
            minutes.read_streams(connection, person.id, *around),
            source_order(home),
            bounds,
            counters,
        )
        labels = {key: device.label for key, device in devices.devices(connection).items()}
        stored = days.read_days(connection, person.id, day, day)
    shares = [
        {"device": labels.get(share.device_id, "?"), **flat(share)} for share in explained.shares
    ]
    if as_json:
        show(shares, as_json=True)
        return
    click.echo(
        f"{day}: {bounds.length_min} minutes in {bounds.zone}, "
        f"from {bounds.start:%Y-%m-%d %H:%M} UTC"
    )
    if not stored:
        click.echo("Nothing was received for this day.")
        return
    click.echo(
        f"Steps: {_known(explained.steps)} "
        f"(placed on minutes {_known(explained.placed)}, "
        f"known only in total {_known(explained.unplaced)})"
    )
    for counter in (each for each in counters if each.date == day):
        click.echo(
            f"  {labels.get(counter.device_id, '?')}, its own total: "
            f"{_known(counter.total_steps)}, {'whole' if counter.complete else 'in part'}"
            f", UTC{counter.utc_offset_min / 60:+.2g} h"
            + (f", {counter.resets} resets" if counter.resets else "")
        )
    for share in explained.shares:
        label = labels.get(share.device_id, "?")
        click.echo(
            f"  {label}, {share.channel}: gave {share.steps_used} steps in "
            f"{share.step_minutes_used} min and heart rate in {share.hr_minutes_used} min; "
            f"set aside {share.steps_discarded} steps, {share.hr_minutes_discarded} min"
        )
        for reason in share.why:
            click.echo(f"    {reason}")
    click.echo(
        f"Worn {stored[0].wear_min} min, {stored[0].awake_wear_min} of them awake. "
        f"Verdict {stored[0].verdict}: {stored[0].why}"
    )


def _known(number: int | None) -> str:
    return "not known" if number is None else f"{number:,}"
