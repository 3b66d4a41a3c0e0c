"""Settings of the Pytoon server. Everything that may differ between two machines is read here, once.

The embedded profile needs no configuration: SQLite, a Valkey of its own, files under `storage/`. The
production profile takes its database, queue and secret from the environment and starts with nothing less.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import tempfile
from pathlib import Path
from urllib.parse import quote

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from pytoon import env

BASE_DIR = Path(__file__).resolve().parent.parent

PYTOON_PROFILE = env.choice("PYTOON_PROFILE", ("embedded", "production"), "embedded")
EMBEDDED = PYTOON_PROFILE == "embedded"
PYTOON_PORT = env.integer("PYTOON_PORT", 8000, least=1, most=65535)
PYTOON_STORAGE_ROOT = env.path("PYTOON_STORAGE_ROOT", BASE_DIR / "storage")
PYTOON_MEDIA_ROOTS = env.paths("PYTOON_MEDIA_ROOTS", (BASE_DIR / "media", BASE_DIR / "examples"))
PYTOON_RENDER_WORKERS = env.integer("PYTOON_RENDER_WORKERS", os.cpu_count() or 1, least=1, most=64)
# What a worker gives to x264 and to the voice model: all workers together use every core once.
THREADS_PER_WORKER = max(1, (os.cpu_count() or 1) // PYTOON_RENDER_WORKERS)

JOBS_ROOT = PYTOON_STORAGE_ROOT / "jobs"
UPLOADS_ROOT = PYTOON_STORAGE_ROOT / "uploads"
CONFIG_ROOT = BASE_DIR / "config"
SCHEMAS_ROOT = BASE_DIR / "schemas"


def _kept_secret(file: Path) -> str:
    """Return the secret in `file`, made on first use and readable by this user alone."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        secret = secrets.token_urlsafe(48)
        handle.write(secret)
    return secret


def _run_folder() -> Path:
    """Return the folder for sockets, which a server makes when it starts (see `jobs.supervision`).

    A socket's path may have only 107 bytes, and the client of the queue reads neither blanks nor equals signs
    in it: where TMPDIR leads to such a path, the folder lies in the system's own folder for temporary files.
    """
    mark = hashlib.sha256(os.fsencode(PYTOON_STORAGE_ROOT)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"pytoon-{os.getuid()}-{mark}"
    if not re.fullmatch(r"[\w./%+-]{1,90}", str(folder), re.ASCII):
        folder = Path("/tmp") / folder.name  # noqa: S108
    if os.path.lexists(folder) and (folder.is_symlink() or folder.stat().st_uid != os.getuid()):
        raise ImproperlyConfigured(f"{folder} belongs to somebody else; remove it or set TMPDIR.")
    return folder


RUN_ROOT = _run_folder()
REDIS_URL = env.text("REDIS_URL", f"unix://{quote(str(RUN_ROOT))}/valkey.sock" if EMBEDDED else "")
DATABASE_URL = env.text(
    "DATABASE_URL", f"sqlite:///{quote(str(PYTOON_STORAGE_ROOT))}/pytoon.sqlite3" if EMBEDDED else ""
)
SECRET_KEY = env.text("PYTOON_SECRET_KEY") or (
    _kept_secret(PYTOON_STORAGE_ROOT / "secret_key") if EMBEDDED else ""
)
for _name, _value in (
    ("PYTOON_SECRET_KEY", SECRET_KEY),
    ("DATABASE_URL", DATABASE_URL),
    ("REDIS_URL", REDIS_URL),
):
    if not _value:
        raise ImproperlyConfigured(f"The production profile needs {_name} in the environment.")

# Outside the embedded profile, who asks for /metrics has to send this; without it nobody gets them.
PYTOON_METRICS_TOKEN = env.text("PYTOON_METRICS_TOKEN")

DEBUG = False
ALLOWED_HOSTS = (
    ["127.0.0.1", "localhost", "[::1]"]
    if EMBEDDED
    else [host for host in env.text("PYTOON_ALLOWED_HOSTS").split(",") if host]
)
CSRF_TRUSTED_ORIGINS = [o for o in env.text("PYTOON_TRUSTED_ORIGINS").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_rq",
    "django_prometheus",
    "presets",
    "engines",
    "jobs",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "pytoon.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "pytoon.urls"
ASGI_APPLICATION = "pytoon.asgi.application"
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

DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE takes the write lock at once, so that a transaction waits instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One queue a worker process: a worker that listens on several can lose a job it has just taken.
# JSON, because a pickle would let whoever writes to the queue run code in the workers.
RQ_QUEUES = {
    name: {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 900, "SERIALIZER": "rq.serializers.JSONSerializer"}
    for name in ("director", "render")
}
# The queue is told after the commit by `jobs.queueing`, which survives a queue that is away.
RQ = {"COMMIT_MODE": "auto"}

# Its pages would let every member of staff empty a queue; what waits and why stands with the jobs.
RQ_SHOW_ADMIN_LINK = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "jobs.api.negotiation.AlwaysJSON",
    "DEFAULT_PARSER_CLASSES": ["jobs.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "jobs.api.errors.answer",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Pytoon",
    "DESCRIPTION": "A video compiler: a prompt, pictures, words and music in; a finished vertical film out.",
    "VERSION": "2.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v2",
    "PREPROCESSING_HOOKS": ["jobs.api.schema.without_slash"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "jobs.api.schema.with_documents",
    ],
    "ENUM_NAME_OVERRIDES": {
        "JobStatus": "jobs.models.JobStatus",
        "SceneStatus": "jobs.models.SceneStatus",
    },
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
# The embedded server finds static files where they are; a production host collects them here.
STATIC_ROOT = None if EMBEDDED else PYTOON_STORAGE_ROOT / "static"
STATICFILES_DIRS = [
    BASE_DIR / "templates" / "static",
    # The pages are set in a typeface of the films.
    ("fonts", BASE_DIR / "pytoon" / "film" / "picture" / "fonts"),
]
WHITENOISE_USE_FINDERS = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "jobs.uploads.CappedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LOGIN_URL = "admin:login"
CSRF_FAILURE_VIEW = "pytoon.error_pages.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if not EMBEDDED:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("PYTOON_LOG_LEVEL", "INFO")},
}
