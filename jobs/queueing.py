"""The doorbell: tells a queue that a piece of work is due. Nothing is lost when nobody hears it.

A row of work that is due is the promise; a message in the queue only makes it fast. So a queue that is
away is no error here: the ticker rings again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

import django_rq
from django.utils import timezone
from redis.exceptions import RedisError

from jobs.models import Work

logger = logging.getLogger(__name__)

QUEUES = ("director", "render")
_TASK = "jobs.tasks.do"
_KEEP_S = 600


def ring(work: Work) -> bool:
    """Tell the queue of `work`'s step that it is due. Returns whether the queue heard it."""
    now = timezone.now()
    try:
        django_rq.get_queue(work.queue).enqueue(
            _TASK, work.pk, job_id=message_id(work), result_ttl=_KEEP_S, failure_ttl=_KEEP_S
        )
    except RedisError as error:
        logger.warning("the queue did not hear of %s, the ticker will ring again: %s", work, error)
        return False
    Work.objects.filter(pk=work.pk).update(rung_at=now)
    return True


def ring_all(works: Iterable[Work]) -> int:
    """Ring each of `works` until the queue is away; return how many it heard."""
    heard = 0
    for work in works:
        if not ring(work):
            break
        heard += 1
    return heard


def message_id(work: Work) -> str:
    """Return the name of the message that asks for the next attempt at `work`."""
    return f"{work.pk}-{work.attempts + 1}"


def waiting() -> set[str]:
    """Return the messages that nobody has taken yet. Raises RedisError when the queue is away."""
    return {name for queue in QUEUES for name in django_rq.get_queue(queue).get_job_ids()}
