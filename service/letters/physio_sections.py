"""The lower half of the physio's letter: sessions, questionnaires, the plan, and the data."""

from __future__ import annotations

from datetime import date

from analyzer.gate import GateState
from analyzer.letters.physio import PhysioLetter, local_start
from service.letters import sports
from service.letters.numbers import date_word, day_and_time, number
from service.letters.page import Section
from service.letters.told import exercises, told_session
from service.letters.words import Words
from storage.records import Activity, Answer, Plan

#: More sessions than these are counted, not listed: the page stays one page.
_LISTED = 6


def sessions(letter: PhysioLetter, words: Words) -> Section:
    _ = words
    heading = _(
        "Sessions: {n} recorded; strength {done} of {target} [2]",
        n=str(len(letter.sessions)),
        done=str(letter.strength_sessions),
        target=str(letter.strength_target),
    )
    lines = [_session(each, words) for each in letter.sessions[:_LISTED]]
    left = len(letter.sessions) - _LISTED
    if left > 0:
        lines.append(_("and {n} more", n=str(left)))
    return Section(heading, (*lines, *_beside_recorded(letter, _)))


def _beside_recorded(letter: PhysioLetter, _: Words) -> list[str]:
    """What was told and not recorded, and the plan it is held against."""
    done = letter.done
    lines = [told_session(each, _) for each in done.told[:_LISTED]]
    if done.planned is not None:
        lines.append(
            _(
                "Against the plan: {done} sessions done, {planned} agreed",
                done=str(done.sessions),
                planned=str(done.planned),
            )
        )
    if done.exercises:
        lines.append(
            _(
                "Exercises: {exercises}; sessions for them: {n}",
                exercises=exercises(done.exercises, _),
                n=str(done.exercise_sessions),
            )
        )
    if done.milestone is not None:
        lines.append(
            _(
                "Milestone by {date}: {activity}",
                date=date_word(done.milestone.by, _.language),
                activity=done.milestone.activity,
            )
        )
    return lines


def forms(letter: PhysioLetter, words: Words) -> Section | None:
    said = [words.say(each) for each in letter.changed]
    if letter.due:
        due = " ".join(words.say(each) for each in letter.due)
        said.append(words("Due: {forms}", forms=due))
    return Section(words("Questionnaires"), tuple(said)) if said else None


def _session(activity: Activity, _: Words) -> str:
    said = [
        day_and_time(local_start(activity), _.language),
        sports.name(activity.sport, activity.sub_sport, _),
    ]
    if activity.duration_s is not None:
        said.append(_("{n} min", n=number(round(activity.duration_s / 60), _.language)))
    if activity.hr_mean_bpm is not None:
        said.append(_("mean {n} bpm", n=number(round(activity.hr_mean_bpm), _.language)))
    return ", ".join(said)


def plan(letter: PhysioLetter, words: Words) -> Section:
    _ = words
    if letter.plan is None:
        said = _("None is recorded: nothing sent to the patient asks for more.")
        return Section(_("Plan"), (said,))
    lines = [_in_force(letter.plan, words)]
    lines += [
        _("Changed on {date}.", date=date_word(each.since, _.language))
        for each in letter.plan_changes
    ]
    lines += [
        _(
            "Enrolment recorded for {date} by {name}.",
            date=date_word(each.since, _.language),
            name=each.recorded_by or "-",
        )
        for each in letter.enrolment_changes
    ]
    if letter.enrolled and letter.gate.state is not GateState.OPEN:
        lines.append(_gate(letter, words))
    return Section(_("Plan"), tuple(lines))


def _gate(letter: PhysioLetter, words: Words) -> str:
    """The reader is the care contact the patient is asked to talk with."""
    why = letter.gate.why
    if not letter.gate.report_only:
        return words.say(why)
    since = date_word(date.fromisoformat(str(why.numbers["since"])), words.language)
    return words(
        "What is recorded since {date} rules out activity. Until that changes the patient gets "
        "numbers only, and is asked to talk with a care contact.",
        date=since,
    )


def _in_force(plan: Plan, _: Words) -> str:
    cleared = {
        Answer.YES: _("cleared for more activity"),
        Answer.NO: _("not cleared for more activity"),
        Answer.UNKNOWN: _("clearance not recorded, which counts as no"),
    }
    said = [
        _("Since {date}", date=date_word(plan.since, _.language)),
        cleared[plan.cleared],
    ]
    if plan.progression_percent is not None:
        percent = number(plan.progression_percent, _.language)
        said.append(_("progression {n} % a week", n=percent))
    if plan.ceiling_steps is not None:
        said.append(_("at most {n} steps a day", n=number(plan.ceiling_steps, _.language)))
    if plan.signed_by:
        said.append(_("signed by {name}", name=plan.signed_by))
    return ", ".join(said) + "."


def notes(letter: PhysioLetter, words: Words) -> Section:
    said = tuple(words.say(note) for note in letter.notes)
    load = words("Load on the spine, lifting and posture are not measured.")
    return Section(words("Data"), (*said, load))
