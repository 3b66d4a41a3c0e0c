"""What becomes of a film whose media break after they were taken: it goes on without them, and says so."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jobs.files import located, relative
from jobs.models import Job, LostWorkError, Scene, SceneStatus, Work
from jobs.queueing import ring_all
from pytoon.film.brief import Medium
from pytoon.film.errors import MediaError
from pytoon.film.media import inspect_medium
from pytoon.film.planning.without_media import draw_as_type
from pytoon.film.scene_graph import SceneGraph
from pytoon.film.timeline import Timeline

logger = logging.getLogger(__name__)


def look_again(job: Job) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the job's media as they are now, without those that cannot be read any more, and notes on them.

    Both have the form of the job's fields `media` and `notes`.
    """
    seen: dict[str, dict[str, Any] | None] = {}
    notes = []
    for medium in job.media:
        path = medium["path"]
        if path not in seen:
            seen[path] = _seen(job, path)
            if seen[path] is None:
                why = (
                    f"{_callers_name(job, path)} could not be read any more, so the film is made without it."
                )
                notes.append(_note(None, why))
    return [now for medium in job.media if (now := seen[medium["path"]]) is not None], notes


def _seen(job: Job, path: str) -> dict[str, Any] | None:
    try:
        medium: Medium = inspect_medium(job.folder / path)
    except MediaError as error:
        logger.warning("%s of job %s is left out: %s", path, job.pk, error)
        return None
    return {**medium.to_json(), "path": path}


def draw_without_medium(work: Work, scene_id: int) -> None:
    """Let scene `scene_id` be drawn as type alone from now on; `work` is a shot that shows it.

    Whoever comes first writes it into the job's documents and notes; the other shot that shows the scene is
    done again, so that both agree. Raises LostWorkError when the work is ours no more.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=work.job_id)
        if not work.mine().exists():
            raise LostWorkError(str(work))
        graph = SceneGraph.from_json(located(job.scene_graph, job.folder))
        scene = next(scene for scene in graph.scenes if scene.id == scene_id)
        if scene.media.asset is None:
            return
        timeline = Timeline.from_json(located(job.timeline, job.folder))
        name = _callers_name(job, scene.media.asset)
        why = f"{name} could not be read any more, so this scene shows its words without it."
        Job.objects.filter(pk=job.pk).update(
            scene_graph=relative(draw_as_type(graph, scene_id).to_json(), job.folder),
            timeline=relative(_without_asset(timeline, scene_id).to_json(), job.folder),
            notes=[*job.notes, _note(scene_id, why)],
        )
        Scene.objects.filter(job=job, number=scene_id).update(media_type="image")
        others = [number for number in _shown_in(timeline, scene_id) if number != work.scene_number]
        _take_back(job, others)


def _without_asset(timeline: Timeline, scene_id: int) -> Timeline:
    return replace(
        timeline,
        video=tuple(
            replace(track, asset=None, transform=None) if track.scene_id == scene_id else track
            for track in timeline.video
        ),
    )


def _shown_in(timeline: Timeline, scene_id: int) -> list[int]:
    """Return the scenes whose clips show scene `scene_id`: its own, and the next if it blends in."""
    ids = [entry.scene_id for entry in timeline.entries]
    following = ids[ids.index(scene_id) + 1 :][:1]
    return [scene_id, *(number for number in following if timeline.pieces_of(number)[0].frames)]


def _take_back(job: Job, scene_numbers: list[int]) -> None:
    """Have scenes shot again, whether they are done, waiting or under way: who is at it loses the work."""
    shoots = Work.objects.filter(job=job, step=Work.Step.SHOOT, scene_number__in=scene_numbers)
    shoots.update(
        state=Work.State.DUE,
        fence=F("fence") + 1,
        attempts=0,
        lease_until=None,
        result=None,
        finished_at=None,
        next_attempt_at=timezone.now(),
    )
    Scene.objects.filter(job=job, number__in=scene_numbers).update(
        status=SceneStatus.PENDING, frames_done=0, render_duration_ms=None
    )
    transaction.on_commit(lambda: ring_all(shoots.all()))


def _callers_name(job: Job, path: str) -> str:
    """Return what the caller calls the file of which `path` is our copy: its number leads to its entry."""
    copy = Path(path).name
    number, _, _ = copy.partition("-")
    index = int(number) - 1
    return PurePosixPath(job.media_files[index]).name if index < len(job.media_files) else copy


def _note(scene_id: int | None, why: str) -> dict[str, Any]:
    return {"scene_id": scene_id, "what": "media", "why": why}
