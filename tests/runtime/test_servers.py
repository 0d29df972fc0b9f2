"""The local servers: who starts them, who stops them, and what a crash leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from ikm_portal.runtime.postgres import Postgres
from ikm_portal.runtime.redis import Redis
from ikm_portal.runtime.servers import Servers
from ikm_portal.runtime.state import PROJECT, StartFailed, State
from tests.runtime.portals import clean_environment, processes_of, within

BOTH = ["postgres", "redis"]


@pytest.fixture
def servers(state: State) -> Servers:
    """Both running, and used by this process."""
    using = Servers(state)
    using.use(BOTH)
    return using


@pytest.mark.slow
def test_the_last_one_out_stops_them(state: State, servers: Servers) -> None:
    other = Servers(state)
    other.use(["redis"])
    servers.leave(wait=5)
    assert Redis(state).answers()
    assert Postgres(state).answers()
    other.leave(wait=30)
    assert not Redis(state).answers()
    assert processes_of(state.root) == []
    assert not state.sockets.exists()


@pytest.mark.slow
def test_a_killed_user_counts_as_gone(state: State) -> None:
    command = [sys.executable, "manage.py", "shell", "-c", "import time; time.sleep(60)"]
    user = subprocess.Popen(command, cwd=PROJECT, env=clean_environment(state.root))
    assert within(30, lambda: Postgres(state).answers() and Redis(state).answers())
    user.kill()
    user.wait()
    assert within(30, lambda: not processes_of(state.root)), processes_of(state.root)


@pytest.mark.slow
def test_starts_at_the_same_moment_share_one_server(state: State) -> None:
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", "print('done')"]
    users = [
        subprocess.Popen(
            command, cwd=PROJECT, env=clean_environment(state.root), stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]
    most = 0
    while any(user.poll() is None for user in users):
        most = max(most, _database_servers(state.root))
        time.sleep(0.05)
    assert [user.communicate()[0] for user in users] == [b"done\n"] * 3
    assert [user.returncode for user in users] == [0, 0, 0]
    assert most == 1
    assert within(30, lambda: not processes_of(state.root))


@pytest.mark.slow
def test_postgres_is_set_up_as_promised(state: State, servers: Servers) -> None:
    settings = (
        "SELECT current_setting('data_checksums'), current_setting('listen_addresses'), "
        "datlocprovider, datlocale, pg_encoding_to_char(encoding) "
        "FROM pg_database WHERE datname = 'ikm'"
    )
    connection = psycopg2.connect(Postgres(state).url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(settings)
            assert cursor.fetchone() == ("on", "", "b", "C.UTF-8", "UTF8")
            for extension in ("pg_trgm", "unaccent", "btree_gist", "citext"):
                cursor.execute(f"CREATE EXTENSION {extension}")
    finally:
        connection.close()
    servers.leave(wait=30)


@pytest.mark.slow
def test_redis_keeps_the_queue(state: State, servers: Servers) -> None:
    with redis.Redis.from_url(Redis(state).url) as client:
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        client.rpush("a-queue", "one")
    servers.leave(wait=30)
    servers.use(["redis"])
    with redis.Redis.from_url(Redis(state).url) as client:
        assert client.lrange("a-queue", 0, -1) == [b"one"]
    servers.leave(wait=30)


@pytest.mark.slow
def test_a_number_used_again_by_another_process_does_not_block(
    state: State, servers: Servers
) -> None:
    """After a crash the pid in postmaster.pid may be alive as something else."""
    servers.leave(wait=30)
    # Of the server's own user, or PostgreSQL would see by itself that it is not one of its own.
    owner = (state.root / "postgres").stat()
    stranger = subprocess.Popen(["sleep", "60"], user=owner.st_uid, group=owner.st_gid)
    try:
        mark = state.root / "postgres" / "postmaster.pid"
        mark.write_text(f"{stranger.pid}\n{state.root}/postgres\n1\n5432\n\n\n")
        os.chown(mark, owner.st_uid, owner.st_gid)
        servers.use(["postgres"])
        assert Postgres(state).answers()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
    servers.leave(wait=30)


@pytest.mark.slow
def test_a_first_start_that_was_cut_off_begins_again(state: State) -> None:
    half = state.root / "postgres"
    (half / "base").mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    servers = Servers(state)
    servers.use(["postgres"])
    assert Postgres(state).answers()
    servers.leave(wait=30)


def test_data_of_another_version_is_left_alone(state: State) -> None:
    data = state.root / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("9")
    (state.root / "postgres.ready").touch()
    servers = Servers(state)
    with pytest.raises(StartFailed, match="dibuat PostgreSQL 9"):
        servers.use(["postgres"])
    servers.leave()
    assert (data / "PG_VERSION").read_text() == "9"


def test_the_sockets_path_is_short_and_not_somebody_elses(tmp_path: Path) -> None:
    state = State(tmp_path / ("deep" * 40))
    assert len(str(state.sockets / "pg" / ".s.PGSQL.5432")) < 60
    assert state.sockets != State(tmp_path / "other").sockets
    state.sockets.symlink_to(tmp_path)
    try:
        with pytest.raises(StartFailed, match="milik pengguna lain"):
            state.make_sockets()
    finally:
        state.sockets.unlink()


@pytest.mark.slow
def test_valkey_stands_in_where_there_is_no_redis(
    state: State, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    server = Redis(state)
    process = server.start()
    try:
        assert "valkey" in Path(f"/proc/{process.pid}/exe").resolve().name
        with redis.Redis.from_url(server.url) as client:
            assert client.ping()
    finally:
        server.stop(process)
    assert process.returncode is not None


@pytest.mark.slow
def test_a_server_dies_with_its_keeper(state: State, servers: Servers) -> None:
    keeper = next(p for p in processes_of(state.root) if "runtime.keeper" in " ".join(p.cmdline()))
    keeper.send_signal(signal.SIGKILL)
    assert within(20, lambda: not Postgres(state).answers() and not Redis(state).answers())
    servers.ensure(BOTH)
    assert Postgres(state).answers()
    assert Redis(state).answers()
    servers.leave(wait=30)


def _database_servers(root: Path) -> int:
    """PostgreSQL's first processes; all others have one of them as their parent."""
    count = 0
    for process in processes_of(root):
        try:
            parent = process.parent()
            count += process.name() == "postgres" and not (parent and parent.name() == "postgres")
        except psutil.Error:  # it has just ended
            continue
    return count
