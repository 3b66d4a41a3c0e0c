"""A clip's colours brought to those of the film: one table for brightness, one for colour, no conversion."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from pytoon.film.picture.colour import BLACK, Plane, opaque_planes, rgb_pixels
from pytoon.film.picture.layers import Grade, Pixels

_LUMA_STEPS = 219
_NEUTRAL = BLACK[1]


@dataclass(frozen=True)
class Grading:
    """A grade as two tables of 256 bytes for limited range BT.709."""

    grade: Grade

    @cached_property
    def luma(self) -> Plane:
        share = np.clip((np.arange(256) - BLACK[0]) / _LUMA_STEPS, 0.0, 1.0)
        share = share / (1.0 + self.grade.shoulder * share)
        share = self.grade.brightness * ((share - self.grade.pivot) * self.grade.contrast + self.grade.pivot)
        return np.rint(BLACK[0] + _LUMA_STEPS * np.clip(share, 0.0, 1.0)).astype(np.uint8)

    @cached_property
    def chroma(self) -> Plane:
        gain = self.grade.saturation * self.grade.contrast * self.grade.brightness
        return np.clip(np.rint((np.arange(256) - _NEUTRAL) * gain + _NEUTRAL), 16, 240).astype(np.uint8)

    def draw(self, planes: tuple[Plane, Plane, Plane], into: tuple[Plane, Plane, Plane]) -> None:
        """Write I420 planes, graded, over `into`, which are of the same sizes."""
        for source, target, table in zip(planes, into, (self.luma, self.chroma, self.chroma), strict=True):
            if self.grade == Grade():
                np.copyto(target, source)
            else:
                np.copyto(target, cv2.LUT(source, table))


def graded(pixels: Pixels, grade: Grade) -> Pixels:
    """Return RGB pixels as a clip with this grade shows them; odd rows and columns at the end are cut."""
    even = np.ascontiguousarray(pixels[: pixels.shape[0] // 2 * 2, : pixels.shape[1] // 2 * 2])
    planes = opaque_planes(even)
    own = (planes.y, planes.u, planes.v)
    Grading(grade).draw(own, own)
    return rgb_pixels(*own)
