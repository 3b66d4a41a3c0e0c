"""The processes of a server, kept alive together and ended together.

`running_server` starts supervisord with the queue server, the web server, a ticker and the workers. Whoever
is killed, and however, nothing is left behind: every process is tied to its parent (see `jobs.tied`).
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from jobs import tied
from jobs.valkey import has_own_queue_server, queue_server_command

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
#: How long a process may take to end before it is killed.
STOP_S = 5
_START_S = 60.0
_ASK_EVERY_S = 0.1
_LOG_BYTES = 5 * 1024 * 1024
_LOGS_KEPT = 3


class ServerError(Exception):
    """The server cannot start, or did not; the message says why and what to do."""


@dataclass(frozen=True)
class Program:
    """One program that supervisord keeps alive."""

    name: str
    command: tuple[str, ...]
    count: int = 1


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    port: int
    supervisor: subprocess.Popen[bytes] | None = None
    """None when somebody else runs it."""

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"


def programs(port: int) -> tuple[Program, ...]:
    """Return what a server consists of."""
    manage = (sys.executable, str(settings.BASE_DIR / "manage.py"))
    queue = (Program("queue", tuple(queue_server_command())),) if has_own_queue_server() else ()
    web = (
        *(sys.executable, "-m", "uvicorn", "pytoon.asgi:application", "--host", HOST, "--port", str(port)),
        *("--timeout-graceful-shutdown", "2", "--lifespan", "off", "--log-level", "warning"),
    )
    return (
        *queue,
        Program("web", web),
        Program("ticker", (*manage, "ticker")),
        Program("director", (*manage, "worker", "director")),
        Program("render", (*manage, "worker", "render"), settings.PYTOON_RENDER_WORKERS),
    )


def configuration(port: int) -> str:
    """Return the configuration of supervisord.

    It names no path: a blank before ; or # would begin a comment there, % an expansion, and nothing quotes
    them. Paths and commands come from the `environment` instead, as `%(ENV_NAME)s`.
    """
    sections = [
        "[supervisord]",
        "nodaemon=true",
        "silent=true",
        "logfile=%(ENV_PYTOON_SUPERVISED_LOGS)s/supervisor.log",
        f"logfile_maxbytes={_LOG_BYTES}",
        "childlogdir=%(ENV_PYTOON_SUPERVISED_LOGS)s",
        "pidfile=%(ENV_PYTOON_SUPERVISED_RUN)s/supervisor.pid",
        "",
    ]
    names = []
    for program in programs(port):
        names.append(program.name)
        sections += [
            f"[program:{program.name}]",
            f"command=%(ENV_{_command_variable(program)})s",
            "process_name=%(program_name)s_%(process_num)d",
            f"numprocs={program.count}",
            "autorestart=true",
            "startsecs=1",
            # Supervisord waits one second more after each failed start; it is never to give up.
            "startretries=1000000",
            f"stopwaitsecs={STOP_S}",
            "redirect_stderr=true",
            "stdout_logfile=%(ENV_PYTOON_SUPERVISED_LOGS_TWICE)s/%(program_name)s_%(process_num)d.log",
            f"stdout_logfile_maxbytes={_LOG_BYTES}",
            f"stdout_logfile_backups={_LOGS_KEPT}",
            "",
        ]
    # One group is stopped as one: nobody waits for another's end.
    return "\n".join([*sections, "[group:pytoon]", f"programs={','.join(names)}", ""])


def environment(port: int) -> dict[str, str]:
    """Return the variables that `configuration` refers to."""
    return {
        "PYTOON_SUPERVISED_RUN": str(settings.RUN_ROOT),
        "PYTOON_SUPERVISED_LOGS": str(log_folder()),
        # Supervisord expands the name of a program's log a second time.
        "PYTOON_SUPERVISED_LOGS_TWICE": str(log_folder()).replace("%", "%%"),
        **{_command_variable(p): shlex.join(tied.command(*p.command)) for p in programs(port)},
    }


def _command_variable(program: Program) -> str:
    return f"PYTOON_SUPERVISED_{program.name.upper()}"


def log_folder() -> Path:
    return settings.PYTOON_STORAGE_ROOT / "logs"


def _complaints() -> Path:
    """Return the file for what supervisord says before it has a log."""
    return log_folder() / "supervisor_start.log"


@contextmanager
def running_server(port: int) -> Iterator[Server]:
    """Run a server on `port` while the block lasts; it answers when the block begins.

    Raises ServerError, before anything is started, when the storage or the port is in use.
    """
    with _sole_use_of_storage(port):
        _check_port(port)
        prepare_storage()
        with _run_folder():
            supervisor = _start(port)
            try:
                _wait_until_it_answers(port, supervisor)
                yield Server(port, supervisor)
            finally:
                _stop(supervisor)


@contextmanager
def _run_folder() -> Iterator[None]:
    """Keep the folder for sockets, open to this user alone, for as long as the block lasts."""
    settings.RUN_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
    if settings.RUN_ROOT.stat().st_uid != os.getuid():
        raise ServerError(f"{settings.RUN_ROOT} belongs to somebody else; remove it or set TMPDIR.")
    try:
        yield
    finally:
        shutil.rmtree(settings.RUN_ROOT, ignore_errors=True)


def prepare_storage() -> None:
    """Bring the database up to date and load what ships; make the folders that programs look for."""
    if settings.STATIC_ROOT:
        settings.STATIC_ROOT.mkdir(exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_defaults", verbosity=0)
    connections.close_all()


def server_that_runs() -> Server | None:
    """Return the server that another process runs on this storage, as soon as it answers, or None.

    Raises ServerError for one that never does.
    """
    deadline_s = time.monotonic() + _START_S
    while time.monotonic() < deadline_s:
        try:
            with _lock_file().open("r+") as file:
                if _lock(file):
                    return None
                server = Server(json.load(file)["port"])
        except FileNotFoundError:
            return None
        except json.JSONDecodeError:  # it has locked the file and not written to it yet
            time.sleep(_ASK_EVERY_S)
            continue
        if _answers(server.port):
            return server
        time.sleep(_ASK_EVERY_S)
    raise ServerError(
        f"A server runs on {settings.PYTOON_STORAGE_ROOT} and did not answer within {_START_S:.0f} s; "
        f"stop it, or look into {log_folder()}."
    )


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _sole_use_of_storage(port: int) -> Iterator[None]:
    """Hold the storage against a second server, for as long as this process lives at most."""
    settings.PYTOON_STORAGE_ROOT.mkdir(parents=True, exist_ok=True)
    with _lock_file().open("a+") as file:
        if not _lock(file):
            raise ServerError(
                f"A server runs on {settings.PYTOON_STORAGE_ROOT} already; "
                "stop it, or name another folder in PYTOON_STORAGE_ROOT."
            )
        file.truncate(0)
        json.dump({"port": port, "pid": os.getpid()}, file)
        file.flush()
        yield


def _lock_file() -> Path:
    return settings.PYTOON_STORAGE_ROOT / "server.lock"


def _lock(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ServerError(
                f"Port {port} cannot be used ({error.strerror}); name another one in PYTOON_PORT."
            ) from error


def _start(port: int) -> subprocess.Popen[bytes]:
    log_folder().mkdir(parents=True, exist_ok=True)
    file = settings.RUN_ROOT / "supervisor.conf"
    file.write_text(configuration(port), encoding="utf-8")
    with _complaints().open("wb") as complaints:
        return subprocess.Popen(
            tied.command(sys.executable, "-m", "jobs.supervisord", "-c", str(file)),
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                **environment(port),
                tied.PARENT: str(os.getpid()),
                "PYTOON_PORT": str(port),
            },
            stdin=subprocess.DEVNULL,
            stderr=complaints,
            # Its own group: Ctrl-C reaches this process alone, which then ends the others in order.
            process_group=0,
        )


def _wait_until_it_answers(port: int, supervisor: subprocess.Popen[bytes]) -> None:
    deadline_s = time.monotonic() + _START_S
    while time.monotonic() < deadline_s:
        if supervisor.poll() is not None:
            raise ServerError(_why_it_ended())
        if _answers(port):
            return
        time.sleep(_ASK_EVERY_S)
    raise ServerError(f"The web server did not answer within {_START_S:.0f} s; {log_folder()} says why.")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False


def _why_it_ended() -> str:
    said = _complaints().read_text(encoding="utf-8", errors="replace").splitlines()
    reasons = [line.strip() for line in said if line.strip() and not line.startswith("For help")]
    if not reasons:
        return f"The server ended at once; {log_folder()} says why."
    return f"The server ended at once: {reasons[-1]}"


def _stop(supervisor: subprocess.Popen[bytes]) -> None:
    """End all processes in order, and by force when that does not work."""
    supervisor.send_signal(signal.SIGTERM)
    try:
        supervisor.wait(STOP_S * 2)
    except subprocess.TimeoutExpired:
        logger.warning("the server did not end in %d s and is killed", STOP_S * 2)
    finally:
        # A second Ctrl-C comes here at once. The others are tied to the supervisor and end with it.
        supervisor.kill()
        supervisor.wait()
