"""The small parts of a local start: arguments, keys, letters, catalogues, patience."""

from __future__ import annotations

import email.policy
import gettext
import os
import stat
import subprocess
import sys
from email.parser import BytesParser
from pathlib import Path

import pytest
from django.core.mail import EmailMessage

from ikm_portal.runtime import binaries, processes
from ikm_portal.runtime.commands import needs_servers
from ikm_portal.runtime.environment import PRODUCTION, fill
from ikm_portal.runtime.mail import EmlFolder
from ikm_portal.runtime.messages import compile_catalogues
from ikm_portal.runtime.processes import BackOff, end, spawn, wait_until
from ikm_portal.runtime.state import PROJECT, StartFailed, State
from ikm_portal.runtime.verify import Check, _run, checks, find_browser
from ikm_portal.settings import env
from tests.runtime.portals import OURS, clean_environment


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("migrate", True),
        ("load_demo --stage meeting", True),
        ("a_command_nobody_thought_of", True),
        ("place --association kopi", True),
        ("place --file a.json --json", False),
        ("place --file=a.json", False),
        ("kur_instalment --amount 1000000 --months 12", False),
        ("help migrate", False),
        ("migrate --help", False),
        ("--version", False),
    ],
)
def test_servers_start_only_for_who_needs_them(line: str, needed: bool) -> None:
    name, *arguments = line.split()
    assert needs_servers(name, arguments) is needed


