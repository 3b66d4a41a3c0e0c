"""A message is a doorbell: it may come twice, late or in vain."""

from __future__ import annotations

import time

import pytest
from django.utils import timezone

from jobs import tasks
from jobs.models import LostWorkError, Work
from jobs.services.works import fail_job, finish
from tests.factories import claimed, end_lease, make_work

pytestmark = pytest.mark.django_db(transaction=True)

BEAT_S = 0.05


@pytest.fixture
def step(monkeypatch):
    """Replace the step by the test's own."""
    return lambda function: monkeypatch.setattr(tasks, "perform", function)


def test_the_same_message_twice_does_the_work_once(step):
    done = []

    def perform(work: Work) -> None:
        done.append(work.pk)
        finish(work, {})

    step(perform)
    work = make_work()
    tasks.do(work.pk)
    tasks.do(work.pk)
    assert done == [work.pk]


def test_the_lease_is_renewed_while_the_step_runs():
    work = claimed(make_work())
    Work.objects.filter(pk=work.pk).update(lease_until=timezone.now())
    with tasks.Heartbeat(work, every_s=BEAT_S):
        _until(lambda: Work.objects.filter(pk=work.pk, lease_until__gt=timezone.now()).exists())


def test_a_step_whose_work_was_taken_over_is_stopped_wherever_it_stands():
    work = claimed(make_work(), "late")
    end_lease(work)
    claimed(work, "successor")
    with pytest.raises(LostWorkError), tasks.Heartbeat(work, every_s=BEAT_S):
        time.sleep(10)


def test_a_step_whose_job_was_ended_is_stopped():
    work = claimed(make_work())
    fail_job(work.job, "no picture")
    with pytest.raises(LostWorkError), tasks.Heartbeat(work, every_s=BEAT_S):
        time.sleep(10)


def test_a_step_that_has_finished_its_work_is_left_to_end_in_peace():
    work = claimed(make_work())
    with tasks.Heartbeat(work, every_s=BEAT_S):
        finish(work, {})
        time.sleep(BEAT_S * 4)


def test_work_that_was_set_back_stays_free():
    work = claimed(make_work())
    with tasks.Heartbeat(work, every_s=BEAT_S):
        work.mine().update(lease_until=None)
        time.sleep(BEAT_S * 4)
    work.refresh_from_db()
    assert work.lease_until is None


def _until(condition, patience_s: float = 10.0) -> None:
    for _ in range(round(patience_s / BEAT_S)):
        if condition():
            return
        time.sleep(BEAT_S)
    pytest.fail("it did not come about")
