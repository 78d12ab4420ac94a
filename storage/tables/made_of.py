"""What every table is made of: one catalogue, named constraints, whose row it is."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Column, ForeignKey, Integer, MetaData

#: Named constraints, because SQLite can only change a table later by their names.
metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def known(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=False)


def of_person(*, key: bool = False) -> Column[Any]:
    """Whose row it is. Erasing a person takes everything of theirs along."""
    owner = ForeignKey("people.id", ondelete="CASCADE")
    return Column("person_id", Integer, owner, primary_key=key, nullable=False)


def of_plan() -> Column[Any]:
    """Whose part it is: a plan goes, and its parts go with it."""
    owner = ForeignKey("plans.id", ondelete="CASCADE")
    return Column("plan_id", Integer, owner, primary_key=True, nullable=False)


def of_device(*, key: bool = False, nullable: bool = False) -> Column[Any]:
    return Column(
        "device_id", Integer, ForeignKey("devices.id"), primary_key=key, nullable=nullable
    )
