"""What the pages show of a job, worked out beforehand: templates only lay it out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from jobs.models import Artifact, Job, JobStatus, SceneStatus

#: The stages in order, as people call them.
STAGES = (
    (JobStatus.PLANNING_SCENES, "Planning"),
    (JobStatus.BUILDING_TIMELINE, "Timing"),
    (JobStatus.RENDERING_SCENES, "Shooting"),
    (JobStatus.COMPOSING, "Joining"),
    (JobStatus.DONE, "Done"),
)
_ORDER = [stage.value for stage, _ in STAGES]
#: What a person calls the files, in the order of interest.
_FILE_NAMES = {
    Artifact.Kind.FILM: "Film",
    Artifact.Kind.THUMBNAIL: "Poster",
    Artifact.Kind.SUBTITLES: "Subtitles",
    Artifact.Kind.VOICE: "Voice-over",
    Artifact.Kind.SCENE_GRAPH: "Scene graph",
    Artifact.Kind.TIMELINE: "Timeline",
}


@dataclass(frozen=True)
class Card:
    """A film in the gallery."""

    address: str
    title: str
    preset: str
    status: str
    status_words: str
    tone: str
    """`done`, `failed` or `running`: what the card is coloured by."""
    progress_pct: int
    length: str
    created_at: Any
    poster: str | None


def card(job: Job) -> Card:
    """Return the card of a job that was fetched with `posters` and its preset."""
    posters: list[Artifact] = getattr(job, "posters", [])
    return Card(
        address=reverse("job", args=[job.pk]),
        title=title_of(job),
        preset=job.preset.name,
        status=job.status,
        status_words=dict(STAGES).get(JobStatus(job.status)) or job.get_status_display(),
        tone=tone_of(job),
        progress_pct=round(job.progress_pct),
        length=length_of(job),
        created_at=job.created_at,
        poster=reverse("job-file", args=[job.pk, posters[0].path]) if posters else None,
    )


def title_of(job: Job) -> str:
    """Return the title, or the beginning of the prompt, cut at a word."""
    if job.title:
        return job.title
    words = " ".join(job.prompt.split())
    return words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0] + "…"


def tone_of(job: Job) -> str:
    if job.status == JobStatus.DONE:
        return "done"
    return "failed" if job.ended else "running"


def length_of(job: Job) -> str:
    """Return the film's length as people write it, once it is known."""
    return clock(job.timeline["totalDuration"]) if job.timeline else ""


def clock(ms: int) -> str:
    """Return milliseconds as `0:15`."""
    seconds = round(ms / 1000)
    return f"{seconds // 60}:{seconds % 60:02d}"


