"""Whatever is lost on the way, the ticker finds it in the database and sets it right."""

from __future__ import annotations

import multiprocessing
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from redis.exceptions import RedisError

from jobs import ticker
from jobs.beats import process_name
from jobs.models import MAX_ATTEMPTS, Job, JobStatus, Scene, SceneStatus, Work, WorkerBeat
from jobs.queueing import message_id, ring, waiting
from tests.factories import claimed, end_lease, make_job, make_work

pytestmark = pytest.mark.django_db


def test_work_that_the_queue_never_heard_of_is_rung(queue):
    work = make_work()
    assert ticker.tick().rung == 1
    assert waiting() == {message_id(work)}


def test_work_whose_message_waits_in_the_queue_is_not_rung_again(queue):
    work = make_work()
    ring(work)
    Work.objects.filter(pk=work.pk).update(rung_at=timezone.now() - timedelta(hours=1))
    assert ticker.tick().rung == 0


def test_messages_that_the_queue_lost_are_sent_again(queue):
    work = make_work()
    ring(work)
    queue.flushall()
    Work.objects.filter(pk=work.pk).update(rung_at=timezone.now() - 2 * ticker.UNHEARD)
    assert ticker.tick().rung == 1
    assert waiting() == {message_id(work)}


def test_work_of_a_dead_worker_is_rung_as_soon_as_its_lease_has_ended(queue):
    work = make_work()
    ring(work)
    queue.flushall()
    claimed(work)
    assert ticker.tick().rung == 0
    end_lease(work)
    assert ticker.tick().rung == 1


def test_work_of_a_worker_that_died_on_this_machine_is_freed_ahead_of_its_lease(queue):
    child = multiprocessing.get_context("fork").Process(target=lambda: None)
    child.start()
    child.join()
    mine = process_name("render")
    dead = mine.replace(f":{os.getpid()}:", f":{child.pid}:")
    elsewhere = dead.replace("@", "@other-")
    works = {name: claimed(make_work(), name) for name in (mine, dead, elsewhere, "somebody")}
    assert ticker.tick().freed == 1
    assert waiting() == {message_id(works[dead])}
    assert claimed(works[dead], mine).fence == works[dead].fence + 1
    assert ticker.tick().freed == 0


