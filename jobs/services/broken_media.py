"""What becomes of a film whose media break after they were taken: it goes on without them, and says so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jobs.files import located, relative
from jobs.models import Job, LostWorkError, Scene, SceneStatus, Work
from jobs.queueing import ring_all
from pytoon.film.errors import MediaError
from pytoon.film.media import inspect_medium
from pytoon.film.planning.without_media import draw_as_type
from pytoon.film.probe import probe_start
from pytoon.film.scene_graph import SceneGraph
from pytoon.film.sound.inspecting import inspect_music, inspect_sound
from pytoon.film.timeline import Timeline

logger = logging.getLogger(__name__)


def look_again(job: Job) -> list[dict[str, Any]]:
    """Set the job's media, music and recording to what can still be read, and return notes on what cannot.

    Nothing is stored.
    """
    job.media, notes = _media_now(job)
    if "/" in job.music and not _is_sound(job, job.music, inspect_music):
        notes.append(_note(None, _music_note(job), "music"))
        job.music = job.preset.music
    if job.recording and not _is_sound(job, job.recording, inspect_sound):
        why = f"{_name(job.voice_file)} could not be read any more, so a voice of ours reads the script."
        notes.append(_note(None, why, "voice"))
        job.recording = ""
    return notes


def _media_now(job: Job) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the job's media as they are, without those that cannot be read any more, and notes on these."""
    seen: dict[str, dict[str, Any] | None] = {}
    notes = []
    for medium in job.media:
        path = medium["path"]
        if path not in seen:
            seen[path] = _seen(job, medium)
            if seen[path] is None:
                name = _callers_name(job, path)
                notes.append(
                    _note(None, f"{name} could not be read any more, so the film is made without it.")
                )
    return [now for medium in job.media if (now := seen[medium["path"]]) is not None], notes


def _seen(job: Job, medium: dict[str, Any]) -> dict[str, Any] | None:
    """Return the medium as it is now; of a clip only the beginning is read, whatever else a machine does."""
    path = medium["path"]
    try:
        if medium["kind"] == "video" and probe_start(job.folder / path).video is not None:
            return medium
        return {**inspect_medium(job.folder / path).to_json(), "path": path}
    except MediaError as error:
        logger.warning("%s of job %s is left out: %s", path, job.pk, error)
        return None


def _is_sound(job: Job, path: str, inspect: Callable[[Path], object]) -> bool:
    try:
        inspect(job.folder / path)
    except MediaError as error:
        logger.warning("%s of job %s is left out: %s", path, job.pk, error)
        return False
    return True


def play_other_music(work: Work) -> None:
    """Let the look's own music play from now on instead of the caller's; `work` mixes the sound.

    Raises LostWorkError when the work is ours no more.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=work.job_id)
        if not work.mine().exists():
            raise LostWorkError(str(work))
        graph, timeline = _documents(job)
        music = job.preset.music
        audio = (
            replace(track, file=music) if track.type == "music" else track
            for track in timeline.audio
            if music or track.type != "music"
        )
        heard = replace(graph.global_audio, background_music=music or None)
        Job.objects.filter(pk=job.pk).update(
            music=music,
            scene_graph=relative(replace(graph, global_audio=heard).to_json(), job.folder),
            timeline=relative(replace(timeline, audio=tuple(audio)).to_json(), job.folder),
            notes=[*job.notes, _note(None, _music_note(job), "music")],
        )


def _music_note(job: Job) -> str:
    instead = "the look's own music plays" if job.preset.music else "no music plays"
    return f"{_name(job.music_source)} could not be read any more, so {instead}."


def _documents(job: Job) -> tuple[SceneGraph, Timeline]:
    graph, timeline = (located(document, job.folder) for document in (job.scene_graph, job.timeline))
    return SceneGraph.from_json(graph), Timeline.from_json(timeline)


def draw_without_medium(work: Work, scene_id: int) -> None:
    """Let scene `scene_id` be drawn as type alone from now on; `work` is a shot that shows it.

    Whoever comes first writes it into the job's documents and notes; the other shot that shows the scene is
    done again, so that both agree. Raises LostWorkError when the work is ours no more.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=work.job_id)
        if not work.mine().exists():
            raise LostWorkError(str(work))
        graph, timeline = _documents(job)
        scene = next(scene for scene in graph.scenes if scene.id == scene_id)
        if scene.media.asset is None:
            return
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


def in_callers_words(job: Job, sentence: str) -> str:
    """Return `sentence` with the caller's names for the files that it calls by those of our copies."""
    for medium in job.media:
        sentence = sentence.replace(Path(medium["path"]).name, _callers_name(job, medium["path"]))
    return sentence


def _callers_name(job: Job, path: str) -> str:
    """Return what the caller calls the file of which `path` is our copy: its number leads to its entry."""
    copy = Path(path).name
    number, _, _ = copy.partition("-")
    index = int(number) - 1
    return _name(job.media_files[index]) if index < len(job.media_files) else copy


def _name(path: str) -> str:
    return PurePosixPath(path).name


def _note(scene_id: int | None, why: str, what: str = "media") -> dict[str, Any]:
    return {"scene_id": scene_id, "what": what, "why": why}
