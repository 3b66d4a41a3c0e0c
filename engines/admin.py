"""Engines and moderation rules in the admin."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from engines import moderation
from engines.models import EngineProfile, ModerationRule
from pytoon.shipped import ShippedRow


class ShippedAdmin(admin.ModelAdmin):
    """A shipped row would come back with the next start: it is switched off instead of deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: ShippedRow | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.shipped)


@admin.register(EngineProfile)
class EngineProfileAdmin(ShippedAdmin):
    list_display = ["label", "name", "order", "enabled", "timeout_s", "max_duration_s", "good_at"]
    list_display_links = ["label"]
    list_editable = ["order", "enabled"]
    fieldsets = [
        (None, {"fields": ["name", "label", "enabled", "order"]}),
        ("Limits", {"fields": ["timeout_s", "max_duration_s"]}),
        ("What it is for", {"fields": ["capabilities", "preferred_for"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: EngineProfile | None = None) -> list[str]:
        return ["name"] if obj else []

    @admin.display(description="good at")
    def good_at(self, engine: EngineProfile) -> str:
        return ", ".join(str(word) for word in engine.capabilities)


class TryForm(forms.Form):
    """A text to hold against the rules."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 4, "cols": 80}), label="Text")
    brand_safe = forms.BooleanField(required=False, initial=True, label="As a brand-safe request")


@admin.register(ModerationRule)
class ModerationRuleAdmin(ShippedAdmin):
    change_list_template = "admin/engines/moderationrule/change_list.html"
    list_display = ["name", "kind", "expression", "action", "scope", "brand_safe_only", "enabled"]
    list_editable = ["enabled"]
    list_filter = ["enabled", "action", "kind", "scope"]
    search_fields = ["name", "expression", "public_reason"]
    fieldsets = [
        (None, {"fields": ["name", "enabled"]}),
        ("What is looked for", {"fields": ["kind", "expression", "scope", "brand_safe_only"]}),
        ("What happens then", {"fields": ["action", "replacement", "public_reason"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        ours = path("try/", self.admin_site.admin_view(self.try_view), name="engines_moderationrule_try")
        return [ours, *super().get_urls()]

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """Show which of the enabled rules a text meets, without ordering anything."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = TryForm(request.POST or None)
        verdict = None
        if form.is_valid():
            verdict = moderation.review(
                prompt=form.cleaned_data["text"], brand_safe=form.cleaned_data["brand_safe"]
            )
        context = {
            **self.admin_site.each_context(request),
            "title": "Try a text",
            "opts": self.opts,
            "form": form,
            "verdict": verdict,
        }
        return TemplateResponse(request, "admin/engines/moderationrule/try.html", context)
