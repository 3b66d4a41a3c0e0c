"""The worker process: listens to one queue and does what is asked one after the other.

It forks no child for a message, as RQ's own worker does: voice models, fonts and the last scene's drawings
stay at hand for the next. Should it die of its work, the supervisor starts another and the ticker frees what
it held.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

import cv2
import django_rq
import rq
from django.db import DatabaseError, connections
from django.db.models import F
from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq.job import Job as Message
from rq.worker import WorkerStatus

from jobs import tasks  # noqa: F401 - all of the craft is at hand before the first message
from jobs.beats import beat, fall_silent, process_name
from jobs.models import Work
from pytoon.film.picture import staging
from pytoon.film.sound import speech
from pytoon.film.sound.speech import VoiceUnavailableError

logger = logging.getLogger(__name__)

#: How often a worker shows that it lives, idle or not.
BEAT_S = 5
#: After so many messages a worker ends and is started anew, with what its libraries leaked given back.
_LIFE_MESSAGES = 500
# RQ waits `worker_ttl - 15` seconds for a message before it beats.
_WORKER_TTL_S = BEAT_S + 15


def work_on(queue: str) -> None:
    """Listen to `queue` until the process is asked to stop."""
    # One thread a process: the workers together use every core.
    cv2.setNumThreads(1)
    if queue == "director":
        _prepare_speech()
    if queue == "render":
        staging.prepare()
    connection = django_rq.get_connection(queue)
    _wait_for(connection)
    worker = Worker(
        [django_rq.get_queue(queue)],
        name=process_name(queue),
        connection=connection,
        serializer="rq.serializers.JSONSerializer",
        worker_ttl=_WORKER_TTL_S,
        log_job_description=False,
    )
    worker.work(logging_level="WARNING", max_jobs=_LIFE_MESSAGES)


def _prepare_speech() -> None:
    """Read what speaking needs before it is asked for. Without a voice, films have captions and music."""
    try:
        speech.prepare()
    except VoiceUnavailableError as error:
        logger.warning("%s", error)


def _wait_for(connection: Redis, pause_s: float = 0.5) -> None:
    """Wait until the queue answers: at the start of a server it may come up last."""
    while True:
        try:
            connection.ping()
        except RedisError as error:
            logger.info("waiting for the queue: %s", error)
            time.sleep(pause_s)
        else:
            return


class Worker(rq.SimpleWorker):
    """RQ's worker without children that survives its queue and hands back what it held."""

    max_connection_wait_time = 2.0
    _stopping = False

    def execute_job(self, job: Message, queue: rq.Queue) -> None:
        os.environ["RQ_WORKER_ID"] = self.name
        try:
            with _Beating(self._beat):
                self.perform_job(job, queue, self.prepare_execution(job))
            self.set_state(WorkerStatus.IDLE)
        except RedisError as error:
            # What was done stands in the database; only the message could not be ticked off.
            logger.warning("the queue went away while work was done: %s", error)
        finally:
            connections.close_all()
        if self._stopping:
            raise SystemExit(0)

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        super().heartbeat(timeout, pipeline)
        self._beat()

    def _beat(self) -> None:
        try:
            beat(self.name, self.queues[0].name)
        except DatabaseError as error:
            logger.warning("the worker's beat could not be written: %s", error)
        finally:
            connections.close_all()

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Stop now. The work goes back and does not lose an attempt; it is made to be begun again."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        # RQ takes whatever ends a piece of work for its failure, so this has to be told once more after it.
        self._stopping = True
        raise SystemExit(0)

    def teardown(self) -> None:
        self._held().update(lease_until=None, rung_at=None, attempts=F("attempts") - 1)
        fall_silent(self.name)
        try:
            super().teardown()
        except RedisError as error:
            logger.info("the queue went before the worker: %s", error)

    def _held(self) -> Any:
        """The work that we have claimed and not finished: one piece at most."""
        return Work.objects.filter(owner=self.name, state=Work.State.DUE, lease_until__isnull=False)


class _Beating:
    """Calls `beat` every `BEAT_S` seconds, from a thread of its own, while the block runs."""

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="beat", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(BEAT_S):
            self._beat()
