"""What keeps the promises of the database: rings, frees, gives up and cleans, every few seconds.

Every part is one compare-and-set or harmless when done twice, so several tickers may run at once.
"""

from __future__ import annotations

import itertools
import logging
import shutil
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from redis.exceptions import RedisError

from jobs import queueing, uploads
from jobs.beats import beat, fall_silent, is_known_dead, process_name
from jobs.files import remove_attempts
from jobs.models import ENDED, Job, JobStatus, Work, WorkerBeat
from jobs.services import fail_job, start_assembly

logger = logging.getLogger(__name__)

EVERY_S = 5.0
#: A message that nobody answered for this long is taken for lost.
UNHEARD = timedelta(seconds=30)
_FORGET_WORKERS = timedelta(minutes=10)
#: A folder without a job is an order that never came to be; a younger one may still be coming in.
_FORGET_FOLDERS = timedelta(hours=1)
_SWEEP_EVERY_TICKS = 12


@dataclass(frozen=True)
class Repairs:
    """What one round found to do."""

    freed: int = 0
    rung: int = 0
    given_up: int = 0
    assemblies_opened: int = 0


def run() -> None:
    """Tick until the process is interrupted."""
    name = process_name("ticker")
    try:
        for number in itertools.count():
            _go_round(name, sweeping=number % _SWEEP_EVERY_TICKS == 0)
            time.sleep(EVERY_S)
    finally:
        fall_silent(name)


def _go_round(name: str, *, sweeping: bool) -> None:
    """Beat, repair and clean; what fails because database, queue or disk fail is left to the next round."""
    try:
        beat(name, "ticker")
        found = tick()
        if any(asdict(found).values()):
            logger.info("%s", found)
        if sweeping:
            sweep()
    except (DatabaseError, RedisError, OSError) as error:
        logger.warning("this round is left to the next one: %s", error)
    finally:
        connection.close()


def tick() -> Repairs:
    """Do one round of repairs. Raises RedisError when the queue is away, after what needs no queue."""
    return Repairs(
        freed=free_what_the_dead_hold(),
        given_up=give_up_exhausted(),
        assemblies_opened=open_assemblies(),
        rung=ring_what_is_due(),
    )


def free_what_the_dead_hold() -> int:
    """Free the work of workers on this machine that have died, ahead of its lease; return how much it was."""
    held = Work.objects.filter(state=Work.State.DUE, lease_until__gt=timezone.now())
    dead = [work for work in held if is_known_dead(work.owner)]
    return sum(
        held.filter(pk=work.pk, fence=work.fence).update(lease_until=None, rung_at=None) for work in dead
    )


def ring_what_is_due() -> int:
    """Ring what may be claimed and of which no message is waiting; return how many the queue heard."""
    now = timezone.now()
    unheard = Q(rung_at__isnull=True) | Q(rung_at__lt=now - UNHEARD)
    # Rung for an attempt that has ended since, by a dead worker or by a pause after a failure.
    outdated = Q(rung_at__lt=F("lease_until")) | Q(rung_at__lt=F("next_attempt_at"))
    due = list(Work.objects.free(now).filter(unheard | outdated).order_by("next_attempt_at", "pk"))
    if not due:
        return 0
    waiting = queueing.waiting()
    return queueing.ring_all(work for work in due if queueing.message_id(work) not in waiting)


def give_up_exhausted() -> int:
    """Fail the jobs of works that ended their worker on every attempt; return how many."""
    exhausted = Work.objects.exhausted(timezone.now()).select_related("job")
    return sum(fail_job(work.job, _given_up(work)) for work in exhausted)


def _given_up(work: Work) -> str:
    doing = Work.Step(work.step).label.lower()
    what = f"{doing} {work.scene_number}" if work.scene_number else doing
    return (
        f"The worker stopped {work.attempts} times while it was to {what}; the log of the server says more."
    )


def open_assemblies() -> int:
    """Open the assemblies whose last worker died before it could; return how many."""
    unfinished = Work.objects.filter(job=OuterRef("pk"), step__in=(Work.Step.SHOOT, Work.Step.SCORE)).exclude(
        state=Work.State.DONE
    )
    ready = Job.objects.filter(~Exists(unfinished), status=JobStatus.RENDERING_SCENES)
    return sum(start_assembly(job) for job in ready)


def sweep() -> None:
    """Remove what nobody needs any more: old beats, attempts of ended jobs, failed orders, unused uploads."""
    now = timezone.now()
    WorkerBeat.objects.filter(seen_at__lt=now - _FORGET_WORKERS).delete()
    uploads.discard_stale()
    if not settings.JOBS_ROOT.is_dir():
        return
    attempted = [attempts.parent.name for attempts in settings.JOBS_ROOT.glob("*/work")]
    for job in Job.objects.filter(pk__in=attempted, status__in=ENDED):
        remove_attempts(job)
    _remove_folders_without_a_job((now - _FORGET_FOLDERS).timestamp())


def _remove_folders_without_a_job(oldest_s: float) -> None:
    """Remove the folders that no job names and that nobody has written to since `oldest_s`."""
    # Read before the jobs are: a folder is there before its job is.
    folders = list(settings.JOBS_ROOT.iterdir())
    jobs = set(Job.objects.values_list("pk", flat=True))
    for folder in folders:
        if folder.name not in jobs and _is_older(folder, oldest_s):
            shutil.rmtree(folder, ignore_errors=True)


def _is_older(folder: Path, than_s: float) -> bool:
    try:
        return folder.stat().st_mtime < than_s
    except OSError as error:  # another ticker removes it, or nobody may
        logger.info("%s is left to the next sweep: %s", folder, error)
        return False
