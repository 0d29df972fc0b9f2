"""What a local start fills in where the environment says nothing: keys, servers, mail."""

from __future__ import annotations

import os
import secrets

from ikm_portal.runtime.postgres import Postgres
from ikm_portal.runtime.redis import Redis
from ikm_portal.runtime.state import State

PRODUCTION = "ikm_portal.settings.production"
_SECRETS = ("SECRET_KEY", "FIELD_KEYS")


def fill(state: State) -> list[str]:
    """Set what is missing; answers which local servers that makes necessary.

    Leaves production alone: there every value is given, or the settings refuse to start.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikm_portal.settings.dev")
    if os.environ["DJANGO_SETTINGS_MODULE"] == PRODUCTION:
        return []
    os.environ["IKM_STATE_DIR"] = str(state.root)
    kinds = []
    for name, server in (("DATABASE_URL", Postgres), ("REDIS_URL", Redis)):
        if not os.environ.get(name):
            os.environ[name] = server(state).url
            kinds.append(server.kind)
    for name, value in _local_secrets(state).items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("EMAIL_URL", f"file://{state.root / 'mail'}")
    return kinds


def _local_secrets(state: State) -> dict[str, str]:
    """Made once per state folder: with other keys the personal data in it could not be read."""
    path = state.root / "secrets.env"
    if not path.exists():
        draft = state.root / f"secrets.{os.getpid()}.draft"
        with open(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.writelines(f"{name}={secrets.token_urlsafe(48)}\n" for name in _SECRETS)
        try:
            os.link(draft, path)  # unlike a rename it never replaces what another start has made
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)
