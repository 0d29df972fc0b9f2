"""The whole house for a journey: live service, Chromium, a Celery worker, a mail server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection

from ikm_portal.accounts.actions.group import sync_groups
from ikm_portal.celery import app
from ikm_portal.notifications import poke
from tests import cast as the_cast
from tests.journeys.mail import PostOffice

_ROUTED = "ikm_portal.notifications.tasks.*"


@pytest.fixture
def cast(transactional_db: None) -> SimpleNamespace:
    """The standing cast; the office's people with the rights of their groups, as in real life."""
    cast = the_cast.assemble()
    sync_groups()
    for user, group in ((cast.staff, "Petugas"), (cast.head, "Kepala/penyetuju")):
        user.user_permissions.clear()
        user.groups.add(Group.objects.get(name=group))
    return cast


@pytest.fixture(scope="session")
def post_office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture(scope="session")
def _worker(
    django_db_setup: None,
    portal: str,
    post_office: PostOffice,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """One real worker for all journeys. It listens to a queue of its own, since other tests of the
    same Redis have other databases."""
    queue = f"uji-{uuid.uuid4().hex}"
    config = connection.settings_dict
    where = f"postgres://{config['USER']}:{config['PASSWORD']}@/{config['NAME']}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"{where}?host={config['HOST']}&port={config['PORT']}",
        "DJANGO_SETTINGS_MODULE": "ikm_portal.settings.dev",
        "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
        "EMAIL_URL": f"smtp://127.0.0.1:{post_office.port}",
        "REDIS_URL": settings.REDIS_URL,
        "SITE_URL": portal,
    }
    log = Path(tmp_path_factory.mktemp("worker")) / "worker.log"
    before = app.conf.task_routes
    _route({_ROUTED: {"queue": queue}})
    with log.open("w") as output:
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "ikm_portal.celery", "worker", "-Q", queue,
             "-c", "1", "-n", f"{queue}@uji", "--without-gossip", "--without-mingle",
             "--without-heartbeat", "-l", "WARNING"],
            env=environment, cwd=settings.BASE_DIR, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        yield
        assert worker.poll() is None, log.read_text()[-3000:]
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)
    _route(before)


def _route(routes: object) -> None:
    """Celery keeps its routes once it has used them."""
    app.conf.task_routes = routes
    app.amqp.flush_routes()
    app.amqp.__dict__.pop("router", None)


@pytest.fixture
def post(post_office: PostOffice, _worker: None, monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    """The mail server, empty, with a worker that fills it."""
    monkeypatch.setattr(poke, "_rest_until", 0.0)
    post_office.letters.clear()
    return post_office
