"""The portal as it runs for real, on servers of its own that may be stopped: PostgreSQL, Redis,
gunicorn, a Celery worker. And persons who speak HTTP with it."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings

from ikm_portal.runtime.postgres import Postgres
from ikm_portal.runtime.processes import wait_until
from ikm_portal.runtime.redis import Redis
from ikm_portal.runtime.state import State
from tests.cast import PASSWORD

_ASSEMBLE = """
import json, django
django.setup()
from django.contrib.auth.models import Group
from ikm_portal.accounts.actions.group import sync_groups
from tests import cast as play
cast = play.assemble()
sync_groups()
cast.staff.groups.add(Group.objects.get(name="Petugas"))
files = [play.verified(cast, cast.member1, cast.product_bri)]
files.append(play.verified(cast, cast.member2, cast.product_bri))
third = play.draft(cast.member_garam, cast.product_bri)
for kind in play.PAPERS:
    play.papers.attach_paper(application=third, kind=kind, file=play.photo(), by=cast.member_garam)
asked = play.support_request(cast.member1, cast)
play.support.assign_support(request=asked, institution=cast.inst_perkebunan, by=cast.staff)
play.support.answer_support(request=asked, answer="Datang hari Senin.", by=cast.guest)
print(json.dumps({
    "files": [one.pk for one in files], "draft": third.code, "support": asked.code,
    "product": cast.product_bri.pk,
}))
"""


class House:
    def __init__(self, root: Path, mail_port: int) -> None:
        (root / "run").mkdir(parents=True)
        (root / "log").mkdir()
        self.state = State(root.resolve())
        self.postgres, self.redis = Postgres(self.state), Redis(self.state)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._env = {
            **os.environ,
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "IKM_STATE_DIR": str(self.state.root),
            "SITE_URL": self.address,
            "WEB_BIND": f"127.0.0.1:{self.port}",
            "WEB_WORKERS": "2",
        }
        self.database: Any = None
        self.queue: Any = None
        self._started: list[subprocess.Popen[bytes]] = []

    def open(self) -> dict[str, Any]:
        self.database, self.queue = self.postgres.start(), self.redis.start()
        self.run("-m", "django", "migrate", "-v0")
        told = self.run("-c", _ASSEMBLE).strip().splitlines()[-1]
        self.web = self._spawn("web", "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py",
                               "ikm_portal.wsgi")  # fmt: skip
        assert wait_until(lambda: self._answers(), seconds=60), self.log("web")
        found: dict[str, Any] = json.loads(told)
        return found

    def close(self) -> None:
        for process in self._started:
            self.kill(process)
        self.postgres.stop(self.database)
        self.redis.stop(self.queue)

    def run(self, *arguments: str) -> str:
        """Python with the portal's settings, to its end."""
        done = subprocess.run(
            [sys.executable, *arguments], env={**self._env, "DJANGO_SETTINGS_MODULE": _TEST},
            cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=110, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self._spawn(
            "worker", "-m", "celery", "-A", "ikm_portal.celery", "worker", "-c", "1", "-l", "INFO",
            "--without-gossip", "--without-mingle", "--without-heartbeat", settings_=_DEV,
        )  # fmt: skip

    def call(self, task: str) -> None:
        """As the clock does it."""
        subprocess.run(
            [sys.executable, "-m", "celery", "-A", "ikm_portal.celery", "call", task],
            env={**self._env, "DJANGO_SETTINGS_MODULE": _DEV}, cwd=settings.BASE_DIR, check=True,
            capture_output=True, timeout=60,
        )  # fmt: skip

    def _spawn(self, log: str, *arguments: str, settings_: str = "") -> subprocess.Popen[bytes]:
        with (self.state.log / f"{log}.log").open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments], cwd=settings.BASE_DIR, stdout=output,
                env={**self._env, "DJANGO_SETTINGS_MODULE": settings_ or _TEST},
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self._started.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def log(self, name: str) -> str:
        return (self.state.log / f"{name}.log").read_text(errors="replace")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.address + "/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    @contextmanager
    def sql(self) -> Iterator[Any]:
        parts = urllib.parse.urlsplit(self.postgres.url)
        host = urllib.parse.parse_qs(parts.query)["host"][0]
        connection = psycopg2.connect(host=host, user=parts.username, dbname=parts.path[1:])
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.sql() as cursor:
            cursor.execute(query, values)
            return list(cursor.fetchall())

    def count(self, action: str, subject: int) -> int:
        """How often the trail says that this happened to that object."""
        query = "SELECT count(*) FROM audit_entry WHERE action = %s AND subject_id = %s"
        return int(self.ask(query, action, str(subject))[0][0])


_TEST, _DEV = "ikm_portal.settings.test", "ikm_portal.settings.dev"


class Visitor:
    """One browser: cookies, redirects, and the CSRF token of the page it last read."""

    def __init__(self, house: House, email: str) -> None:
        self._house = house
        self._open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        ).open
        self.token = ""
        self.get("/masuk/")
        _status, text = self.post("/masuk/", login=email, password=PASSWORD)
        assert 'name="password"' not in text, f"{email} did not get in"
        self.get("/akun/")

    def get(self, path: str) -> tuple[int, str]:
        return self._take(urllib.request.Request(self._house.address + path))

    def post(self, path: str, **answers: str) -> tuple[int, str]:
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **answers}).encode()
        return self._take(urllib.request.Request(self._house.address + path, data))

    def _take(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._open(request, timeout=60) as answer:
                status, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as problem:
            status, text = problem.code, problem.read().decode(errors="replace")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        self.token = found[1] if found else self.token
        return status, text
