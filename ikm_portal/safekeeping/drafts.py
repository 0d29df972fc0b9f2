"""A database beside the real one, in which a restore is made and proved, and the exchange of both.

Renaming two databases in one transaction is the only moment at which anything changes for the
portal: before it the old data serves, after it the new.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ikm_portal.runtime.processes import wait_until
from ikm_portal.safekeeping import database
from ikm_portal.safekeeping.database import aimed_at, ask, tables
from ikm_portal.safekeeping.refusal import Refused

_MAINTENANCE = "postgres"


def exists(name: str) -> bool:
    with _maintenance():
        return bool(ask("SELECT 1 FROM pg_database WHERE datname = %s", name))


def tables_in(name: str) -> list[str]:
    if not exists(name):
        return []
    with aimed_at(name):
        return tables()


def check_nobody_uses(name: str) -> None:
    """With a little patience: a session that was just closed is seen for a moment longer."""
    with _maintenance():
        if not wait_until(lambda: not _sessions(name), seconds=3):
            raise Refused(
                f"Basis data {name} masih dipakai {_sessions(name)} sambungan. "
                "Matikan dulu web, worker dan beat, lalu ulangi."
            )


def server_major() -> int:
    with _maintenance():
        return database.server_major()


@contextmanager
def draft_of(name: str) -> Iterator[str]:
    """An empty database; it is gone afterwards, unless `exchange` has made it the real one."""
    draft = f"{name}_restoring"
    with _maintenance():
        _drop(draft)  # of a restore that was cut off
        ask(f"CREATE DATABASE {_quoted(draft)} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield draft
    finally:
        with _maintenance():
            _drop(draft)


def exchange(draft: str, name: str, *, keep: bool) -> str:
    """Puts `draft` in the place of `name`; answers what the old one is called now ("" if none)."""
    before = f"{name}_before_{timezone.now():%Y%m%d%H%M%S}" if exists(name) else ""
    with _maintenance():
        with transaction.atomic():
            if before:
                ask(f"ALTER DATABASE {_quoted(name)} RENAME TO {_quoted(before)}")
            ask(f"ALTER DATABASE {_quoted(draft)} RENAME TO {_quoted(name)}")
        if before and not keep:
            _drop(before)
            before = ""
    return before


@contextmanager
def _maintenance() -> Iterator[None]:
    with aimed_at(_MAINTENANCE):
        try:
            yield
        except DatabaseError as why:
            raise Refused(
                f"PostgreSQL menolak: {str(why).strip()}. Memulihkan butuh hak CREATEDB dan "
                "kepemilikan atas basis data itu (ALTER ROLE … CREATEDB), dan tidak boleh ada "
                "yang memakainya."
            ) from why


def _sessions(name: str) -> int:
    found = ask(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = %s AND backend_type = 'client backend'",
        name,
    )
    return int(found[0][0])


def _drop(name: str) -> None:
    ask(f"DROP DATABASE IF EXISTS {_quoted(name)}")


def _quoted(name: str) -> str:
    if len(name.encode()) > 63:
        raise Refused(f"Nama basis data terlalu panjang: {name}.")
    return connection.ops.quote_name(name)
