"""One picture of the film."""

from __future__ import annotations

from typing import Self

import numpy as np

from pytoon.film.picture.colour import BLACK, Plane
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX


class Frame:
    """1080x1920 pixels as I420: `buffer` is what an encoder reads, the planes are views of it."""

    def __init__(self) -> None:
        luma, chroma = WIDTH_PX * HEIGHT_PX, WIDTH_PX * HEIGHT_PX // 4
        half = (HEIGHT_PX // 2, WIDTH_PX // 2)
        self.buffer: Plane = np.empty(luma + 2 * chroma, np.uint8)
        self.y: Plane = self.buffer[:luma].reshape(HEIGHT_PX, WIDTH_PX)
        self.u: Plane = self.buffer[luma : luma + chroma].reshape(half)
        self.v: Plane = self.buffer[luma + chroma :].reshape(half)

    @property
    def planes(self) -> tuple[Plane, Plane, Plane]:
        return self.y, self.u, self.v

    @classmethod
    def black(cls) -> Self:
        frame = cls()
        for plane, value in zip(frame.planes, BLACK, strict=True):
            plane.fill(value)
        return frame

    def take(self, other: Frame) -> None:
        """Become a copy of `other`."""
        np.copyto(self.buffer, other.buffer)
