"""A job moves along the permitted ways only, and each move happens once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from jobs.models import ENDED, MOVES, Job, JobStatus, Work
from jobs.services import start_assembly
from jobs.services.works import finish
from tests.factories import claimed, make_job, make_work

pytestmark = pytest.mark.django_db

PAIRS = [(old, new) for old in JobStatus for new in JobStatus]


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=[f"{old}-{new}" for old, new in PAIRS])
def test_a_job_makes_exactly_the_moves_of_the_table(old, new):
    job = make_job(old)
    assert job.advance(new) == (new in MOVES[old])
    assert Job.objects.get(pk=job.pk).status == (new if new in MOVES[old] else old)


def test_who_stands_in_the_past_cannot_move_the_job():
    job = make_job(JobStatus.RENDERING_SCENES)
    stale = Job.objects.get(pk=job.pk)
    job.advance(JobStatus.FAILED, failure="no picture")
    assert not stale.advance(JobStatus.COMPOSING)
    assert Job.objects.get(pk=job.pk).failure == "no picture"


@pytest.mark.parametrize("status", ENDED)
def test_a_job_that_ends_says_when(status):
    job = make_job(JobStatus.COMPOSING)
    job.advance(status)
    assert Job.objects.get(pk=job.pk).finished_at is not None


def _parts(job: Job) -> list[Work]:
    shoots = [make_work(job, Work.Step.SHOOT, scene_number=number) for number in (1, 2, 3)]
    return [claimed(work) for work in (*shoots, make_work(job, Work.Step.SCORE))]


def test_the_assembly_opens_with_the_last_part_and_not_before():
    job = make_job(JobStatus.RENDERING_SCENES)
    *most, last = _parts(job)
    for work in most:
        finish(work, {})
        assert not start_assembly(work.job)
    finish(last, {})
    assert start_assembly(last.job)
    assert job.works.filter(step=Work.Step.ASSEMBLE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_parts_that_end_at_the_same_moment_open_one_assembly():
    job = make_job(JobStatus.RENDERING_SCENES)
    parts = _parts(job)

    def end(work: Work) -> bool:
        try:
            finish(work, {})
            return start_assembly(work.job)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(end, parts))
    assert sum(opened) == 1
    assert job.works.filter(step=Work.Step.ASSEMBLE).count() == 1
    assert Job.objects.get(pk=job.pk).status == JobStatus.COMPOSING
