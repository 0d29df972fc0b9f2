"""Reading the environment: one place for each variable's form."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list; empty entries fall away."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    return default if not value else value in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}") from None


def state_dir() -> Path:
    """Where a local start keeps its servers' data, keys and files."""
    return Path(text("IKM_STATE_DIR") or BASE_DIR / ".state").resolve()


def database(url: str) -> dict[str, Any]:
    """`postgres://user:password@host:port/name`; a socket folder stands in `?host=`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": query.pop("port", None) or parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def broker(url: str) -> str:
    """Celery's spelling of a Redis address: it has its own for a unix socket."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={number}"


def mailer(url: str) -> dict[str, Any]:
    """`smtp://user:password@host:port`, `smtps://` (TLS from the start), `smtp+tls://`, `console://`,
    `file:///folder` (one .eml per letter)."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = {"folder": unquote(parts.path)}
        return {"BACKEND": "ikm_portal.runtime.mail.EmlFolder", "OPTIONS": folder}
    if parts.scheme == "console":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"}:
        raise ImproperlyConfigured(
            "EMAIL_URL: use smtp://, smtps://, smtp+tls://, console:// or file://"
        )
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname or "localhost",
            "port": parts.port or (465 if parts.scheme == "smtps" else 25),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp+tls",
            "timeout": 10,
        },
    }


def storage(url: str, folder: Path) -> dict[str, Any]:
    """Empty: `folder`, for this user alone. `s3://key:secret@host/bucket?region=…`: a bucket.

    The bucket needs `django-storages[s3]` (the `s3` extra) and must not be public.
    """
    if not url:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": str(folder),
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    if parts.scheme != "s3" or not parts.hostname or not bucket:
        raise ImproperlyConfigured("STORAGE_URL must be s3://key:secret@host/bucket")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    port = f":{parts.port}" if parts.port else ""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "bucket_name": bucket,
            "endpoint_url": f"{query.get('scheme', 'https')}://{parts.hostname}{port}",
            "region_name": query.get("region"),
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
