"""COPY into a model's table, and tables without their indexes while millions of rows come in."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from django.db.models import NOT_PROVIDED

_NULL = "\\N"


class Table:
    """Rows of one model as lines of COPY text.

    `columns` are what each line gives, in order; every other column gets the model's default, so a
    column that is added later needs no change here. Lines are the caller's: no tab, no backslash.
    """

    def __init__(self, model: type[models.Model], columns: Sequence[str], day: str) -> None:
        self.model = model
        self.rows = 0
        self._lines = io.StringIO()
        fields = {str(field.column): field for field in model._meta.concrete_fields}
        unknown = set(columns) - set(fields)
        if unknown:
            raise ValueError(f"{model._meta.label} has no column {', '.join(sorted(unknown))}")
        # A column that the database itself fills is left to it.
        rest = [
            name
            for name, field in fields.items()
            if name not in columns and field.db_default is NOT_PROVIDED
        ]
        self._tail = "".join(f"\t{_default(fields[name], day)}" for name in rest) + "\n"
        names = ", ".join(connection.ops.quote_name(str(name)) for name in (*columns, *rest))
        self._sql = f"COPY {self._table} ({names}) FROM STDIN"

    @property
    def _table(self) -> str:
        return connection.ops.quote_name(self.model._meta.db_table)

    def add(self, line: str) -> None:
        self._lines.write(line)
        self._lines.write(self._tail)
        self.rows += 1

    def send(self) -> None:
        """Everything added so far goes to the database; nothing of it is kept."""
        self._lines.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(self._sql, self._lines)
        self._lines = io.StringIO()


def _default(field: Any, day: str) -> str:
    """What a row that says nothing has, as COPY text; `day` for created and changed."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return day
    value = field.get_default()
    if callable(value):
        value = value()
    if value is None:
        return _NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime.datetime):
        return day
    return str(value)


def next_id(model: type[models.Model]) -> int:
    """The first id that is free above all rows."""
    return (model._default_manager.aggregate(top=models.Max("pk"))["top"] or 0) + 1


def settle_sequences(tables: Sequence[type[models.Model]]) -> None:
    """Whoever comes next gets an id of their own."""
    with connection.cursor() as cursor:
        for model in tables:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table}))",  # noqa: S608
                [table],
            )


_FOREIGN_KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY conname
"""
_UNIQUE = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype = 'u' ORDER BY conname
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = %s::regclass AND NOT indisprimary
    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype = 'u')
ORDER BY 1
"""


@contextmanager
def bare(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Without foreign keys, unique constraints and indexes (checks and primary keys stay); they are
    made again afterwards, which checks every row. Inside one transaction: all or nothing.

    They are the same, though PostgreSQL may write the casts of a condition in another place."""
    again: list[str] = []
    with connection.cursor() as cursor:
        # What waits for the commit would keep the tables from being changed.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        keys: list[str] = []
        for model in tables:
            table = model._meta.db_table
            for sql, into in ((_FOREIGN_KEYS, keys), (_UNIQUE, again)):
                cursor.execute(sql, [table])
                for name, definition in cursor.fetchall():
                    cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
                    into.append(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
            cursor.execute(_INDEXES, [table])
            for name, definition in cursor.fetchall():
                cursor.execute(f"DROP INDEX {name}")
                again.append(definition)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for statement in [*again, *keys]:
            cursor.execute(statement)


def vacuum(tables: Sequence[type[models.Model]]) -> None:
    """After the commit: until then no index alone can answer, each row is looked at for its age."""
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f'VACUUM (ANALYZE) "{model._meta.db_table}"')


def analyse(tables: Sequence[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')
