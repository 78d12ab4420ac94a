"""What an import said of a file becomes one word and, for a refused file, the text of its note."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from collector.report import FileOutcome, Outcome
from service.inbox.folders import Place
from service.inbox.settling import Sight

#: A note with every file of a damaged export would not be read.
_MOST_SENTENCES: Final = 10
_HEAD_BYTES: Final = 2000

#: Which outcome speaks for a zip of many: the last of these that is among them.
_TELLING: Final = (
    Outcome.KNOWN,
    Outcome.FOREIGN,
    Outcome.NEW,
    Outcome.GREW,
    Outcome.RESCUED,
    Outcome.REFUSED,
)


def by_file(
    outcomes: Iterable[FileOutcome], paths: Sequence[str]
) -> Mapping[str, Sequence[FileOutcome]]:
    """Give each file its outcomes: those of a zip are its members'."""
    files, zips = set(paths), tuple(path for path in paths if path.lower().endswith(".zip"))
    found: dict[str, list[FileOutcome]] = defaultdict(list, {path: [] for path in paths})
    for each in outcomes:
        if each.name in files:
            found[each.name].append(each)
        else:
            around = next((path for path in zips if each.name.startswith(f"{path}/")), each.name)
            found[around].append(each)
    return found


def judged(
    place: Place,
    each: Sight,
    said: Sequence[FileOutcome] | None,
    refused_before: Mapping[str, str],
) -> tuple[str, str]:
    """Give an outcome in a word and, where the file is refused, why."""
    path = Path(each.path)
    if said is None:
        dropped_alone = path.parent == place.folder
        return (Outcome.REFUSED, _other(path)) if dropped_alone else (Outcome.FOREIGN, "")
    refused = [one.sentence for one in said if one.outcome is Outcome.REFUSED]
    if refused:
        return Outcome.REFUSED, _together(path, refused, len(said))
    if not said:
        return Outcome.REFUSED, f"{path.name} holds no FIT files. Export again, with the originals."
    if refused_before and [one.outcome for one in said] == [Outcome.KNOWN]:
        again = refused_before.get(_sha256(path))
        if again is not None:
            return Outcome.REFUSED, f"{path.name}: {again}"
    worst = max((one.outcome for one in said), key=_TELLING.index)
    return worst, " ".join(one.sentence for one in said if one.sentence)


def _sha256(path: Path) -> str:
    from collector.sources.errors import SourceError
    from collector.sources.fit_files import find

    try:
        return next(hashlib.sha256(found.read()).hexdigest() for found in find([path]))
    except (SourceError, StopIteration):
        return ""


def _together(path: Path, refused: Sequence[str], count: int) -> str:
    told = [sentence.replace(str(path), path.name) for sentence in refused[:_MOST_SENTENCES]]
    if len(refused) > _MOST_SENTENCES:
        told.append(f"And {len(refused) - _MOST_SENTENCES} more.")
    if count > len(refused):
        told.append(f"The other {count - len(refused)} inside were read.")
    return "\n".join(told)


def _other(path: Path) -> str:
    from collector.decode.fit.errors import looks_like

    try:
        if path.is_symlink() or not path.is_file():
            return f"{path.name} is a link or no file. Put the file itself into the inbox."
        with path.open("rb") as file:
            looks = looks_like(file.read(_HEAD_BYTES))
    except OSError:
        looks = None
    if looks is None:
        return f"{path.name} is no FIT file and no zip of them. Put what the watch wrote here."
    return f"{path.name} is {looks[0]}, not a FIT file. {looks[1]}"
