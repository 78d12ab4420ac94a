"""``stegvis recommendations``: what is done with every statement of the documents."""

from __future__ import annotations

import click

from config.recommendations import EFFECTS, GRADES, Recommendation, carrier, read_recommendations
from service.options import as_json
from service.output import Flat

#: With fewer rows than this the answers are printed whole.
_WHOLE = 4

_WIDTH = 88

_NO_GRADE = "none"


class StatementId(click.ParamType[str]):
    """R001 and so on; small letters and missing zeros are put right."""

    name = "id"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        digits = value.upper().removeprefix("R")
        written = f"R{digits.zfill(3)}"
        if written not in {row.id for row in read_recommendations()}:
            last = read_recommendations()[-1].id
            self.fail(f"{value!r} is no statement; they are R001 to {last}.", param, ctx)
        return written


@click.command("recommendations")
@click.option("--id", "ids", type=StatementId(), multiple=True, help="One statement, as R065.")
@click.option(
    "--effect",
    type=click.Choice([each.replace(" ", "-") for each in EFFECTS]),
    help="What it may cause.",
)
@click.option("--source", help="A document, by its word in the source column.")
@click.option("--rule", help="Statements this rule carries, as low-edge.")
@click.option(
    "--grade",
    type=click.Choice([each or _NO_GRADE for each in GRADES]),
    help="The document's own mark, exactly.",
)
@as_json
def command(
    ids: tuple[str, ...],
    effect: str | None,
    source: str | None,
    rule: str | None,
    grade: str | None,
    *,
    as_json: bool,
) -> None:
    """What stegvis does with every statement of the source documents.

    Example: stegvis recommendations --id R065
    """
    from service.output import show

    found = [
        row
        for row in read_recommendations()
        if (not ids or row.id in ids)
        and (effect is None or row.effect == effect.replace("-", " "))
        and (source is None or row.source == _known_source(source))
        and (rule is None or f"rule:{_known_rule(rule)}" in row.carriers)
        and (grade is None or (row.grade or _NO_GRADE) == grade)
    ]
    rows = [_flat(row) for row in found]
    if not as_json and 0 < len(found) < _WHOLE:
        click.echo("\n\n".join(_whole(row, rows[i]) for i, row in enumerate(found)))
        return
    if not as_json:
        for flat, row in zip(rows, found, strict=True):
            flat["carrier"] = _short(row)
    show(rows, as_json=as_json, columns=("id", "source", "grade", "effect", "carrier"))


def _flat(row: Recommendation) -> Flat:
    from service.carriers import where_tested

    return {
        "id": row.id,
        "source": row.source,
        "heading": row.heading,
        "statement": row.statement,
        "grade": row.grade or None,
        "basis": row.basis or None,
        "quantity": row.quantity or None,
        "unit": row.unit or None,
        "applies_to": row.applies_to,
        "effect": row.effect,
        "carrier": ", ".join(row.carriers),
        "answer": row.answer,
        "remark": row.remark or None,
        "test": ", ".join(where_tested(row.carriers)),
    }


def _whole(row: Recommendation, flat: Flat) -> str:
    grade = ", ".join(each for each in (row.grade, row.basis) if each) or "none given"
    lines = [f"{row.id}  {row.source}: {row.heading}", row.statement, f"Grade: {grade}"]
    if row.quantity:
        lines.append(f"Number: {' '.join((row.quantity, row.unit)).strip()}")
    lines += [
        f"Applies to: {row.applies_to}",
        f"What stegvis does: {row.answer}",
        *([f"Remark: {row.remark}"] if row.remark else []),
        f"Effect: {row.effect}. Carried by: {flat['carrier']}",
        f"Test: {flat['test']}",
    ]
    return "\n".join(_wrapped(line, "" if at == 0 else "  ") for at, line in enumerate(lines))


def _wrapped(line: str, indent: str) -> str:
    return click.wrap_text(line, _WIDTH, indent, indent + "  " if ": " in line[:20] else indent)


def _short(row: Recommendation) -> str:
    more = f" and {len(row.carriers) - 1} more" if len(row.carriers) > 1 else ""
    kind, name = carrier(row.carriers[0])
    return f"{kind} {name}".strip() + more


def _known_source(source: str) -> str:
    from config.recommendations import read_documents

    names = [document.source for document in read_documents()]
    if source not in names:
        said = f"{source!r} is no document here; they are {', '.join(names)}."
        raise click.BadParameter(said, param_hint="--source")
    return source


def _known_rule(rule: str) -> str:
    from service.carriers import known

    if rule not in known("rule"):
        said = f"{rule!r} is no rule; they are {', '.join(sorted(known('rule')))}."
        raise click.BadParameter(said, param_hint="--rule")
    return rule
