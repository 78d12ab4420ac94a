"""A composed letter: the same bytes each time, nothing lost between its faces."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

import pytest

from config.catalogue import LANGUAGES
from service.letters.compose import Composed, LetterError, Recipient, compose
from service.letters.html import standalone
from service.letters.mail import as_email
from service.letters.pdf import pages_of
from tests.made.golden import Reader, written
from tests.made.letters import STORIES, to_evaluation, to_patient, to_physio

ROOT = Path(__file__).resolve().parents[3]
SENT = datetime(2026, 3, 16, 7, tzinfo=UTC)
RECIPIENTS: tuple[Recipient, ...] = ("patient", "physio")

#: 60 KB, so that a letter arrives on a slow line.
CHART_BYTES = 60_000


def mailed(composed: Composed, **more: str) -> bytes:
    return as_email(
        composed,
        sender="stegvis@localhost",
        to="reader@localhost",
        message_id="<2026-W11-patient@localhost>",
        date=SENT,
        **more,
    )


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_the_same_values_give_the_same_bytes_in_another_process(recipient: Recipient) -> None:
    script = (
        "import hashlib; from tests.made.golden import written; "
        f"c = written('in-band', {recipient!r}); "
        "print(hashlib.sha256(c.pdf + c.html.encode() + c.text.encode() + "
        "b''.join(x.png + x.svg.encode() for x in c.charts)).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": zone, "HOME": "/tmp"},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(said) == 1


@pytest.mark.parametrize(
    ("story", "language"),
    [(story, "en") for story in sorted(STORIES)] + [("told-well", each) for each in LANGUAGES[1:]],
)
@pytest.mark.parametrize("recipient", [*RECIPIENTS, "evaluation"])
def test_every_letter_is_one_described_page_with_small_pictures(
    story: str, recipient: Reader, language: str
) -> None:
    composed = written(story, recipient, language)
    assert pages_of(composed.pdf) == 1
    assert b"/StructTreeRoot" in composed.pdf
    assert f"/Lang({language})".encode() in composed.pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in composed.pdf
    for chart in composed.charts:
        assert len(chart.png) < CHART_BYTES, chart.name
        assert chart.alt
    assert all(len(line) <= 72 for line in composed.text.splitlines())


def test_subjects_name_nobody_and_nothing_medical() -> None:
    named = replace(
        STORIES["in-band"], person=replace(STORIES["in-band"].person, name="Åsa Testson")
    )
    for letter, recipient in ((to_patient(named), "patient"), (to_physio(named), "physio")):
        composed = compose(letter, language="en", recipient=recipient)  # type: ignore[arg-type]
        assert not re.search(r"Åsa|Testson|pain|back|neck|\d{3}", composed.subject)
        assert "Testson" not in composed.text + composed.html


def test_a_letter_is_not_written_to_the_wrong_reader() -> None:
    with pytest.raises(LetterError, match="physio"):
        compose(to_patient(STORIES["in-band"]), language="en", recipient="physio")


class Seen(HTMLParser):
    """What a mail reader would fetch, and what it says without pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: dict[str, str] = {}
        self.remote: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img":
            self.pictures[given["src"] or ""] = given["alt"] or ""
        self.remote += [v for v in given.values() if v and re.match(r"(https?:)?//", v)]


def test_the_html_says_it_without_pictures_and_fetches_nothing() -> None:
    composed = written("in-band", "patient")
    seen = Seen()
    seen.feed(composed.html)
    assert seen.remote == []
    assert seen.pictures == {f"cid:{chart.name}": chart.alt for chart in composed.charts}
    assert "Sun not worn" in seen.pictures["cid:active-minutes"]
    assert "prefers-color-scheme: dark" in composed.html
    assert "cid:" not in standalone(composed.html, composed.charts)


def test_statements_are_linked_where_a_page_is_known_and_only_named_where_none_is() -> None:
    page = "https://clinic.example/recommendations.html"
    for letter, recipient in (
        (to_patient(STORIES["too-little"]), "patient"),
        (to_physio(STORIES["too-much"]), "physio"),
        (to_evaluation(STORIES["told-well"]), "physio"),
    ):
        linked = compose(letter, language="en", recipient=recipient, page_url=page)  # type: ignore[arg-type]
        assert re.search(rf'href="{page}#r\d+"', linked.html)
        assert f"<{page}#r" in linked.text
        assert pages_of(linked.pdf) == 1
        plain = compose(letter, language="en", recipient=recipient)  # type: ignore[arg-type]
        assert "href" not in plain.html
        assert re.search(r"R\d{3}", plain.text)


def test_a_link_leads_to_an_anchor_of_the_page() -> None:
    known = set(re.findall(r'<a id="(r\d+)">', (ROOT / "docs/recommendations.md").read_text()))
    linked = compose(
        to_physio(STORIES["too-much"]), language="en", recipient="physio", page_url="x"
    ).html
    used = set(re.findall(r'href="x#(r\d+)"', linked))
    assert used
    assert used <= known


def test_names_and_notes_cannot_become_markup() -> None:
    story = STORIES["in-band"]
    plan = replace(story.plans[0], signed_by='<b>K</b> #panic("x") \\ $1$')
    story = replace(story, plans=(plan,))
    patient = compose(to_patient(story), language="en", recipient="patient")
    assert "<b>K</b>" not in patient.html
    assert "&lt;b&gt;K&lt;/b&gt;" in patient.html
    assert '<b>K</b> #panic("x")' in patient.text
    assert pages_of(compose(to_physio(story), language="en", recipient="physio").pdf) == 1


def test_a_mail_is_text_then_html_with_its_pictures_then_the_pdf() -> None:
    composed = written("in-band", "patient")
    mail = message_from_bytes(mailed(composed), policy=default)
    assert isinstance(mail, EmailMessage)
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        *["image/png"] * len(composed.charts),
        "application/pdf",
    ]
    text = mail.get_body(("plain",))
    html = mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == composed.text.splitlines()
    referred = set(re.findall(r'src="cid:([^"]+)"', html.get_content()))
    attached = {str(part["Content-ID"]).strip("<>") for part in mail.walk() if part["Content-ID"]}
    assert referred == attached
    assert [part.get_content() for part in mail.iter_attachments()] == [composed.pdf]


def test_a_mail_is_the_same_each_time_and_differs_by_its_id() -> None:
    composed = written("in-band", "physio")
    assert mailed(composed) == mailed(composed)
    other = as_email(composed, sender="a@b", to="c@d", message_id="<other@x>", date=SENT)
    assert not set(re.findall(rb'boundary="([^"]+)"', mailed(composed))) & set(
        re.findall(rb'boundary="([^"]+)"', other)
    )


def test_a_way_out_is_named_where_there_is_one() -> None:
    composed = written("in-band", "patient")
    assert b"List-Unsubscribe" not in mailed(composed)
    with_exit = mailed(composed, unsubscribe="<mailto:stop@localhost>")
    assert b"List-Unsubscribe: <mailto:stop@localhost>" in with_exit


def test_a_mail_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        as_email(
            written("in-band", "patient"),
            sender="a@b",
            to="c@d",
            message_id="<x@y>",
            date=datetime(2026, 3, 16),  # noqa: DTZ001
        )
