"""The life of a piece of work: done, set back, given up; and what each end leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jobs.files import remove_attempts
from jobs.models import MAX_ATTEMPTS, Job, JobStatus, LostWorkError, Scene, SceneStatus, Work
from jobs.queueing import ring, ring_all
from pytoon.film.scene_graph import SceneGraph

FIRST_PAUSE = timedelta(seconds=5)


def finish(work: Work, result: Mapping[str, Any]) -> None:
    """Write that the work is done and what it found out. Raises LostWorkError."""
    done = work.mine().update(
        state=Work.State.DONE, result=result, error="", lease_until=None, finished_at=timezone.now()
    )
    if not done:
        raise LostWorkError(str(work))


def keep(work: Work, result: Mapping[str, Any]) -> None:
    """Write a checkpoint that the next attempt starts from. Raises LostWorkError."""
    if not work.mine().update(result=result):
        raise LostWorkError(str(work))
    work.result = dict(result)


def list_scenes(job: Job, graph: SceneGraph) -> None:
    """Create the rows by which a caller follows the scenes of a plan."""
    Scene.objects.bulk_create(
        Scene(
            job=job,
            number=scene.id,
            media_type=scene.media.type,
            engine_planned=scene.media.engine,
        )
        for scene in graph.scenes
    )


def hand_out(job: Job, scene_numbers: Sequence[int]) -> list[Work]:
    """Create the work that follows the timeline: one shoot a scene, and the sound."""
    shoots = [Work(job=job, step=Work.Step.SHOOT, scene_number=number) for number in scene_numbers]
    works = Work.objects.bulk_create([*shoots, Work(job=job, step=Work.Step.SCORE)])
    transaction.on_commit(lambda: ring_all(works))
    return works


def start_assembly(job: Job) -> bool:
    """Open the assembly when every scene and the sound are done. Returns whether this call did it.

    Any number of callers may come at once: each has written its own end before it asks, so the last
    one sees all of them done, and the compare-and-set lets one through.
    """
    parts = job.works.filter(step__in=(Work.Step.SHOOT, Work.Step.SCORE))
    if parts.exclude(state=Work.State.DONE).exists():
        return False
    with transaction.atomic():
        if not job.advance(JobStatus.COMPOSING):
            return False
        work = Work.objects.create(job=job, step=Work.Step.ASSEMBLE)
    transaction.on_commit(lambda: ring(work))
    return True


def fail_job(job: Job, why: str, work: Work | None = None) -> bool:
    """End the job without a film. Returns whether it was this call that ended it."""
    with transaction.atomic():
        if not job.advance(JobStatus.FAILED, work, failure=why):
            return False
        Work.objects.filter(job=job, state=Work.State.DUE).update(
            state=Work.State.FAILED, error=why, lease_until=None, finished_at=timezone.now()
        )
        Scene.objects.filter(job=job).exclude(status=SceneStatus.DONE).update(status=SceneStatus.FAILED)
    remove_attempts(job)
    return True


def set_back(work: Work, why: str, *, for_good: bool = False) -> None:
    """Let the work be tried again after a pause, or end its job when that cannot help."""
    if for_good or work.attempts >= MAX_ATTEMPTS:
        fail_job(work.job, why, work)
        return
    pause = FIRST_PAUSE * 4 ** (work.attempts - 1)
    work.mine().update(lease_until=None, error=why, next_attempt_at=timezone.now() + pause)
