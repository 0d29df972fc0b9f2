"""Alive, ready, figures: right when things are well, and right when they are not."""

import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

from ikm_portal.common import health

DEAD_REDIS = {
    "default": {
        "BACKEND": "ikm_portal.common.cache.ForgivingRedisCache",
        "LOCATION": "redis://127.0.0.1:9/0",
    }
}


def test_alive_touches_nothing(client):
    response = client.get("/healthz")  # the test has no database at all
    assert response.status_code == 200
    assert response.content == b"ok\n"


@pytest.mark.django_db
def test_ready_when_all_is_well(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "checks": {
            "database": True,
            "redis": True,
            "migrations": True,
            "disk": True,
            "outbox": True,
        },
    }
    assert "no-store" in response["Cache-Control"]


def unwell(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    return {name for name, well in response.json()["checks"].items() if not well}


@pytest.mark.django_db
def test_redis_away_is_said(client):
    with override_settings(CACHES=DEAD_REDIS):
        assert caches["default"].get("x") is None
        assert unwell(client) == {"redis"}


@pytest.mark.django_db
def test_a_missing_migration_is_said(client):
    MigrationRecorder.Migration.objects.filter(app="calendar", name__startswith="0002").delete()
    assert unwell(client) == {"migrations"}


@pytest.mark.django_db
def test_a_full_disk_is_said(client, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=1024))
    assert unwell(client) == {"disk"}


@pytest.mark.django_db
def test_a_check_that_breaks_is_not_well_and_says_nothing_about_why(client, monkeypatch):
    def broken():
        raise RuntimeError("password=rahasia")

    monkeypatch.setitem(health._checks, "database", broken)
    assert unwell(client) == {"database"}
    assert b"rahasia" not in client.get("/readyz").content


@pytest.mark.django_db
def test_figures_for_this_machine(client):
    response = client.get("/metrics")
    assert response.status_code == 200
    text = response.content.decode()
    assert 'ikm_check_up{check="database"} 1.0' in text
    assert "ikm_outbox_waiting 0.0" in text


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("10.0.0.7", {}),
        ("", {}),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.9"}),
        ("127.0.0.1", {"forwarded": "for=203.0.113.9"}),
        ("127.0.0.1", {"x-real-ip": "203.0.113.9"}),
    ],
)
def test_figures_are_not_public(client, address, headers):
    response = client.get("/metrics", REMOTE_ADDR=address, headers=headers)
    assert response.status_code == 404


@pytest.mark.django_db
def test_with_a_token_only_the_token_counts(client, settings):
    settings.METRICS_TOKEN = "panjang-dan-acak"
    assert client.get("/metrics").status_code == 404
    wrong = {"authorization": "Bearer salah"}
    assert client.get("/metrics", headers=wrong).status_code == 404
    odd = {"authorization": "Bearer £"}
    assert client.get("/metrics", headers=odd).status_code == 404
    right = {"authorization": "Bearer panjang-dan-acak"}
    assert client.get("/metrics", headers=right, REMOTE_ADDR="10.0.0.7").status_code == 200


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_only_for_looking(client, address):
    assert client.post(address).status_code == 405


DEAD = """
import django
django.setup()
from django.test import Client
client = Client(headers={"host": "testserver"})
print([client.get(path).status_code for path in ("/healthz", "/readyz", "/metrics")])
print(client.get("/readyz").json()["checks"])
print(b'ikm_check_up{check="database"} 0.0' in client.get("/metrics").content)
"""


def test_without_a_database_it_is_alive_and_says_what_is_missing():
    done = subprocess.run(
        [sys.executable, "-c", DEAD],
        env={**os.environ, "DATABASE_URL": "postgres://x@127.0.0.1:9/x"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.startswith('{"at"')]
    assert lines[0] == "[200, 503, 200]"
    assert "'database': False" in lines[1]
    assert "'disk': True" in lines[1]
    assert lines[2] == "True"


@pytest.mark.django_db
def test_readiness_is_cheap(client, django_assert_max_num_queries):
    client.get("/readyz")
    with django_assert_max_num_queries(5):
        client.get("/readyz")
