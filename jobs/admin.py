"""Jobs in the admin: to look at, never to edit, because the queue works on them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jobs.models import Artifact, Job, Scene, Work, WorkerBeat
from jobs.pages import title_of


class ReadOnly:
    """Rows that the pipeline writes and staff read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SceneInline(ReadOnly, admin.TabularInline):
    model = Scene
    extra = 0
    fields = [
        "number",
        "status",
        "engine_planned",
        "engine_used",
        "fallback_used",
        "fallback_reason",
        "frames_done",
        "frames_total",
        "render_duration_ms",
    ]


class WorkInline(ReadOnly, admin.TabularInline):
    model = Work
    extra = 0
    fields = ["step", "scene_number", "state", "owner", "attempts", "lease_until", "next_attempt_at", "error"]
    verbose_name_plural = "pieces of work"


@admin.register(Job)
class JobAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["poster", "name", "page", "status", "percent", "preset", "created_at"]
    list_display_links = ["name"]
    list_filter = ["status", "preset", "brand_safe", "created_at"]
    list_per_page = 25
    list_select_related = ["preset"]
    search_fields = ["id", "title", "prompt", "voice_script"]
    date_hierarchy = "created_at"
    inlines = [SceneInline, WorkInline]
    fieldsets = [
        (None, {"fields": ["poster", "page", "documents", "status", "percent", "failure", "simplified"]}),
        ("The order", {"fields": ["title", "prompt", "voice_script", "media_files", "preset", "brand_safe"]}),
        (
            "Details",
            {
                "fields": [
                    "owner",
                    "music_source",
                    "music",
                    "engine_override",
                    "target_duration_seconds",
                    "max_scenes",
                    "voice",
                    "language",
                    "speaking_rate",
                    "pronunciations",
                    "voice_file",
                    "recording",
                    "clip_sound",
                    "measures",
                    "created_at",
                    "started_at",
                    "finished_at",
                ]
            },
        ),
    ]
    readonly_fields = ["poster", "page", "documents", "percent", "simplified"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        thumbnails = Artifact.objects.filter(kind=Artifact.Kind.THUMBNAIL)
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("artifacts", thumbnails, to_attr="posters"))
        )

    @admin.display(description="film")
    def poster(self, job: Job) -> SafeString | str:
        posters: list[Artifact] = getattr(job, "posters", [])
        if not posters:
            return "none yet"
        address = reverse("job-file", args=[job.pk, posters[0].path])
        return format_html('<img src="{}" alt="Poster of {}" width="54" height="96">', address, title_of(job))

    @admin.display(description="title")
    def name(self, job: Job) -> str:
        return title_of(job)

    @admin.display(description="progress", ordering="progress_pct")
    def percent(self, job: Job) -> str:
        return f"{job.progress_pct:.0f} %"

    @admin.display(description="page")
    def page(self, job: Job) -> SafeString:
        return format_html('<a href="{}">open</a>', reverse("job", args=[job.pk]))

    @admin.display(description="documents")
    def documents(self, job: Job) -> SafeString:
        links = [
            (reverse("api-job-detail", args=[job.pk]), "Status"),
            (reverse("api-job-scene-graph", args=[job.pk]), "Scene graph"),
            (reverse("api-job-timeline", args=[job.pk]), "Timeline"),
        ]
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    @admin.display(description="what was simplified")
    def simplified(self, job: Job) -> SafeString | str:
        notes = [(note.get("why", ""),) for note in job.notes]
        return format_html_join("", "<p>{}</p>", notes) if notes else "nothing"


@admin.register(WorkerBeat)
class WorkerBeatAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "queue", "seen_at"]
    list_filter = ["queue"]
