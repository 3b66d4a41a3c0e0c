"""The looks that staff and callers choose from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from pytoon.film.look import Look
from pytoon.shipped import ShippedRow

TRANSITIONS = ("cut", "fade", "fade_black", "swipe_left", "swipe_right")


class Archetype(models.TextChoices):
    PRODUCT_HERO = "PRODUCT_HERO", "Product hero"
    OVERLAY = "OVERLAY", "Overlay"
    MEME_TEXT = "MEME_TEXT", "Meme text"


class Layout(models.TextChoices):
    PRODUCT_HERO_CLEAN = "product_hero_clean", "Product hero, clean"
    OVERLAY_CLASSIC = "overlay_classic", "Overlay, classic"


class PresetQuerySet(models.QuerySet["Preset"]):
    def offered(self) -> PresetQuerySet:
        """The presets a caller may name."""
        return self.filter(enabled=True)


class Preset(ShippedRow):
    """How a film looks, moves and sounds. Callers name it by its id."""

    id = models.CharField(
        max_length=64,
        primary_key=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", "Use small letters, digits and underscores.")],
        help_text="What callers write in preset_id. It cannot change once films were made with it.",
    )
    name = models.CharField(max_length=80, help_text="What people see.")
    description = models.TextField(blank=True, help_text="One or two sentences on when to choose it.")
    archetype = models.CharField(max_length=20, choices=Archetype.choices)
    layout = models.CharField(
        max_length=40, choices=Layout.choices, help_text="The drawing that this preset is built on."
    )
    stand_in = models.BooleanField(
        default=False,
        help_text="The drawing is another preset's, until this one's own is built; its films say so.",
    )
    palette = models.JSONField(
        default=dict,
        blank=True,
        help_text='Colours by name, such as {"accent": "#2747FF"}. A name left out keeps the layout\'s own.',
    )
    transitions = models.JSONField(
        default=list, help_text=f"Used between scenes in this order: {', '.join(TRANSITIONS)}."
    )
    transition_ms = models.PositiveIntegerField(
        default=300,
        validators=[MinValueValidator(100), MaxValueValidator(1500)],
        help_text="Length of a transition in milliseconds.",
    )
    camera = models.FloatField(
        default=1.0,
        validators=[MinValueValidator(0), MaxValueValidator(2)],
        help_text="How far the camera moves: 0 stands still, 1 is the layout's own.",
    )
    scene_min_ms = models.PositiveIntegerField(
        default=2400, validators=[MinValueValidator(800), MaxValueValidator(20_000)]
    )
    scene_max_ms = models.PositiveIntegerField(
        default=4000, validators=[MinValueValidator(800), MaxValueValidator(20_000)]
    )
    music = models.CharField(
        max_length=64,
        default="upbeat_corporate",
        help_text="The track that plays when the caller names none.",
    )
    enabled = models.BooleanField(default=True, help_text="Off hides it from callers; old films stay.")
    order = models.PositiveIntegerField(default=0)

    objects = PresetQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        errors: dict[str, str] = {}
        if not isinstance(self.transitions, list) or not self.transitions:
            errors["transitions"] = 'Give a list with at least one transition, such as ["cut", "fade"].'
        elif unknown := [t for t in self.transitions if t not in TRANSITIONS]:
            errors["transitions"] = (
                f"Unknown transition {unknown[0]!r}; choose from {', '.join(TRANSITIONS)}."
            )
        if problem := _palette_problem(self.palette):
            errors["palette"] = problem
        if self.scene_max_ms < self.scene_min_ms:
            errors["scene_max_ms"] = "The longest scene cannot be shorter than the shortest."
        if errors:
            raise ValidationError(errors)

    def look(self) -> Look:
        """Return this preset as the film library takes it."""
        return Look(
            name=self.id,
            archetype=self.archetype,  # type: ignore[arg-type]
            layout=self.layout,
            stand_in=self.stand_in,
            palette=dict(self.palette),
            transitions=tuple(self.transitions),
            transition_ms=self.transition_ms,
            camera=self.camera,
            scene_ms=(self.scene_min_ms, self.scene_max_ms),
            music=self.music,
        )


def _palette_problem(palette: Any) -> str:
    """Say what is wrong with a palette, or return an empty string."""
    if not isinstance(palette, dict):
        return 'Give an object such as {"accent": "#2747FF"}.'
    check = RegexValidator(r"^#[0-9A-Fa-f]{6}$")
    for name, colour in palette.items():
        try:
            check(colour)
        except ValidationError:
            return f"{name}: {colour!r} is no colour; write it as #RRGGBB."
    return ""
