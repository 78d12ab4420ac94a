"""From the words of a step counter to increases: how many steps, within which stretch of time.

Pure: a state and a word in, a state and what follows out. Nothing is negative, nothing is counted
twice, and what cannot be tied to minutes stays a total of its day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from collector.live.clock import LocalDays
from collector.live.counters import Counter, Increase, Scene, Told, Word
from collector.live.report import DAY_NOT_KNOWN, OLDER_DAY, STEPS_IMPLAUSIBLE
from config.live import Steps

#: Counters of two, three or four bytes begin at zero again after their highest number.
_WIDTHS = (1 << 16, 1 << 24, 1 << 32)


def count(
    counter: Counter, word: Word, days: LocalDays, facts: Steps, *, daily: bool = True
) -> tuple[Counter, Told]:
    """Given what is known and the next word, return what is known then and what follows."""
    scene = Scene(days, facts, daily)
    known = counter.held or counter.last
    if known is not None and word.at_ms < known.at_ms:
        word = replace(word, at_ms=known.at_ms)  # the clock was set back a little
    if counter.held is not None:
        return _after_held(counter, counter.held, word, scene)
    if counter.last is None:
        if not daily:
            return Counter(last=word), Told()
        return _hold(counter, word, scene)
    return _next(counter, counter.last, word, scene)


def close(
    counter: Counter, days: LocalDays, facts: Steps, *, daily: bool = True
) -> tuple[Counter, Told]:
    """Believe what waits for a next word, where none will come."""
    if counter.held is None:
        return counter, Told()
    return Counter(last=counter.held), _held_believed(counter.held, Scene(days, facts, daily))


def _next(counter: Counter, last: Word, word: Word, scene: Scene) -> tuple[Counter, Told]:
    new_date = scene.date(word) != scene.date(last)
    if new_date and scene.is_gap(last.at_ms, word.at_ms):
        return _after_days(counter, last, word, scene)
    rise = word.steps - last.steps
    if rise < 0:
        return _fallen(counter, last, word, scene)
    if not scene.possible(rise, last.at_ms, word.at_ms):
        return _suspected(counter, last, word, scene)
    return _believed(counter, word, scene), _rise(last, word, rise, scene).after(
        _turned(counter, last, word, scene)
    )


def _rise(last: Word, word: Word, steps: int, scene: Scene, *, reset: bool = False) -> Told:
    if scene.is_gap(last.at_ms, word.at_ms):
        return Told(unplaced=((scene.date(word), steps),)) if steps else Told()
    return Told(increases=(Increase(last.at_ms, word.at_ms, steps, reset),))


def _believed(counter: Counter, word: Word, scene: Scene) -> Counter:
    last, begin_seen = counter.last, counter.begin_seen
    if last is None:
        begin_seen = False
    elif scene.date(word) != scene.date(last):
        begin_seen = not scene.is_gap(last.at_ms, word.at_ms)
    return Counter(last=word, begin_seen=begin_seen)


def _turned(counter: Counter, last: Word, word: Word, scene: Scene) -> Told:
    """Close the date of the last word where this one lies in another."""
    if scene.date(word) == scene.date(last):
        return Told()
    whole = counter.begin_seen and not scene.is_gap(last.at_ms, word.at_ms)
    return Told(ended=((scene.date(last), whole),))


def _fallen(counter: Counter, last: Word, word: Word, scene: Scene) -> tuple[Counter, Told]:
    """A counter begins again: at midnight, after its highest number, or because it restarted."""
    turned = _turned(counter, last, word, scene)
    over = _wrapped(last, word, scene)
    if over is not None:
        return _believed(counter, word, scene), _rise(last, word, over, scene).after(turned)
    midnight = scene.midnight(word)
    new_date = scene.date(word) != scene.date(last)
    since = Word(max(last.at_ms, midnight) if new_date and scene.daily else last.at_ms, 0)
    if not scene.possible(word.steps, since.at_ms, word.at_ms):
        return _suspected(counter, last, word, scene)
    own_midnight = scene.daily and scene.near_midnight(word)
    told = _rise(since, word, word.steps, scene, reset=not own_midnight).after(turned)
    if not own_midnight:
        told = replace(told, resets=(scene.date(word),))
    return _believed(counter, word, scene), told


def _wrapped(last: Word, word: Word, scene: Scene) -> int | None:
    for width in _WIDTHS:
        rise = word.steps + width - last.steps
        near_its_end = 0 < width - last.steps <= scene.facts.most_per_min
        if near_its_end and scene.possible(rise, last.at_ms, word.at_ms):
            return rise
    return None


def _suspected(counter: Counter, last: Word, word: Word, scene: Scene) -> tuple[Counter, Told]:
    """Believe what legs cannot do only when the next word goes on from it, and only as a total."""
    before = counter.suspect
    confirmed = before is not None and scene.possible(
        word.steps - before.steps, before.at_ms, word.at_ms
    )
    if not confirmed or not scene.today(word):
        return replace(counter, suspect=word), Told(dropped=STEPS_IMPLAUSIBLE)
    turned = _turned(counter, last, word, scene)
    if word.steps > last.steps and scene.daily:
        told = Told(unplaced=((scene.date(word), word.steps - last.steps),))
    else:
        told = Told(resets=(scene.date(word),))
    return _believed(counter, word, scene), told.after(turned)


def _after_days(counter: Counter, last: Word, word: Word, scene: Scene) -> tuple[Counter, Told]:
    """Meet a counter again on a later date, after a time nobody heard it."""
    turned = _turned(counter, last, word, scene)
    if not scene.daily:
        return Counter(last=word), Told(dropped=DAY_NOT_KNOWN).after(turned)
    if word.steps >= last.steps or not scene.today(word):
        held, told = _hold(counter, word, scene)
        return held, told.after(turned)
    return Counter(last=word), _since_midnight(word, scene).after(turned)


def _hold(counter: Counter, word: Word, scene: Scene) -> tuple[Counter, Told]:
    """Wait for the next word before a date's first one is believed: it may be the day before's."""
    return replace(counter, held=word, held_since_ms=word.at_ms, suspect=None), Told()


def _after_held(counter: Counter, held: Word, word: Word, scene: Scene) -> tuple[Counter, Told]:
    same_date = scene.date(word) == scene.date(held)
    if word.steps == held.steps and same_date:
        rest = _rise(held, word, 0, scene)
        if word.at_ms - (counter.held_since_ms or held.at_ms) < scene.long_enough_ms:
            return replace(counter, held=word), rest
        return Counter(last=word), rest.after(_held_believed(held, scene))
    soon = same_date and not scene.is_gap(held.at_ms, word.at_ms)
    if word.steps < held.steps and soon:
        return _held_was_yesterdays(counter, held, word, scene)
    state, more = _next(Counter(last=held), held, word, scene)
    return state, more.after(_held_believed(held, scene))


def _held_believed(held: Word, scene: Scene) -> Told:
    if scene.today(held):
        return Told(stood_at=((scene.date(held), held.steps),))
    return Told(dropped=STEPS_IMPLAUSIBLE)


def _held_was_yesterdays(
    counter: Counter, held: Word, word: Word, scene: Scene
) -> tuple[Counter, Told]:
    """The counter fell after a date's first word, so that word was still the day before's."""
    if not scene.today(word):
        return counter, Told(dropped=STEPS_IMPLAUSIBLE)
    told = Told(dropped=OLDER_DAY)
    last = counter.last
    yesterday = scene.date(held) - timedelta(days=1)
    if last is not None and scene.date(last) == yesterday and held.steps >= last.steps:
        told = Told(unplaced=((yesterday, held.steps - last.steps),))
    return Counter(last=word), _since_midnight(word, scene).after(told)


def _since_midnight(word: Word, scene: Scene) -> Told:
    midnight = scene.midnight(word)
    if scene.is_gap(midnight, word.at_ms):
        return Told(stood_at=((scene.date(word), word.steps),))
    return _rise(Word(midnight, 0), word, word.steps, scene)
