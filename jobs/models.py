"""Orders and the work on them. The database is the truth; the queue only carries ids."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from presets.models import Preset
from pytoon.film.brief import FASTEST_RATE, SLOWEST_RATE, Brief, Medium
from pytoon.film.look import Look

LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 3
LOCAL_ENGINE = "local"

_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_job_id() -> str:
    """Return 12 characters that cannot be guessed, read aloud wrongly or mean anything in a path."""
    return "".join(secrets.choice(_ID_ALPHABET) for _ in range(12))


class JobStatus(models.TextChoices):
    PLANNING_SCENES = "planning_scenes", "Planning scenes"
    BUILDING_TIMELINE = "building_timeline", "Building the timeline"
    RENDERING_SCENES = "rendering_scenes", "Rendering scenes"
    COMPOSING = "composing", "Composing"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


#: Every move a job may make. Nothing else writes a status; see `Job.advance`.
MOVES: Mapping[str, tuple[str, ...]] = {
    JobStatus.PLANNING_SCENES: (JobStatus.BUILDING_TIMELINE, JobStatus.FAILED, JobStatus.CANCELLED),
    JobStatus.BUILDING_TIMELINE: (JobStatus.RENDERING_SCENES, JobStatus.FAILED, JobStatus.CANCELLED),
    JobStatus.RENDERING_SCENES: (JobStatus.COMPOSING, JobStatus.FAILED, JobStatus.CANCELLED),
    JobStatus.COMPOSING: (JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED),
    JobStatus.DONE: (),
    JobStatus.FAILED: (),
    JobStatus.CANCELLED: (),
}
ENDED = (JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED)


class LostWorkError(Exception):
    """Somebody else has claimed this work since: what was done here must not be written."""


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: Any) -> Self:
        """The jobs a caller may see. In the embedded profile every caller is the local user."""
        if settings.EMBEDDED or getattr(user, "is_staff", False):
            return self
        return self.filter(owner=user) if getattr(user, "is_authenticated", False) else self.none()

    def unfinished(self) -> Self:
        return self.exclude(status__in=ENDED)


class Job(models.Model):
    """One film that was ordered, with what became of it."""

    id = models.CharField(primary_key=True, max_length=12, default=new_job_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE)

    title = models.CharField(max_length=200, blank=True)
    prompt = models.TextField()
    media_files = models.JSONField(default=list)
    """The paths as the caller wrote them."""
    media = models.JSONField(default=list)
    """Our own copies with what the probe said: `Medium.to_json()`, paths relative to the job's folder."""
    preset = models.ForeignKey(Preset, on_delete=models.PROTECT, related_name="jobs")
    look = models.JSONField(default=dict)
    """The preset as it was when the job came in: staff may edit it while the film is made."""
    brand_safe = models.BooleanField(default=True)
    voice_script = models.TextField(blank=True)
    music_source = models.CharField(max_length=1000, blank=True)
    """As the caller wrote it; empty takes the preset's own track, `none` plays no music."""
    music = models.CharField(max_length=1000, blank=True)
    """What plays: a track's name, or our own copy's path relative to the job's folder; empty for none."""
    engine_override = models.CharField(max_length=40, blank=True)
    target_duration_seconds = models.PositiveSmallIntegerField(
        default=15, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    max_scenes = models.PositiveSmallIntegerField(null=True, blank=True)
    voice = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=35, blank=True)
    speaking_rate = models.FloatField(
        default=1.0, validators=[MinValueValidator(SLOWEST_RATE), MaxValueValidator(FASTEST_RATE)]
    )
    pronunciations = models.JSONField(default=dict, blank=True)
    """What is said for words of the script; captions keep them as they are written."""
    voice_file = models.CharField(max_length=1000, blank=True)
    """The path of the caller's own recording of the script, as the caller wrote it."""
    recording = models.CharField(max_length=1000, blank=True)
    """Our own copy of that recording, relative to the job's folder; empty for none."""
    clip_sound = models.BooleanField(default=False)
    """Whether the clips' own sound is heard."""

    status = models.CharField(
        max_length=20, choices=JobStatus.choices, default=JobStatus.PLANNING_SCENES, editable=False
    )
    progress_pct = models.FloatField(default=0.0, editable=False)
    scene_count = models.PositiveSmallIntegerField(default=0)
    scene_graph = models.JSONField(null=True, editable=False)
    timeline = models.JSONField(null=True, editable=False)
    notes = models.JSONField(default=list, editable=False)
    """What was simplified: objects with `scene_id` (or null), `what` and `why`."""
    failure = models.TextField(blank=True, editable=False)
    """Why there is no film, in words for the caller."""
    measures = models.JSONField(default=dict, editable=False)
    """Figures of the finished film for the metrics: loudness, caption alignment, ducking regions."""

    form_key = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 - unique
    """What tells the form it came from, as it was filled in: the same one sent twice is one order."""

    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        # The gallery and the metrics ask for the newest jobs of a state.
        indexes = [models.Index(fields=["status", "-created_at"])]

    def __str__(self) -> str:
        return self.title or self.prompt[:60]

    @property
    def folder(self) -> Path:
        """Where the artifacts of this job lie."""
        return settings.JOBS_ROOT / self.id

    @property
    def ended(self) -> bool:
        return self.status in ENDED

    def brief(self) -> Brief:
        """Return the order as the film library takes it: from here on nothing knows the database."""
        media = (Medium.from_json(medium) for medium in self.media)
        return Brief(
            prompt=self.prompt,
            look=Look.from_json(self.look),
            media=tuple(replace(medium, path=self.folder / medium.path) for medium in media),
            brand_safe=self.brand_safe,
            voice_script=self.voice_script,
            music=str(self.folder / self.music) if "/" in self.music else self.music or None,
            engine=self.engine_override or LOCAL_ENGINE,
            target_ms=self.target_duration_seconds * 1000,
            max_scenes=self.max_scenes,
            title=self.title,
            voice=self.voice,
            language=self.language,
            speaking_rate=self.speaking_rate,
            pronunciations=self.pronunciations,
            voice_file=self.folder / self.recording if self.recording else None,
            clip_sound=self.clip_sound,
        )

    def advance(self, status: JobStatus, work: Work | None = None, **changes: Any) -> bool:
        """Move to `status` and write `changes` with it, if the job still stands where we think.

        This is the only writer of `status`. The move is a compare-and-set on the old status and, when a
        piece of `work` makes it, on that work's fence. Returns whether the move happened; a job that
        has ended or moved on is left alone.
        """
        if status not in MOVES[self.status]:
            return False
        if status in ENDED:
            changes.setdefault("finished_at", timezone.now())
        rows = Job.objects.filter(pk=self.pk, status=self.status)
        if work is not None:
            rows = rows.filter(works__pk=work.pk, works__fence=work.fence, works__state=Work.State.DUE)
        if not rows.update(status=status, **changes):
            return False
        self.status = status
        for name, value in changes.items():
            setattr(self, name, value)
        return True


