"""For real. Refuses to start when something that protects people is missing."""

from django.core.exceptions import ImproperlyConfigured

from ikm_portal.settings import base, env
from ikm_portal.settings.base import *

_WEAK = ("only-for", "tests-only", "django-insecure", "change-me", "changeme", "secret")


def _refuse(sentence: str) -> None:
    raise ImproperlyConfigured(sentence)


def _weak(secret: str, at_least: int) -> bool:
    return (
        len(secret) < at_least
        or len(set(secret)) < 8
        or any(secret.lower().startswith(word) for word in _WEAK)
    )


if env.flag("DEBUG"):
    _refuse("DEBUG must be off in production.")
if _weak(base.SECRET_KEY, 50):
    _refuse("SECRET_KEY must be set to at least 50 random characters.")
if not base.FIELD_KEYS or any(_weak(key, 32) for key in base.FIELD_KEYS):
    _refuse("FIELD_KEYS must hold at least one key of 32 or more random characters.")
if not base.ALLOWED_HOSTS or "*" in base.ALLOWED_HOSTS:
    _refuse("ALLOWED_HOSTS must name the hosts that serve the portal.")
for _needed in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL"):
    if not env.text(_needed):
        _refuse(f"{_needed} must be set in production.")

DEBUG = False
DEMO = False
SECOND_FACTOR_KINDS = frozenset({"staff", "officer"})

ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 1)

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sesi"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_TRUSTED_ORIGINS = base.CSRF_TRUSTED_ORIGINS or [base.SITE_URL]
