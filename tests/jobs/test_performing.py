"""However a step ends, the work and its job are left in a state that somebody can go on from."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.utils import timezone
from rq.timeouts import JobTimeoutException

from jobs.models import MAX_ATTEMPTS, Job, JobStatus, LostWorkError, Work
from jobs.services import performing
from jobs.services.works import fail_job
from pytoon.film.errors import FfmpegError, FilmError
from tests.factories import claimed, end_lease, make_job, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def step(monkeypatch):
    """Let the step `direct` end with the error that the test names."""

    def fails_with(error: BaseException) -> None:
        def direct(work: Work) -> None:
            raise error

        monkeypatch.setitem(performing.STEPS, Work.Step.DIRECT, direct)

    return fails_with


def test_a_failure_that_may_pass_is_tried_again_after_a_pause_that_grows(step):
    step(FfmpegError("ffmpeg ended with code 1"))
    work, pauses = make_work(), []
    for _ in range(MAX_ATTEMPTS - 1):
        before = timezone.now()
        performing.perform(claimed(work))
        work.refresh_from_db()
        assert (work.state, work.lease_until) == (Work.State.DUE, None)
        pauses.append(work.next_attempt_at - before)
        Work.objects.filter(pk=work.pk).update(next_attempt_at=timezone.now())
    assert timedelta(0) < pauses[0] < pauses[1]


def test_a_failure_that_never_passes_ends_the_job_with_its_sentence(step):
    step(FilmError("The film has 3 frames, the timeline 90"))
    work = make_work()
    performing.perform(claimed(work))
    job = Job.objects.get(pk=work.job_id)
    assert (job.status, job.failure) == (JobStatus.FAILED, "The film has 3 frames, the timeline 90")
    work.refresh_from_db()
    assert work.state == Work.State.FAILED


def test_a_bug_is_logged_tried_again_and_told_to_the_caller_in_neutral_words(step, caplog):
    step(ZeroDivisionError("secret inner workings"))
    work = make_work()
    for _ in range(MAX_ATTEMPTS):
        assert not Job.objects.get(pk=work.job_id).ended
        with caplog.at_level(logging.ERROR):
            performing.perform(claimed(work))
        Work.objects.filter(pk=work.pk).update(next_attempt_at=timezone.now())
    job = Job.objects.get(pk=work.job_id)
    assert job.status == JobStatus.FAILED
    assert "secret" not in job.failure
    assert "secret inner workings" in caplog.text


def test_a_step_that_passes_its_deadline_is_set_back_and_the_queue_hears_of_it(step):
    step(JobTimeoutException())
    work = make_work()
    with pytest.raises(JobTimeoutException):
        performing.perform(claimed(work))
    work.refresh_from_db()
    assert (work.state, work.lease_until, work.attempts) == (Work.State.DUE, None, 1)


def test_an_error_in_work_that_was_taken_away_changes_nothing(monkeypatch):
    def direct(work: Work) -> None:
        end_lease(work)
        claimed(work, "successor")
        raise FileNotFoundError("the folder was swept away")

    monkeypatch.setitem(performing.STEPS, Work.Step.DIRECT, direct)
    work = make_work()
    with pytest.raises(LostWorkError):
        performing.perform(claimed(work, "late"))
    work.refresh_from_db()
    assert (work.owner, work.error) == ("successor", "")
    assert work.lease_until is not None


def test_a_job_that_fails_takes_its_open_work_and_its_attempts_along_but_keeps_what_is_finished(storage):
    job = make_job(JobStatus.RENDERING_SCENES, scenes=2)
    done = make_work(job, Work.Step.SHOOT, scene_number=1, state=Work.State.DONE)
    due = make_work(job, Work.Step.SHOOT, scene_number=2)
    (job.folder / "work" / "shoot-2-1").mkdir(parents=True)
    (job.folder / "media").mkdir()
    assert fail_job(job, "no picture")
    assert not fail_job(job, "something else")
    done.refresh_from_db()
    due.refresh_from_db()
    assert (done.state, due.state) == (Work.State.DONE, Work.State.FAILED)
    assert [path.name for path in job.folder.iterdir()] == ["media"]
