"""Which pg_dump is taken, and what it gets to know."""

import pytest
from django.db import connection

from ikm_portal.runtime import dump_tools
from ikm_portal.runtime.dump_tools import DumpTools, fits, tools_for
from ikm_portal.runtime.state import StartFailed
from ikm_portal.safekeeping import database
from ikm_portal.safekeeping.refusal import Refused
from ikm_portal.settings import env


def test_tools_that_fit():
    assert fits(18, server=18)
    assert fits(18, server=17)
    assert not fits(15, server=18)
    assert not fits(18, server=15), "its pg_restore says what 15 does not know"
    assert not fits(17, server=17, archive=18)


def test_the_oldest_tools_that_fit_are_taken(monkeypatch, tmp_path):
    here = [DumpTools(tmp_path, 18), DumpTools(tmp_path, 16), DumpTools(tmp_path, 15)]
    monkeypatch.setattr(dump_tools, "_installed", lambda: here)
    assert tools_for(15).major == 15
    assert tools_for(17).major == 18
    with pytest.raises(StartFailed, match="postgresql-client-19"):
        tools_for(19)


def test_a_password_goes_by_the_environment(monkeypatch, tmp_path):
    """The command line of a process can be read by everybody on the machine."""
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "$@ PASSWORD=$PGPASSWORD KEYS=$FIELD_KEYS" >&2; exit 1\n')
    program.chmod(0o700)
    monkeypatch.setenv("FIELD_KEYS", "kunci")
    url = env.database("postgres://ikm:rahasia@db.test:5433/satu?sslmode=require")
    other = connection.copy()
    other.settings_dict.update(url)
    monkeypatch.setattr(database, "connection", other)
    with pytest.raises(Refused) as why:
        database.dump(DumpTools(tmp_path, 18), tmp_path / "x", snapshot_id="1")
    words, _, rest = str(why.value).partition(" PASSWORD=")
    assert rest == "rahasia KEYS="
    assert "rahasia" not in words
    assert "sslmode=require" in words
