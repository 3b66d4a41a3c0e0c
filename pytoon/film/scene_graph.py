"""The plan of a film: its scenes in order and the sound that runs under all of them.

`SceneGraph.to_json()` is the document of `schemas/scene_graph_v2.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pytoon.film.look import TransitionType

VERSION = "2.0"

Role = Literal["hook", "feature", "proof", "call_to_action"]
#: Where a text overlay stands is said by what it is; the layout knows the place. Only an `item`, one entry
#: of a list, may come several times.
TextSlot = Literal[
    "claim", "number", "unit", "label", "quote", "name", "item", "wordmark", "button", "address"
]


@dataclass(frozen=True)
class Media:
    """What is seen in a scene; `asset` None means that the scene is made of type alone."""

    type: Literal["image", "video"] = "image"
    asset: str | None = None
    engine: str = "local"
    prompt: str = ""
    effect: str = ""
    """Camera movement in the layout's terms, such as `push_in`, `pull_out`, `pan_left`."""


@dataclass(frozen=True)
class Style:
    """The words for mood, camera and light that were found in the prompt; empty when it has none."""

    mood: str = ""
    camera_motion: str = ""
    lighting: str = ""


@dataclass(frozen=True)
class Overlay:
    """Something laid over the picture. A text's `position` is its slot: claim, number, button and so on."""

    type: Literal["product_image", "logo", "text", "graphic"]
    asset: str | None = None
    text: str | None = None
    position: str = ""
    scale: float = 1.0
    opacity: float = 1.0


@dataclass(frozen=True)
class Scene:
    id: int
    """1 for the first scene."""
    role: Role
    description: str
    duration_ms: int
    media: Media
    caption: str = ""
    """The words that stand on screen as captions during this scene."""
    audio: str = ""
    """The sentences of the script that begin in this scene; empty when it is silent."""
    style: Style = Style()
    overlays: tuple[Overlay, ...] = ()
    transition: TransitionType = "cut"
    """How the film comes into this scene; the first scene has `cut`."""

    def text(self, slot: TextSlot) -> str:
        """Return the text that was planned for `slot`, or an empty string."""
        return next(iter(self.texts(slot)), "")

    def texts(self, slot: TextSlot) -> tuple[str, ...]:
        """Return all texts that were planned for `slot`, in order."""
        return tuple(o.text for o in self.overlays if o.type == "text" and o.position == slot and o.text)


@dataclass(frozen=True)
class GlobalAudio:
    voice_script: str = ""
    voice_file: str | None = None
    background_music: str | None = None


@dataclass(frozen=True)
class SceneGraph:
    scenes: tuple[Scene, ...]
    global_audio: GlobalAudio = field(default_factory=GlobalAudio)
    version: str = VERSION

    def to_json(self) -> dict[str, Any]:
        """Return the document as the wire has it: camelCase where the contract has it, milliseconds."""
        return {
            "version": self.version,
            "scenes": [_scene_to_json(scene) for scene in self.scenes],
            "globalAudio": {
                "voiceScript": self.global_audio.voice_script,
                "voiceFile": self.global_audio.voice_file,
                "backgroundMusic": self.global_audio.background_music,
            },
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> SceneGraph:
        """Read a document that fits `schemas/scene_graph_v2.json`."""
        audio = document["globalAudio"]
        return cls(
            version=document["version"],
            scenes=tuple(_scene_from_json(scene) for scene in document["scenes"]),
            global_audio=GlobalAudio(audio["voiceScript"], audio["voiceFile"], audio["backgroundMusic"]),
        )


def _scene_to_json(scene: Scene) -> dict[str, Any]:
    return {
        "id": scene.id,
        "role": scene.role,
        "description": scene.description,
        "duration": scene.duration_ms,
        "media": dict(scene.media.__dict__),
        "caption": scene.caption,
        "audio": scene.audio,
        "style": dict(scene.style.__dict__),
        "overlays": [dict(overlay.__dict__) for overlay in scene.overlays],
        "transition": scene.transition,
    }


def _scene_from_json(document: Mapping[str, Any]) -> Scene:
    return Scene(
        id=document["id"],
        role=document["role"],
        description=document["description"],
        duration_ms=document["duration"],
        media=Media(**document["media"]),
        caption=document["caption"],
        audio=document["audio"],
        style=Style(**document["style"]),
        overlays=tuple(Overlay(**overlay) for overlay in document["overlays"]),
        transition=document["transition"],
    )
