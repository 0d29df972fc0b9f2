"""What backup and restore ask of PostgreSQL, always about the database `connection` aims at."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from psycopg2.extensions import make_dsn

from ikm_portal.runtime.dump_tools import DumpTools
from ikm_portal.safekeeping.refusal import Refused

# Whoever was signed in signs in again: a copied session would be a way in without a password.
LEFT_OUT = "django_session"
_NOT_OF_LIBPQ = {
    "password",
    "cursor_factory",
    "isolation_level",
    "assume_role",
    "server_side_binding",
    "pool",
}


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def aimed_at(name: str) -> Iterator[None]:
    """Everything in this process that asks the database asks `name` instead."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@contextmanager
def snapshot() -> Iterator[str]:
    """One moment of the database, for us and, by the yielded id, for pg_dump."""
    with transaction.atomic(durable=True):
        ask("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        ask("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield ask("SELECT pg_export_snapshot()")[0][0]


def server_major() -> int:
    return int(ask("SHOW server_version_num")[0][0]) // 10000


def size() -> int:
    return int(ask("SELECT pg_database_size(current_database())")[0][0])


def tables() -> list[str]:
    found = ask(
        "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables "
        "WHERE schemaname <> 'information_schema' AND schemaname NOT LIKE %s ORDER BY 1",
        "pg\\_%",
    )
    return [name for (name,) in found]


def row_counts() -> dict[str, int]:
    """Of every table as a dump holds it."""
    counts = {}
    for table in tables():
        counts[table.removeprefix("public.")] = (
            0 if table.endswith(f".{LEFT_OUT}") else int(ask(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - from pg_tables
        )
    return counts


def chain_head() -> tuple[int, str]:
    found = ask("SELECT seq, hash FROM audit_chainhead")
    return (int(found[0][0]), str(found[0][1])) if found else (0, "0" * 64)


def migration_heads() -> dict[str, list[str]]:
    """The applied migrations of each app that no other applied one of the app rests on."""
    loader = MigrationLoader(connection)
    applied = set(loader.applied_migrations)
    return _heads(loader, applied)


def newest_migrations() -> dict[str, list[str]]:
    """What this code brings."""
    loader = MigrationLoader(None)
    return _heads(loader, set(loader.graph.nodes))


def known_migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations)


def _heads(loader: MigrationLoader, among: set[tuple[str, str]]) -> dict[str, list[str]]:
    beneath = {
        (parent[0], parent[1])
        for node in among & set(loader.disk_migrations)
        for parent in loader.disk_migrations[node].dependencies
        if parent[0] == node[0]
    }
    heads: dict[str, list[str]] = {}
    for app, name in sorted(among - beneath):
        heads.setdefault(app, []).append(name)
    return heads


def dump(tools: DumpTools, target: Path, *, snapshot_id: str) -> None:
    _run(
        tools.dump,
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot_id}",
        "--lock-wait-timeout=60s",
        f"--exclude-table-data=*.{LEFT_OUT}",
        f"--file={target}",
    )


def load(tools: DumpTools, source: Path) -> None:
    flags = ["--exit-on-error", "--no-owner", "--no-privileges", "--jobs=2"]
    _run(tools.restore, *flags, str(source))


def _run(program: Path, *arguments: str) -> None:
    """The password goes by the environment: a command line can be read by everybody."""
    parameters = connection.get_connection_params()
    kept = {key: value for key, value in parameters.items() if key not in _NOT_OF_LIBPQ}
    environment = {key: value for key, value in os.environ.items() if key.startswith("PG")}
    environment |= {"PATH": os.environ.get("PATH", ""), "HOME": str(Path.home()), "LC_ALL": "C"}
    if parameters.get("password"):
        environment["PGPASSWORD"] = parameters["password"]
    ran = subprocess.run(  # noqa: S603
        [program, "--no-password", f"--dbname={make_dsn(**kept)}", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if ran.returncode != 0:
        raise Refused(f"{program.name} gagal: {ran.stderr.strip()[-1500:]}")
