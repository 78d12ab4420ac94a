"""``stegvis errand watch``: keep the notices true, and write to the owner at most once a day."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import make_msgid
from typing import TYPE_CHECKING, Final

from service import log
from service.watchfulness import Facts, may_write, over, so_now, untold

if TYPE_CHECKING:
    from service.home import Home
    from service.post.outcome import Outcome
    from storage.sending import Notice

#: Names nobody and nothing: it may be read over a shoulder.
SUBJECT: Final = "stegvis: something to look at"

_DONE, _LATER = 0, 1


def run(home: Home) -> int:
    """Look, begin and end notices, tell the owner of new ones; give the exit code."""
    from storage import notices
    from storage.database import reading

    _keep(home, gather(home))
    with reading(home.engine) as connection:
        so, last = notices.open_notices(connection), notices.last_told(connection)
    mail = home.settings.mail
    if not (mail.host and mail.owner and may_write(so, home.now(), last)):
        return _DONE
    news = untold(so, home.now())
    outcome = _write(home, news)
    log.line("owner_told", notices=len(news), state=outcome.state, said=outcome.said)
    return _note(home, news, outcome)


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
        "You are told of each of these once. This mail says nothing about anybody's health.\n"
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


def _write(home: Home, news: Sequence[Notice]) -> Outcome:
    from service.post.envelope import plain_message
    from service.post.smtp import post_mail

    settings = home.settings
    sender, owner = settings.letters.sender, settings.mail.owner
    message = plain_message(
        SUBJECT,
        letter_to_owner(news),
        sender=sender,
        to=owner,
        message_id=make_msgid(domain=sender.rpartition("@")[2].rstrip(">") or "localhost"),
        date=home.now(),
        language="en",
    )
    return post_mail(settings.mail, message, sender=sender, to=owner, leaving=lambda: None)


def _note(home: Home, news: Sequence[Notice], outcome: Outcome) -> int:
    """Mark what the owner has been told; a mail that may have arrived is not written twice."""
    from storage import notices
    from storage.sending import MessageState

    if outcome.state not in {MessageState.SENT, MessageState.UNCERTAIN}:
        return _LATER
    with home.engine.begin() as connection:
        for each in news:
            notices.told(connection, each.code, each.about, home.now())
    return _DONE
