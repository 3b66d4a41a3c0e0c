"""What a preset fixes for a film: data only, so that staff can edit it and a test can read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Archetype = Literal["PRODUCT_HERO", "OVERLAY", "MEME_TEXT"]
TransitionType = Literal["cut", "fade", "fade_black", "swipe_left", "swipe_right"]

#: Transitions that `brand_safe` leaves in a film.
CALM_TRANSITIONS: tuple[TransitionType, ...] = ("cut", "fade")


@dataclass(frozen=True)
class Look:
    """How the films of one preset look, move and sound."""

    name: str
    """The preset's id."""
    archetype: Archetype
    layout: str
    """Which layout draws it: a module of `pytoon.film.picture.looks`."""
    stand_in: bool = False
    """True while another look's layout stands in for one of its own that is not built yet."""
    palette: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Colours (`#RRGGBB`) by the names the layout gives them; a name left out keeps the layout's own."""
    transitions: tuple[TransitionType, ...] = ("cut",)
    """Used between scenes in this order, over and over."""
    transition_ms: int = 300
    camera: float = 1.0
    """Camera movement as a share of the layout's own: 0 stands still, 0.5 moves half as far."""
    scene_ms: tuple[int, int] = (2400, 4000)
    """The shortest and the longest a scene likes to be."""
    music: str = "upbeat_corporate"
    """The track that plays when the caller names none."""

    def calmed(self) -> Look:
        """Return the brand-safe form: cuts and short fades, the camera at half its way."""
        kept: tuple[TransitionType, ...] = tuple(t for t in self.transitions if t in CALM_TRANSITIONS)
        changes: dict[str, Any] = {
            "transitions": kept or ("cut",),
            "transition_ms": min(max(self.transition_ms, 200), 400),
            "camera": self.camera / 2,
        }
        return Look(**{**self.__dict__, **changes})

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__, "palette": dict(self.palette)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Look:
        shortest_ms, longest_ms = document["scene_ms"]
        changes: dict[str, Any] = {
            "transitions": tuple(document["transitions"]),
            "scene_ms": (shortest_ms, longest_ms),
        }
        return cls(**{**document, **changes})
