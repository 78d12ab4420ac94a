"""What a check-in says back: whom to call, and that everything else is silent now."""

from __future__ import annotations

from config.help import HelpLines
from config.questions import Urgency
from service.letters.phrases_check_in import QUESTIONS
from service.letters.words import Words

UNLOCK = "stegvis checkin unlock --by INITIALS"


def question(name: str, language: str) -> str:
    """The question as it is read; its id where it is no longer asked."""
    return Words(language)(QUESTIONS[name].one) if name in QUESTIONS else name


def whom_to_call(urgency: Urgency, lines: HelpLines, language: str) -> tuple[str, ...]:
    """What to do now, today or soon. Needs no database, no network and no person."""
    _ = Words(language)
    nobody = _("stegvis has called nobody, and nobody reads this in real time.")
    if urgency == "emergency":
        return (
            _("Call {emergency} now, and say what you have answered here.", **_emergency(lines, _)),
            _("If you cannot call, ask somebody to do it for you."),
            nobody,
        )
    if urgency == "same_day":
        worse = _(
            "If it spreads, or if bladder, bowel or both legs are affected, call {emergency} at "
            "once.",
            **_emergency(lines, _),
        )
        return (_today(lines, _), worse, nobody)
    return (
        _(
            "Book a time with your doctor or physiotherapist in the coming days, and say what you "
            "have answered here."
        ),
        nobody,
    )


def silence(language: str) -> tuple[str, ...]:
    """That nothing else is sent, and who ends that."""
    _ = Words(language)
    return (
        _("Until a clinician has looked at your answers and unlocked them, nothing else is sent."),
        _("The clinician does that with: {command}", command=UNLOCK),
        _("Tell your physiotherapist as well."),
    )


def not_sure(lines: HelpLines, language: str) -> str:
    _ = Words(language)
    if lines.advice:
        return _("Where you are not sure, call {advice} and ask.", advice=lines.advice)
    return _("Where you are not sure, call a doctor and ask.")


def doubt(lines: HelpLines, language: str) -> str:
    """After an emergency question somebody was not sure about."""
    _ = Words(language)
    return _("If you are in doubt about this, call {emergency} now.", **_emergency(lines, _))


def held(language: str) -> tuple[str, ...]:
    """What an answer that was not sure holds back, and what ends that."""
    _ = Words(language)
    return (
        _(
            "Until you answer no to this in a later check-in, or a clinician has unlocked it, "
            "nothing here asks for more activity."
        ),
        _("The clinician does that with: {command}", command=UNLOCK),
    )


def noted(lines: HelpLines, language: str) -> str:
    """After answers that ask for nothing; it promises nothing."""
    _ = Words(language)
    if lines.advice:
        return _(
            "Noted. Nobody reads this in real time: if something worries you, call {advice}.",
            advice=lines.advice,
        )
    return _("Noted. Nobody reads this in real time: if something worries you, call a doctor.")


def kept(language: str) -> str:
    _ = Words(language)
    return _("Your answers are kept.")


def not_kept(why: str, language: str) -> tuple[str, ...]:
    """What could not be stored silences nothing, and that has to be known."""
    _ = Words(language)
    return (
        _("Your answers could not be kept: {why}", why=why),
        _("Messages may therefore still come. Let them be until a clinician has looked at this."),
    )


def choice(language: str) -> str:
    """The letters for yes, no and not sure."""
    _ = Words(language)
    return _("y = yes, n = no, ? = not sure")


def _today(lines: HelpLines, _: Words) -> str:
    if lines.advice:
        return _(
            "Call {advice} or your doctor today, and say what you have answered here.",
            advice=lines.advice,
        )
    return _("Call a doctor today, and say what you have answered here.")


def _emergency(lines: HelpLines, _: Words) -> dict[str, str]:
    """A number is named alone only where it is known to be the country's own."""
    if lines.advice:
        return {"emergency": lines.emergency}
    return {"emergency": _("{number} or your local emergency number", number=lines.emergency)}
