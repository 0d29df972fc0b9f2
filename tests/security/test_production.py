"""Production does not start without what protects people."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "DJANGO_SETTINGS_MODULE": "ikm_portal.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "FIELD_KEYS": secrets.token_urlsafe(48),
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "EMAIL_URL": "smtp://mail.example:25",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
START = "import django; django.setup(); from django.conf import settings; print(settings.DEBUG)"


def _start(code: str, **change: str | None) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {name: value for name, value in (GOOD | change).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR, env={**kept, **given}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_it_starts_with_everything_given_and_passes_djangos_own_checks():
    checked = (
        "import sys; from django.core.management import execute_from_command_line as run;"
        "run(['manage.py', 'check', '--deploy', '--fail-level=WARNING'])"
    )
    done = _start(checked)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "tests-only"}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + "q7w9e2r4" * 8}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "portal.example,*"}, "ALLOWED_HOSTS"),
        ({"FIELD_KEYS": None}, "FIELD_KEYS"),
        ({"FIELD_KEYS": "only-for-a-start-on-ones-own-machine"}, "FIELD_KEYS"),
        ({"FIELD_KEYS": secrets.token_urlsafe(48) + ",short"}, "FIELD_KEYS"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"REDIS_URL": None}, "REDIS_URL"),
        ({"EMAIL_URL": None}, "EMAIL_URL"),
        ({"SITE_URL": None}, "SITE_URL"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_refuses_to_start_and_says_why(change, says):
    done = _start(START, **change)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert says in last
    assert GOOD["SECRET_KEY"] not in done.stderr
    assert GOOD["FIELD_KEYS"] not in done.stderr
