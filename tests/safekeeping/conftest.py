"""A portal with files in one database, and room for another beside it."""

import io
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection

from ikm_portal.safekeeping.database import aimed_at, ask
from ikm_portal.settings import env
from tests import cast as people


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Private files as in production, modes included."""
    settings.STORAGES = {**settings.STORAGES, "default": env.storage("", tmp_path / "media")}
    return tmp_path / "media"


@pytest.fixture
def portal(transactional_db, folder):
    cast = people.assemble()
    cast.referral = people.in_review(cast)
    cast.application = cast.referral.application
    return cast


@pytest.fixture
def elsewhere(transactional_db):
    """The name of a database that does not exist yet, on the same server."""
    name = f"{connection.settings_dict['NAME']}_elsewhere"
    _drop_all(name)
    yield name
    _drop_all(name)


def _drop_all(name):
    with aimed_at("postgres"):
        found = ask("SELECT datname FROM pg_database WHERE left(datname, %s) = %s", len(name), name)
        for (database,) in found:
            ask(f'DROP DATABASE "{database}" WITH (FORCE)')


def databases(name):
    with aimed_at("postgres"):
        found = ask("SELECT datname FROM pg_database WHERE left(datname, %s) = %s", len(name), name)
    return sorted(database for (database,) in found)


def run(command, *arguments, **options):
    """The command's own words; what goes wrong is raised as CommandError."""
    said = SimpleNamespace(out=io.StringIO(), err=io.StringIO())
    call_command(command, *map(str, arguments), stdout=said.out, stderr=said.err, **options)
    return said.out.getvalue() + said.err.getvalue()


def restore_into(name, *arguments):
    with aimed_at(name):
        return run("restore", *arguments)


@pytest.fixture
def backup(portal, tmp_path):
    target = tmp_path / "cadangan"
    run("backup", target)
    return target
