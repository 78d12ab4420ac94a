"""What is said of questionnaires: a change, a refusal to compare, a form that is due.

Thresholds are called yardsticks: they tell how large a step is, and nothing about a cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from service.letters.phrases import Phrase, phrase

INSTRUMENTS: Mapping[str, Phrase | tuple[Phrase, ...]] = MappingProxyType(
    {
        # A change on which all yardsticks agree.
        "instrument.change.better.absolute_relative": phrase(
            "{instrument}: from {earlier} to {later}, better by {points} points ({percent} percent "
            "of the start). Both yardsticks for a change that matters are reached: {absolute} "
            "points and {relative} percent."
        ),
        "instrument.change.better.absolute_error": phrase(
            "{instrument}: from {earlier} to {later}, better by {points} points. The author's "
            "yardstick of {absolute} points is reached, and it is more than measuring alone can "
            "give ({error} points)."
        ),
        "instrument.change.better.error": phrase(
            "{instrument}: from {earlier} to {later}, better by {points} points. That is more than "
            "measuring alone can give ({error} points)."
        ),
        "instrument.change.worse.absolute_relative": phrase(
            "{instrument}: from {earlier} to {later}, worse by {points} points ({percent} percent "
            "of the start). A step of that size towards better would reach both yardsticks, "
            "{absolute} points and {relative} percent; they were found for improvement."
        ),
        "instrument.change.worse.absolute_error": phrase(
            "{instrument}: from {earlier} to {later}, worse by {points} points. A step of that "
            "size towards better would reach the author's yardstick of {absolute} points, and it "
            "is more than measuring alone can give ({error} points)."
        ),
        "instrument.change.worse.error": phrase(
            "{instrument}: from {earlier} to {later}, worse by {points} points. That is more than "
            "measuring alone can give ({error} points)."
        ),
        # A change on which they do not, or none that counts.
        "instrument.change.only_absolute": (
            phrase(
                "{instrument}: from {earlier} to {later}, a step of {points} points ({percent} "
                "percent of the start). The yardsticks disagree: {absolute} points is reached, "
                "{relative} percent is not. Nothing is claimed."
            ),
            phrase(
                "{instrument}: from {earlier} to {later}, a step of {points} points. The "
                "yardsticks disagree: the author's {absolute} points is reached, but measuring "
                "alone can give {error} points. Nothing is claimed."
            ),
        ),
        "instrument.change.only_relative": phrase(
            "{instrument}: from {earlier} to {later}, a step of {points} points ({percent} percent "
            "of the start). The yardsticks disagree: {relative} percent is reached, {absolute} "
            "points is not. Nothing is claimed."
        ),
        "instrument.change.small": (
            phrase(
                "{instrument}: from {earlier} to {later}, a step of {points} points ({percent} "
                "percent of the start). That is below both yardsticks, {absolute} points and "
                "{relative} percent."
            ),
            phrase(
                "{instrument}: from {earlier} to {later}, a step of {points} points. That is below "
                "the author's yardstick of {absolute} points."
            ),
            phrase(
                "{instrument}: from {earlier} to {later}, a step of {points} points. Measuring "
                "alone can give that much ({error} points)."
            ),
        ),
        "instrument.change.from_zero": phrase(
            "{instrument}: from {earlier} to {later}. There is no percent of a start at zero, so "
            "one of the two yardsticks is missing. Nothing is claimed."
        ),
        "instrument.change.none": phrase("{instrument}: {later}, as at the start."),
        "instrument.first": phrase("{instrument}: {later}, the first result of this form."),
        "instrument.filled": phrase("{instrument}: filled in."),
        "instrument.change.no_threshold": phrase(
            "{instrument}: from {earlier} to {later}. No yardstick for a change is known for this "
            "form, so the step is only a number."
        ),
        "instrument.unmoved": phrase(
            "{instrument} hardly shows a change from a start below {low} or above {high}."
        ),
        # What is not compared.
        "instrument.refused.version": phrase(
            "{instrument} is not compared: on {first} it was form {was}, on {on} form {now}."
        ),
        "instrument.refused.language": phrase(
            "{instrument} is not compared: on {first} it was filled in in another language ({was}) "
            "than on {on} ({now})."
        ),
        "instrument.refused.direction": phrase(
            "{instrument} is not compared: the forms of {first} and {on} count in opposite "
            "directions."
        ),
        "instrument.refused.activities": phrase(
            "{instrument} is not compared: the activities are not the same ones."
        ),
        "instrument.refused.group": phrase(
            "{instrument} describes groups. For one person it is kept and nothing is read from it."
        ),
        "instrument.refused.sorting": phrase(
            "{instrument} sorts at the start; it does not measure change."
        ),
        "instrument.refused.total": phrase("{instrument} has no total to compare."),
        "instrument.refused.instrument": phrase("Two different questionnaires are not compared."),
        # What is due.
        "instrument.due.start": phrase("{instrument} at the start, until {last}."),
        "instrument.due.evaluation": phrase(
            "{instrument} for the evaluation in weeks 6 to 10, until {last}."
        ),
        "instrument.due.review": phrase("{instrument} for the review, until {last}."),
        # The questions in our own words.
        "instrument.question.nrs.week": phrase(
            "How strong was your pain on average over the last week? 0 is no pain, 10 is the worst "
            "pain you can imagine."
        ),
        "instrument.question.psfs.0-unable": phrase(
            "Name three to five activities that matter to you and are hard because of your back or "
            "neck. How well can you do each of them today? 0 is not at all, 10 is as well as "
            "before."
        ),
        "instrument.question.psfs.10-unable": phrase(
            "Name three to five activities that matter to you and are hard because of your back or "
            "neck. How hard is each of them today? 0 is no trouble, 10 is that you cannot do it."
        ),
    }
)
