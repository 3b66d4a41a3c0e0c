"""Moments of a clip judged as one picture: what matters at any moment, matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from pytoon.film.picture.layers import Pixels
from pytoon.film.picture.staging import Picture, PictureKind
from pytoon.film.picture.typesetting import Box

_BORDER_SHARE = 0.04
_PLAIN_EDGES = 12.0
"""As for a studio's picture: Sobel on lightness, 95th percentile."""


class Sides(NamedTuple):
    left: bool
    top: bool
    right: bool
    bottom: bool


@dataclass(frozen=True)
class Reel(Picture):
    """A clip as pictures of one size; `pixels` is the one from its middle."""

    moments: tuple[Picture, ...] = ()

    @classmethod
    def of(cls, stills: Sequence[Pixels]) -> Self:
        """Take RGB pictures of one size, at least one, in the clip's order."""
        return cls(stills[len(stills) // 2], moments=tuple(Picture(still) for still in stills))

    @cached_property
    def kind(self) -> PictureKind:
        return "studio" if all(moment.kind == "studio" for moment in self.moments) else "scene"

    @cached_property
    def saliency(self) -> NDArray[np.float32]:
        strongest = np.max([moment.saliency for moment in self.moments], axis=0)
        return np.asarray(strongest, np.float32)

    @cached_property
    def subject(self) -> Box:
        """The box of all that the moments show."""
        boxes = np.array([box for moment in self.moments for box in self._seen_in(moment)])
        left, top = boxes[:, :2].min(axis=0)
        right, bottom = boxes[:, 2:].max(axis=0)
        return Box(float(left), float(top), float(right), float(bottom))

    @cached_property
    def core(self) -> Box:
        """The box of what the clip shows at most of its moments."""
        left, top, right, bottom = np.median([moment.subject for moment in self.moments], axis=0)
        return Box(float(left), float(top), float(right), float(bottom))

    def _seen_in(self, moment: Picture) -> list[Box]:
        """What draws the eye at a moment and, before a plain wall, all that stands out of it."""
        found = moment._standing_out() if self.plain_sides.top else None
        if found is None:
            return [moment.subject]
        per_px = self.width_px / self.edges.shape[1]
        return [moment.subject, found.scaled(per_px)]

    @cached_property
    def plain_sides(self) -> Sides:
        """Which of the clip's borders could go on beyond its edge without anyone seeing where it ends."""
        edges = np.max([moment.edges for moment in self.moments], axis=0)
        reach = max(3, round(_BORDER_SHARE * min(edges.shape)))
        borders = edges[:, :reach], edges[:reach], edges[:, -reach:], edges[-reach:]
        return Sides(*(bool(np.percentile(border, 95) < _PLAIN_EDGES) for border in borders))

    @cached_property
    def mean(self) -> Pixels:
        """The moments one over the other."""
        total = np.zeros(self.pixels.shape, np.float32)
        for moment in self.moments:
            total += moment.pixels
        return np.asarray(total / len(self.moments) + 0.5, np.uint8)
