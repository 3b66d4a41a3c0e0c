"""The steps of a film, each from a claimed piece of work to what it leaves for the next.

Files are made in the folder of the attempt. What a later step needs of them stands in the work's `result`,
with names relative to the job's folder, and counts from the moment it stands there.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jobs import directing
from jobs.files import attempt_folder, located, publish, relative, remove_attempts
from jobs.models import (
    LOCAL_ENGINE,
    MAX_ATTEMPTS,
    Artifact,
    Job,
    JobStatus,
    LostWorkError,
    Scene,
    SceneStatus,
    Work,
)
from jobs.services.broken_media import draw_without_medium, in_callers_words, look_again, play_other_music
from jobs.services.progress import FrameCount, note_progress
from jobs.services.works import finish, hand_out, keep, list_scenes, start_assembly
from pytoon.film.assembly import assemble
from pytoon.film.brief import Brief
from pytoon.film.errors import MediaError, SceneMediaError
from pytoon.film.narration import Narration, Utterance
from pytoon.film.planning import plan_scenes
from pytoon.film.planning.dealing import group_by_length
from pytoon.film.scene_graph import SceneGraph
from pytoon.film.shooting import Clip, Studio, shoot
from pytoon.film.sound.mixing import Soundtrack, mix
from pytoon.film.timeline import Timeline

#: Of this process, which shoots one scene after the other.
_studio = Studio()

logger = logging.getLogger(__name__)


def direct(work: Work) -> None:
    """Plan the scenes, speak the words, build the timeline, and hand the rest of the work out."""
    job = work.job
    if job.status == JobStatus.PLANNING_SCENES:
        _plan(work)
    brief = job.brief()
    graph = plan_scenes(brief)
    narration = _narrate(work, brief, graph)
    schedule = directing.schedule(brief, graph, narration)
    with transaction.atomic():
        _advance(
            work,
            JobStatus.RENDERING_SCENES,
            scene_graph=relative(schedule.graph.to_json(), job.folder),
            timeline=relative(schedule.timeline.to_json(), job.folder),
            notes=[
                *job.notes,
                *_film_notes(job, directing.notes(brief.look, narration, schedule)),
                *_fallback_notes(job),
            ],
        )
        _count_frames(job, schedule.timeline)
        hand_out(job, _side_by_side(schedule.timeline, settings.PYTOON_RENDER_WORKERS))
        starts = [[narration.utterances.index(said), start_ms] for said, start_ms in schedule.speech]
        finish(work, {**work.found, "speech": starts})
    note_progress(job.pk)


def shoot_scene(work: Work) -> None:
    """Shoot one scene and publish its clip."""
    job, began_s = work.job, time.monotonic()
    scene = job.scenes.get(number=work.scene_number)
    Scene.objects.filter(pk=scene.pk, status=SceneStatus.PENDING).update(status=SceneStatus.RENDERING)
    clip = _shoot_what_can_be_read(work, scene, attempt_folder(work))
    publish(work, Artifact.Kind.SCENE, clip.file, _clip_name(scene.number))
    with transaction.atomic():
        finish(work, {"frames": clip.frames})
        Scene.objects.filter(pk=scene.pk).update(
            status=SceneStatus.DONE,
            frames_done=clip.frames,
            engine_used=LOCAL_ENGINE,
            fallback_used=scene.engine_planned != LOCAL_ENGINE,
            fallback_reason=_fallback_reason(scene),
            render_duration_ms=round((time.monotonic() - began_s) * 1000),
        )
    _part_is_done(job)


def score(work: Work) -> None:
    """Mix the sound and publish the voice."""
    job, folder = work.job, attempt_folder(work)
    soundtrack = _mix_what_can_be_read(work, folder)
    if soundtrack.voice_file is not None:
        publish(work, Artifact.Kind.VOICE, soundtrack.voice_file, "voiceover.wav")
    with transaction.atomic():
        finish(
            work,
            {
                "file": str(soundtrack.file.relative_to(job.folder)),
                "loudness_lufs": soundtrack.loudness_lufs,
                "true_peak_dbtp": soundtrack.true_peak_dbtp,
            },
        )
        _add_notes(job, soundtrack.notes)
    _part_is_done(job)


def assemble_film(work: Work) -> None:
    """Join scenes and sound, check the film, and publish everything that a caller may have."""
    job, folder = work.job, attempt_folder(work)
    sound = job.works.get(step=Work.Step.SCORE).found
    film = assemble(_timeline(job), _clips(job), job.folder / sound["file"], folder)
    for kind, name, document in (
        (Artifact.Kind.SCENE_GRAPH, "scene_graph.json", job.scene_graph),
        (Artifact.Kind.TIMELINE, "timeline.json", job.timeline),
    ):
        draft = folder / name
        draft.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        publish(work, kind, draft, name)
    publish(work, Artifact.Kind.SUBTITLES, film.subtitles, "captions.srt")
    publish(work, Artifact.Kind.THUMBNAIL, film.thumbnail, "thumbnail.jpg")
    publish(work, Artifact.Kind.FILM, film.file, "output.mp4")
    with transaction.atomic():
        _advance(work, JobStatus.DONE, progress_pct=100.0, measures=_measures(job, sound))
        finish(work, {})
    remove_attempts(job)


def _advance(work: Work, status: JobStatus, **changes: Any) -> None:
    if not work.job.advance(status, work, **changes):
        raise LostWorkError(str(work))


def _plan(work: Work) -> None:
    """Write down the plan of the film and the media that it is made of.

    Media that have become unreadable since the order are left out here, once: later attempts go on from this.
    """
    job = work.job
    taken = job.media
    notes = look_again(job)
    graph = plan_scenes(job.brief())
    with transaction.atomic():
        _advance(
            work,
            JobStatus.BUILDING_TIMELINE,
            media=job.media,
            music=job.music,
            recording=job.recording,
            scene_graph=relative(graph.to_json(), job.folder),
            scene_count=len(graph.scenes),
            notes=[*job.notes, *notes],
            started_at=timezone.now(),
        )
        if job.media != taken:
            job.scenes.all().delete()
            list_scenes(job, graph)


def _shoot_what_can_be_read(work: Work, scene: Scene, folder: Path) -> Clip:
    """Shoot a scene; what cannot be read of what it shows is drawn as type, once retrying is no help."""
    job = work.job
    while True:
        try:
            return shoot(
                scene.number,
                _graph(job),
                _timeline(job),
                job.brief().look,
                folder,
                brand_safe=job.brand_safe,
                threads=_threads(),
                on_frame=FrameCount(work, scene),
                studio=_studio,
            )
        except SceneMediaError as error:
            if error.retryable and work.attempts < MAX_ATTEMPTS:
                raise
            logger.warning("scene %d of %s is drawn as type: %s", error.scene_id, job.pk, error)
            draw_without_medium(work, error.scene_id)
            job.refresh_from_db(fields=["scene_graph", "timeline"])


def _mix_what_can_be_read(work: Work, folder: Path) -> Soundtrack:
    """Mix the sound; where the caller's music cannot be read the look's own plays."""
    job = work.job
    try:
        return mix(_timeline(job), _speech(job), directing.music_of(job.brief()), folder)
    except MediaError as error:
        if "/" not in job.music:
            raise
        logger.warning("the music of %s is replaced: %s", job.pk, error)
    play_other_music(work)
    job.refresh_from_db(fields=["music", "scene_graph", "timeline"])
    return mix(_timeline(job), _speech(job), directing.music_of(job.brief()), folder)


def _narrate(work: Work, brief: Brief, graph: SceneGraph) -> Narration:
    """Speak the script, or take what an earlier attempt has spoken."""
    if "narration" in work.found:
        return _narration(work)
    began_s = time.monotonic()
    # Always as many threads: the model is loaded once for each number of them.
    narration = directing.speak(brief, graph, attempt_folder(work), threads=os.cpu_count() or 1)
    silent = not narration.utterances
    synthetic = not silent and brief.voice_file is None
    found = {
        "narration": relative(narration.to_json(), work.job.folder),
        "tts_seconds": time.monotonic() - began_s if synthetic else None,
        "tts_failure": "local" if silent and brief.voice_script.strip() else None,
    }
    keep(work, found)
    return narration


def _narration(work: Work) -> Narration:
    return Narration.from_json(located(work.found["narration"], work.job.folder))


def _speech(job: Job) -> list[tuple[Utterance, int]]:
    """Return what is said in the film, each with its start on the film's clock in ms."""
    directed = job.works.get(step=Work.Step.DIRECT)
    utterances = _narration(directed).utterances
    return [(utterances[index], start_ms) for index, start_ms in directed.found["speech"]]


