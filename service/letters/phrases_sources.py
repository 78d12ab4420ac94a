"""What the footnotes cite, as it stands in config/*.toml; titles of works stay as they are."""

from __future__ import annotations

from service.letters.phrases import phrase

SOURCES = (
    phrase(
        "Hurwitz, Morgenstern, Chiao 2005 (Am J Public Health 95:1817), table 4: weekly MET-hours "
        "of recreational activity and later disability; cited by FYSS"
    ),
    phrase(
        "FYSS, chapter on long-term back and neck problems: simple exercises, 7-10 minutes a day"
    ),
    phrase(
        "FYSS, chapter on long-term back and neck problems: strength or trunk-control exercise; "
        "WHO 2020: two days a week"
    ),
    phrase(
        "FYSS, long-term back and neck pain: follow at least at the start and after a period, for "
        "instance 6-10 weeks (R084, R086); review every three months (R153)"
    ),
)
