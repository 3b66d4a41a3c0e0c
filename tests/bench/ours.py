"""Films ordered from a real server, and what its own records say about the time they took."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from jobs.management.commands.demo import order
from jobs.models import Job, JobStatus, Work, WorkerBeat
from jobs.supervision import Server, free_port, running_server
from tests.bench.processes import Taken, watched

_PATIENCE_S = 900.0
_LOOK_EVERY_S = 0.2


@dataclass(frozen=True)
class Made:
    """A film and what it took to make it, in seconds."""

    job: Job
    length_s: float
    order_to_done_s: float
    picture_s: float
    """From the moment at which the first scene was claimed to the one at which the last was done."""
    workers: Taken
    """What the render workers took."""
    phases: Mapping[str, float]
    """The stretches of the time from the order to the film, one after the other."""
    beside: Mapping[str, float]
    """What went on during them."""

    @property
    def film(self) -> Path:
        return self.job.folder / "output.mp4"


@contextmanager
def ready_server() -> Iterator[Server]:
    """Run a server whose workers are all up."""
    with running_server(free_port()) as server:
        wait_until(
            lambda: WorkerBeat.objects.exclude(queue="ticker").count() > settings.PYTOON_RENDER_WORKERS
        )
        yield server


def make(server: Server, brief: Mapping[str, Any]) -> Made:
    """Order a film and wait until it is done."""
    names = WorkerBeat.objects.filter(queue="render").values_list("name", flat=True)
    with watched([_process_number(name) for name in names]) as taken:
        ordered_at = timezone.now()
        job_id = order(server, brief)
        wait_until(lambda: Job.objects.get(pk=job_id).ended)
    job = Job.objects.get(pk=job_id)
    if job.status != JobStatus.DONE:
        raise RuntimeError(f"there is no film: {job.failure}")
    return _account(job, ordered_at, taken)


def _process_number(worker: str) -> int:
    return int(worker.split(":")[-2])


def wait_until(condition: Any) -> None:
    deadline_s = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > deadline_s:
            raise TimeoutError(f"nothing came of it in {_PATIENCE_S:.0f} s")
        time.sleep(_LOOK_EVERY_S)


def _account(job: Job, ordered_at: datetime, workers: Taken) -> Made:
    directed, scored, assembled = (
        job.works.get(step=step) for step in (Work.Step.DIRECT, Work.Step.SCORE, Work.Step.ASSEMBLE)
    )
    shoots = list(job.works.filter(step=Work.Step.SHOOT))
    first_claimed = min(work.started_at for work in shoots if work.started_at)
    last_shot = max(work.finished_at for work in shoots if work.finished_at)
    picture_s = _seconds(first_claimed, last_shot)
    shooting_s = sum(_seconds(work.started_at, work.finished_at) for work in shoots)
    assert job.timeline is not None, "a finished film has a timeline"
    return Made(
        job=job,
        length_s=job.timeline["totalDuration"] / 1000,
        order_to_done_s=_seconds(ordered_at, assembled.finished_at),
        picture_s=picture_s,
        workers=workers,
        phases={
            "take the order": _seconds(ordered_at, directed.created_at),
            "wait for the director": _seconds(directed.created_at, directed.started_at),
            "plan, speak and time": _seconds(directed.started_at, directed.finished_at),
            "wait for a render worker": _seconds(directed.finished_at, first_claimed),
            "picture": picture_s,
            "wait for the assembly": _seconds(last_shot, assembled.started_at),
            "assemble": _seconds(assembled.started_at, assembled.finished_at),
        },
        beside={
            "workers idle during the picture": settings.PYTOON_RENDER_WORKERS * picture_s - shooting_s,
            "mix the sound": _seconds(scored.started_at, scored.finished_at),
        },
    )


def _seconds(start: datetime | None, end: datetime | None) -> float:
    assert start is not None and end is not None, "the work of a finished film has been begun and ended"
    return (end - start).total_seconds()
