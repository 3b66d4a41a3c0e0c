"""The looks in the admin, grouped as a designer thinks."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from presets.models import Preset


@admin.register(Preset)
class PresetAdmin(admin.ModelAdmin):
    list_display = ["name", "id", "archetype", "layout", "colours", "films", "order", "enabled"]
    list_display_links = ["name"]
    list_editable = ["order", "enabled"]
    list_filter = ["enabled", "archetype", "layout"]
    search_fields = ["id", "name", "description"]
    fieldsets = [
        (None, {"fields": ["id", "name", "description", "enabled", "order"]}),
        ("Look", {"fields": ["archetype", "layout", "stand_in", "palette"]}),
        ("Movement", {"fields": ["camera", "transitions", "transition_ms", "scene_min_ms", "scene_max_ms"]}),
        ("Sound", {"fields": ["music"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Preset]:
        return super().get_queryset(request).annotate(film_count=Count("jobs"))

    def get_readonly_fields(self, request: HttpRequest, obj: Preset | None = None) -> list[str]:
        # The id is what callers write; films that were made with it keep pointing at it.
        return ["id"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Preset | None = None) -> bool:
        """A shipped preset would come back with the next start: it is switched off instead."""
        return super().has_delete_permission(request, obj) and not (obj and obj.shipped)

    @admin.display(description="colours")
    def colours(self, preset: Preset) -> SafeString:
        swatches = [(colour, name) for name, colour in (preset.palette or {}).items()][:6]
        squares = format_html_join(
            "",
            '<svg width="18" height="18" role="img" aria-label="{1}"><title>{1} {0}</title>'
            '<rect width="18" height="18" rx="4" fill="{0}"/></svg> ',
            swatches,
        )
        return format_html("{}", squares)

    @admin.display(description="films", ordering="film_count")
    def films(self, preset: Preset) -> int:
        return getattr(preset, "film_count", 0)
