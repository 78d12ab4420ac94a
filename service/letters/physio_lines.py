"""The physio's first three lines in words: wear, volume, spread."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.letters.lines import Volume
from analyzer.letters.physio import PhysioLetter
from analyzer.letters.picture import Band
from service.letters import trend_charts
from service.letters.numbers import number, span, weekday
from service.letters.page import Fact
from service.letters.words import Words


def wear(letter: PhysioLetter, _: Words) -> Fact:
    """How much of the week is known."""
    wear = letter.wear
    said = [_("{n} of 7 valid days", n=str(wear.valid_days))]
    if wear.hours_per_day is not None:
        said.append(_("{hours} h/day", hours=number(wear.hours_per_day, _.language, 1)))
    usual = "" if wear.usual_hours is None else _usual(wear.usual_hours, 1, _)
    spark = trend_charts.sparkline("wear", wear.history, _("Wear in twelve weeks"))
    return Fact(_("Wear"), ", ".join(said), usual, spark)


def volume(letter: PhysioLetter, _: Words) -> Fact:
    """How much activity there was, and the band it is held against."""
    spark = trend_charts.sparkline("volume", letter.volume.history, _("Volume in twelve weeks"))
    if letter.volume.met_h is None:
        return Fact(_("Volume"), _("not known"), "", spark)
    value = _("{met_h} MET-h", met_h=number(letter.volume.met_h, _.language, 1))
    if letter.volume.met_h_high is not None:
        high = number(letter.volume.met_h_high, _.language, 1)
        value += " " + _("(up to {met_h})", met_h=high)
    remarks = [*_beside_volume(letter.volume, _), _edges(letter.picture.band, _)]
    return Fact(_("Volume"), value, "; ".join(each for each in remarks if each), spark)


def _beside_volume(volume: Volume, _: Words) -> Iterator[str]:
    if volume.met_h_estimated is not None:
        scaled = number(volume.met_h_estimated, _.language, 1)
        yield _("about {met_h} scaled to 7 days", met_h=scaled)
    if volume.usual_met_h is not None:
        yield _usual(volume.usual_met_h, 1, _)
    if volume.equivalent_min is not None:
        yield _("{n} equivalent min", n=number(volume.equivalent_min, _.language))
    if volume.steps_per_day is not None:
        yield _("{n} steps/day", n=number(round(volume.steps_per_day, -1), _.language))


def _edges(band: Band, _: Words) -> str:
    if band.floor_met_h is not None and band.floor_agreed and band.ceiling_met_h is not None:
        return _("agreed {range}", range=span(band.floor_met_h, band.ceiling_met_h, _.language, 1))
    said = []
    if band.floor_met_h is not None:
        floor = number(band.floor_met_h, _.language, 1)
        said.append(
            _("agreed floor {n}", n=floor)
            if band.floor_agreed
            else _("documents' floor {n} [1], none agreed", n=floor)
        )
    if band.ceiling_met_h is not None:
        said.append(_("agreed ceiling {n}", n=number(band.ceiling_met_h, _.language, 1)))
    return "; ".join(said)


def spread(letter: PhysioLetter, _: Words) -> Fact:
    """How even the week was."""
    spread = letter.spread
    spark = trend_charts.sparkline("spread", spread.history, _("Spread in twelve weeks"))
    if spread.peak_ratio is None or spread.peak_on is None:
        return Fact(_("Spread"), _("too few days to say"), "", spark)
    value = _(
        "largest day {ratio} × median ({day})",
        ratio=number(spread.peak_ratio, _.language, 1),
        day=weekday(spread.peak_on, _.language, short=True),
    )
    remarks = [] if spread.usual_ratio is None else [_usual(spread.usual_ratio, 1, _)]
    if spread.boom_bust is None:
        remarks.append(_("no boom-bust pattern in 28 days"))
    else:
        remarks.append(_("{n} boom-busts in 28 days", n=str(spread.boom_bust)))
    return Fact(_("Spread"), value, "; ".join(remarks), spark)


def _usual(value: float, decimals: int, _: Words) -> str:
    return _("usual {n}", n=number(value, _.language, decimals))
