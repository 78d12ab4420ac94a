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
    last = counter.last
    if last is None:
        return _begun(None, word, scene), Told()
    if word.at_ms < last.at_ms:
        word = replace(word, at_ms=last.at_ms)  # the clock was set back a little
    if counter.first is None or scene.date(word) == scene.date(counter.first):
        return _next(counter, last, word, scene)
    settled, told = close(counter, days, facts, daily=daily)
    state, more = _next(settled, last, word, scene)
    return state, more.after(told)


def close(
    counter: Counter, days: LocalDays, facts: Steps, *, daily: bool = True
) -> tuple[Counter, Told]:
    """Decide whose a date's first word is when its date is over, or nothing more will come.

    A counter that stood still all the time may never have begun the date, so what an earlier day
    may have been given is not counted again.
    """
    first, before = counter.first, counter.before
    if first is None:
        return counter, Told()
    scene = Scene(days, facts, daily)
    settled = replace(counter, first=None, before=None)
    if counter.risen:
        return settled, Told()
    if before is not None:
        return settled, _of_earlier(first, before, scene)
    return settled, _of_its_date(first, scene)


def _next(counter: Counter, last: Word, word: Word, scene: Scene) -> tuple[Counter, Told]:
    new_date = scene.date(word) != scene.date(last)
    if new_date and scene.is_gap(last.at_ms, word.at_ms):
        return _after_days(counter, last, word, scene)
    rise = word.steps - last.steps
    if rise < 0:
        return _fallen(counter, last, word, scene)
    if not scene.possible(rise, last.at_ms, word.at_ms):
        return _suspected(counter, last, word, scene)
    told = _rise(last, word, rise, scene).after(_turned(counter, last, word, scene))
    return _believed(counter, word, scene), told.after(_gone_on(counter, word, scene))


def _rise(last: Word, word: Word, steps: int, scene: Scene, *, reset: bool = False) -> Told:
    if scene.is_gap(last.at_ms, word.at_ms):
        return Told(unplaced=((scene.date(word), steps),)) if steps else Told()
    return Told(increases=(Increase(last.at_ms, word.at_ms, steps, reset),))


def _believed(counter: Counter, word: Word, scene: Scene) -> Counter:
    if counter.before is None and word.steps != (counter.first or word).steps:
        counter = replace(counter, first=None)  # it goes on, and no earlier day has it
    turned = counter.last is not None and scene.date(word) != scene.date(counter.last)
    seen = counter.begin_seen or turned
    return replace(counter, last=word, suspect=None, begin_seen=seen)


def _turned(counter: Counter, last: Word, word: Word, scene: Scene) -> Told:
    """Close the date of the last word where this one lies in another."""
    if scene.date(word) == scene.date(last):
        return Told()
    whole = counter.begin_seen and not scene.is_gap(last.at_ms, word.at_ms)
    return Told(ended=((scene.date(last), whole),))


def _fallen(counter: Counter, last: Word, word: Word, scene: Scene) -> tuple[Counter, Told]:
    """A counter begins again: for a new day, after its highest number, or because it restarted."""
    if counter.first is not None:
        return _begun_late(counter, counter.first, last, word, scene)
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
        told = told.after(_gone_on(counter, word, scene))
    else:
        told = Told(resets=(scene.date(word),))
        counter = replace(counter, first=None, before=None)
    return _believed(counter, word, scene), told.after(turned)


def _after_days(counter: Counter, last: Word, word: Word, scene: Scene) -> tuple[Counter, Told]:
    """Meet a counter again on a later date, after a time nobody heard it."""
    turned = _turned(counter, last, word, scene)
    if not scene.daily:
        return Counter(last=word), Told(dropped=DAY_NOT_KNOWN).after(turned)
    if word.steps >= last.steps or not scene.today(word):
        return _begun(last, word, scene), turned
    return Counter(last=word), _since_midnight(word, scene).after(turned)


def _begun(before: Word | None, word: Word, scene: Scene) -> Counter:
    """Leave open whose a date's first word is: a watch may begin its day hours after midnight."""
    return Counter(last=word, first=word, before=before) if scene.daily else Counter(last=word)


def _begun_late(
    counter: Counter, first: Word, last: Word, word: Word, scene: Scene
) -> tuple[Counter, Told]:
    """The counter fell after a date's first word, so that word was still of an earlier day."""
    if scene.possible(word.steps, last.at_ms, word.at_ms):
        told = _rise(Word(last.at_ms, 0), word, word.steps, scene)
    elif not counter.risen and scene.today(word):
        told = _since_midnight(word, scene)
    else:
        return _suspected(counter, last, word, scene)
    if counter.risen:
        told = replace(told, taken_back=((scene.date(first), first.steps),))
    return Counter(last=word), told.after(_of_earlier(first, counter.before, scene))


def _gone_on(counter: Counter, word: Word, scene: Scene) -> Told:
    """Count a date's first word for its date once the counter goes on from it."""
    first = counter.first
    if first is None or counter.risen or word.steps == first.steps:
        return Told()
    return _of_its_date(first, scene)


def _of_its_date(first: Word, scene: Scene) -> Told:
    if scene.today(first):
        return Told(stood_at=((scene.date(first), first.steps),))
    return Told(dropped=STEPS_IMPLAUSIBLE)


def _of_earlier(first: Word, before: Word | None, scene: Scene) -> Told:
    """Give yesterday what its last word did not have yet of a count that was still its own."""
    yesterday = scene.date(first) - timedelta(days=1)
    if before is None or scene.date(before) != yesterday or first.steps < before.steps:
        return Told(dropped=OLDER_DAY)
    return Told(unplaced=((yesterday, first.steps - before.steps),))


def _since_midnight(word: Word, scene: Scene) -> Told:
    midnight = scene.midnight(word)
    if scene.is_gap(midnight, word.at_ms):
        return Told(stood_at=((scene.date(word), word.steps),))
    return _rise(Word(midnight, 0), word, word.steps, scene)