class SceneStatus(models.TextChoices):
    PENDING = "PENDING"
    RENDERING = "RENDERING"
    DONE = "DONE"
    FAILED = "FAILED"


class Scene(models.Model):
    """One scene of a job, as the caller follows it."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="scenes")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=SceneStatus.choices, default=SceneStatus.PENDING)
    media_type = models.CharField(max_length=10, default="image")
    """What it is made from: `image` or `video`."""
    engine_planned = models.CharField(max_length=40, default=LOCAL_ENGINE)
    engine_used = models.CharField(max_length=40, blank=True)
    fallback_used = models.BooleanField(default=False)
    fallback_reason = models.CharField(max_length=300, blank=True)
    frames_total = models.PositiveIntegerField(default=0)
    frames_done = models.PositiveIntegerField(default=0)
    render_duration_ms = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="one_row_a_scene")]

    def __str__(self) -> str:
        return f"scene {self.number} of {self.job_id}"


class WorkQuerySet(models.QuerySet["Work"]):
    def free(self, now: datetime) -> Self:
        """What may be claimed: its time has come, nobody holds it, and it has attempts left."""
        return self.unheld(now).filter(next_attempt_at__lte=now, attempts__lt=MAX_ATTEMPTS)

    def unheld(self, now: datetime) -> Self:
        """What is still to be done and on which nobody holds a living lease."""
        return self.filter(state=Work.State.DUE).filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))

    def exhausted(self, now: datetime) -> Self:
        """What has used up its attempts without a result: it keeps killing its workers."""
        return self.unheld(now).filter(attempts__gte=MAX_ATTEMPTS)

    def claim(self, work_id: int, owner: str) -> Work | None:
        """Take the work for `owner`: exactly one caller wins, the others get None.

        The fence counts the claims; whoever holds an older fence can no longer write.
        """
        now = timezone.now()
        won = (
            self.free(now)
            .filter(pk=work_id)
            .update(
                owner=owner,
                fence=F("fence") + 1,
                attempts=F("attempts") + 1,
                lease_until=now + LEASE,
                started_at=now,
            )
        )
        return self.select_related("job").get(pk=work_id) if won else None


class Work(models.Model):
    """A piece of work for one worker at a time: the outbox, the claim and the checkpoint in one row."""

    class Step(models.TextChoices):
        DIRECT = "direct", "Plan, speak and time"
        SHOOT = "shoot", "Shoot a scene"
        SCORE = "score", "Mix the sound"
        ASSEMBLE = "assemble", "Assemble the film"

    class State(models.TextChoices):
        DUE = "due"
        DONE = "done"
        FAILED = "failed"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="works")
    step = models.CharField(max_length=10, choices=Step.choices)
    scene_number = models.PositiveSmallIntegerField(default=0)
    """The scene to shoot; 0 for steps that concern the whole film."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.DUE)
    owner = models.CharField(max_length=120, blank=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    rung_at = models.DateTimeField(null=True)
    """When the queue was last told; null until it was."""
    result = models.JSONField(null=True)
    """The checkpoint: what this step found out, for the steps after it."""
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "step", "scene_number"], name="one_row_a_piece_of_work")
        ]
        # The ticker asks every few seconds for what is due and whose lease has run out.
        indexes = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self) -> str:
        return f"{self.step} {self.scene_number or ''} of {self.job_id}".replace("  ", " ")

    @property
    def queue(self) -> str:
        """The queue whose workers do this step."""
        # The sound comes after the scenes: while the last of them are shot, a render worker is free for it.
        return "render" if self.step in (self.Step.SHOOT, self.Step.SCORE) else "director"

    @property
    def found(self) -> dict[str, Any]:
        """What this step has found out so far; empty before its first checkpoint."""
        return self.result or {}

    def mine(self) -> WorkQuerySet:
        """The row of this work as long as nobody has claimed it since: for writes that carry the fence."""
        return Work.objects.filter(pk=self.pk, fence=self.fence, state=self.State.DUE)

    def renew_lease(self) -> None:
        """Say that this work is still being done. Raises LostWorkError when it is ours no more."""
        if not self.mine().filter(lease_until__isnull=False).update(lease_until=timezone.now() + LEASE):
            raise LostWorkError(str(self))


class Artifact(models.Model):
    """A finished file of a job."""

    class Kind(models.TextChoices):
        FILM = "film"
        THUMBNAIL = "thumbnail"
        SUBTITLES = "subtitles"
        SCENE_GRAPH = "scene_graph"
        TIMELINE = "timeline"
        VOICE = "voice"
        SCENE = "scene"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="artifacts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    path = models.CharField(max_length=200)
    """Relative to the job's folder."""
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["job", "path"], name="one_row_an_artifact")]

    def __str__(self) -> str:
        return f"{self.path} of {self.job_id}"


class WorkerBeat(models.Model):
    """A worker process that is alive: it writes here every few seconds."""

    name = models.CharField(primary_key=True, max_length=120)
    queue = models.CharField(max_length=20)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