def test_help_starts_nothing(state: State) -> None:
    ran = subprocess.run(
        [sys.executable, "manage.py", "help"],
        cwd=PROJECT,
        env=clean_environment(state.root),
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert not list(state.run.glob("*.wanted"))
    assert not (state.root / "postgres").exists()


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_keys_are_made_once_and_kept_from_others(state: State, bare: pytest.MonkeyPatch) -> None:
    assert fill(state) == ["postgres", "redis"]
    first = (os.environ["SECRET_KEY"], os.environ["FIELD_KEYS"])
    assert first[0] != first[1]
    assert all(len(key) >= 50 for key in first)
    file = state.root / "secrets.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for name in ("SECRET_KEY", "FIELD_KEYS"):
        bare.delenv(name)
    fill(state)
    assert (os.environ["SECRET_KEY"], os.environ["FIELD_KEYS"]) == first


def test_a_server_that_is_given_is_used(state: State, bare: pytest.MonkeyPatch) -> None:
    bare.setenv("DATABASE_URL", "postgres://somebody@elsewhere/portal")
    assert fill(state) == ["redis"]
    assert os.environ["DATABASE_URL"] == "postgres://somebody@elsewhere/portal"


def test_production_is_given_nothing(state: State, bare: pytest.MonkeyPatch) -> None:
    bare.setenv("DJANGO_SETTINGS_MODULE", PRODUCTION)
    assert fill(state) == []
    assert "SECRET_KEY" not in os.environ
    assert not (state.root / "secrets.env").exists()


def test_the_settings_read_our_addresses(state: State, bare: pytest.MonkeyPatch) -> None:
    fill(state)
    database = env.database(os.environ["DATABASE_URL"])
    assert (database["NAME"], database["USER"]) == ("ikm", "ikm")
    assert database["HOST"] == str(state.sockets / "pg")
    broker = env.broker(os.environ["REDIS_URL"])
    assert broker == f"redis+socket://{state.sockets}/redis.sock?virtual_host=0"
    assert env.mailer(os.environ["EMAIL_URL"])["OPTIONS"] == {"folder": str(state.root / "mail")}
    assert env.broker("rediss://:pass@host:6379/2") == "rediss://:pass@host:6379/2"


def test_each_letter_is_a_file_that_mail_programs_open(tmp_path: Path) -> None:
    letters = [
        EmailMessage("Pengajuan Anda disetujui", "Selamat.", "portal@x.test", ["a/../b@x.test"]),
        EmailMessage("Keputusan bank", "Rp12.500.000 — é", "portal@x.test", ["b@x.test"]),
    ]
    assert EmlFolder(folder=str(tmp_path / "mail")).send_messages(letters) == 2
    files = sorted((tmp_path / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    parser = BytesParser(policy=email.policy.default)
    read = [parser.parsebytes(file.read_bytes()) for file in files]
    assert {letter["subject"] for letter in read} == {"Pengajuan Anda disetujui", "Keputusan bank"}
    assert any("Rp12.500.000 — é" in letter.get_content() for letter in read)


def test_a_catalogue_is_compiled_when_it_is_newer(tmp_path: Path) -> None:
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    source.write_text(head + 'msgid "Masuk"\nmsgstr "Sign in"\n')
    compile_catalogues(tmp_path)
    compiled = source.with_suffix(".mo")
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Masuk") == "Sign in"
    before = compiled.stat().st_mtime_ns
    compile_catalogues(tmp_path)
    assert compiled.stat().st_mtime_ns == before
    source.write_text(head + 'msgid "Masuk"\nmsgstr "Log in"\n')
    os.utime(source, ns=(before + 10**9, before + 10**9))
    compile_catalogues(tmp_path)
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Masuk") == "Log in"


def test_what_keeps_dying_is_started_ever_more_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: now[0])
    back_off = BackOff()
    delays = []
    for _ in range(8):
        back_off.started()
        delays.append(back_off.died())
    assert delays == [0, 1, 2, 4, 8, 16, 30, 30]
    assert not back_off.may_start
    now[0] += 31
    assert back_off.may_start
    back_off.started()
    now[0] += 61
    assert back_off.died() == 0


def test_a_child_that_does_not_listen_is_killed_with_its_family(tmp_path: Path) -> None:
    script = "trap '' TERM; sleep 300 & echo $!; wait; sleep 300"
    child = spawn(["sh", "-c", script], log=tmp_path / "log")
    assert wait_until(lambda: bool((tmp_path / "log").read_text()), seconds=10)
    grandchild = int((tmp_path / "log").read_text())
    end(child, wait=0.3)
    assert child.returncode == -9
    assert wait_until(lambda: not _running(grandchild), seconds=5)


def _running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_child_does_not_outlive_its_parent(tmp_path: Path) -> None:
    script = (
        "import pathlib, sys, time\n"
        "from ikm_portal.runtime.processes import spawn\n"
        "print(spawn(['sleep', '300'], log=pathlib.Path(sys.argv[1])).pid, flush=True)\n"
        "time.sleep(300)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "log")]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert _running(child)
        parent.kill()
    assert wait_until(lambda: not _running(child), seconds=5)


def test_a_long_log_begins_anew(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_bytes(b"x" * (processes.LOG_LIMIT + 1))
    spawn(["echo", "new"], log=log).wait()
    assert log.read_text() == "new\n"
    assert (tmp_path / "web.old.log").exists()


def test_verify_notices_a_failing_check() -> None:
    good = Check("good", ("-c", "pass"))
    bad = Check(
        "bad", ("-c", "import os; raise SystemExit(int(os.environ['WITH']))"), {"WITH": "3"}
    )
    assert _run(good) == (good, True)
    assert _run(bad) == (bad, False)


def test_verify_runs_all_that_is_promised() -> None:
    names = {check.name for check in checks()}
    assert names == {
        *("mypy", "ruff", "ruff format", "djlint", "import-linter"),
        *("makemigrations --check", "check --deploy", "catalogue"),
    }


def test_a_browser_is_found_or_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    browser = tmp_path / "chromium-headless-shell"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser() == str(browser)
    browser.unlink()
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    with pytest.raises(StartFailed, match="Chromium tidak ditemukan"):
        find_browser()


@pytest.mark.parametrize(("version", "taken"), [("16.2", True), ("14.9", False)])
def test_a_system_postgres_serves_where_the_wheel_is_missing(
    version: str, taken: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("postgres", "initdb"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    monkeypatch.setattr(binaries, "glob", lambda pattern: [])
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    if taken:
        assert binaries.client_binaries() == tmp_path
    else:
        with pytest.raises(StartFailed, match="Pasang PostgreSQL 15"):
            binaries.client_binaries()
