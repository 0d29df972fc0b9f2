"""`python3 manage.py up` with everything real: servers, web, worker, clock, signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ikm_portal.runtime.state import PROJECT
from tests.runtime.portals import (
    MAKE_TABLE,
    Portal,
    alive,
    clean_environment,
    clear,
    free_port,
    processes_of,
    within,
)

pytestmark = pytest.mark.slow

SET = "from django.core.cache import cache; cache.set('a-mark', 'kept', None)"
GET = "from django.core.cache import cache; print(cache.get('a-mark'))"
READ = (
    "from django.db import connection as c; u = c.cursor(); "
    "u.execute('SELECT n FROM kept'); print(u.fetchone())"
)


def test_it_answers_and_shows_its_address(portal: Portal) -> None:
    assert portal.healthy
    assert f"http://127.0.0.1:{portal.port}" in portal.said
    assert len(portal.children("gunicorn")) == 1
    assert len(portal.children("worker")) == 1
    assert len(portal.children("beat")) == 1


def test_another_command_uses_the_servers_that_run(portal: Portal) -> None:
    before = {process.pid for process in processes_of(portal.root) if process.name() == "postgres"}
    assert "kept" not in portal.run("shell", "-v0", "-c", SET)
    assert portal.run("shell", "-v0", "-c", READ).strip() == "(7,)"
    # The command that ended has not pulled the server from under the portal.
    alive = {process.pid for process in processes_of(portal.root) if process.name() == "postgres"}
    assert min(before) in alive
    assert portal.healthy


def test_a_task_goes_through_the_queue_to_the_worker(portal: Portal) -> None:
    answer = portal.run(
        "shell",
        "-v0",
        "-c",
        "from ikm_portal.celery import app as a; print(a.control.inspect(timeout=5).ping())",
    )
    assert "'ok': 'pong'" in answer


def test_a_second_one_in_the_same_place_says_so(portal: Portal) -> None:
    ran = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=PROJECT,
        env=clean_environment(portal.root, PORT=str(free_port())),
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1
    assert f"sudah jalan di http://127.0.0.1:{portal.port}" in ran.stderr
    assert portal.healthy


def test_a_taken_port_is_named(portal: Portal, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=PROJECT,
        env=clean_environment(tmp_path / "other", PORT=str(portal.port)),
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1
    assert f"Port {portal.port} tidak bisa dipakai" in ran.stderr
    assert processes_of(tmp_path / "other") == []


@pytest.mark.parametrize("name", ["worker", "gunicorn", "beat"])
def test_a_killed_child_comes_back(portal: Portal, name: str) -> None:
    killed = portal.children(name)[0]
    family = [killed, *killed.children(recursive=True)]
    killed.kill()
    assert within(30, lambda: [child for child in portal.children(name) if child != killed])
    assert within(20, lambda: portal.healthy)
    # Nothing of the killed one lives on beside its successor.
    assert within(10, lambda: not any(alive(process) for process in family)), family


@pytest.mark.parametrize("name", ["postgres", "redis", "keeper"])
def test_killed_servers_come_back_with_their_data(portal: Portal, name: str) -> None:
    killed = _server(portal, name)
    killed.kill()
    assert within(30, lambda: (new := _server(portal, name)) and new != killed)
    assert within(20, lambda: _reads(portal))


def test_a_restart_is_quick_and_keeps_the_data(portal: Portal) -> None:
    portal.run("shell", "-v0", "-c", SET)
    assert portal.end(signal.SIGINT) == 0
    assert processes_of(portal.root) == []
    # The promise is for a machine that does nothing else.
    waiting = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert portal.start() < 10 * waiting
    assert portal.run("shell", "-v0", "-c", READ).strip() == "(7,)"
    assert portal.run("shell", "-v0", "-c", GET).strip() == "kept"


def test_nothing_outlives_a_killed_supervisor(portal: Portal) -> None:
    assert portal.process
    assert len(processes_of(portal.root)) > 8
    portal.process.kill()
    portal.process.wait()
    assert within(30, lambda: not processes_of(portal.root)), processes_of(portal.root)
    portal.start()
    assert portal.run("shell", "-v0", "-c", READ).strip() == "(7,)"


def test_two_side_by_side(portal: Portal, tmp_path: Path) -> None:
    other = Portal((tmp_path / "a folder with spaces" / ("deep" * 20) / "state").resolve())
    other.root.parent.mkdir(parents=True)
    try:
        other.start()
        assert portal.healthy
        assert other.healthy
        other.run("shell", "-v0", "-c", MAKE_TABLE.replace("7", "8"))
        assert other.run("shell", "-v0", "-c", READ).strip() == "(8,)"
        assert portal.run("shell", "-v0", "-c", READ).strip() == "(7,)"
        assert other.end(signal.SIGTERM) == 0
        assert processes_of(other.root) == []
        assert portal.healthy
    finally:
        clear(other.root)


def _server(portal: Portal, name: str) -> psutil.Process | None:
    """The server's first process; PostgreSQL's others are its children."""
    words = {"redis": ("redis-server", "valkey-server")}.get(name, (name,))
    for process in processes_of(portal.root):
        try:
            command, parent = process.cmdline(), process.parent()
            right = any(word in part for word in words for part in command[:3])
            if right and not (parent and parent.name() == process.name() == "postgres"):
                return process
        except psutil.Error:
            continue
    return None


def _reads(portal: Portal) -> bool:
    ran = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", READ],
        cwd=PROJECT,
        env=clean_environment(portal.root),
        capture_output=True,
        text=True,
    )
    return ran.stdout.strip() == "(7,)"
