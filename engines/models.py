"""The studios that can shoot a scene, and the rules on what may be said."""

from __future__ import annotations

import re2
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from pytoon.shipped import ShippedRow

# A mistyped pattern is told to whoever wrote it, not to the log.
_QUIET = re2.Options()
_QUIET.log_errors = False


class EngineQuerySet(models.QuerySet["EngineProfile"]):
    def chain(self) -> EngineQuerySet:
        """The engines in use, in the order in which they are tried."""
        return self.filter(enabled=True).order_by("order", "name")


class EngineProfile(ShippedRow):
    """One engine: whether and when it is tried, and what it can do."""

    name = models.SlugField(primary_key=True, help_text="The engine's name on the wire.")
    label = models.CharField(max_length=80)
    enabled = models.BooleanField(default=True, help_text="Off takes it out of every chain at once.")
    order = models.PositiveIntegerField(default=0, help_text="Smaller is tried first; local ends the chain.")
    timeout_s = models.PositiveIntegerField(
        default=300, validators=[MinValueValidator(10), MaxValueValidator(3600)]
    )
    max_duration_s = models.PositiveIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    capabilities = models.JSONField(
        default=list, blank=True, help_text='What it is good at, such as ["realistic", "product"].'
    )
    preferred_for = models.JSONField(
        default=list,
        blank=True,
        help_text='Ids of the presets that try it before the rest of the chain, such as ["cinematic_story"].',
    )

    objects = EngineQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.label


class ModerationRule(ShippedRow):
    """A term or pattern that may not be asked for."""

    class Action(models.TextChoices):
        BLOCK = "block", "Refuse the request"
        REPLACE = "replace", "Replace before an engine sees it"
        WARN = "warn", "Let it pass and note it"

    class Kind(models.TextChoices):
        TERM = "term", "Whole word or phrase"
        PATTERN = "pattern", "RE2 pattern"

    class Scope(models.TextChoices):
        PROMPT = "prompt", "Prompt"
        SCRIPT = "script", "Voice script"
        EVERYTHING = "everything", "Prompt, script and title"

    name = models.SlugField(unique=True, help_text="A short name for the log and for staff.")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.TERM)
    expression = models.CharField(max_length=500, help_text="The word, the phrase or the RE2 pattern.")
    action = models.CharField(max_length=10, choices=Action.choices, default=Action.BLOCK)
    replacement = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=12, choices=Scope.choices, default=Scope.EVERYTHING)
    brand_safe_only = models.BooleanField(
        default=False, help_text="On: it holds only for requests with brand_safe."
    )
    public_reason = models.CharField(max_length=200, help_text="What the caller is told when it blocks.")
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if not self.expression.strip():
            raise ValidationError({"expression": "Write the word, the phrase or the pattern to look for."})
        if self.kind == self.Kind.PATTERN:
            try:
                re2.compile(self.expression, _QUIET)
            except re2.error as error:
                raise ValidationError({"expression": f"RE2 cannot read this pattern: {error}"}) from None


class ModerationTally(models.Model):
    """How often a rule was met: rules come and go, and a refused request leaves no job to count."""

    trigger = models.CharField(max_length=50)
    """The rule's name."""
    strictness = models.CharField(max_length=10)
    action = models.CharField(max_length=10)
    engine = models.CharField(max_length=40)
    flags = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trigger", "strictness", "action", "engine"], name="one_row_a_tally"
            )
        ]

    def __str__(self) -> str:
        return f"{self.trigger}: {self.flags}"
