"""Progress is made of work that is really done, and never goes back."""

from __future__ import annotations

import pytest

from jobs.models import Job, JobStatus, Scene, Work
from jobs.services import progress
from jobs.services.progress import FrameCount, note_progress
from tests.factories import claimed, end_lease, make_job, make_work

pytestmark = pytest.mark.django_db


def _pct(job: Job) -> float:
    return Job.objects.get(pk=job.pk).progress_pct


def test_each_part_of_the_work_adds_its_share():
    job = make_job(JobStatus.RENDERING_SCENES, scenes=2)
    seen = [_pct(job)]
    make_work(job, Work.Step.DIRECT, state=Work.State.DONE)
    note_progress(job.pk)
    seen.append(_pct(job))
    Scene.objects.filter(job=job, number=1).update(frames_done=30)
    note_progress(job.pk)
    seen.append(_pct(job))
    make_work(job, Work.Step.SCORE, state=Work.State.DONE)
    note_progress(job.pk)
    seen.append(_pct(job))
    assert seen == [0, 10, 47.5, 52.5]


def test_progress_does_not_go_back_when_a_scene_begins_again():
    job = make_job(JobStatus.RENDERING_SCENES, scenes=1)
    first = claimed(make_work(job, Work.Step.SHOOT, scene_number=1))
    scene = job.scenes.get()
    FrameCount(first, scene)(20)
    before = _pct(job)
    end_lease(first)
    FrameCount(claimed(first), scene)(1)
    assert _pct(job) == before > 0


def test_frames_of_a_worker_that_lost_the_scene_do_not_count():
    job = make_job(JobStatus.RENDERING_SCENES, scenes=1)
    late = claimed(make_work(job, Work.Step.SHOOT, scene_number=1), "late")
    end_lease(late)
    claimed(late, "successor")
    FrameCount(late, job.scenes.get())(30)
    assert job.scenes.get().frames_done == 0


def test_frames_are_not_written_down_one_by_one(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(progress, "WRITE_EVERY_S", 3600)
    job = make_job(JobStatus.RENDERING_SCENES, scenes=1)
    count = FrameCount(claimed(make_work(job, Work.Step.SHOOT, scene_number=1)), job.scenes.get())
    count(1)
    with django_assert_max_num_queries(0):
        count(2)


def test_an_ended_job_keeps_its_progress():
    job = make_job(JobStatus.FAILED, scenes=1)
    Scene.objects.filter(job=job).update(frames_done=30)
    note_progress(job.pk)
    assert _pct(job) == 0
