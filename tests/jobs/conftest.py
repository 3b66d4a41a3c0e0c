"""A storage of its own for every test, and a queue that is away unless the test asks for one."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis import Redis
from redis.exceptions import RedisError

from jobs.valkey import command
from pytoon.film.ffmpeg import child_guard


@pytest.fixture(autouse=True)
def storage(settings, tmp_path) -> Path:
    settings.PYTOON_STORAGE_ROOT = tmp_path
    settings.JOBS_ROOT = tmp_path / "jobs"
    settings.UPLOADS_ROOT = tmp_path / "uploads"
    return tmp_path


@pytest.fixture(autouse=True)
def no_queue(settings, tmp_path) -> None:
    """Lead every message to a socket that nobody listens on, never to a server that happens to run."""
    _use_queue(settings, tmp_path / "nobody.sock")


@pytest.fixture
def queue(settings, no_queue, valkey) -> Redis:
    """A real, empty queue server."""
    socket_path, client = valkey
    client.flushall()
    _use_queue(settings, socket_path)
    return client


@pytest.fixture(scope="session")
def valkey() -> Iterator[tuple[Path, Redis]]:
    with TemporaryDirectory(prefix="pytoon-") as folder:
        socket_path = Path(folder) / "valkey.sock"
        process = subprocess.Popen(
            command(str(socket_path), folder),
            stdout=subprocess.DEVNULL,
            preexec_fn=child_guard(),
        )
        client = Redis(unix_socket_path=str(socket_path))
        try:
            _wait_for(client)
            yield socket_path, client
        finally:
            process.kill()
            process.wait()


def _wait_for(client: Redis) -> None:
    for _ in range(100):
        try:
            client.ping()
        except RedisError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the queue server did not come up")


def _use_queue(settings, socket_path: Path) -> None:
    settings.RQ_QUEUES = {
        name: {**options, "URL": f"unix://{socket_path}"} for name, options in settings.RQ_QUEUES.items()
    }
