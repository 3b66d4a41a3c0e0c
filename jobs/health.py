"""Whether this server can make films right now, told truly and quickly."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Literal

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from jobs.api.errors import for_programs
from jobs.models import WorkerBeat
from pytoon.film.errors import FfmpegError
from pytoon.film.ffmpeg import run

logger = logging.getLogger(__name__)

BEAT_MAX_AGE = timedelta(seconds=30)
#: What the ticker calls its queue in its beats; it repairs what the others lose.
TICKER = "ticker"
REDIS_TIMEOUT_S = 1.0
FFMPEG_TIMEOUT_S = 5.0
FFMPEG_KEPT_S = 60
#: A film of a minute with its pieces takes well under this; below it work would fail half-way.
LEAST_FREE_BYTES = 500 * 1024 * 1024
#: From here on the storage is worth a warning.
LOW_FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Check:
    """The state of one part. `degraded` still makes films, but somebody should look."""

    state: Literal["ok", "degraded", "down"]
    words: str

    def to_json(self) -> dict[str, Any]:
        return {"ok": self.state != "down", "state": self.state, "detail": self.words}


@for_programs
def view(request: HttpRequest) -> HttpResponse:
    """Answer `GET /health`: 200 when films can be made, 503 when not."""
    checks = {name: _safely(name, check) for name, check in CHECKS.items()}
    states = {check.state for check in checks.values()}
    status = "down" if "down" in states else "degraded" if "degraded" in states else "ok"
    body = {"status": status, "checks": {name: check.to_json() for name, check in checks.items()}}
    return JsonResponse(body, status=503 if status == "down" else 200, headers={"Cache-Control": "no-store"})


def _safely(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - a check that breaks is a part that is down, never a 500
        logger.exception("health check failed: %s", name)
        return Check("down", f"The check itself failed: {type(error).__name__}.")


def database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Check("down", f"The database does not answer: {error}")
    return Check("ok", f"{connection.vendor} answers.")


def queue() -> Check:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_TIMEOUT_S, socket_connect_timeout=REDIS_TIMEOUT_S
    )
    try:
        client.ping()
    except (redis.RedisError, OSError) as error:
        return Check("down", f"The queue server does not answer: {type(error).__name__}.")
    finally:
        client.close()
    return Check("ok", "The queue server answers.")


def workers() -> Check:
    """Every queue needs a worker that was heard within the last half minute."""
    alive = live_workers()
    missing = [name for name in settings.RQ_QUEUES if not alive.get(name)]
    if missing:
        return Check("down", f"No worker is alive for: {', '.join(missing)}.")
    if not alive.get(TICKER):
        return Check("degraded", "No ticker is alive: work that gets lost is not taken up again.")
    return Check("ok", ", ".join(f"{count} for {name}" for name, count in sorted(alive.items())) + ".")


def live_workers() -> dict[str, int]:
    """Return how many workers of each queue were heard within the last half minute."""
    fresh = WorkerBeat.objects.filter(seen_at__gte=timezone.now() - BEAT_MAX_AGE)
    alive = dict.fromkeys(settings.RQ_QUEUES, 0)
    for name in fresh.values_list("queue", flat=True):
        alive[name] = alive.get(name, 0) + 1
    return alive


def storage() -> Check:
    folder = settings.JOBS_ROOT
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        return Check("down", "The storage cannot be written to.")
    free = shutil.disk_usage(folder).free
    words = f"{free / 1024**3:.1f} GB free."
    if free < LEAST_FREE_BYTES:
        return Check("down", words)
    return Check("degraded" if free < LOW_FREE_BYTES else "ok", words)


def ffmpeg() -> Check:
    return _ffmpeg(int(time.monotonic() // FFMPEG_KEPT_S))


@lru_cache(maxsize=1)
def _ffmpeg(minute: int) -> Check:
    """Run the program; what it said is kept while `minute` lasts."""
    try:
        said = run(["-version"], timeout_s=FFMPEG_TIMEOUT_S).decode("utf-8", "replace")
    except (OSError, RuntimeError, FfmpegError) as error:
        return Check("down", f"ffmpeg does not run: {type(error).__name__}.")
    return Check("ok", said.partition(" Copyright")[0])


CHECKS: dict[str, Callable[[], Check]] = {
    "database": database,
    "queue": queue,
    "workers": workers,
    "storage": storage,
    "ffmpeg": ffmpeg,
}
