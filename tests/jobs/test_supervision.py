"""What a server consists of, and when it is refused before anything is started."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from supervisor.options import ServerOptions

from jobs import supervision, supervisord, tied
from jobs.supervision import (
    ServerError,
    configuration,
    environment,
    free_port,
    log_folder,
    running_server,
    server_that_runs,
)
from tests.jobs.server import ROOT, lives, wait_until

ODD_NAMES = ("Mein Ordner ü 项目 100% 'x' \"y\"", "a ;b #c ?d %20 %(here)s %s & $HOME")


def _programs(port: int = 8123) -> dict[str, configparser.SectionProxy]:
    parser = configparser.RawConfigParser()
    parser.read_string(configuration(port))
    return {name.removeprefix("program:"): parser[name] for name in parser.sections() if ":" in name}


def _command(program: configparser.SectionProxy) -> list[str]:
    """Return the command that supervisord takes from the environment."""
    name = re.fullmatch(r"%\(ENV_(\w+)\)s", program["command"])
    assert name is not None
    return shlex.split(environment(8123)[name[1]])


def test_a_server_is_a_queue_a_web_server_a_ticker_a_director_and_the_render_workers(settings):
    settings.PYTOON_RENDER_WORKERS = 3
    programs = _programs()
    assert {name: int(p["numprocs"]) for name, p in programs.items() if name != "group:pytoon"} == {
        "queue": 1,
        "web": 1,
        "ticker": 1,
        "director": 1,
        "render": 3,
    }


def test_every_program_is_tied_to_the_supervisor_and_comes_back():
    programs = [p for name, p in _programs().items() if name != "group:pytoon"]
    for program in programs:
        assert _command(program)[: len(tied.command())] == tied.command()
        assert program["autorestart"] == "true"


def test_the_supervisor_looks_after_its_programs_ten_times_a_second(monkeypatch):
    waits_s = []
    monkeypatch.setattr(supervisord.poller.Poller, "poll", lambda self, wait_s: waits_s.append(wait_s))
    for wait_s in (1, 0):
        supervisord.QuickPoller(None).poll(wait_s)
    assert waits_s == [0.1, 0]


def test_the_web_server_listens_on_this_machine_only():
    command = _command(_programs(8123)["web"])
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert command[command.index("--port") + 1] == "8123"


def test_a_queue_that_others_run_is_not_started_here(settings):
    settings.REDIS_URL = "redis://queue.example:6379/0"
    assert "queue" not in _programs()


@pytest.mark.parametrize("name", ODD_NAMES)
def test_folders_of_any_name_come_to_supervisord_as_they_are(settings, tmp_path, monkeypatch, name):
    root = tmp_path / name
    settings.BASE_DIR, settings.RUN_ROOT = root / "checkout", root / "run"
    settings.PYTOON_STORAGE_ROOT = root / "storage"
    monkeypatch.setattr(tempfile, "tempdir", str(root))
    for folder in (settings.RUN_ROOT, log_folder()):
        folder.mkdir(parents=True)
    file = settings.RUN_ROOT / "supervisor.conf"
    file.write_text(configuration(8123), encoding="utf-8")
    for variable, value in environment(8123).items():
        monkeypatch.setenv(variable, value)
    options = ServerOptions()
    options.configfile = str(file)
    options.process_config(do_usage=False)
    section = options.configroot.supervisord
    assert section.logfile == str(log_folder() / "supervisor.log")
    assert section.pidfile == str(settings.RUN_ROOT / "supervisor.pid")
    [group] = options.process_group_configs
    [ticker] = [program for program in group.process_configs if program.name == "ticker_0"]
    assert ticker.stdout_logfile == str(log_folder() / "ticker_0.log")
    assert shlex.split(ticker.command)[-2:] == [str(settings.BASE_DIR / "manage.py"), "ticker"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_database_and_queue_are_found_in_folders_of_any_name(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    script = (
        "from django.conf import settings; from jobs.valkey import queue_server_command; "
        "import redis; print(settings.DATABASES['default']['NAME'], queue_server_command()[4], "
        "redis.Redis.from_url(settings.REDIS_URL).connection_pool.connection_kwargs['path'], "
        "settings.RUN_ROOT, sep='\\n')"
    )
    variables = {"PYTOON_STORAGE_ROOT": str(folder), "TMPDIR": str(folder)}
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "pytoon.settings", **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    database, served, asked, run = said.stdout.splitlines()
    assert database == str(folder / "pytoon.sqlite3")
    assert served == asked == f"{run}/valkey.sock"
    assert re.fullmatch(r"[\w./%+-]{1,107}", served, re.ASCII)
    assert not Path(run).exists()


def test_a_server_that_cannot_start_says_why_itself(storage, settings, monkeypatch):
    monkeypatch.setattr(supervision, "prepare_storage", lambda: None)
    monkeypatch.setattr(supervision, "configuration", lambda port: "[supervisord]\numask=nonsense\n")
    with pytest.raises(ServerError, match="nonsense"), running_server(free_port()):
        pytest.fail("it was started")


def test_a_port_that_is_taken_is_refused_before_anything_is_started(storage):
    with socket.socket() as other:
        other.bind((supervision.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ServerError, match=f"Port {port} .* PYTOON_PORT"), running_server(port):
            pytest.fail("it was started")
    assert not (storage / "logs").exists()


def test_storage_that_is_in_use_is_refused_and_its_server_can_be_found(storage):
    with socket.create_server((supervision.HOST, 0)) as listening:
        port = listening.getsockname()[1]
        with supervision._sole_use_of_storage(port):
            with pytest.raises(ServerError, match="PYTOON_STORAGE_ROOT"), running_server(free_port()):
                pytest.fail("it was started")
            found = server_that_runs()
            assert found is not None
            assert found.address == f"http://127.0.0.1:{port}"
    assert server_that_runs() is None


def test_a_server_that_is_starting_is_waited_for_until_it_answers(storage):
    port = free_port()
    with supervision._sole_use_of_storage(port), ThreadPoolExecutor() as pool:
        found = pool.submit(server_that_runs)
        with pytest.raises(TimeoutError):
            found.result(timeout=0.3)
        with socket.create_server((supervision.HOST, port)):
            assert found.result(timeout=10) == supervision.Server(port)


def test_a_server_that_ends_while_it_starts_is_not_waited_for(storage):
    with ThreadPoolExecutor() as pool:
        with supervision._sole_use_of_storage(free_port()):
            found = pool.submit(server_that_runs)
            with pytest.raises(TimeoutError):
                found.result(timeout=0.3)
        assert found.result(timeout=10) is None


def test_a_server_that_never_answers_is_told(storage, monkeypatch):
    monkeypatch.setattr(supervision, "_START_S", 0.2)
    with supervision._sole_use_of_storage(free_port()), pytest.raises(ServerError, match="did not answer"):
        server_that_runs()


def test_a_lock_that_a_killed_server_left_does_not_count(storage):
    (storage / "server.lock").write_text(json.dumps({"port": 8123, "pid": 1}))
    assert server_that_runs() is None


def test_a_tied_program_ends_with_its_parent_and_its_children_end_with_it():
    script = "import os, subprocess, sys; " + (
        f"subprocess.Popen({tied.command('/bin/sleep', '600')!r}); "
        "print(os.getpid(), flush=True); sys.stdin.read()"
    )
    outer = "; ".join(
        [
            "import os, subprocess, sys",
            f"os.environ[{tied.PARENT!r}] = str(os.getpid())",
            f"subprocess.run({tied.command(sys.executable, '-c', script)!r}, stdin=sys.stdin)",
        ]
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", outer], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    [grandchild] = map(int, Path(f"/proc/{child}/task/{child}/children").read_text().split())
    parent.kill()
    parent.wait()
    wait_until(lambda: not lives(child) and not lives(grandchild), "both have ended", 5)


def test_a_program_whose_parent_died_before_the_tie_does_not_start():
    environment = {**os.environ, tied.PARENT: "1"}
    done = subprocess.run(
        tied.command("/bin/echo", "started"), cwd=ROOT, env=environment, capture_output=True
    )
    assert done.returncode == 1
    assert done.stdout == b""
