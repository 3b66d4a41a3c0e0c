"""`manage.py demo`: one film from `examples/`, made through the real API, queue and workers."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs.management.stopping import stop_like_ctrl_c
from jobs.models import ENDED, JobStatus
from jobs.supervision import Server, ServerError, free_port, log_folder, running_server, server_that_runs

DEFAULT_BRIEF = "headphones"
_ASK_EVERY_S = 0.5
_PATIENCE_S = 600.0
_TIMEOUT_S = 30.0


class Command(BaseCommand):
    help = "Make a film from a brief in examples/ and say where it is. Leaves no process behind."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "brief", nargs="?", default=DEFAULT_BRIEF, help="The name of a brief in examples/, or a path."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stop_like_ctrl_c()
        request = _read(options["brief"])
        self.stdout.write(f"Making a film from {options['brief']}: starting the server …")
        began_s = time.monotonic()
        try:
            with _server() as server:
                job = self._follow(server, order(server, request))
        except ServerError as error:
            raise CommandError(str(error)) from error
        except requests.RequestException as error:
            raise CommandError(f"The server does not answer any more; {log_folder()} says why.") from error
        except KeyboardInterrupt:
            raise CommandError("Stopped.") from None
        if job["status"] != JobStatus.DONE:
            raise CommandError(f"There is no film: {job['error']}")
        self._show(server, job, time.monotonic() - began_s)

    def _follow(self, server: Server, job_id: str) -> dict[str, Any]:
        """Show the state of the job on one line until it has ended, and return its last state."""
        deadline_s = time.monotonic() + _PATIENCE_S
        shown = ""
        while time.monotonic() < deadline_s:
            job: dict[str, Any] = _get(server, f"/api/v2/jobs/{job_id}")
            line = _line(job)
            if line != shown:
                # A terminal gets one line that changes, a log gets a line a change.
                self.stdout.write(f"\r\033[K{line}" if sys.stdout.isatty() else line, ending=_line_end())
                self.stdout.flush()
                shown = line
            if job["status"] in ENDED:
                self.stdout.write("\n" if sys.stdout.isatty() else "", ending="")
                return job
            time.sleep(_ASK_EVERY_S)
        raise CommandError(f"There was no film after {_PATIENCE_S / 60:.0f} minutes.")

    def _show(self, server: Server, job: Mapping[str, Any], took_s: float) -> None:
        film = settings.JOBS_ROOT / job["job_id"] / "output.mp4"
        for note in job["notes"]:
            self.stdout.write(f"Simplified: {note['why']}")
        self.stdout.write(f"The film, made in {took_s:.0f} s: {film} ({film.stat().st_size / 1e6:.1f} MB)")
        page = f"/jobs/{job['job_id']}/"
        if server.supervisor is None:
            self.stdout.write(f"In the gallery: {server.address}{page}")
        else:
            later = Server(settings.PYTOON_PORT)
            self.stdout.write(f"To see it in the gallery, run `make serve` and open {later.address}{page}")


@contextmanager
def _server() -> Iterator[Server]:
    """Give the server that runs already, or start one for as long as the block lasts."""
    if server := server_that_runs():
        yield server
        return
    with running_server(free_port()) as server:
        yield server


def _read(name: str) -> dict[str, Any]:
    """Return the request in `examples/<name>.json` or in the file `name`."""
    shipped = settings.BASE_DIR / "examples" / f"{name}.json"
    path = shipped if shipped.is_file() else Path(name)
    try:
        request: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read as a brief: {error}") from error
    return request


def order(server: Server, request: Mapping[str, Any]) -> str:
    answer = _ask(server, "POST", "/api/v2/jobs", json=request)
    if answer.status_code != 202:
        raise CommandError(f"The order was not taken: {_detail(answer)}")
    job_id: str = answer.json()["job_id"]
    return job_id


def _get(server: Server, path: str) -> Any:
    answer = _ask(server, "GET", path)
    if not answer.ok:
        raise CommandError(f"The server did not tell how the film is coming on: {_detail(answer)}")
    return answer.json()


def _ask(server: Server, method: str, path: str, **content: Any) -> requests.Response:
    with requests.Session() as session:
        # The server is on this machine, whatever proxy the environment names.
        session.trust_env = False
        return session.request(method, server.address + path, timeout=_TIMEOUT_S, **content)


def _detail(answer: requests.Response) -> str:
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError):
        return f"{answer.status_code} {answer.reason}"


def _line(job: Mapping[str, Any]) -> str:
    done = sum(scene["status"] == "DONE" for scene in job["scenes"])
    words = job["status"].replace("_", " ")
    return f"{job['progress_pct']:5.1f} %  {words}, {done} of {job['scene_count']} scenes done"


def _line_end() -> str:
    return "" if sys.stdout.isatty() else "\n"