class JobPage:
    """Everything that the page of one job shows."""

    def __init__(self, job: Job, request: HttpRequest) -> None:
        self.job = job
        self._request = request
        self._files = {artifact.path: artifact for artifact in job.artifacts.all()}

    @property
    def title(self) -> str:
        return title_of(self.job)

    @property
    def tone(self) -> str:
        return tone_of(self.job)

    @property
    def length(self) -> str:
        return length_of(self.job)

    @property
    def progress_pct(self) -> int:
        return round(self.job.progress_pct)

    @cached_property
    def film(self) -> str | None:
        """The address of the finished film."""
        return self._file(Artifact.Kind.FILM) if self.job.status == JobStatus.DONE else None

    @cached_property
    def poster(self) -> str | None:
        return self._file(Artifact.Kind.THUMBNAIL)

    @property
    def has_captions(self) -> bool:
        return bool(self.job.timeline and self.job.timeline["tracks"]["captions"])

    @property
    def stages(self) -> list[dict[str, str]]:
        """The stages with their state: `past`, `now` or `ahead`."""
        reached = _ORDER.index(self._last_stage())
        states = []
        for index, (stage, name) in enumerate(STAGES):
            state = "past" if index < reached else "ahead" if index > reached else "now"
            if index == reached and stage == JobStatus.DONE:
                state = "past"
            elif index == reached and self.job.ended:
                state = "broken"
            states.append({"name": name, "state": state, "words": self._stage_words(stage, state)})
        return states

    def _last_stage(self) -> str:
        """Return the stage the job is in, or was in when it failed."""
        if self.job.status in _ORDER:
            return self.job.status
        if self.job.timeline is None:
            return _ORDER[1 if self.job.scene_graph else 0]
        shot = all(scene.status == SceneStatus.DONE for scene in self.job.scenes.all())
        return _ORDER[3 if shot else 2]

    def _stage_words(self, stage: JobStatus, state: str) -> str:
        if stage == JobStatus.RENDERING_SCENES and state != "ahead":
            scenes = self.job.scenes.all()
            done = sum(scene.status == SceneStatus.DONE for scene in scenes)
            return f"{done} of {len(scenes)}"
        return {"past": "finished", "now": "in work", "ahead": "to come", "broken": "stopped here"}[state]

    @cached_property
    def scenes(self) -> list[dict[str, Any]]:
        planned = {scene["id"]: scene for scene in (self.job.scene_graph or {}).get("scenes", [])}
        timed = {entry["sceneId"]: entry for entry in (self.job.timeline or {}).get("timeline", [])}
        found = []
        for scene in self.job.scenes.all():
            plan = planned.get(scene.number, {})
            entry = timed.get(scene.number)
            path = f"scenes/scene_{scene.number}.mp4"
            found.append(
                {
                    "number": scene.number,
                    "role": str(plan.get("role", "")).replace("_", " "),
                    "description": plan.get("description", ""),
                    "words": plan.get("audio") or plan.get("caption", ""),
                    "status": scene.status,
                    "tone": {"DONE": "done", "FAILED": "failed"}.get(scene.status, "running"),
                    "engine": scene.engine_used or scene.engine_planned,
                    "fallback_used": scene.fallback_used,
                    "fallback_reason": scene.fallback_reason,
                    "frames_done": scene.frames_done,
                    "frames_total": scene.frames_total,
                    "start_s": f"{entry['start'] / 1000:.3f}" if entry else "",
                    "span": f"{clock(entry['start'])} to {clock(entry['end'])}" if entry else "",
                    "render_s": f"{scene.render_duration_ms / 1000:.1f}" if scene.render_duration_ms else "",
                    "clip": self._address(path) if path in self._files else None,
                }
            )
        return found

    @cached_property
    def strips(self) -> list[dict[str, Any]]:
        """The timeline as strips of blocks (seen, read, said, played), in thousandths of the film."""
        if not self.job.timeline:
            return []
        tracks, total_ms = self.job.timeline["tracks"], max(self.job.timeline["totalDuration"], 1)

        def block(kind: str, start: int, end: int, words: str) -> dict[str, Any]:
            left = round(1000 * start / total_ms)
            return {
                "kind": kind,
                "x": left,
                "width": max(round(1000 * end / total_ms) - left, 1),
                "words": f"{words} ({clock(start)} to {clock(end)})",
                "start_s": f"{start / 1000:.3f}",
            }

        scenes = [
            block(
                f"scene shade-{entry['sceneId'] % 2}",
                entry["start"],
                entry["end"],
                f"Scene {entry['sceneId']}",
            )
            for entry in self.job.timeline["timeline"]
        ]
        captions = [block("caption", c["start"], c["end"], c["text"]) for c in tracks["captions"]]
        has_voice = any(track["type"] == "voiceover" for track in tracks["audio"])
        voice = [
            block("voice", c["words"][0]["start"], c["words"][-1]["end"], c["text"])
            for c in tracks["captions"]
            if has_voice and c["words"]
        ]
        music = [t for t in tracks["audio"] if t["type"] == "music"]
        played = [block("music", t["start"], t["end"], "Music") for t in music]
        ducked = [
            block("ducked", region["start"], region["end"], "Music steps back")
            for track in music
            for region in track["duckRegions"]
        ]
        heard = [
            block("clip", track["start"], track["end"], "The clip's own sound")
            for track in tracks["audio"]
            if track["type"] == "sfx"
        ]
        named = (
            ("Scenes", scenes),
            ("Captions", captions),
            ("Voice", voice),
            ("Clips", heard),
            ("Music", played + ducked),
        )
        return [{"name": name, "blocks": blocks} for name, blocks in named if blocks]

    @property
    def notes(self) -> list[Mapping[str, Any]]:
        return list(self.job.notes)

    @property
    def failure(self) -> str:
        return self.job.failure

    @property
    def downloads(self) -> list[dict[str, Any]]:
        """The finished files that are not clips of scenes, the most wanted first."""
        kinds = list(_FILE_NAMES)
        files = [file for file in self._files.values() if file.kind in kinds]
        files.sort(key=lambda file: kinds.index(Artifact.Kind(file.kind)))
        return [
            {
                "name": _FILE_NAMES[Artifact.Kind(file.kind)],
                "file": file.path,
                "size": file.size_bytes,
                "address": self._address(file.path) + "?download=1",
            }
            for file in files
        ]

    @property
    def request_json(self) -> str:
        """The order as the API would take it again."""
        job = self.job
        fields = {
            "prompt": job.prompt,
            "media_files": job.media_files,
            "preset_id": job.preset_id,
            "brand_safe": job.brand_safe,
            "voice_script": job.voice_script,
            "music_source": job.music_source,
            "engine_override": job.engine_override,
            "target_duration_seconds": job.target_duration_seconds,
            "max_scenes": job.max_scenes,
            "title": job.title,
            "voice": job.voice,
            "language": job.language,
            "speaking_rate": job.speaking_rate,
            "pronunciations": job.pronunciations,
            "voice_file": job.voice_file,
            "clip_sound": job.clip_sound,
        }
        given = {name: value for name, value in fields.items() if value not in ("", None, [], {})}
        return json.dumps(given, indent=2, ensure_ascii=False)

    @property
    def live_address(self) -> str:
        return reverse("job-live", args=[self.job.pk])

    @property
    def status_address(self) -> str:
        return self._request.build_absolute_uri(reverse("api-job-detail", args=[self.job.pk]))

    def _file(self, kind: Artifact.Kind) -> str | None:
        return next((self._address(f.path) for f in self._files.values() if f.kind == kind), None)

    def _address(self, path: str) -> str:
        return reverse("job-file", args=[self.job.pk, path])


def web_vtt(timeline: Mapping[str, Any]) -> str:
    """Return the captions of a timeline document as WebVTT."""
    cues = [
        f"{_vtt_time(c['start'])} --> {_vtt_time(c['end'])}\n{_vtt_text(c['text'])}\n"
        for c in timeline["tracks"]["captions"]
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _vtt_time(ms: int) -> str:
    seconds, rest = divmod(int(ms), 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"


def _vtt_text(text: str) -> str:
    # A blank line would end the cue.
    return "\n".join(escape(line, quote=False) for line in text.splitlines() if line.strip())
