"""How far a film is, from work that is really done."""

from __future__ import annotations

import time

from django.db.models import Sum

from jobs.models import ENDED, Job, Scene, Work

#: What each part of the work is worth, in per cent of the whole.
DIRECTED_PCT = 10
PICTURE_PCT = 75
SOUND_PCT = 5
WRITE_EVERY_S = 1.0


def note_progress(job_id: str) -> None:
    """Bring the job's `progress_pct` up to the work done so far; it never goes back."""
    pct = _percent_done(job_id)
    Job.objects.filter(pk=job_id, progress_pct__lt=pct).exclude(status__in=ENDED).update(progress_pct=pct)


def _percent_done(job_id: str) -> float:
    done = set(
        Work.objects.filter(job=job_id, state=Work.State.DONE)
        .exclude(step=Work.Step.SHOOT)
        .values_list("step", flat=True)
    )
    frames = Scene.objects.filter(job=job_id).aggregate(done=Sum("frames_done"), total=Sum("frames_total"))
    pct = PICTURE_PCT * (frames["done"] or 0) / (frames["total"] or 1)
    pct += DIRECTED_PCT if Work.Step.DIRECT in done else 0
    pct += SOUND_PCT if Work.Step.SCORE in done else 0
    return round(pct, 1)


class FrameCount:
    """Hears of every frame of a scene and writes it down at most once a second."""

    def __init__(self, work: Work, scene: Scene) -> None:
        self._work = work
        self._scene = scene
        self._next_s = 0.0

    def __call__(self, frames: int) -> None:
        now_s = time.monotonic()
        if now_s < self._next_s:
            return
        self._next_s = now_s + WRITE_EVERY_S
        Scene.objects.filter(
            pk=self._scene.pk,
            frames_done__lt=frames,
            job__works__pk=self._work.pk,
            job__works__fence=self._work.fence,
        ).update(frames_done=frames)
        note_progress(self._work.job_id)
