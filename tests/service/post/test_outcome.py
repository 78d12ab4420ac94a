"""When a letter that has to wait is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.post.discretion import discreet
from service.post.outcome import retry_at

NOW = datetime(2026, 3, 16, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tries", "for_owner", "minutes"),
    [
        (1, False, 5),
        (2, False, 15),
        (3, False, 30),
        (4, False, 60),
        (5, False, 120),
        (6, False, 120),
        (50, False, 120),
        (1, True, 30),
        (2, True, 60),
        (3, True, 120),
        (9, True, 120),
    ],
)
def test_each_wait_is_longer_until_two_hours(tries: int, for_owner: bool, minutes: int) -> None:
    again = retry_at(tries, NOW, for_owner=for_owner)
    assert again == NOW + timedelta(minutes=minutes)


def test_a_day_of_two_kinds_of_trouble_holds_few_tries() -> None:
    for for_owner, most in ((False, 16), (True, 14)):
        now, tries = NOW, 0
        while now - NOW < timedelta(days=1):
            tries += 1
            now = retry_at(tries, now, for_owner=for_owner)
        assert tries == most


def test_a_message_that_was_never_tried_does_not_wait() -> None:
    with pytest.raises(ValueError, match="0 times"):
        retry_at(0, NOW)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (b"2.0.0 Ok: queued as 4F1", "2.0.0 Ok: queued as 4F1"),
        (b"<kim@example.org>: no", "...: no"),
        (b"(kim@example.org) kim@localhost", "(...) ..."),
        (b"line one\nline\ttwo\x00\x1b[2J", "line one line two [2J"),
        (b"pass-word1 and cGFzcy13b3JkMQ==", "... and ...=="),
        (b"hello PASS-WORD1x", "hello ...x"),
        (b"\xff\xfe", "��"),
        (b"x" * 500, "x" * 197 + "..."),
        (b"", ""),
    ],
)
def test_a_servers_words_are_short_and_name_nobody(said: bytes, shown: str) -> None:
    assert discreet(said, ["pass-word1", ""]) == shown