def test_work_is_not_rung_before_its_next_attempt_is_due_and_then_it_is(queue):
    work = make_work(rung_at=timezone.now(), next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert ticker.tick().rung == 0
    Work.objects.filter(pk=work.pk).update(
        rung_at=timezone.now() - timedelta(seconds=2), next_attempt_at=timezone.now() - timedelta(seconds=1)
    )
    assert ticker.tick().rung == 1


def test_a_queue_that_is_away_loses_nothing(queue, settings, tmp_path):
    work = make_work()
    there = settings.RQ_QUEUES
    away = {name: {**options, "URL": f"unix://{tmp_path}/nobody.sock"} for name, options in there.items()}
    settings.RQ_QUEUES = away
    assert not ring(work)
    with pytest.raises(RedisError):
        ticker.tick()
    settings.RQ_QUEUES = there
    assert ticker.tick().rung == 1


def test_work_that_ends_its_worker_every_time_fails_its_job_and_no_other(queue):
    fatal, harmless = make_job(JobStatus.RENDERING_SCENES, scenes=1), make_job(scenes=1)
    work = make_work(fatal, Work.Step.SHOOT, scene_number=1)
    other = make_work(harmless)
    for _ in range(MAX_ATTEMPTS):
        claimed(work)
        end_lease(work)
    assert ticker.tick().given_up == 1
    fatal.refresh_from_db()
    assert fatal.status == JobStatus.FAILED
    assert f"stopped {MAX_ATTEMPTS} times" in fatal.failure
    assert Scene.objects.get(job=fatal).status == SceneStatus.FAILED
    assert Job.objects.get(pk=harmless.pk).status == JobStatus.PLANNING_SCENES
    assert claimed(other)


def test_an_assembly_that_nobody_opened_is_opened_once(queue):
    job = make_job(JobStatus.RENDERING_SCENES, scenes=1)
    make_work(job, Work.Step.SHOOT, scene_number=1, state=Work.State.DONE)
    make_work(job, Work.Step.SCORE, state=Work.State.DONE)
    assert ticker.open_assemblies() == 1
    assert ticker.open_assemblies() == 0
    assert job.works.filter(step=Work.Step.ASSEMBLE).count() == 1


def test_an_assembly_is_not_opened_while_a_scene_is_missing():
    job = make_job(JobStatus.RENDERING_SCENES, scenes=1)
    make_work(job, Work.Step.SHOOT, scene_number=1)
    make_work(job, Work.Step.SCORE, state=Work.State.DONE)
    assert ticker.open_assemblies() == 0


def test_the_sweep_removes_the_attempts_of_ended_jobs_only(storage):
    folders = {}
    for status in (JobStatus.DONE, JobStatus.FAILED, JobStatus.RENDERING_SCENES):
        folders[status] = make_job(status).folder / "work" / "shoot-1-1"
        folders[status].mkdir(parents=True)
    ticker.sweep()
    assert [status for status, folder in folders.items() if folder.exists()] == [JobStatus.RENDERING_SCENES]


def test_the_sweep_removes_orders_that_never_came_to_be_but_not_those_that_come_in(storage, settings):
    old, young = settings.JOBS_ROOT / "neverordered", settings.JOBS_ROOT / "comingin"
    for folder in (old, young):
        folder.mkdir(parents=True)
    two_hours_ago_s = (timezone.now() - timedelta(hours=2)).timestamp()
    os.utime(old, (two_hours_ago_s, two_hours_ago_s))
    ticker.sweep()
    assert not old.exists()
    assert young.exists()


def test_the_sweep_goes_on_when_another_ticker_removes_a_folder_first(storage, settings, monkeypatch):
    gone, old = settings.JOBS_ROOT / "gone", settings.JOBS_ROOT / "old"
    two_hours_ago_s = (timezone.now() - timedelta(hours=2)).timestamp()
    for folder in (gone, old):
        folder.mkdir(parents=True)
        os.utime(folder, (two_hours_ago_s, two_hours_ago_s))
    listed = sorted(settings.JOBS_ROOT.iterdir())
    monkeypatch.setattr(Path, "iterdir", lambda folder: iter(listed))
    gone.rmdir()
    ticker.sweep()
    assert not old.exists()


def test_the_sweep_looks_at_no_job_whose_attempts_are_gone(storage, monkeypatch):
    for _ in range(3):
        make_job(JobStatus.DONE).folder.mkdir(parents=True)
    (make_job(JobStatus.DONE).folder / "work").mkdir(parents=True)
    swept = []
    monkeypatch.setattr(ticker, "remove_attempts", swept.append)
    ticker.sweep()
    assert len(swept) == 1


def test_the_sweep_removes_uploads_that_nobody_ordered_with(storage, settings):
    old, young = settings.UPLOADS_ROOT / "old", settings.UPLOADS_ROOT / "young"
    for folder in (old, young):
        folder.mkdir(parents=True)
    long_ago_s = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(old, (long_ago_s, long_ago_s))
    ticker.sweep()
    assert [folder.name for folder in settings.UPLOADS_ROOT.iterdir()] == ["young"]


def test_the_sweep_forgets_workers_that_have_not_been_heard_for_long():
    now = timezone.now()
    WorkerBeat.objects.create(name="dead", queue="render", seen_at=now - timedelta(hours=1))
    WorkerBeat.objects.create(name="alive", queue="render", seen_at=now)
    ticker.sweep()
    assert list(WorkerBeat.objects.values_list("name", flat=True)) == ["alive"]


def test_a_ticker_outlives_a_disk_that_fails(queue, monkeypatch):
    def fail() -> None:
        raise OSError("Input/output error")

    monkeypatch.setattr(ticker, "sweep", fail)
    monkeypatch.setattr(ticker.connection, "close", lambda: None)
    work = make_work()
    ticker._go_round("ticker", sweeping=True)
    assert waiting() == {message_id(work)}


def test_a_ticker_outlives_a_queue_that_is_away_and_is_gone_from_the_list_when_it_ends(monkeypatch):
    make_work()
    rounds = []

    def sleep(_seconds: float) -> None:
        rounds.append(WorkerBeat.objects.count())
        if len(rounds) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(ticker.time, "sleep", sleep)
    monkeypatch.setattr(ticker.connection, "close", lambda: None)
    with pytest.raises(KeyboardInterrupt):
        ticker.run()
    assert rounds == [1, 1]
    assert not WorkerBeat.objects.exists()
