"""Django's settings, and the only reader of environment variables.

A `.env` file at the root is read too; the real environment wins. `.env.example` lists every variable.
"""

import importlib.util
import os
import re
import secrets
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.csp import CSP
from environs import Env

from boo_site.logs import logging_settings
from boo_site.navigation import SIDEBAR

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

BOO_ENV = env.str("BOO_ENV", "development")
if BOO_ENV not in {"development", "production"}:
    raise ImproperlyConfigured(f"BOO_ENV is {BOO_ENV!r}. Set it to development or production.")
IS_PRODUCTION = BOO_ENV == "production"
BOO_STATE_DIR = BASE_DIR / env.path("BOO_STATE_DIR", Path("var"))
BOO_PG_BIN = env.str("BOO_PG_BIN", "")


def names(variable: str, default: list[str] | None = None) -> list[str]:
    """Return the names in a comma list; spaces around them don't count."""
    found = [name.strip() for name in env.str(variable, "").split(",")]
    return [name for name in found if name] or list(default or [])


def whole_number(variable: str, default: int) -> int:
    """Return the variable's number; 0 where it is none, which the start-up checks tell."""
    value = env.str(variable, "").strip() or str(default)
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def switch(variable: str) -> bool:
    """Say whether the variable is on; empty is off."""
    value = env.str(variable, "").strip().lower()
    if value not in {"", "0", "false", "no", "off", "1", "true", "yes", "on"}:
        raise ImproperlyConfigured(f"{variable} is {value!r}. Set it to true or false.")
    return value in {"1", "true", "yes", "on"}


def time_zone(variable: str, default: str) -> str:
    """Return the name of a time zone that exists."""
    name = env.str(variable, "").strip() or default
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        raise ImproperlyConfigured(
            f"{variable} is {name!r}, which is no time zone. Set it to a name such as {default}."
        ) from None
    return name


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STATES = ("", "ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA")


def business_hours(variable: str, default: str) -> tuple[frozenset[int], time, time]:
    """Return the weekdays (Monday is 0), the opening and the closing time of a text such as Mon-Fri 09:00-17:00."""
    value = env.str(variable, "").strip() or default
    found = re.fullmatch(r"([a-z]{3})-([a-z]{3})\s+(\d{1,2}:\d\d)-(\d{1,2}:\d\d)", value.lower())
    try:
        first, last = (WEEKDAYS.index(day) for day in found.group(1, 2)) if found else (1, 0)
        opens, closes = (time.fromisoformat(at.zfill(5)) for at in found.group(3, 4)) if found else (time(1), time(0))
    except ValueError:
        first, last, opens, closes = 1, 0, time(1), time(0)
    if first > last or opens >= closes:
        raise ImproperlyConfigured(f"{variable} is {value!r}. It looks like {default}.")
    return frozenset(range(first, last + 1)), opens, closes


def one_of(variable: str, words: tuple[str, ...], default: str) -> str:
    """Return the variable's word, which must be one of these."""
    value = env.str(variable, default).strip().upper()
    if value not in words:
        raise ImproperlyConfigured(f"{variable} is {value!r}. Set it to one of {', '.join(filter(None, words))}.")
    return value


def required_in_production(name: str) -> str:
    """Return the variable's value; empty in development only."""
    value = env.str(name, "")
    if not value and IS_PRODUCTION:
        raise ImproperlyConfigured(f"{name} is not set. Production needs it: see .env.example.")
    return value


def development_secret_key() -> str:
    """Return the key that this development machine made for itself at its first start."""
    path = BOO_STATE_DIR / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text() or secrets.token_urlsafe(50)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text()


def remote_database(url: str) -> dict[str, Any]:
    """Return the settings of a PostgreSQL named by its URL."""
    try:
        database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL can't be read. It looks like postgresql://user:password@host:5432/name; "
            "percent-encode special characters in the password."
        ) from error
    if database["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL names another database system. Only PostgreSQL 15 or newer will do.")
    database.setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
    # Supabase's transaction pooler hands every transaction to another session.
    database["DISABLE_SERVER_SIDE_CURSORS"] = str(database.get("PORT")) == "6543"
    return database


