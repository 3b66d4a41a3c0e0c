"""Veils over a ground: as much of one colour as type needs to be read, softly edged, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pytoon.film.picture.arrays import blurred, scaled
from pytoon.film.picture.backdrops import Light, lit
from pytoon.film.picture.contrast import LEGIBLE, Colour, contrast
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX
from pytoon.film.picture.typesetting import Box

_STEP = 4
"""Veils are computed at a quarter of the ground's size."""
_RAISE = 0.10
_LIMIT = 0.84


@dataclass(frozen=True)
class TypeZone:
    """Where type stands on the frame and what it asks of the ground."""

    box: Box
    colour: Colour
    ratio: float = LEGIBLE
    veil: Box | None = None
    """Where the ground may be veiled for it; by default the box and 70 px around it."""
    soft_px: float = 60.0
    """Sigma of the veil's edge."""


def veiled(
    bare: Light,
    veil: Colour,
    zones: Sequence[TypeZone],
    *,
    slack: float = 0.0,
    base: NDArray[np.float32] | None = None,
) -> Light:
    """Return `bare`, a ground centred on the frame, under a veil that makes all `zones` legible.

    `base` is a veil to begin with (a column of strengths over the ground's height). `slack` is how far the
    camera moves the ground, as a share of the frame: a zone is judged by all that may come to lie under it.
    The veil never gets thicker than 0.84, whatever is asked.
    """
    height, width = bare.shape[:2]
    small = np.ascontiguousarray(bare[::_STEP, ::_STEP])
    strength = veil_strength([small], veil, zones, (width, height), slack=slack, base=base)
    return lit(bare, veil, scaled(strength, width, height))


def veil_strength(
    grounds: Sequence[Light],
    veil: Colour,
    zones: Sequence[TypeZone],
    size_px: tuple[int, int] = (WIDTH_PX, HEIGHT_PX),
    *,
    slack: float = 0.0,
    base: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Return how strongly to veil so that all `zones` are legible on every one of `grounds`.

    Grounds and result are at a quarter of `size_px` (width, height), the rest is as in `veiled`.
    """
    shape = grounds[0].shape[:2]
    strength = np.zeros(shape, np.float32)
    if base is not None:
        strength += scaled(base, 1, shape[0])
    patches = [_patch(zone, size_px, slack, shape) for zone in zones]
    for _ in range(round(_LIMIT / _RAISE) + 2):
        shown = [lit(ground, veil, strength) for ground in grounds]
        weak = [
            patch
            for zone, patch in zip(zones, patches, strict=True)
            if any(
                contrast(zone.colour, ground[_under(zone.box, size_px, slack)]) < zone.ratio
                for ground in shown
            )
        ]
        if not weak:
            break
        more = np.max(weak, axis=0)
        strength = np.minimum(strength + np.float32(_RAISE) * more, np.maximum(strength, np.float32(_LIMIT)))
    return strength


def _under(box: Box, size_px: tuple[int, int], slack: float) -> tuple[slice, slice]:
    """Return where a box of the frame may lie on the thumbnail of the ground while the camera moves."""
    dx, dy = (size_px[0] - WIDTH_PX) / 2, (size_px[1] - HEIGHT_PX) / 2
    slack_x, slack_y = slack * WIDTH_PX / 2, slack * HEIGHT_PX / 2

    def span(start: float, end: float) -> slice:
        first = max(0, round(start / _STEP))
        return slice(first, max(first + 1, round(end / _STEP)))

    return (
        span(box.top + dy - slack_y, box.bottom + dy + slack_y),
        span(box.left + dx - slack_x, box.right + dx + slack_x),
    )


def _patch(
    zone: TypeZone, size_px: tuple[int, int], slack: float, shape: tuple[int, ...]
) -> NDArray[np.float32]:
    """Return 1 where a zone may be veiled, falling off softly."""
    box = zone.box
    reach = zone.veil or Box(box.left - 70, box.top - 70, box.right + 70, box.bottom + 70)
    patch = np.zeros(shape[:2], np.float32)
    patch[_under(reach, size_px, slack)] = 1.0
    return blurred(patch, zone.soft_px / _STEP)
