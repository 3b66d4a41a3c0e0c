"""Room on the disk: asked for before something is begun, and named when it runs out half-way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from jobs.health import LEAST_FREE_BYTES
from pytoon.film.errors import FfmpegError, StorageFullError, means_full_disk


def require_space() -> None:
    """Raise StorageFullError when a film would run out of room half-way."""
    settings.JOBS_ROOT.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.JOBS_ROOT).free < LEAST_FREE_BYTES:
        raise StorageFullError


@contextmanager
def full_disk_named() -> Iterator[None]:
    """Turn what the system, or ffmpeg, says of a full disk into StorageFullError."""
    try:
        yield
    except (OSError, FfmpegError) as error:
        if means_full_disk(error):
            raise StorageFullError from error
        raise
