"""Moving pictures of the caller's: which stretch of a clip a scene shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Footage:
    """The stretch of a clip that a scene shows."""

    path: Path
    start_ms: int
    """Where in the clip the stretch begins."""
    end_ms: int
    """Where in the clip it ends. A scene that lasts longer goes back from here, then forward again."""
    speed: float
    """1 is the clip's own; below 1 the clip is slowed."""
    width_px: int
    height_px: int
    """Width and height of the clip as shown: after rotation, with square pixels."""