def supabase_url(project_url: str, password: str) -> str:
    """Return the database address of a Supabase project: db.<ref>.supabase.co."""
    reference = (urlsplit(project_url).hostname or "").removesuffix(".supabase.co")
    if not reference or "." in reference:
        raise ImproperlyConfigured("BOO_SUPABASE_URL can't be read. It looks like https://<project-ref>.supabase.co.")
    if not password:
        raise ImproperlyConfigured(
            "BOO_SUPABASE_URL is set, BOO_SUPABASE_DB_PASSWORD is not. "
            "Copy the database password from Supabase (Project Settings > Database), or set DATABASE_URL."
        )
    host = f"db.{reference}.supabase.co"
    return f"postgresql://postgres:{quote(password, safe='')}@{host}:5432/postgres?sslmode=require"


def database_settings() -> dict[str, Any]:
    """Choose the database: DATABASE_URL, else Supabase's two variables, else the embedded one (development only)."""
    if url := env.str("DATABASE_URL", ""):
        return remote_database(url)
    if project_url := env.str("BOO_SUPABASE_URL", ""):
        return remote_database(supabase_url(project_url, env.str("BOO_SUPABASE_DB_PASSWORD", "")))
    if IS_PRODUCTION:
        raise ImproperlyConfigured("DATABASE_URL is not set. Production needs a PostgreSQL: see docs/operations.md.")
    return {"ENGINE": "boo_site.localdb", "NAME": "boo", "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


SECRET_KEY = required_in_production("BOO_SECRET_KEY") or development_secret_key()
DEBUG = switch("BOO_DEBUG")
if DEBUG and IS_PRODUCTION:
    raise ImproperlyConfigured("BOO_DEBUG is on in production. Unset it: it shows customers' data in error pages.")
required_in_production("BOO_ALLOWED_HOSTS")
ALLOWED_HOSTS = names("BOO_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if IS_PRODUCTION]

DATABASES = {"default": database_settings()}
USES_EMBEDDED_DATABASE = DATABASES["default"]["ENGINE"] == "boo_site.localdb"

INSTALLED_APPS = [
    "boo_site",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_q",
    "import_export",
    "interactions",
    "ingest",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "boo_site.urls"
WSGI_APPLICATION = "boo_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

LOGIN_REDIRECT_URL = "admin:index"
LANGUAGE_CODE = "en-au"
TIME_ZONE = time_zone("BOO_TIME_ZONE", "Australia/Sydney")
USE_TZ = True
BUSINESS_HOURS = business_hours("BOO_BUSINESS_HOURS", "Mon-Fri 09:00-17:00")
HOLIDAYS_STATE = one_of("BOO_HOLIDAYS", STATES, "NSW")
# Where staff open the admin: for the links in exports.
SITE_ADDRESS = env.str("BOO_SITE_ADDRESS", "").rstrip("/") or (
    f"https://{ALLOWED_HOSTS[0]}" if IS_PRODUCTION else "http://127.0.0.1:8000"
)
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "boo_site" / "static"]
if IS_PRODUCTION:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
# A development machine serves static files from where they are, with nothing to collect.
STATIC_ROOT = BASE_DIR / "staticfiles" if IS_PRODUCTION else None
WHITENOISE_USE_FINDERS = not IS_PRODUCTION

# Unfold's bundled Alpine compiles expressions, hence unsafe-eval; nothing is loaded from elsewhere.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "frame-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 60 * 60
if IS_PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# What must never be logged; the filter knows their usual spellings (URL, base64, without spaces).
SECRETS = [
    SECRET_KEY,
    str(DATABASES["default"].get("PASSWORD", "")),
    *(
        env.str(name, "")
        for name in (
            "BOO_SUPABASE_DB_PASSWORD",
            "BOO_SUPABASE_SERVICE_ROLE_KEY",
            "BOO_LIVECHAT_PAT",
            "BOO_LIVECHAT_PAT_BASE64",
            "BOO_SALES_IMAP_PASS",
            "BOO_ANTHROPIC_API_KEY",
            "BOO_BIGCOMMERCE_TOKEN",
            "BOO_SMTP_URL",
        )
    ),
    f"{env.str('BOO_LIVECHAT_ACCOUNT_ID', '')}:{env.str('BOO_LIVECHAT_PAT', '')}",
]
LOGGING = logging_settings(is_production=IS_PRODUCTION, secrets=SECRETS)

# Files of categories and rules: whoever may change them may bring them in; a text is never a formula.
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_ESCAPE_ILLEGAL_CHARS_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True

# django-q2: small batches and one try at a time; a slow job must never start twice (see docs/architecture.md).
Q_CLUSTER = {
    "name": "boo",
    "label": "Jobs",
    "orm": "default",
    "workers": 2,
    "timeout": 600,
    "retry": 900,
    "max_attempts": 3,
    "ack_failures": False,
    "catch_up": False,
    "poll": 2,
    "bulk": 1,
    "queue_limit": 4,
    "recycle": 200,
    "save_limit": 250,
}


LIVECHAT_API_URL = env.str("BOO_LIVECHAT_API_URL", "") or "https://api.livechatinc.com"
LIVECHAT_API_VERSION = env.str("BOO_LIVECHAT_API_VERSION", "") or "3.6"
LIVECHAT_ACCOUNT_ID = env.str("BOO_LIVECHAT_ACCOUNT_ID", "")
LIVECHAT_PAT = env.str("BOO_LIVECHAT_PAT", "")
LIVECHAT_PAT_BASE64 = env.str("BOO_LIVECHAT_PAT_BASE64", "")

SALES_IMAP_HOST = env.str("BOO_SALES_IMAP_HOST", "") or "imap.gmail.com"
SALES_IMAP_PORT = whole_number("BOO_SALES_IMAP_PORT", 993)
SALES_IMAP_USER = env.str("BOO_SALES_IMAP_USER", "")
SALES_IMAP_PASS = env.str("BOO_SALES_IMAP_PASS", "")
SALES_IMAP_SECURITY = env.str("BOO_SALES_IMAP_SECURITY", "").strip().lower() or "ssl"
SALES_IMAP_CA_FILE = env.str("BOO_SALES_IMAP_CA_FILE", "")
SALES_IMAP_FOLDERS = names("BOO_SALES_IMAP_FOLDERS")
SALES_IMAP_DAILY_MB = whole_number("BOO_SALES_IMAP_DAILY_MB", 1500)
SALES_ADDRESSES = names("BOO_SALES_ADDRESSES", [SALES_IMAP_USER] if SALES_IMAP_USER else [])
FORM_SENDERS = names("BOO_FORM_SENDERS")
MACHINE_SENDERS = names("BOO_MACHINE_SENDERS")

# Another ONNX file than the packaged sentence encoder; it must take the same tokens.
ENCODER_MODEL = Path(env.str("BOO_ENCODER_MODEL", "")) if env.str("BOO_ENCODER_MODEL", "") else None

# Claude as a further judge of conversations that have no category. Tokens in and out count, by the shop's days.
ANTHROPIC_API_KEY = env.str("BOO_ANTHROPIC_API_KEY", "").strip()
ANTHROPIC_API_URL = env.str("BOO_ANTHROPIC_API_URL", "") or "https://api.anthropic.com"
ANTHROPIC_MODEL = env.str("BOO_ANTHROPIC_MODEL", "").strip() or "claude-haiku-4-5"
ANTHROPIC_DAILY_TOKENS = whole_number("BOO_ANTHROPIC_DAILY_TOKENS", 100_000)

# What is off until it is set up; check_setup names it.
OPTIONAL_FEATURES = {
    "Sentence encoder": importlib.util.find_spec("onnxruntime") is not None,
    "Categories by Claude": bool(ANTHROPIC_API_KEY) and ANTHROPIC_DAILY_TOKENS > 0,
    "BigCommerce orders": bool(env.str("BOO_BIGCOMMERCE_STORE_HASH", "") and env.str("BOO_BIGCOMMERCE_TOKEN", "")),
    "Sending mail": bool(env.str("BOO_SMTP_URL", "")),
}

SUPABASE_SERVICE_ROLE_KEY_IS_SET = bool(env.str("BOO_SUPABASE_SERVICE_ROLE_KEY", ""))

UNFOLD = {
    "SITE_TITLE": "Buy Organics Online",
    "SITE_HEADER": "Customer conversations",
    "SITE_SUBHEADER": "Buy Organics Online",
    "SITE_ICON": lambda request: static("boo_site/icon.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("boo_site/icon.svg")},
    ],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [lambda request: static("boo_site/boo.css")],
    "SCRIPTS": [],
    "SITE_URL": reverse_lazy("admin:index"),
    "ENVIRONMENT": "boo_site.demo.banner.environment",
    "DASHBOARD_CALLBACK": "boo_site.home.dashboard",
    "SIDEBAR": SIDEBAR,
}
