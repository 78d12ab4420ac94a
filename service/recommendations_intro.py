"""What stands at the head of docs/recommendations.md: what the numbers are and are not."""

from __future__ import annotations

from collections.abc import Mapping

from config.recommendations import Effect

BEFORE = """
# What stegvis does with every recommendation

Five documents, in Swedish, Norwegian and Danish, make {statements} statements about activity in
long-term back and neck trouble. This page says of every one what stegvis does with it (→), which
grade of evidence its document gives, and which rule, question, lesson or number carries it. The
same answers come from `stegvis recommendations --id R065`, or as data with `--json`.

In a hurry: [what is deliberately not used](#what-is-deliberately-not-used),
[where the documents disagree](#where-the-documents-disagree-and-where-they-err),
[the questions that raise an alert](#the-questions-of-the-check-in), and
[the rules](rules.md) with their limits.

Written from `config/recommendations`, `config/disagreements.toml` and `config/lessons.toml` by
`python -m service.recommendations_page > docs/recommendations.md`; a test compares, and another
looks up every carrier where it lives. Statements are in our own words; headings are the
documents' own.

## What the numbers are, and what they are not

- **A grade is the document's, not ours.** Only the FYSS chapter grades its evidence, from + to
  ++++, and {marked} statements carry such a mark themselves. It says how sure the chapter is that
  there is an effect in groups of people. It does not say how large the effect is, and nothing
  about one person. No mark means that the document gives none there, not that nothing is known.
- **10.5 is MET-hours a week.** The chapter prints "10,5 MET" without unit or time. The study it
  cites counts MET-hours of leisure activity in a week, as the people told them: about three hours
  of brisk walking by the values of its time. From 10.5 on there was less disability later (odds
  ratio 0.70, 0.50-0.97) and no less pain; 26 and more did no better. They were patients who had
  sought care for low-back pain, not only long-term. Somebody can meet the general recommendation
  of 150 minutes and miss 10.5: stegvis shows the two side by side and does not mix them.
- **No document names an upper number.** None gives steps, minutes or MET-hours above which back
  trouble grows. The upper edge is therefore the person's own last weeks, and the ceiling a physio
  has agreed.
- **The 30 % and the 22 % are nobody's risk.** They are odds ratios (1.31, 1.08-1.58, and 1.22,
  1.00-1.49) from one survey taken at one time, read in the table of a review and not in the paper
  itself. They can be a reason for a band with two edges. They say nothing about cause, or about
  what happens to anybody. A review of twelve studies found in ten that activity neither went with
  pain and disability nor foretold them.
- **A watch does not see the load the documents mean.** Too much, they say, is mostly work. Lifting
  and carrying hardly move steps or heart rate; so the load at work is asked for, and every letter
  says that the watch cannot see it.
- **Doses are defaults.** The chapter says itself that the best dose for one patient cannot be
  generalised. Where the chapter has no numbers stegvis takes those of its newer edition or of WHO,
  says so, and lets the physio's plan stand above all of them.
- **Step numbers from studies of mortality are no target here.** Nothing of them is about the back.
- **Some numbers are proposals.** How many days make "several", from which ratio on a week is
  clearly above usual: where no direct evidence exists, [the rules](rules.md) mark the number with
  a star and wait for a clinician's word.
- **The effect is small where it was measured.** Watches and step counters gave about 1,800 steps a
  day more in an overview of trials; effects on pain were small and often not significant. stegvis
  claims only that it may help to keep moving.
- **Active people differ in other ways too**: habits, work, health. Comparisons between people mix
  these up, which is why stegvis compares people only with themselves.

stegvis does not diagnose, treat or predict, and nobody reads along in real time. It is not a
CE-marked medical device.
"""

MEANING: Mapping[Effect, str] = {
    "gate": "keeps shut, or opens, everything that asks for more",
    "alert": "shows where to get help and tells the physio; only from what a person says",
    "overload": "may ask for less, or ask the physio",
    "inactivity": "may ask for a little more, once cleared",
    "dose": "a number that activity is held against",
    "session quality": "how a session began, went and ended: information",
    "education": "a lesson, or a promise about words",
    "outcome": "what is measured to see whether anything changed",
    "report": "background for the physio's page or for this one",
    "not used": "left out on purpose",
}
