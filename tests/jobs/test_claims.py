"""Exactly one worker has a piece of work, and only the last one to claim it may write."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from jobs.models import LEASE, MAX_ATTEMPTS, JobStatus, LostWorkError, Work
from jobs.services.works import finish, keep
from tests.factories import claimed, end_lease, make_work

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_of_many_claims_at_the_same_moment_one_wins():
    work = make_work()

    def claim(owner: int) -> bool:
        try:
            return Work.objects.claim(work.pk, f"worker {owner}") is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, range(8))) == 1
    work.refresh_from_db()
    assert (work.fence, work.attempts) == (1, 1)


def test_work_that_somebody_is_doing_cannot_be_claimed():
    work = make_work()
    claimed(work)
    assert Work.objects.claim(work.pk, "another") is None


def test_work_of_an_owner_who_fell_silent_can_be_claimed():
    work = make_work()
    claimed(work, "first")
    end_lease(work)
    assert claimed(work, "second").owner == "second"


def test_a_heartbeat_keeps_the_work():
    work = make_work()
    holder = claimed(work)
    Work.objects.filter(pk=work.pk).update(lease_until=timezone.now() + timedelta(seconds=1))
    holder.renew_lease()
    work.refresh_from_db()
    assert work.lease_until > timezone.now() + LEASE / 2


def test_a_worker_that_was_thought_dead_can_neither_renew_nor_finish_nor_keep_anything():
    work = make_work()
    late = claimed(work, "late")
    end_lease(work)
    claimed(work, "successor")
    for write in (
        late.renew_lease,
        lambda: finish(late, {"from": "late"}),
        lambda: keep(late, {"from": "late"}),
    ):
        with pytest.raises(LostWorkError):
            write()
    work.refresh_from_db()
    assert (work.state, work.result, work.owner) == (Work.State.DUE, None, "successor")


def test_a_worker_that_was_thought_dead_cannot_move_the_job():
    work = make_work()
    late = claimed(work, "late")
    end_lease(work)
    successor = claimed(work, "successor")
    assert not late.job.advance(JobStatus.BUILDING_TIMELINE, late)
    assert successor.job.advance(JobStatus.BUILDING_TIMELINE, successor)


def test_work_that_waits_for_its_next_attempt_cannot_be_claimed_before_its_time():
    work = make_work(next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert Work.objects.claim(work.pk, "early") is None


def test_work_without_attempts_left_cannot_be_claimed():
    work = make_work(attempts=MAX_ATTEMPTS)
    assert Work.objects.claim(work.pk, "one more") is None
