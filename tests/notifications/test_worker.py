"""A real Celery worker against a real Redis: killed in the middle, and with Redis away."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from ikm_portal.audit.engine import record
from ikm_portal.celery import app
from ikm_portal.notifications import delivery as life
from ikm_portal.notifications.enums import DeliveryState
from ikm_portal.notifications.models import Delivery, Message
from ikm_portal.notifications.tasks import deliver, deliver_waiting
from ikm_portal.runtime.redis import _program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CELERY = [sys.executable, "-m", "celery", "-A", "ikm_portal.celery"]


def until(condition, *, seconds=30.0):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return found


@pytest.fixture
def environment(sink):
    """The portal as it runs in production, on this test's database and mail server."""
    config = connection.settings_dict
    url = f"postgres://{config['USER']}:{config['PASSWORD']}@/{config['NAME']}"
    return {
        **os.environ,
        "DATABASE_URL": f"{url}?host={config['HOST']}&port={config['PORT']}",
        "DJANGO_SETTINGS_MODULE": "ikm_portal.settings.dev",
        "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "REDIS_URL": settings.REDIS_URL,
    }


@pytest.fixture
def start_worker(environment, tmp_path):
    """Starts workers, each in a process group of its own; takes all of them down in the end."""
    started = []

    def start(queue: str, **more: str) -> subprocess.Popen:
        log = (tmp_path / f"worker-{len(started)}.log").open("w")
        process = subprocess.Popen(
            [*CELERY, "worker", "-Q", queue, "-c", "1", "-n", f"{queue}-{len(started)}@uji",
             "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING"],
            env={**environment, **more},
            cwd=settings.BASE_DIR,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        started.append((process, log))
        return process

    yield start
    for process, log in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        log.close()


def test_a_worker_killed_while_it_sends_loses_and_doubles_nothing(
    sink, siti, start_worker, no_poke
):
    queue = f"uji-{uuid.uuid4().hex}"
    for _number in range(3):
        record("test.happened", siti, by=siti, data={"to": [siti.pk]})
    ids = list(Delivery.objects.order_by("id").values_list("pk", flat=True))
    sink.hold_rcpt.clear()
    worker = start_worker(queue)
    deliver.apply_async((ids,), queue=queue)
    assert sink.reached.wait(40)  # it stands in the middle of a letter
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(10)
    sink.hold_rcpt.set()
    states = sorted(Delivery.objects.values_list("state", flat=True))
    assert states == ["sending", "waiting", "waiting"]
    assert not sink.letters

    Delivery.objects.filter(state=DeliveryState.SENDING).update(
        claimed_at=timezone.now() - life.STALE_AFTER * 2
    )
    start_worker(queue)
    deliver_waiting.apply_async(queue=queue)
    deliver_waiting.apply_async(queue=queue)
    until(lambda: Delivery.objects.filter(state=DeliveryState.SENT).count() == 3)
    references = {f"<{pk}@ikm-lampung.test>" for pk in
                  Delivery.objects.values_list("reference", flat=True)}  # fmt: skip
    assert sorted(letter["Message-ID"] for letter in sink.letters) == sorted(references)
    assert Message.objects.count() == 3


@pytest.fixture
def own_redis(tmp_path):
    """A Redis that may be stopped and started again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    processes = []

    def start() -> str:
        arguments = [_program(), "--port", str(port), "--save", "", "--dir", str(tmp_path)]
        processes.append(subprocess.Popen([str(a) for a in arguments], stdout=subprocess.DEVNULL))
        with redis.Redis(port=port) as client:
            until(lambda: _answers(client))
        return f"redis://127.0.0.1:{port}/0"

    def stop() -> None:
        processes[-1].kill()
        processes[-1].wait(10)

    yield start, stop
    for process in processes:
        process.kill()
        process.wait(10)


def _answers(client) -> bool:
    try:
        return client.ping()
    except redis.ConnectionError:
        return False


# A web process: the portal's test settings, since nobody collected the static files.
WEB = {"DJANGO_SETTINGS_MODULE": "ikm_portal.settings.test"}
ACT = """
import json, sys, time
import django
django.setup()
from django.test import Client
from ikm_portal.accounts.models import User
from ikm_portal.notifications.recording import send_message
from django.db import transaction
siti = User.objects.get(email="siti@contoh.test")
started = time.monotonic()
for number in range(3):
    with transaction.atomic():
        send_message(recipient=siti, kind="uji.kabar", subject="Kabar", body="Isi.", link="/akun/")
client = Client()
client.force_login(siti)
page = client.get("/kotak-masuk/", headers={"host": "testserver"})
print(json.dumps({"status": page.status_code, "seconds": time.monotonic() - started}))
"""


def test_redis_stopped_the_action_and_the_page_work_and_the_clock_delivers_later(
    sink, siti, environment, own_redis, start_worker
):
    import json

    start, stop = own_redis
    address = start()
    stop()
    environment = {**environment, "REDIS_URL": address}
    done = subprocess.run(
        [sys.executable, "-c", ACT], env={**environment, **WEB}, cwd=settings.BASE_DIR,
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    assert answer["status"] == 200
    assert answer["seconds"] < 10  # one try, not one per message
    assert Delivery.objects.waiting().count() == 3

    start()
    start_worker("celery", REDIS_URL=address)
    due = app.conf.beat_schedule["deliver-waiting-messages"]["task"]
    subprocess.run(
        [*CELERY, "call", due], env=environment, cwd=settings.BASE_DIR, check=True, timeout=60,
        capture_output=True,
    )  # fmt: skip
    until(lambda: Delivery.objects.filter(state=DeliveryState.SENT).count() == 3)
    assert len({letter["Message-ID"] for letter in sink.letters}) == len(sink.letters) == 3


def test_the_clock_names_tasks_that_exist():
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks


def test_the_commit_wakes_a_worker(sink, siti, environment, start_worker, own_redis):
    """With everything in place a letter leaves within seconds, without waiting for the clock."""
    start, _stop = own_redis
    address = start()
    start_worker("celery", REDIS_URL=address)
    subprocess.run(
        [sys.executable, "-c", ACT], env={**environment, **WEB, "REDIS_URL": address},
        cwd=Path(settings.BASE_DIR), check=True, timeout=90, capture_output=True,
    )  # fmt: skip
    until(lambda: len(sink.letters) == 3)
    until(lambda: Delivery.objects.filter(state=DeliveryState.SENT).count() == 3)
