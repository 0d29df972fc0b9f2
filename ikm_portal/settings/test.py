"""The suite: real servers, strict about everything."""

from ikm_portal.settings import base
from ikm_portal.settings.base import *

SECRET_KEY = "tests-only"
FIELD_KEYS = ["tests-only-key"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # speed; nothing real is hashed
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
SITE_URL = "http://testserver"
STORAGES = base.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
DEMO = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost
# A test that waits for a lock for ever would hold the whole suite: it fails instead.
DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=30s"
# A thread of a test's web server keeps no session that would hold the database at the end.
DATABASES["default"]["CONN_MAX_AGE"] = 0
