"""What is the same everywhere. dev, test and production each add their own few lines."""

from __future__ import annotations

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from ikm_portal.settings import env

BASE_DIR = env.BASE_DIR
STATE_DIR = env.state_dir()

SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
DEBUG = False

# Keys for NIK, NPWP and phone in the row, newest first; an older key still opens what it closed.
FIELD_KEYS = env.words("FIELD_KEYS")

INSTALLED_APPS = [
    "meetings",
    "financing",
    "associations",
    "ikm_portal.dashboards",
    "ikm_portal.bench",
    "ikm_portal.synthetic",
    "ikm_portal.demo",
    "ikm_portal.reference",
    "ikm_portal.safekeeping",
    "ikm_portal.pages",
    "ikm_portal.accounts",
    "ikm_portal.notifications",
    "ikm_portal.documents",
    "ikm_portal.calendar",
    "ikm_portal.audit",
    "ikm_portal.common",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "ikm_portal.accounts.admin_config.GuardedAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "ikm_portal.common.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "ikm_portal.common.middleware.NoNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ikm_portal.common.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ikm_portal.accounts.typed.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ikm_portal.accounts.middleware.IdleSession",
    "ikm_portal.accounts.middleware.SecondFactor",
    "ikm_portal.common.middleware.PersonalPages",
    "ikm_portal.common.middleware.PressedElsewhere",
]

ROOT_URLCONF = "ikm_portal.urls"
WSGI_APPLICATION = "ikm_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ikm_portal.pages.context.portal",
                "ikm_portal.notifications.context.inbox_count",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "ikm_portal.common.templatetags.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.database(env.text("DATABASE_URL", "postgres:///ikm_portal"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        # Pages go on when Redis is away: a cache that fails is a cache that misses.
        "BACKEND": "ikm_portal.common.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "ikm",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
IDLE_MINUTES = 30  # staff and banks; security.md
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ikm_portal.accounts.typed.token_lost"
CSRF_COOKIE_SAMESITE = "Lax"

CELERY_BROKER_URL = env.broker(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # a worker that dies gives its task back
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.5,
}
# One more try, at once: a connection that a restart of Redis has cut is made anew, and a page
# waits no longer for a broker that is away. What nobody could be told of, the clock finds.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0}
CELERY_TIMEZONE = "Asia/Jakarta"
CELERY_TASK_TIME_LIMIT = 1800

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["ikm_portal.accounts.backends.EmailOrPhoneBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email", "phone")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "home"

# allauth does the signing in; its pages, forms and words are the portal's own (accounts/forms.py).
ACCOUNT_ADAPTER = "ikm_portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}  # our own form and backend take a phone number too
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]  # never shown: there is no sign-up
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation itself reached the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = False  # accounts/notifications.py tells, through the outbox
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Bound to the password, the last sign-in and the e-mail address in the row: used once, or dead.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 2
ACCOUNT_FORMS = {
    "login": "ikm_portal.accounts.forms.SignInForm",
    "reset_password": "ikm_portal.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "ikm_portal.accounts.forms.NewPasswordForm",
    "change_password": "ikm_portal.accounts.forms.ChangePasswordForm",
    "reauthenticate": "ikm_portal.accounts.forms.ConfirmForm",
}
# Per address (ip), per account (key) and per signed-in person (user). Counted in Redis.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "20/m/ip,5/300s/key",
    "reset_password": "20/m/ip,3/600s/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
# Proxies in front that write X-Forwarded-For; with 0 the address of the connection counts.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
MFA_ADAPTER = "ikm_portal.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are not verified by allauth, see above
MFA_TOTP_TOLERANCE = 1  # phones' clocks drift
MFA_TOTP_ISSUER = "Portal IKM Lampung"
MFA_FORMS = {
    "authenticate": "ikm_portal.accounts.forms_second_factor.CodeForm",
    "reauthenticate": "ikm_portal.accounts.forms_second_factor.ConfirmByCodeForm",
    "activate_totp": "ikm_portal.accounts.forms_second_factor.ActivateAppForm",
    "add_webauthn": "ikm_portal.accounts.forms_second_factor.AddPasskeyForm",
    "edit_webauthn": "ikm_portal.accounts.forms_second_factor.RenamePasskeyForm",
}

# Kinds of user who must have a second factor; empty here, filled in production.
SECOND_FACTOR_KINDS: frozenset[str] = frozenset()

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = "ikm_portal.formats"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    # Private files: this folder, or a bucket by STORAGE_URL. Nothing serves it but documents.views.
    "default": env.storage(env.text("STORAGE_URL"), STATE_DIR / "media"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
UPLOAD_MAX_BYTES = 5 * 1024 * 1024  # a PDF
# A photo as the phone takes it: it is shrunk here, also for people without scripts.
UPLOAD_PHOTO_MAX_BYTES = 15 * 1024 * 1024
CLAMAV_URL = env.text("CLAMAV_URL")  # tcp://host:3310; then a file goes in only after its scan
METRICS_TOKEN = env.text("METRICS_TOKEN")  # without it /metrics answers this machine alone

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

MAILERS = {"default": env.mailer(env.text("EMAIL_URL", "console://"))}
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Portal IKM Lampung <portal@ikm-lampung.test>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Links in letters never come from the Host header.
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000")
DEMO = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "ikm_portal.common.logs.AddRequestId"}},
    "formatters": {"json": {"()": "ikm_portal.common.logs.JsonFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}
