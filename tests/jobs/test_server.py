"""Films come through whatever is killed, and nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytoon.film.assembly import check_film
from pytoon.film.timeline import Timeline
from tests.jobs.server import SHORT_FILM, TestServer, children_of, kill, lives, owner_of, wait_until

pytestmark = pytest.mark.media

#: What takes a director a while.
SPOKEN = {"voice_script": "Good skin starts with a good morning. Order yours today.", "voice": "af_heart"}
#: How long the kernel and the supervisor may take to end what a killed process leaves.
TIDY_S = 5.0


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[TestServer]:
    server = TestServer(tmp_path_factory.mktemp("server"))
    with server.serving():
        yield server


def _check(server: TestServer, job_id: str) -> None:
    """Hold the finished film against its own timeline, to the last frame."""
    film = server.film(job_id)
    timeline = server.ask("GET", f"/api/v2/jobs/{job_id}/timeline").json()
    check_film(film, Timeline.from_json(timeline), decode=True)


def _held(server: TestServer, job_id: str, step: str) -> list[dict]:
    return [w for w in server.works(job_id, step) if w["state"] == "due" and w["lease_until"]]


def test_a_film_comes_through_when_a_render_worker_and_the_director_are_killed(server):
    film = server.order(target_duration_seconds=9)
    wait_until(lambda: _one_done_one_running(server, film), "one scene is done and another is being shot")
    [victim, *_] = _held(server, film, "shoot")
    finished = {
        w["scene_number"]: (server.storage / f"jobs/{film}/scenes/scene_{w['scene_number']}.mp4").stat()
        for w in server.works(film, "shoot")
        if w["state"] == "done"
    }
    _kill_with_family(owner_of(victim))

    spoken = _order_whose_director_is_killed(server)
    for job_id in (film, spoken):
        _check(server, job_id)
    attempts = {w["scene_number"]: w["attempts"] for w in server.works(film, "shoot")}
    assert attempts[victim["scene_number"]] == 2
    for number, before in finished.items():
        after = (server.storage / f"jobs/{film}/scenes/scene_{number}.mp4").stat()
        assert (attempts[number], after.st_ino, after.st_mtime_ns) == (1, before.st_ino, before.st_mtime_ns)
    assert [w["attempts"] for w in server.works(spoken, "direct")] == [2]
    assert not list((server.storage / "jobs").glob("*/work"))


def _order_whose_director_is_killed(server: TestServer) -> str:
    """Order a film and kill the director while it speaks; once more when it was done before the blow fell."""
    for _ in range(5):
        job_id = server.order(**SPOKEN)
        if _kill_director_of(server, job_id):
            return job_id
        server.film(job_id)
    pytest.fail("the director was always faster")


def _kill_director_of(server: TestServer, job_id: str) -> bool:
    """Kill the director as soon as it has begun; return whether that was in time."""

    def work() -> dict:
        return server.works(job_id, "direct")[0]

    wait_until(lambda: work()["attempts"], "the director has begun")
    kill(owner_of(work()))
    return work()["state"] == "due"


def _one_done_one_running(server: TestServer, job_id: str) -> bool:
    works = server.works(job_id, "shoot")
    done = [w for w in works if w["state"] == "done"]
    assert not any(w["attempts"] > 1 for w in works), server.logs()
    return bool(done and _held(server, job_id, "shoot"))


def _kill_with_family(worker: int) -> None:
    """Kill a worker: its encoder has to follow."""
    wait_until(lambda: children_of(worker), "its encoder runs")
    family = children_of(worker)
    kill(worker)
    wait_until(lambda: not any(map(lives, family)), "the worker's children are gone", TIDY_S)


def test_a_film_comes_through_when_an_encoder_is_killed_and_the_worker_goes_on(server):
    film = server.order()
    wait_until(lambda: _held(server, film, "shoot"), "a scene is being shot")
    [victim, *_] = _held(server, film, "shoot")
    wait_until(lambda: children_of(owner_of(victim)), "its encoder runs")
    kill(children_of(owner_of(victim))[0])
    _check(server, film)
    [again] = [w for w in server.works(film, "shoot") if w["scene_number"] == victim["scene_number"]]
    assert (again["attempts"], lives(owner_of(victim))) == (2, True)


def test_a_director_that_is_asked_to_stop_while_it_speaks_hands_its_work_on_and_loses_no_attempt(server):
    film = server.order(**SPOKEN)
    wait_until(lambda: _held(server, film, "direct"), "the director speaks")
    [work] = server.works(film, "direct")
    os.kill(owner_of(work), signal.SIGTERM)
    _check(server, film)
    [again] = server.works(film, "direct")
    assert again["attempts"] == 1
    assert again["owner"] != work["owner"]


def test_the_director_works_in_one_process_so_that_its_voices_stay_loaded(server):
    films = [server.order(**SPOKEN) for _ in range(2)]
    for film in films:
        server.film(film)
    first, second = (owner_of(server.works(film, "direct")[0]) for film in films)
    assert first == second
    assert "worker director" in server.processes()[first]


def test_films_come_through_when_the_queue_server_is_killed(server):
    films = [server.order(target_duration_seconds=2, max_scenes=1) for _ in range(3)]
    wait_until(lambda: any(_held(server, film, "%") for film in films), "work has begun")
    [valkey] = [number for number, line in server.processes().items() if "valkey-server" in line]
    kill(valkey)
    films.append(server.order(target_duration_seconds=2, max_scenes=1))
    for film in films:
        _check(server, film)


def test_films_that_are_ordered_all_at_once_are_each_made_once(server):
    films = [server.order(target_duration_seconds=1, max_scenes=1) for _ in range(4)]
    for film in films:
        server.film(film)
        assert [work["attempts"] for work in server.works(film)] == [1] * 4


def test_progress_never_goes_back_and_ends_at_a_hundred(server):
    film, seen = server.order(target_duration_seconds=3), []

    def ended() -> bool:
        state = server.job(film)
        seen.append(state["progress_pct"])
        return state["status"] == "done"

    wait_until(ended, "the film is done")
    assert seen == sorted(seen)
    assert seen[-1] == 100
    assert len(set(seen)) > 3


def test_the_demo_makes_its_film_on_the_server_that_runs(server):
    brief = server.storage / "brief.json"
    brief.write_text(json.dumps({**SHORT_FILM, "title": "Glow"}))
    before = server.processes()
    demo = server.start("demo", str(brief))
    said, complaint = demo.communicate(timeout=120)
    assert demo.returncode == 0, complaint
    [film] = [Path(word) for word in said.split() if word.endswith("output.mp4")]
    assert film.is_relative_to(server.storage)
    assert f"In the gallery: http://127.0.0.1:{server.port}/jobs/{film.parent.name}/" in said
    assert set(before) <= set(server.processes())


def test_a_demo_whose_order_is_refused_says_why_and_fails(server):
    brief = server.storage / "brief.json"
    brief.write_text(json.dumps({**SHORT_FILM, "preset_id": "nope"}))
    demo = server.start("demo", str(brief))
    assert "nope" in demo.communicate(timeout=60)[1]
    assert demo.returncode == 1


def test_a_demo_alone_starts_what_it_needs_in_folders_of_any_name_and_leaves_none_of_it(
    tmp_path, monkeypatch
):
    odd = tmp_path / "Mein Ordner ü 项目 100% 'x' \"y\" ;z #1"
    server, temporary = TestServer(odd / "server"), odd / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    brief = server.storage / "brief.json"
    brief.write_text(json.dumps(SHORT_FILM))
    demo = server.start("demo", str(brief))
    said, complaint = demo.communicate(timeout=120)
    assert demo.returncode == 0, (complaint, server.logs())
    percents = [float(line.split()[0]) for line in said.splitlines() if " %  " in line]
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert not any(map(lives, server.processes()))
    assert not server.run_folder().exists()
    assert not list(temporary.glob("pytoon-*"))


def test_a_demo_that_is_stopped_leaves_no_process(tmp_path):
    server = TestServer(tmp_path / "server")
    brief = server.storage / "brief.json"
    brief.write_text(json.dumps({**SHORT_FILM, "target_duration_seconds": 30}))
    demo = server.start("demo", str(brief))
    wait_until(lambda: "ffmpeg" in " ".join(server.processes().values()), "a scene is being shot")
    demo.send_signal(signal.SIGINT)
    assert demo.wait(30) == 1
    assert not any(map(lives, server.processes()))


def test_a_second_server_on_the_same_storage_is_refused_in_one_sentence(server):
    second = server.start("serve")
    said = second.communicate(timeout=60)[1]
    assert second.returncode == 1
    assert "runs on" in said
    assert said.count("\n") == 1
    assert server.answers()


def test_nothing_listens_to_the_network_but_the_web_server_on_the_loopback(server):
    numbers = {str(number) for number in server.processes()}
    listening = [line for line in _listening() if line[1] in numbers]
    assert {address for address, _ in listening} == {f"127.0.0.1:{server.port}"}


def _listening() -> list[tuple[str, str]]:
    """Return address and process number of every TCP socket that listens."""
    inodes = {}
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A":
                raw, port = fields[1].split(":")
                host = ".".join(str(b) for b in reversed(bytes.fromhex(raw))) if len(raw) == 8 else raw
                inodes[f"socket:[{fields[9]}]"] = f"{host}:{int(port, 16)}"
    found = []
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            target = str(link.readlink())
        except OSError:
            continue
        if target in inodes:
            found.append((inodes[target], link.parts[2]))
    return found


def test_a_film_goes_on_when_the_server_is_stopped_and_started_again_and_loses_no_attempt(tmp_path):
    server = TestServer(tmp_path / "server")
    with server.serving() as process:
        film = server.order(target_duration_seconds=5)
        wait_until(lambda: _held(server, film, "shoot"), "a scene is being shot")
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60)[0].endswith("Stopped.\n")
    assert not any(map(lives, server.processes()))
    with server.serving():
        _check(server, film)
    assert {work["attempts"] for work in server.works(film)} == {1}


def test_a_server_whose_supervisor_is_killed_ends_and_says_so(tmp_path):
    server = TestServer(tmp_path / "server")
    with server.serving() as process:
        [supervisor] = [number for number, line in server.processes().items() if "supervisord" in line]
        kill(supervisor)
        assert "ended by itself" in process.communicate(timeout=60)[1]
        assert process.returncode == 1
        wait_until(lambda: not any(map(lives, server.processes())), "all processes are gone", TIDY_S)


def test_a_server_that_is_killed_leaves_no_process(tmp_path):
    server = TestServer(tmp_path / "server")
    with server.serving() as process:
        film = server.order(target_duration_seconds=9)
        wait_until(lambda: _held(server, film, "shoot"), "a scene is being shot")
        assert len(server.processes()) > 7
        process.kill()
        wait_until(lambda: not any(map(lives, server.processes())), "all processes are gone", TIDY_S)
