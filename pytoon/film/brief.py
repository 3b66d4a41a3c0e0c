"""What a caller asks for, checked: the first thing in the chain of data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pytoon.film.look import Look

MAX_FILM_MS = 60_000
DEFAULT_FILM_MS = 15_000
SLOWEST_RATE, FASTEST_RATE = 0.8, 1.2


@dataclass(frozen=True)
class Medium:
    """One of the caller's pictures or clips, already probed."""

    path: Path
    kind: Literal["image", "video"]
    width_px: int
    height_px: int
    """Width and height as shown, after EXIF or display rotation."""
    has_alpha: bool = False
    duration_ms: int = 0
    """Length of a clip; 0 for a picture."""
    has_sound: bool = False
    """Whether a clip comes with sound of its own."""

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__, "path": str(self.path)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Medium:
        return cls(**{**document, "path": Path(document["path"])})


@dataclass(frozen=True)
class Brief:
    """One film as it was ordered."""

    prompt: str
    look: Look
    media: tuple[Medium, ...] = ()
    brand_safe: bool = True
    voice_script: str = ""
    music: str | None = None
    """A track's name or an absolute path; None plays no music. The caller's default is settled before."""
    engine: str = "local"
    """The engine planned for every scene."""
    target_ms: int = DEFAULT_FILM_MS
    max_scenes: int | None = None
    title: str = ""
    voice: str = ""
    """A voice's name; empty takes the best voice of the language."""
    language: str = ""
    """BCP 47 tag such as `en` or `pt-BR`; empty means it is recognised from the words."""
    speaking_rate: float = 1.0
    """0.8 to 1.2 times the voice's own pace."""
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    """What is said for whole words of the script; captions keep them as they are written."""
    voice_file: Path | None = None
    """The caller's own recording of the script, instead of a voice of ours."""
    clip_sound: bool = False
    """Whether the clips' own sound is heard, low, under the rest."""
