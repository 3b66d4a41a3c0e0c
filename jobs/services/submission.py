"""To order a film."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from jobs.files import OpenedMedium, take_in
from jobs.models import Job, Work
from jobs.queueing import ring
from jobs.services.works import list_scenes
from presets.models import Preset
from pytoon.film.errors import MediaError
from pytoon.film.indexing import indexed
from pytoon.film.media import inspect_medium
from pytoon.film.planning import plan_scenes
from pytoon.film.sound.inspecting import inspect_music, inspect_sound

NO_MUSIC = "none"
#: Each picture takes up to 200 MB while it is looked at, and every request has a thread of its own.
_INSPECTIONS = threading.BoundedSemaphore(2)


def submit_job(
    *,
    owner: Any,
    prompt: str,
    preset: Preset,
    sources: Sequence[OpenedMedium] = (),
    media_files: Sequence[str] = (),
    brand_safe: bool = True,
    voice_script: str = "",
    music_source: str = "",
    music_file: OpenedMedium | None = None,
    engine_override: str = "",
    target_duration_seconds: int = 15,
    max_scenes: int | None = None,
    title: str = "",
    voice: str = "",
    language: str = "",
    speaking_rate: float = 1.0,
    pronunciations: Mapping[str, str] | None = None,
    voice_file: str = "",
    recording: OpenedMedium | None = None,
    clip_sound: bool = False,
    notes: Sequence[Mapping[str, Any]] = (),
    form_key: str | None = None,
) -> Job:
    """Take an order: copy the caller's files, plan the scenes and store the job with its first piece of work.

    `sources` are the open files behind the paths `media_files`, where one that is named twice is one and the
    same; `music_file` is the open file when `music_source` is a path, and otherwise `music_source` is a
    track's name, `none`, or empty for the preset's own track; `recording` is the open file behind the path
    `voice_file`. `notes` say what was changed in the order before it came here, in the form of `Job.notes`.
    All files are closed. Raises BriefError (MediaError for a file), or IntegrityError when there is a job
    with this `form_key`, and then no trace of the order is left.
    """
    job = Job(
        owner=owner,
        title=title,
        prompt=prompt,
        media_files=list(media_files),
        preset=preset,
        look=preset.look().to_json(),
        brand_safe=brand_safe,
        voice_script=voice_script,
        music_source=music_source,
        engine_override=engine_override,
        target_duration_seconds=target_duration_seconds,
        max_scenes=max_scenes,
        voice=voice,
        language=language,
        speaking_rate=speaking_rate,
        pronunciations=dict(pronunciations or {}),
        voice_file=voice_file,
        clip_sound=clip_sound,
        notes=list(notes),
        form_key=form_key,
    )
    try:
        copies: dict[OpenedMedium, dict[str, Any]] = {}
        for number, source in enumerate(sources, start=1):
            if source not in copies:
                copies[source] = _copied(source, job, number)
        job.media = [copies[source] for source in sources]
        job.music = _music(job, music_file)
        job.recording = _recording(job, recording)
        work = _store(job)
    except BaseException:
        shutil.rmtree(job.folder, ignore_errors=True)
        raise
    transaction.on_commit(lambda: ring(work))
    return job


def _copied(source: OpenedMedium, job: Job, number: int) -> dict[str, Any]:
    copy = take_in(source, job, f"{number:02d}")
    try:
        with _INSPECTIONS:
            medium = indexed(inspect_medium(copy), copy.with_name(f"{copy.stem}-indexed.mkv"))
    except MediaError as error:
        raise MediaError(_in_callers_words(error, copy, source), f"media_files[{number - 1}]") from error
    if medium.path != copy:
        copy.unlink()
    return {**medium.to_json(), "path": str(medium.path.relative_to(job.folder))}


def _in_callers_words(error: MediaError, copy: Path, source: OpenedMedium) -> str:
    return str(error).replace(copy.name, source.name)


def _music(job: Job, file: OpenedMedium | None) -> str:
    if job.music_source == NO_MUSIC:
        return ""
    if file is None:
        return job.music_source or job.preset.music
    return _copied_sound(file, job, "music", inspect_music, "music_source")


def _recording(job: Job, file: OpenedMedium | None) -> str:
    return "" if file is None else _copied_sound(file, job, "voice", inspect_sound, "voice_file")


def _copied_sound(
    file: OpenedMedium, job: Job, label: str, inspect: Callable[[Path], object], field: str
) -> str:
    copy = take_in(file, job, label)
    try:
        inspect(copy)
    except MediaError as error:
        raise MediaError(_in_callers_words(error, copy, file), field) from error
    return str(copy.relative_to(job.folder))


def _store(job: Job) -> Work:
    graph = plan_scenes(job.brief())
    job.scene_count = len(graph.scenes)
    with transaction.atomic():
        job.save(force_insert=True)
        list_scenes(job, graph)
        return Work.objects.create(job=job, step=Work.Step.DIRECT)
