"""Settings: the one place that reads the environment.

Three ways to run. Production is the default, and refuses to start while a secret or an address is missing. DEMO=true
is the demonstration, with a mark on every page. Tests are known by pytest. The last two, and DEBUG=true, make their
own secrets in `.local` and may use the embedded PostgreSQL.
"""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import django_stubs_ext
import pghistory
import pgtrigger
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from dibao.postgres import Cluster, is_installed

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"
env = Env()

DEMO: bool = env.bool("DEMO", default=False)
DEBUG: bool = env.bool("DEBUG", default=False)
TESTING = "pytest" in sys.modules
IS_PRODUCTION = not (DEMO or DEBUG or TESTING)


def _kept(name: str, make: Callable[[], str]) -> str:
    """A secret of this checkout, made at first use; the link lets the first of several processes win."""
    path = LOCAL_DIR / name
    if not path.exists():
        LOCAL_DIR.mkdir(mode=0o700, exist_ok=True)
        draft = path.with_name(f"{name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(make())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text().strip()


def _secret(variable: str, make: Callable[[], str]) -> str:
    value: str = env.str(variable, default="")
    if value or IS_PRODUCTION:
        return _required(variable, value)
    return _kept(variable.lower(), make)


def _required(variable: str, value: str) -> str:
    if not value:
        raise ImproperlyConfigured(
            f"{variable} is not set, and production does not start without it."
        )
    return value


# Secrets

SECRET_KEY = _secret("SECRET_KEY", lambda: secrets.token_urlsafe(50))
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _field_keys(text: str) -> dict[str, str]:
    """Read "id:base64,id:base64": the first key seals, every one opens; an id that starts with sm4- is an SM4 key."""
    pairs = [pair.strip().partition(":")[::2] for pair in text.split(",")]
    if not all(key_id and key for key_id, key in pairs):
        raise ImproperlyConfigured("FIELD_KEYS is written as id:key,id:key with keys in base64.")
    return dict(pairs)


FIELD_KEYS = _field_keys(_secret("FIELD_KEYS", lambda: f"local:{_new_key()}"))
# Blind indexes outlive a change of sealing keys, so theirs is a key of its own.
BLIND_INDEX_KEY = _secret("BLIND_INDEX_KEY", _new_key)

# The business date

ERA: str = env.str("ERA", default="2008")
if ERA not in {"2008", "today"}:
    raise ImproperlyConfigured("ERA is 2008 or today.")


def _business_date() -> date | None:
    """The day the law thinks it is; None is the real one, and nothing else is possible in production."""
    given: str = env.str("BUSINESS_DATE", default="")
    if given and not (DEMO or TESTING):
        raise ImproperlyConfigured(
            "BUSINESS_DATE is for the demo and tests; production lives on the real day."
        )
    if given:
        return date.fromisoformat(given)
    return date(2008, 8, 5) if (DEMO or TESTING) and ERA == "2008" else None


BUSINESS_DATE = _business_date()

# Days from what somebody says to its acceptance and to its answer; no law of social assistance sets them, so they are
# those of letters and visits (信访).
OBJECTION_ACCEPT_DAYS: int = env.int("OBJECTION_ACCEPT_DAYS", default=15)
OBJECTION_ANSWER_DAYS: int = env.int("OBJECTION_ANSWER_DAYS", default=60)

# PostgreSQL: `default` works, as a role that owns nothing; `owner` migrates and loads the demo.

_DATABASE_URL: str = env.str("DATABASE_URL", default="")
_APP_DATABASE_URL: str = env.str("APP_DATABASE_URL", default="")
EMBEDDED: Cluster | None = None
if not (_DATABASE_URL or _APP_DATABASE_URL):
    if IS_PRODUCTION or not is_installed():
        _required("DATABASE_URL (or APP_DATABASE_URL)", "")
    EMBEDDED = Cluster.of(BASE_DIR, fast=env.bool("DIBAO_PG_FAST", default=False))
    _DATABASE_URL = EMBEDDED.url(env.str("DIBAO_DB", default="dibao"))


def _database(url: str, **more: object) -> dict[str, object]:
    database = Env.db_url_config(url)
    return {
        **database,
        "NAME": env.str("DIBAO_DB", default="") or database["NAME"] or "dibao",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(database.get("OPTIONS", {})),
        **more,
    }


def _application_database() -> dict[str, object]:
    """As APP_DATABASE_URL says; else the owner's server, with a password derived from the secret key."""
    # A pool bounds connections over threads; without one each thread keeps its own.
    pool_size: int = env.int("DATABASE_POOL", default=0)
    kept: int = 0 if pool_size or TESTING else 60
    if _APP_DATABASE_URL:
        database = _database(_APP_DATABASE_URL, CONN_MAX_AGE=kept)
    else:
        password = hmac.digest(SECRET_KEY.encode(), b"dibao_app", hashlib.sha256).hex()
        database = _database(_DATABASE_URL, USER="dibao_app", PASSWORD=password, CONN_MAX_AGE=kept)
    options = cast("dict[str, object]", database["OPTIONS"])
    # A page that PostgreSQL cannot answer in time is given up, so that it does not hold a thread from everybody else.
    if longest := env.int("DATABASE_STATEMENT_SECONDS", default=0):
        options["options"] = f"-c statement_timeout={longest}s"
    if pool_size:
        options["pool"] = {"min_size": min(2, pool_size), "max_size": pool_size, "timeout": 10}
    return database


DATABASES = {"default": _application_database()}
if _DATABASE_URL:
    DATABASES["owner"] = _database(_DATABASE_URL)
APP_ROLE = str(DATABASES["default"]["USER"])
# Seals what PostgreSQL is told about who acts. `prepare_database` tells it the key, so a new SECRET_KEY needs that too.
SCOPE_KEY: bytes = hmac.digest(SECRET_KEY.encode(), b"dibao_scope", hashlib.sha256)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Applications

INSTALLED_APPS = [
    "dibao.apps.DibaoConfig",
    "applicants.apps.ApplicantsConfig",
    "payments.apps.PaymentsConfig",
    "oversight.apps.OversightConfig",
    "dibao.apps.BackRoomConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "import_export",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "dibao.middleware.PlainTextMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dibao.middleware.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "dibao.middleware.PostingMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "dibao.urls"
WSGI_APPLICATION = "dibao.wsgi.application"

# Histories are written by statement: row triggers cost eight times as much and more on a month's batch.
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_APPEND_ONLY = True
# Who, request and action stand in the history row itself, as `dibao.scope` says them.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# Pages

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
                "dibao.context.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(LOCAL_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
_PLAIN_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
_HASHED_STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _PLAIN_STATIC if TESTING or DEBUG else _HASHED_STATIC},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = TESTING or DEBUG

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# Villagers' pages, whose words are put in place when a template is compiled; see `dibao.spoken_templates`.
TEMPLATES += [
    {
        "NAME": f"spoken-{language}",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [("dibao.spoken_templates.Loader", language)],
                )
            ]
        },
    }
    for language, _name in LANGUAGES
]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
# Refuses a body that is larger than any form of ours before a byte of it is read.
FILE_UPLOAD_HANDLERS = [
    "dibao.files.uploading.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]


def _files_dir() -> Path:
    """Where uploaded files lie, sealed; each database of a checkout has a folder of its own."""
    given: str = env.str("FILES_DIR", default="")
    if given or IS_PRODUCTION:
        return Path(_required("FILES_DIR", given))
    return LOCAL_DIR / "files" / str(DATABASES["default"]["NAME"])


FILES_DIR = _files_dir()
# Where the heads of the chains are written, once a day (decision 20): carry the files to a place that whoever keeps the
# database cannot change, and verify with `manage.py verify_audit --heads FILE`.
AUDIT_HEADS_DIR: str = env.str("AUDIT_HEADS_DIR", default=str(FILES_DIR / "audit-heads"))
# Another font for papers in PDF than the one that comes along, as a folder of font files.
FONT_DIR: str = env.str("FONT_DIR", default="")

# People

AUTH_USER_MODEL = "dibao.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Tests make many people and prove nothing about hashing speed.
PASSWORD_HASHERS = [
    *(["django.contrib.auth.hashers.MD5PasswordHasher"] if TESTING else []),
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "dibao.passwords.LengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "dibao.passwords.CommonValidator"},
    {"NAME": "dibao.passwords.DigitsValidator"},
    {
        "NAME": "dibao.passwords.LikenessValidator",
        "OPTIONS": {"user_attributes": ["username", "name"]},
    },
    {"NAME": "dibao.passwords.ContextWordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

SESSION_ENGINE = "dibao.sessions"
SESSION_COOKIE_AGE = 30 * 60  # Idle; `dibao.sessions` moves it on with use.
SESSION_ABSOLUTE_AGE = 10 * 60 * 60
# The ticket lasts as long as the browser is open, the session no longer than its row: a browser that dropped the
# ticket after thirty idle minutes could not say whose form it sends then, and what was typed would be lost.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "dibao.views.stale.stale"
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

BEHIND_TLS_PROXY: bool = env.bool("BEHIND_TLS_PROXY", default=False)
# How many proxies of ours stand in front; each adds its neighbour's address to X-Forwarded-For.
TRUSTED_PROXIES: int = env.int("TRUSTED_PROXIES", default=1 if BEHIND_TLS_PROXY else 0)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_RESET_ON_SUCCESS = True
# A try during the pause is not looked at, so it neither counts nor makes the pause longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_HANDLER = "dibao.lockout.LockoutHandler"
AXES_LOCKOUT_CALLABLE = "dibao.lockout.shut"
AXES_CLIENT_IP_CALLABLE = "dibao.lockout.address_of"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
# What stands in the fields of our own pages is kept in no log of tries.
AXES_SENSITIVE_PARAMETERS = [
    "username",
    "ip_address",
    "old_password",
    "new_password1",
    "new_password2",
    "csrfmiddlewaretoken",
]
AXES_VERBOSE = False

# The browser's own guards

ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS", default=[] if IS_PRODUCTION else ["127.0.0.1", "localhost", "[::1]"]
)
if not ALLOWED_HOSTS:
    _required("ALLOWED_HOSTS", "")
# Where villagers reach the public pages; QR codes on posters lead there. Empty: the address a page was asked under.
PUBLIC_URL: str = env.str("PUBLIC_URL", default="")
# Within so many working days of being made or changed, what must be public is; the catalogue of disclosure says so.
DISCLOSURE_WORKING_DAYS: int = env.int("DISCLOSURE_WORKING_DAYS", default=10)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "camera",
        "display-capture",
        "geolocation",
        "microphone",
        "payment",
        "publickey-credentials-get",
        "usb",
    )
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # The prefix makes the browser refuse these cookies from anywhere but this host over TLS.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    if BEHIND_TLS_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Subdomains and preload lists are the operator's decision, not a fault of this site.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "dibao": {"level": "INFO"},
        # Its default handler writes mail, and errors would be seen by nobody.
        "django": {"handlers": [], "level": "WARNING"},
    },
}
