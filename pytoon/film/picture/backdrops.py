"""Grounds to stand on: gradients and light, computed small in float, scaled up and dithered once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from pytoon.film.picture.arrays import blurred, scaled, shifted
from pytoon.film.picture.contrast import Colour
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX, Pixels

Light = NDArray[np.float32]
"""Height x width x 3, RGB on the scale 0 to 255, not yet rounded."""

_STEP = 4
"""Soft grounds are computed at a quarter of their size."""


def vertical_gradient(
    stops: Sequence[tuple[float, Colour]], width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX
) -> Light:
    """Return a ground that runs through `stops` (share of the height, colour) from top to bottom."""
    at = (np.arange(height_px) + 0.5) / height_px
    shares = [stop[0] for stop in stops]
    column = np.stack([np.interp(at, shares, [s[1][c] for s in stops]) for c in range(3)], axis=-1)
    return np.repeat(column[:, None].astype(np.float32), width_px, axis=1)


def radial(
    width_px: int,
    height_px: int,
    centre_px: tuple[float, float],
    radii_px: tuple[float, float],
    falloff: Sequence[tuple[float, float]] = ((0.0, 1.0), (1.0, 0.0)),
) -> NDArray[np.float32]:
    """Return an elliptic light, 0 to 1; `falloff` is (share of the radius, strength)."""
    small = (max(2, height_px // _STEP), max(2, width_px // _STEP))
    y = (np.arange(small[0]) + 0.5) * height_px / small[0]
    x = (np.arange(small[1]) + 0.5) * width_px / small[1]
    distance = np.hypot((x[None] - centre_px[0]) / radii_px[0], (y[:, None] - centre_px[1]) / radii_px[1])
    strength = np.interp(distance, [f[0] for f in falloff], [f[1] for f in falloff]).astype(np.float32)
    return scaled(strength, width_px, height_px)


def lit(ground: Light, colour: Colour, strength: NDArray[np.float32]) -> Light:
    """Return `ground` covered with `colour` by `strength` (0 to 1, height x width or broadcastable)."""
    cover = np.ascontiguousarray(np.broadcast_to(strength.reshape(*strength.shape[:2]), ground.shape[:2]))
    paint = np.full((_STRIP_PX, ground.shape[1], 3), colour, np.float32)
    out = np.empty_like(ground)
    # In strips that stay in the processor's cache: whole planes of floats wait for memory.
    for top in range(0, ground.shape[0], _STRIP_PX):
        rows = slice(top, top + _STRIP_PX)
        strip = ground[rows]
        missing = cv2.subtract(paint[: len(strip)], strip)
        cv2.multiply(missing, cv2.cvtColor(cover[rows], cv2.COLOR_GRAY2RGB), dst=missing)
        cv2.add(missing, strip, dst=out[rows])
    return out


_STRIP_PX = 64
_TILE_PX = 256


@lru_cache(maxsize=8)
def _noise(amplitude: float, width_px: int) -> NDArray[np.float32]:
    """A strip of noise, the same in all channels, so that it shows as grain and not as colour."""
    tile = np.random.default_rng(7).normal(0.0, amplitude / 2.0, (_TILE_PX, _TILE_PX, 1)).astype(np.float32)
    repeats = -(-width_px // _TILE_PX)
    return np.ascontiguousarray(np.tile(tile, (1, repeats, 3))[:, :width_px])


def dithered(ground: Light, amplitude: float = 1.5) -> Pixels:
    """Round to 8 bits with noise of about +-`amplitude` levels, or soft gradients show bands."""
    height, width = ground.shape[:2]
    noise = _noise(amplitude, width)
    out = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _TILE_PX):
        strip = ground[top : top + _TILE_PX]
        cv2.add(strip, noise[: strip.shape[0]], dst=out[top : top + _TILE_PX], dtype=cv2.CV_8U)
    return out


def vertical_scrim(stops: Sequence[tuple[float, float]], height_px: int) -> NDArray[np.float32]:
    """Return a column (height x 1) of strengths through `stops` (share of the height, strength), smoothed."""
    at = (np.arange(height_px) + 0.5) / height_px
    column = np.interp(at, [s[0] for s in stops], [s[1] for s in stops]).astype(np.float32)[:, None]
    return blurred(column, 0.0, height_px / 80.0)


def continued_ground(
    picture: Pixels,
    box: tuple[int, int, int, int],
    size_px: tuple[int, int] = (WIDTH_PX, HEIGHT_PX),
    feather_px: int = 70,
) -> Light:
    """Return a ground of `size_px` (width, height) that continues `picture` (RGB) beyond its edges.

    The picture stands at `box` (left, top, right, bottom on the ground, possibly beyond it). A ring at its
    border is spread outward by normalised Gaussians, wider and wider, and the picture is feathered into it.
    """
    step = 16
    small_size = (math.ceil(size_px[0] / step), math.ceil(size_px[1] / step))
    width, height = box[2] - box[0], box[3] - box[1]
    small = scaled(picture, max(12, width // step), max(12, height // step), cv2.INTER_AREA).astype(
        np.float32
    )
    # A margin all round, so that a border beyond the frame still lends its colour.
    margin = max(0, -min(box[0], box[1], size_px[0] - box[2], size_px[1] - box[3])) // step + 1
    canvas = (small_size[0] + 2 * margin, small_size[1] + 2 * margin)
    offset = (box[0] / step + margin, box[1] / step + margin)
    edge = np.ones(small.shape[:2], np.float32)
    edge[2:-2, 2:-2] = 0.0
    placed = shifted(small * edge[..., None], *offset, canvas)
    ring = shifted(edge, *offset, canvas)
    spread = np.zeros_like(placed)
    known = np.zeros(placed.shape[:2], np.float32)
    for sigma in (40 / step, 120 / step, 420 / step):
        weight = blurred(ring, sigma)
        colour = blurred(placed, sigma) / np.maximum(weight, 1e-6)[..., None]
        trust = np.clip(weight / 0.02, 0.0, 1.0) * (1.0 - known)
        spread += colour * trust[..., None]
        known += trust
    far = placed.sum(axis=(0, 1)) / max(float(ring.sum()), 1e-6)
    spread += far * (1.0 - known)[..., None]
    spread = blurred(spread, 1.5)[margin : canvas[1] - margin, margin : canvas[0] - margin]
    ground = scaled(spread, small_size[0] * step, small_size[1] * step, cv2.INTER_CUBIC)
    ground = ground[: size_px[1], : size_px[0]]
    return _feathered_in(ground, picture, box, feather_px)


def _feathered_in(ground: Light, picture: Pixels, box: tuple[int, int, int, int], feather_px: int) -> Light:
    frame_height, frame_width = ground.shape[:2]
    width, height = box[2] - box[0], box[3] - box[1]
    x0, y0 = max(box[0], 0), max(box[1], 0)
    x1, y1 = min(box[2], frame_width), min(box[3], frame_height)
    if x1 <= x0 or y1 <= y0:
        return ground
    # Only the part that shows is scaled.
    rows = slice(*(round((y - box[1]) / height * picture.shape[0]) for y in (y0, y1)))
    columns = slice(*(round((x - box[0]) / width * picture.shape[1]) for x in (x0, x1)))
    method = cv2.INTER_AREA if width < picture.shape[1] else cv2.INTER_CUBIC
    sized = scaled(picture[rows, columns], x1 - x0, y1 - y0, method)
    x = np.arange(x0 - box[0], x1 - box[0], dtype=np.float32)
    y = np.arange(y0 - box[1], y1 - box[1], dtype=np.float32)

    def ramp(distance: NDArray[np.float32], inside: bool) -> NDArray[np.float32]:
        """An edge that lies beyond the frame needs no feather."""
        return np.clip(distance / feather_px, 0, 1) if inside else np.ones_like(distance)

    across = np.minimum(ramp(x, box[0] > 0), ramp(width - 1 - x, box[2] < frame_width))
    down = np.minimum(ramp(y, box[1] > 0), ramp(height - 1 - y, box[3] < frame_height))
    mask = np.minimum(across[None], down[:, None])
    mask = mask * mask * (3.0 - 2.0 * mask)
    under = ground[y0:y1, x0:x1]
    under += (sized.astype(np.float32) - under) * mask[..., None]
    return ground
