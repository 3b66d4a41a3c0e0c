"""Taking an order: what the API and the form have in common once the request is understood."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from engines import moderation
from jobs import services
from jobs.api.serializers import is_path
from jobs.files import OpenedMedium
from jobs.media_door import open_medium
from jobs.models import Job
from jobs.space import full_disk_named, require_space
from pytoon.film.errors import BriefError


class ModerationError(BriefError):
    """A rule refuses the request."""


def place_order(owner: Any, asked: Mapping[str, Any], form_key: str | None = None) -> Job:
    """Make a job of checked fields (`JobRequestSerializer.validated_data`).

    Opens the media, holds the words against the moderation rules and hands both on. Raises BriefError,
    whose field names the part of the request to change, StorageFullError, and IntegrityError when the form
    behind `form_key` has been ordered before.
    """
    verdict = moderation.review(
        prompt=asked["prompt"],
        script="\n".join([asked["voice_script"], *asked["pronunciations"].values()]),
        title=asked["title"],
        brand_safe=asked["brand_safe"],
    )
    moderation.tally(verdict, engine=asked["engine_override"] or "local")
    if verdict.blocked:
        raise ModerationError(verdict.blocked.reason, verdict.blocked.field)
    with full_disk_named(), ExitStack() as opened:
        require_space()
        sources: dict[str, OpenedMedium] = {}
        for index, path in enumerate(asked["media_files"]):
            if path not in sources:
                sources[path] = open_medium(path, f"media_files[{index}]")
                opened.callback(sources[path].file.close)
        music_file = None
        if is_path(asked["music_source"]):
            music_file = open_medium(asked["music_source"], "music_source")
            opened.callback(music_file.file.close)
        recording = None
        if asked["voice_file"]:
            recording = open_medium(asked["voice_file"], "voice_file")
            opened.callback(recording.file.close)
        return services.submit_job(
            owner=owner,
            prompt=verdict.prompt,
            sources=[sources[path] for path in asked["media_files"]],
            preset=asked["preset_id"],
            brand_safe=asked["brand_safe"],
            voice_script=asked["voice_script"],
            music_source=asked["music_source"],
            music_file=music_file,
            engine_override=asked["engine_override"],
            target_duration_seconds=asked["target_duration_seconds"],
            max_scenes=asked["max_scenes"],
            title=asked["title"],
            voice=asked["voice"],
            language=asked["language"],
            speaking_rate=asked["speaking_rate"],
            pronunciations=asked["pronunciations"],
            voice_file=asked["voice_file"],
            recording=recording,
            clip_sound=asked["clip_sound"],
            media_files=asked["media_files"],
            notes=[{"scene_id": None, "what": "moderation", "why": flag.reason} for flag in verdict.flags],
            form_key=form_key,
        )
