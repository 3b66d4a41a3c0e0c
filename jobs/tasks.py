"""What the queue calls: a doorbell that names a piece of work."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from types import FrameType, TracebackType
from typing import NoReturn, Self

from django.db import DatabaseError, connection

from jobs.models import LostWorkError, Work
from jobs.services.performing import perform

logger = logging.getLogger(__name__)

HEARTBEAT_S = 5.0


def do(work_id: int) -> None:
    """Claim the work and do it; when somebody else has it, or it is done, there is nothing to do."""
    owner = os.environ.get("RQ_WORKER_ID", socket.gethostname())
    work = Work.objects.claim(work_id, owner)
    if work is None:
        logger.info("work %d is not to be had", work_id)
        return
    try:
        with Heartbeat(work):
            perform(work)
    except LostWorkError:
        logger.info("%s was taken over or is not wanted any more", work)


class Heartbeat:
    """Renews the lease on a piece of work from a thread of its own, with its own database connection.

    When the work is ours no more (claimed by another, or its job was ended), the main thread gets a
    LostWorkError, wherever it stands. Must be entered in the main thread, where Python delivers signals.
    """

    def __init__(self, work: Work, every_s: float = HEARTBEAT_S) -> None:
        self._work = work
        self._every_s = every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._handler = signal.signal(signal.SIGUSR1, self._raise_lost)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        signal.signal(signal.SIGUSR1, self._handler)

    def _beat(self) -> None:
        try:
            while not self._stop.wait(self._every_s):
                try:
                    self._work.renew_lease()
                except LostWorkError:
                    if self._taken():
                        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
                    return
                except DatabaseError:
                    logger.warning("the lease on %s could not be renewed", self._work, exc_info=True)
        finally:
            connection.close()

    def _taken(self) -> bool:
        """Whether somebody else ended our hold on the work, rather than we ourselves."""
        ours = Work.objects.filter(pk=self._work.pk, fence=self._work.fence)
        return not ours.exclude(state=Work.State.FAILED).exists()

    def _raise_lost(self, signal_number: int, frame: FrameType | None) -> NoReturn:
        raise LostWorkError(str(self._work))
