"""A clip under a scene, read as the scene is drawn."""

from __future__ import annotations

from pytoon.film import footage
from pytoon.film.picture.frames import Frame
from pytoon.film.picture.grading import Grading
from pytoon.film.picture.layers import MovingGround


class MovingPicture:
    """Draws a moving ground. Times only rise; a program decodes it from the first `draw` to `close`."""

    def __init__(self, ground: MovingGround) -> None:
        self._ground = ground
        self._grading = Grading(ground.grade)
        self._reader: footage.FootageReader | None = None

    def draw(self, t_ms: int, into: Frame) -> None:
        if self._reader is None:
            size_px = self._ground.box[2:]
            self._reader = footage.FootageReader(self._ground.footage, self._ground.crop, size_px)
        left, top, width, height = self._ground.box
        luma = slice(top, top + height), slice(left, left + width)
        chroma = (
            slice(top // 2, (top + height) // 2),
            slice(left // 2, (left + width) // 2),
        )
        self._grading.draw(self._reader.read(t_ms), (into.y[luma], into.u[chroma], into.v[chroma]))

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
