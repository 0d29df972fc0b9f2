"""The container set-up, as far as it can be tried without an engine."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ikm_portal.runtime.environment import fill
from ikm_portal.runtime.servers import Servers
from ikm_portal.runtime.state import PROJECT, State
from tests.runtime.portals import clean_environment, free_port, within

TEXT = (PROJECT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "portal-ikm"]
EXAMPLE = (PROJECT / "deploy" / "env.example").read_text()
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)([^}]*)\}")


def variables() -> dict[str, str]:
    """Every line of env.example filled in as its comment asks."""
    names = re.findall(r"^(\w+)=", EXAMPLE, re.M)
    values = {name: secrets.token_urlsafe(64) for name in names}
    return values | {"SITE_HOST": "portal.example", "MAIL_FROM": "Portal <portal@portal.example>"}


def environment_of(service: str) -> dict[str, str]:
    """What the engine would hand over, its PATH and folders left to this machine."""
    given = variables()
    environment = {
        name: VARIABLE.sub(lambda found: given[found[1]], str(value))
        for name, value in SERVICES[service]["environment"].items()
    }
    return environment | {"PATH": os.environ["PATH"]}


def test_it_follows_the_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    ran = subprocess.run(
        [*command, str(PROJECT / "docker-compose.yml")], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_service_stands() -> None:
    assert set(SERVICES) == {
        *("proxy", "web", "worker", "beat", "migrate", "db", "redis", "mail"),
    }
    assert SERVICES["web"]["deploy"]["replicas"] > 1
    assert "container_name" not in TEXT  # would forbid a second replica
    for name, service in SERVICES.items():
        assert "healthcheck" in service, name
        for other in service.get("depends_on", {}):
            assert other in SERVICES, (name, other)


def test_no_secret_has_a_default() -> None:
    named = VARIABLE.findall(TEXT)
    assert len(named) > 10
    for name, rule in named:
        assert rule == ":?isi di .env", name
        assert re.search(rf"^{name}=$", EXAMPLE, re.M), f"{name} is not in env.example"
    assert set(re.findall(r"^(\w+)=", EXAMPLE, re.M)) == {name for name, _ in named}


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert "back" not in SERVICES["proxy"]["networks"]


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_with_little_power(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_the_image_finds_every_file_and_drops_root() -> None:
    dockerfile = (PROJECT / "Dockerfile").read_text()
    ignored = (PROJECT / ".dockerignore").read_text().split()
    for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.M):
        for source in line.split()[:-1]:
            assert (PROJECT / source).exists(), source
            roots = {f"!{source}", f"!{source.split('/')[0]}/"}
            assert roots & set(ignored), f".dockerignore leaves out {source}"
    assert dockerfile.rindex("\nUSER ikm") > dockerfile.rindex("\nRUN ")
    assert "ikm_portal.settings.production" in dockerfile
    for volume in [part for service in SERVICES.values() for part in service.get("volumes", [])]:
        source = volume.split(":")[0]
        known = source in COMPOSE["volumes"] or (PROJECT / source).is_file()
        assert known, volume


def test_web_accepts_its_configuration() -> None:
    command = [*SERVICES["web"]["command"], "--check-config"]
    ran = _run(command, environment_of("web"))
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_celery_understands_its_arguments(name: str) -> None:
    arguments = SERVICES[name]["command"][3:]
    script = (
        "import sys\n"
        "from celery.bin.celery import celery\n"
        "from ikm_portal.celery import app\n"
        f"celery.get_command(None, {name!r}).callback = lambda **options: "
        "print(app.conf.broker_url.split(':')[0])\n"
        "celery.main(sys.argv[1:])\n"
    )
    ran = _run(["python", "-W", "ignore", "-c", script, *arguments], environment_of(name))
    assert ran.stdout.strip() == "redis", ran.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_it_refuses_to_start_without(missing: str) -> None:
    environment = environment_of("web") | {missing: ""}
    ran = _run([*SERVICES["web"]["command"], "--check-config"], environment)
    assert ran.returncode != 0
    assert missing in ran.stderr


@pytest.mark.slow
def test_the_production_web_server_is_found_healthy(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(os.environ):
        if name not in clean_environment(state.root):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "ikm_portal.settings.dev")
    servers = Servers(state)
    servers.use(fill(state))
    local = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL", "IKM_STATE_DIR")}
    port = str(free_port())
    environment = environment_of("web") | local | {"WEB_BIND": f"127.0.0.1:{port}", "PORT": port}
    static = _run(
        ["python", "-m", "ikm_portal.runtime.prepare", "static"],
        environment | {"DJANGO_SETTINGS_MODULE": "ikm_portal.settings.dev"},
    )
    assert static.returncode == 0, static.stderr
    migrated = _run(SERVICES["migrate"]["command"], environment_of("migrate") | local)
    assert migrated.returncode == 0, migrated.stderr
    check = [part.replace("CMD", "python") for part in SERVICES["web"]["healthcheck"]["test"][1:]]
    assert _run(check, environment).returncode != 0
    with (state.log / "web.log").open("w") as log:
        web = subprocess.Popen(
            _here(SERVICES["web"]["command"]), cwd=PROJECT, env=environment, stdout=log, stderr=log
        )
    try:
        assert within(30, lambda: _run(check, environment).returncode == 0), (
            state.log / "web.log"
        ).read_text()
    finally:
        web.send_signal(signal.SIGTERM)
        assert web.wait(30) == 0
        servers.leave(wait=30)


def _here(command: list[str]) -> list[str]:
    return [sys.executable if part == "python" else part for part in command]


def _run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _here(command),
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
    )


def test_every_path_in_a_command_exists() -> None:
    words = [word for name in OURS for word in SERVICES[name].get("command", [])]
    words += SERVICES["web"]["healthcheck"]["test"]
    files = [word for word in words if word.startswith("deploy/")]
    assert len(files) == 2
    assert all((PROJECT / Path(file)).is_file() for file in files)
