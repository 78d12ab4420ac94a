"""A letter's values in; subject, text, HTML, pictures and PDF out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analyzer.letters.evaluation import EvaluationLetter
from analyzer.letters.patient import PatientLetter
from analyzer.letters.physio import PhysioLetter
from config.errors import StegvisError
from service.letters.evaluation import evaluation_page
from service.letters.html import as_html
from service.letters.ink import Chart
from service.letters.page import Page
from service.letters.patient import patient_page
from service.letters.pdf import as_pdf
from service.letters.physio import physio_page
from service.letters.text import as_text

Recipient = Literal["patient", "physio"]


@dataclass(frozen=True, slots=True)
class Composed:
    """One letter in all its forms. ``html`` names its pictures ``cid:<name>``."""

    language: str
    subject: str
    text: str
    html: str
    charts: tuple[Chart, ...]
    pdf: bytes


class LetterError(StegvisError):
    """A letter cannot be written as asked."""


#: A letter's values, whoever it is for.
Letter = PatientLetter | PhysioLetter | EvaluationLetter


def compose(letter: Letter, *, language: str, recipient: Recipient, page_url: str = "") -> Composed:
    """Write a letter. The same values give the same bytes.

    ``page_url`` is where the page about the recommendations can be read; empty: nothing is linked.
    """
    page = _page(letter, language, recipient, page_url)
    return Composed(
        language=language,
        subject=page.subject,
        text=as_text(page),
        html=as_html(page),
        charts=page.charts,
        pdf=as_pdf(page, written_at=letter.written_at),
    )


def _page(letter: Letter, language: str, recipient: Recipient, page_url: str) -> Page:
    if recipient == "patient" and isinstance(letter, PatientLetter):
        return patient_page(letter, language, page_url)
    if recipient == "physio" and isinstance(letter, PhysioLetter):
        return physio_page(letter, language, page_url)
    if recipient == "physio" and isinstance(letter, EvaluationLetter):
        return evaluation_page(letter, language, page_url)
    raise LetterError(
        f"{type(letter).__name__} is not a letter to the {recipient}: "
        "one person must not get what was written for the other. Make the other letter."
    )