def _count_frames(job: Job, timeline: Timeline) -> None:
    """Say how many frames each scene will have: what progress is measured against."""
    for entry in timeline.entries:
        job.scenes.filter(number=entry.scene_id).update(frames_total=_frames_of(timeline, entry.scene_id))


def _side_by_side(timeline: Timeline, workers: int) -> list[int]:
    """Return the scenes in an order in which workers that take one after the other shoot neighbours.

    Whoever has shot the scene before has half of a transition ready.
    """
    scenes = [entry.scene_id for entry in timeline.entries]
    lengths = [_frames_of(timeline, scene_id) for scene_id in scenes]
    runs = group_by_length(lengths, min(workers, len(scenes)))
    return [scenes[place] for places in zip_longest(*runs) for place in places if place is not None]


def _frames_of(timeline: Timeline, scene_id: int) -> int:
    return sum(len(piece.frames) for piece in timeline.pieces_of(scene_id))


def _threads() -> int:
    """While no scene waits for a worker, take the cores of the workers that have nothing to do."""
    waiting = Work.objects.free(timezone.now()).filter(step=Work.Step.SHOOT).exists()
    return settings.THREADS_PER_WORKER if waiting else os.cpu_count() or 1


def _part_is_done(job: Job) -> None:
    note_progress(job.pk)
    start_assembly(job)


