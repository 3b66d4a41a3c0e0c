"""What goes into the queue: an id, as JSON."""

from __future__ import annotations

import json
import zlib

import pytest

from jobs.models import Work
from jobs.queueing import message_id, ring, ring_all
from tests.factories import claimed, end_lease, make_job, make_work

pytestmark = pytest.mark.django_db


def test_a_message_is_json_and_carries_nothing_but_the_id_of_the_work(queue):
    work = make_work()
    assert ring(work)
    stored = queue.hget(f"rq:job:{message_id(work)}", "data")
    assert json.loads(zlib.decompress(stored)) == ["jobs.tasks.do", None, [work.pk], {}]


def test_scenes_and_sound_go_to_the_render_workers_and_everything_else_to_the_director(queue):
    job = make_job()
    ring_all([make_work(job, step) for step in Work.Step])
    assert queue.llen("rq:queue:render") == 2
    assert queue.llen("rq:queue:director") == 2


def test_every_attempt_has_a_message_of_its_own():
    work = make_work()
    first = message_id(work)
    end_lease(claimed(work))
    work.refresh_from_db()
    assert message_id(work) != first
