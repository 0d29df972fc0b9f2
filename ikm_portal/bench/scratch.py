"""Databases of the benchmark's own: made from one template, thrown away afterwards.

The user's database is only asked for the server's address.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from ikm_portal.synthetic.copying import vacuum
from ikm_portal.synthetic.load import TABLES, Size, load

BANKS = 3


class Scratch:
    """Makes databases beside the configured one. `close` drops what was made."""

    def __init__(self) -> None:
        self.own = connection.settings_dict["NAME"]
        self.made: list[str] = []

    def template(self) -> str:
        """Migrated, with the reference data and the demo's story in it."""
        name = f"{self.own}_bench_template"
        if name not in self.made:
            self._create(name)
            with self.within(name):
                _quietly("migrate")
                _quietly("load_reference")
                _quietly("load_demo")
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
        return name

    def copy(self, suffix: str) -> str:
        name = f"{self.own}_bench_{suffix}"
        self._create(name, template=self.template())
        return name

    def population(self, referrals: int) -> str:
        """The demo and as many invented referrals; made once, for every benchmark of a run."""
        name = f"{self.own}_bench_{referrals}"
        if name in self.made:
            return name
        name = self.copy(str(referrals))
        businesses = max(1, referrals * 3 // 5)
        with self.within(name):
            load(Size(businesses, referrals, referrals, BANKS))
            vacuum(TABLES)  # as it would be a while later; not in the middle of a measurement
            with connection.cursor() as cursor:
                cursor.execute("CHECKPOINT")
        return name

    @contextlib.contextmanager
    def within(self, name: str) -> Iterator[None]:
        """The default connection leads to this database."""
        before = connection.settings_dict.copy()
        connection.close()
        connection.settings_dict.update(NAME=name, CONN_MAX_AGE=None)
        # One process does a query's work, so that its CPU can be read.
        options = {**before["OPTIONS"], "options": "-c max_parallel_workers_per_gather=0"}
        connection.settings_dict["OPTIONS"] = options
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.clear()
            connection.settings_dict.update(before)

    def drop(self, name: str) -> None:
        self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        if name in self.made:
            self.made.remove(name)

    def close(self) -> None:
        for name in reversed(self.made.copy()):
            self.drop(name)

    def _create(self, name: str, template: str = "") -> None:
        self.drop(name)  # left by a run that was stopped
        self._admin(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        self.made.append(name)

    def _admin(self, sql: str) -> None:
        with self.within("postgres"), connection.cursor() as cursor:
            cursor.execute(sql)


def _quietly(command: str) -> None:
    call_command(command, verbosity=0, stdout=io.StringIO())


@contextlib.contextmanager
def like_production() -> Iterator[None]:
    """No DEBUG, static files under hashed and compressed names, as they are served for real."""
    with tempfile.TemporaryDirectory() as folder:
        changed: dict[str, Any] = {"DEBUG": False, "STATIC_ROOT": Path(folder) / "static"}
        changed["ROOT_URLCONF"] = "ikm_portal.bench.urls"
        changed["LOGGING_CONFIG"] = None
        with override_settings(**changed):
            call_command("collectstatic", interactive=False, verbosity=0)
            _forget_manifest()
            yield
    _forget_manifest()


def _forget_manifest() -> None:
    """The storage reads its manifest once; the next name asked for reads it afresh."""
    fresh: Any = storages.create_storage(settings.STORAGES["staticfiles"])
    staticfiles_storage.__dict__["_wrapped"] = fresh
