"""``stegvis errand watch``: keep the notices true, and tell the owner at most once a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from email.utils import make_msgid
from typing import TYPE_CHECKING, Final

from service import attempts, log
from service.owner_mail import may_write, untold
from service.watchfulness import Facts, over, so_now

if TYPE_CHECKING:
    from service.home import Home
    from service.post.outcome import Outcome
    from storage.sending import Notice

#: Names nobody and nothing: it may be read over a shoulder.
SUBJECT: Final = "stegvis: something to look at"

#: What `doctor` calls it where it fails.
TELLING: Final = "telling the owner"

_DONE, _LATER = 0, 1


def run(home: Home) -> int:
    """Look, begin and end notices, tell the owner of new ones; give the exit code."""
    from storage import notices
    from storage.database import reading

    _keep(home, gather(home))
    with reading(home.engine) as connection:
        so, last = notices.open_notices(connection), notices.last_told(connection)
    if not untold(so, home.now()):
        attempts.write(home.data, attempts.read(home.data).succeeded(TELLING, home.now()))
    elif may_write(so, home.now(), last) and _may_try(home):
        return _tell(home, untold(so, home.now()))
    return _DONE


def gather(home: Home) -> Facts:
    """Read everything the notices rest on, as of one moment."""
    from service.backup.noted import noted
    from service.checks.arrivals import last_heard
    from service.checks.machine import free_mb
    from service.clock import believed
    from service.known import look
    from service.ticking import LOOKING
    from storage import live_devices, notices, people
    from storage.database import reading

    now = home.now()
    found = look(home, home.engine, now, believed(home.settings))
    failed = found.attempts.failed
    with reading(home.engine) as connection:
        since = people.followed_since(connection)
        return Facts(
            now=now,
            silent_days=home.settings.schedule.silent_days,
            heard=[
                (each.name, last_heard(connection, each.id), since[each.id])
                for each in found.books.people
            ],
            devices=live_devices.paired(connection),
            messages=found.books.messages,
            free_mb=free_mb(home.data),
            followed_since=min(since.values(), default=None),
            last_backup=noted(home.data, now),
            backup_failed=failed["backup"].said if "backup" in failed else "",
            looking_failed=failed.get(LOOKING),
            # Just after a start this is how it should be.
            held="" if found.held == "clock_not_yet_set" else found.held,
            open=notices.open_notices(connection),
        )


def letter_to_owner(news: Sequence[Notice]) -> str:
    """Write the mail: one line for each thing, and where to look."""
    lines = "\n".join(f"* {each.said}" for each in news)
    return (
        f"{lines}\n\n"
        "Everything at a glance, on the computer stegvis runs on:\n\n"
        "    stegvis doctor\n\n"
        "You are told of each of these once. Nothing of it is about anybody's health.\n"
    )


def _keep(home: Home, facts: Facts) -> None:
    from storage import notices

    so = so_now(facts)
    with home.engine.begin() as connection:
        for each in so:
            if notices.begin(connection, each.code, each.about, each.said, facts.now):
                log.warning("notice_begins", code=each.code)
        for open_one in over(facts, so):
            notices.end(connection, open_one.code, open_one.about, facts.now)
            log.line("notice_ends", code=open_one.code)


def _may_try(home: Home) -> bool:
    """Whether there is a way to the owner, and it is not too early to try it again."""
    from service.post.outcome import retry_at

    mail, failure = home.settings.mail, attempts.read(home.data).failed.get(TELLING)
    if not mail.owner or not (mail.host or "://" in mail.owner):
        return False
    if failure is None or failure.at > home.now():
        return True
    return retry_at(failure.times, failure.at, for_owner=True) <= home.now()


def _tell(home: Home, news: Sequence[Notice]) -> int:
    """Post the news. They count as told before the last byte leaves, and not if it did not."""
    from storage.sending import MessageState

    send = _by_phone_service if "://" in home.settings.mail.owner else _by_mail
    now = home.now()
    outcome = send(home, letter_to_owner(news), lambda: _mark(home, dict.fromkeys(news, now)))
    log.line("owner_told", notices=len(news), state=outcome.state)
    tried = attempts.read(home.data)
    if outcome.state in {MessageState.SENT, MessageState.UNCERTAIN}:
        attempts.write(home.data, tried.succeeded(TELLING, now))
        return _DONE
    _mark(home, {each: each.told_at for each in news})
    attempts.write(home.data, tried.fell(TELLING, now, outcome.sentence))
    return _LATER


def _mark(home: Home, told: Mapping[Notice, datetime | None]) -> None:
    from storage import notices
    from storage.connecting import durable

    with durable(home.engine) as connection:
        for each, at in told.items():
            notices.told(connection, each.code, each.about, at)


def _by_phone_service(home: Home, text: str, leaving: Callable[[], None]) -> Outcome:
    from service.post.by_apprise import notify

    leaving()
    return notify(home.settings.mail.owner, SUBJECT, text)


def _by_mail(home: Home, text: str, leaving: Callable[[], None]) -> Outcome:
    from service.post.envelope import plain_message
    from service.post.outcome import PostError
    from service.post.smtp import post_mail
    from service.post.stopping import outcome_of

    settings = home.settings
    sender, owner = settings.letters.sender, settings.mail.owner
    try:
        message = plain_message(
            SUBJECT,
            text,
            sender=sender,
            to=owner,
            message_id=make_msgid(domain=sender.rpartition("@")[2].rstrip(">") or "localhost"),
            date=home.now(),
            language="en",
        )
    except PostError as error:
        return outcome_of(error)
    return post_mail(settings.mail, message, sender=sender, to=owner, leaving=leaving)