def _graph(job: Job) -> SceneGraph:
    return SceneGraph.from_json(located(job.scene_graph, job.folder))


def _timeline(job: Job) -> Timeline:
    return Timeline.from_json(located(job.timeline, job.folder))


def _clip_name(scene_number: int) -> str:
    return f"scenes/scene_{scene_number}.mp4"


def _clips(job: Job) -> list[Clip]:
    shoots = job.works.filter(step=Work.Step.SHOOT)
    return [
        Clip(work.scene_number, job.folder / _clip_name(work.scene_number), work.found["frames"])
        for work in shoots
    ]


def _fallback_reason(scene: Scene) -> str:
    if scene.engine_planned == LOCAL_ENGINE:
        return ""
    return (
        f"No key for {scene.engine_planned} is set on this server, so the scene was shot by {LOCAL_ENGINE}."
    )


def _add_notes(job: Job, sentences: Sequence[str]) -> None:
    """Add what was simplified to the job's notes, beside what others add at the same time."""
    if sentences:
        locked = Job.objects.select_for_update().get(pk=job.pk)
        Job.objects.filter(pk=job.pk).update(notes=[*locked.notes, *_film_notes(job, sentences)])


def _film_notes(job: Job, sentences: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {"scene_id": None, "what": "film", "why": in_callers_words(job, sentence)} for sentence in sentences
    ]


def _fallback_notes(job: Job) -> list[dict[str, Any]]:
    return [
        {"scene_id": scene.number, "what": "engine", "why": reason}
        for scene in job.scenes.all()
        if (reason := _fallback_reason(scene))
    ]


def _measures(job: Job, sound: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of the finished film that the metrics tell; what does not apply is left out."""
    timeline = _timeline(job)
    directed = job.works.get(step=Work.Step.DIRECT)
    spoken = directed.found
    figures = {
        "loudness_lufs": sound["loudness_lufs"],
        "true_peak_dbtp": sound["true_peak_dbtp"],
        "ducking_regions": sum(len(track.duck_regions) for track in timeline.audio),
        "captions": len(timeline.captions),
        "caption_alignment_method": (
            _narration(directed).word_times if spoken["speech"] else "reading_speed"
        ),
        "caption_alignment_ms": _caption_lag_ms(timeline) if spoken["speech"] else None,
        "tts_seconds": spoken["tts_seconds"],
        "tts_failure": spoken["tts_failure"],
    }
    return {name: value for name, value in figures.items() if value is not None}


def _caption_lag_ms(timeline: Timeline) -> float | None:
    """Return the mean distance between a caption's appearance and the onset of its first word."""
    lags = [
        abs(caption.start_ms - caption.words[0].start_ms) for caption in timeline.captions if caption.words
    ]
    return sum(lags) / len(lags) if lags else None
