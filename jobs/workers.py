"""The worker processes: each listens to one queue.

One that shoots forks a child (RQ: the horse) for each message. It imports what is heavy, so that a child
begins at once, but opens nothing that must not be shared over a fork: no database connection, no voice
model, no drawing surface. The director does its work itself, so that a voice model stays loaded.
"""

from __future__ import annotations

import gc
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
from rq.executions import Execution
from rq.job import Job as Message
from rq.worker import WorkerStatus

from jobs import tasks  # noqa: F401 - a child has all of the craft at hand when it is forked
from jobs.beats import beat, fall_silent, process_name
from jobs.models import Work
from pytoon.film.ffmpeg import die_with_parent
from pytoon.film.picture import staging
from pytoon.film.sound import speech
from pytoon.film.sound.speech import VoiceUnavailableError

logger = logging.getLogger(__name__)

#: How often a worker shows that it lives, idle or not.
BEAT_S = 5
#: After so many messages a director ends and is started anew, with what its libraries leaked given back.
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
        # A child's garbage collector would write to all that it shares with us, and so copy it.
        gc.collect()
        gc.freeze()
    connection = django_rq.get_connection(queue)
    _wait_for(connection)
    worker = (Director if queue == "director" else Worker)(
        [django_rq.get_queue(queue)],
        name=process_name(queue),
        connection=connection,
        serializer="rq.serializers.JSONSerializer",
        worker_ttl=_WORKER_TTL_S,
        job_monitoring_interval=BEAT_S,
        log_job_description=False,
    )
    worker.work(logging_level="WARNING", max_jobs=_LIFE_MESSAGES if queue == "director" else None)


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


class Worker(rq.Worker):
    """RQ's forking worker that survives its queue, lets no child outlive it and hands back what it held."""

    max_connection_wait_time = 2.0

    def fork_work_horse(self, job: Message, queue: rq.Queue) -> None:
        connections.close_all()
        super().fork_work_horse(job, queue)

    def main_work_horse(self, job: Message, queue: rq.Queue) -> None:
        die_with_parent(self.pid or 0)
        super().main_work_horse(job, queue)

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        super().heartbeat(timeout, pipeline)
        if not self.is_horse:
            self._beat()

    def maintain_heartbeats(self, job: Message, execution: Execution) -> None:
        """Beat while a child works. The child needs no queue, so a queue that is away must not end it."""
        try:
            super().maintain_heartbeats(job, execution)
        except RedisError as error:
            logger.warning("the queue is away while a child works: %s", error)
            self._beat()

    def _beat(self) -> None:
        try:
            beat(self.name, self.queues[0].name)
        except DatabaseError as error:
            logger.warning("the worker's beat could not be written: %s", error)
        finally:
            connections.close_all()

    def handle_work_horse_killed(self, job: Message, retpid: int, ret_val: int, rusage: Any) -> None:
        """Free the work of a child that was killed at once, instead of waiting for its lease to end."""
        super().handle_work_horse_killed(job, retpid, ret_val, rusage)
        self._held().update(lease_until=None, rung_at=None)
        connections.close_all()

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Stop now. The work goes back and does not lose an attempt; it is made to be begun again."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise SystemExit(0)

    def teardown(self) -> None:
        if not self.is_horse:
            if self.horse_pid:
                self.kill_horse()
            self._held().update(lease_until=None, rung_at=None, attempts=F("attempts") - 1)
            fall_silent(self.name)
        try:
            super().teardown()
        except RedisError as error:
            logger.info("the queue went before the worker: %s", error)

    def _held(self) -> Any:
        """The work that we or our child have claimed and not finished: one piece at most."""
        return Work.objects.filter(owner=self.name, state=Work.State.DUE, lease_until__isnull=False)


class Director(Worker):
    """Does its work in its own process: what it has loaded, it keeps."""

    _stopping = False

    def execute_job(self, job: Message, queue: rq.Queue) -> None:
        os.environ["RQ_WORKER_ID"] = self.name
        try:
            with _Beating(self._beat):
                self.perform_job(job, queue, self.prepare_execution(job))
            self.set_state(WorkerStatus.IDLE)
        except RedisError as error:
            # What was done stands in the database; only the message could not be ticked off.
            logger.warning("the queue went away while the director worked: %s", error)
        finally:
            connections.close_all()
        if self._stopping:
            raise SystemExit(0)

    def get_heartbeat_ttl(self, job: Message, working_time: float = 0.0) -> int:
        """Return for how many seconds the queue takes us to be at work: as nobody beats, all of its time."""
        return int(job.timeout or _WORKER_TTL_S) + 60

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        # RQ takes whatever ends a piece of work for its failure, so this has to be told once more after it.
        self._stopping = True
        super().request_stop(signum, frame)


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
