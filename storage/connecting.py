"""One engine per database: private, waiting its turn, and speaking in our own errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import DatabaseUnusableError, StorageError
from storage.trouble import looked_into, trouble_of

#: How long a writer waits for another to finish; an import commits many times in this.
WAIT_S: Final = 30.0

#: Between two tries at what SQLite itself does not wait for.
_AGAIN_S: Final = 0.05


def make_engine(url: str | URL, *, wait_s: float = WAIT_S, foreign_keys: bool = True) -> Engine:
    """Make an engine whose transactions really begin when they say so."""
    address = address_of(url)
    where = where_is(address)
    if address.get_backend_name() == "sqlite":
        waiting = {"timeout": wait_s, "isolation_level": None}
        engine = create_engine(address, connect_args=waiting, hide_parameters=True)
        _speak_sqlite(engine, wait_s, foreign_keys=foreign_keys)
    else:
        engine = _server_engine(address, wait_s)

    @event.listens_for(engine, "handle_error")
    def explain(context: ExceptionContext) -> None:
        trouble = looked_into(trouble_of(context.original_exception), where)
        if trouble is not None:
            raise DatabaseUnusableError(where, trouble) from context.original_exception
        _keep_values_out(context)

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a connection that sees one state of the database and never waits for a writer."""
    with engine.connect() as conn:
        if conn.dialect.name == "postgresql":
            conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        else:
            conn.execution_options(stegvis_reading=True)
        yield conn


@contextmanager
def durable(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that, once it is committed, even a power cut does not take back.

    For what the world outside will know of: SQLite's other commits may be some seconds old before
    they are on the disk. The connection stays that careful.
    """
    with engine.connect() as conn:
        conn.execution_options(stegvis_durable=True)
        with conn.begin():
            yield conn


def address_of(url: str | URL) -> URL:
    """Read the address of a database, and refuse kinds nobody tested."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StorageError(
            "The address of the database cannot be read. It looks like sqlite:////path/to/file or"
            " postgresql://user:password@host/name."
        ) from error
    backend = address.get_backend_name()
    if backend == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise StorageError(f"{backend} is not a database stegvis knows; use sqlite or postgresql.")
    return address


def where_is(url: URL) -> str:
    """Name a database for a person: the file, or the address without its password."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.render_as_string(hide_password=True)


def _keep_values_out(context: ExceptionContext) -> None:
    """Leave of PostgreSQL's words what kind of fault it is and where: they repeat whole rows."""
    told: Any = getattr(context.original_exception, "diag", None)
    if told is None or told.sqlstate is None:
        return
    place = (told.sqlstate, told.table_name, told.column_name, told.constraint_name)
    said = " ".join([type(context.original_exception).__name__, *filter(None, place)])
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None:
            error.args = (said,)


def _server_engine(address: URL, wait_s: float) -> Engine:
    try:
        # Below two seconds the server's own library rounds up anyway.
        waiting = {"connect_timeout": max(2, int(wait_s))}
        engine = create_engine(address, connect_args=waiting, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise StorageError(
            "PostgreSQL needs a part that is not installed: pip install 'stegvis[postgres]'."
        ) from error

    @event.listens_for(engine, "connect")
    def wait_no_longer(connection: Any, _record: object) -> None:
        connection.execute(f"SET lock_timeout = {int(wait_s * 1000)}")
        connection.commit()

    return engine


def _write_ahead(connection: Any, wait_s: float) -> None:
    """Let readers and one writer work side by side.

    SQLite does not wait here as it does elsewhere: two programs that open a new database at the
    same moment find it locked at once.
    """
    until = monotonic() + wait_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            locked = error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
            if not locked or monotonic() > until:
                raise
            sleep(_AGAIN_S)
        else:
            return


def _speak_sqlite(engine: Engine, wait_s: float, *, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        _write_ahead(connection, wait_s)
        connection.execute("PRAGMA synchronous=NORMAL").close()
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}").close()

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        # A transaction that begins by reading and then writes is refused at once ("database is
        # locked") when another wrote in between; a writer therefore takes its turn at the start.
        options = conn.get_execution_options()
        if options.get("stegvis_durable"):
            conn.exec_driver_sql("PRAGMA synchronous=FULL")
        if options.get("stegvis_reading"):
            conn.exec_driver_sql("BEGIN")
        else:
            conn.exec_driver_sql("BEGIN IMMEDIATE")
