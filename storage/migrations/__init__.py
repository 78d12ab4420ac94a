"""How a database of any earlier version becomes today's. Importing this costs alembic."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

#: Where the scripts are: inside the package, wherever that is installed.
LOCATION = "storage:migrations"


def config(conn: Connection | None = None) -> Config:
    """Configure alembic for the installed package; no file and no working folder is needed."""
    settings = Config()
    settings.set_main_option("script_location", LOCATION)
    settings.attributes["connection"] = conn
    return settings


def upgrade(conn: Connection, to: str = "head") -> None:
    """Run the missing migrations inside the caller's transaction."""
    command.upgrade(config(conn), to)
