"""A real server in processes of its own, to order films from and to kill parts of."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from jobs.supervision import free_port
from pytoon.film.ffmpeg import child_guard
from tests.factories import picture

ROOT = Path(__file__).parents[2]
PATIENCE_S = 150.0
SHORT_FILM: dict[str, Any] = {
    "prompt": "The serum in soft light. Three drops on skin. Order it now.",
    "media_files": ["serum.png"],
    "music_source": "none",
    "target_duration_seconds": 4,
    "max_scenes": 3,
}


@dataclass
class TestServer:
    """`manage.py serve` on a storage of its own."""

    __test__ = False

    storage: Path
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.media = self.storage / "given"
        self.media.mkdir(parents=True)
        picture(self.media, "serum.png", (900, 1200))

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTOON_PORT": str(self.port),
            "PYTOON_STORAGE_ROOT": str(self.storage),
            "PYTOON_MEDIA_ROOTS": str(self.media),
            "PYTOON_RENDER_WORKERS": "2",
        }

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a command of manage.py beside or in place of the server."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=child_guard(),
        )

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[str]]:
        process = self.start("serve")
        try:
            wait_until(lambda: self.answers() or process.poll() is not None, "the server answers")
            yield process
        finally:
            process.terminate()
            process.wait(30)

    def answers(self) -> bool:
        try:
            return self.ask("GET", "/health").status_code in (200, 503)
        except requests.ConnectionError:
            return False

    def ask(self, method: str, path: str, **content: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.request(method, f"http://127.0.0.1:{self.port}{path}", timeout=30, **content)

    def order(self, **changes: Any) -> str:
        """Order a short silent film and return the job's id."""
        answer = self.ask("POST", "/api/v2/jobs", json={**SHORT_FILM, **changes})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["job_id"])

    def job(self, job_id: str) -> dict[str, Any]:
        state: dict[str, Any] = self.ask("GET", f"/api/v2/jobs/{job_id}").json()
        return state

    def film(self, job_id: str) -> Path:
        """Wait for the film and return it."""
        wait_until(lambda: self.job(job_id)["status"] in ("done", "failed"), f"{job_id} ends")
        state = self.job(job_id)
        assert state["status"] == "done", (state["error"], self.logs())
        return self.storage / "jobs" / job_id / "output.mp4"

    def works(self, job_id: str, step: str = "") -> list[dict[str, Any]]:
        """Return the rows of work of a job, as the server's own database has them."""
        with closing(sqlite3.connect(self.storage / "pytoon.sqlite3", timeout=20)) as database:
            database.row_factory = sqlite3.Row
            rows = database.execute(
                "SELECT * FROM jobs_work WHERE job_id = ? AND step LIKE ? ORDER BY id", (job_id, step or "%")
            )
            return [dict(row) for row in rows]

    def processes(self) -> dict[int, str]:
        """Return every process of this server, by its number, with its command line."""
        return {int(p.name): line for p in Path("/proc").glob("[0-9]*") if (line := self._line_if_ours(p))}

    def _line_if_ours(self, process: Path) -> str:
        mark = f"PYTOON_STORAGE_ROOT={self.storage}".encode()
        try:
            ours = mark in (process / "environ").read_bytes().split(b"\0")
            # Valkey writes its title over its environment, but stands in its own folder.
            ours = ours or (process / "cwd").readlink() == self.storage / "queue"
            return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode() if ours else ""
        except OSError:
            return ""  # it has ended meanwhile, or is somebody else's

    def run_folder(self) -> Path:
        """Return the folder of the server's sockets, as its own settings have it."""
        script = "from django.conf import settings; print(settings.RUN_ROOT)"
        said = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**self.environment, "DJANGO_SETTINGS_MODULE": "pytoon.settings"},
            capture_output=True,
            text=True,
            check=True,
        )
        return Path(said.stdout.strip())

    def logs(self) -> str:
        return "\n".join(
            f"{log.name}: {log.read_text()[-1500:]}" for log in (self.storage / "logs").glob("*_*.log")
        )


def children_of(parent: int) -> list[int]:
    """Return the process numbers below `parent`, of all generations."""
    try:
        lists = [path.read_text().split() for path in Path(f"/proc/{parent}/task").glob("*/children")]
    except OSError:
        return []
    return [number for child in sum(lists, []) for number in (int(child), *children_of(int(child)))]


def owner_of(work: dict[str, Any]) -> int:
    """Return the process number of the worker that claimed the work."""
    return int(work["owner"].split(":")[-2])


def kill(number: int) -> None:
    os.kill(number, signal.SIGKILL)


def lives(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(condition: Callable[[], Any], what: str, patience_s: float = PATIENCE_S) -> None:
    deadline_s = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > deadline_s:
            pytest.fail(f"after {patience_s:.0f} s it is still not so that {what}")
        time.sleep(0.02)
