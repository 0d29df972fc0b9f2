"""A start on one's own machine: `python3 manage.py up`."""

from ikm_portal.settings import base, env
from ikm_portal.settings.base import *

SECRET_KEY = base.SECRET_KEY or "only-for-a-start-on-ones-own-machine"
FIELD_KEYS = base.FIELD_KEYS or ["only-for-a-start-on-ones-own-machine"]
ALLOWED_HOSTS = base.ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
SITE_URL = env.text("SITE_URL") or f"http://127.0.0.1:{env.number('PORT', 8000)}"
DEBUG = env.flag("DEBUG")
DEMO = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost
