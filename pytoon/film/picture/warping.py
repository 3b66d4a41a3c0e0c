"""Planes seen through an affine movement, by the cheapest way that shows it well.

Measured on a full frame's luma (2 million samples, one core): a shift 0.8 ms, a zoom of an opaque plane 3 ms,
any other movement 4.3 ms. A shift or zoom is placed to a thousandth of a sample; the general warp knows 32
places between two samples.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pytoon.film.picture.colour import Plane

Affine = NDArray[np.float64]
"""A 3 x 3 matrix from coordinates to coordinates (x, y, 1)."""


def shift_by(x: float, y: float) -> Affine:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64)


def warp(
    plane: Plane, matrix: Affine, size: tuple[int, int], *, opaque: bool, into: Plane | None = None
) -> Plane:
    """Return `size` (width, height) samples of `plane` moved by `matrix`, which counts in samples.

    Outside the plane its outermost samples go on. `opaque` planes are zoomed with a sharper filter, whose
    overshoot would tear premultiplied colour and alpha apart.
    """
    scale = float(matrix[0, 0])
    if not np.allclose(matrix[:2, :2], scale * np.eye(2), rtol=0, atol=1e-7):
        return _general(plane, matrix, size, into)
    if abs(scale - 1) < 1e-7:
        return _shifted(plane, matrix[:2, 2], size, into)
    return _zoomed(plane, scale, matrix[:2, 2], size, into) if opaque else _general(plane, matrix, size, into)


def _general(plane: Plane, matrix: Affine, size: tuple[int, int], into: Plane | None) -> Plane:
    return cv2.warpAffine(
        plane, matrix[:2], size, dst=into, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def _shifted(plane: Plane, by: NDArray[np.float64], size: tuple[int, int], into: Plane | None) -> Plane:
    middle = (np.array(size) - 1) / 2 - by
    return cv2.getRectSubPix(plane, size, (float(middle[0]), float(middle[1])), patch=into)


def _zoomed(
    plane: Plane, scale: float, by: NDArray[np.float64], size: tuple[int, int], into: Plane | None
) -> Plane:
    """Enlarge the part that shows, exactly by `scale`, then shift the rest of the way."""
    limits = np.array(plane.shape[::-1])
    # Two samples more on every side are what the filter looks at.
    first = np.clip(np.floor(-by / scale).astype(int) - 2, 0, limits - 1)
    end = np.clip(np.ceil((np.array(size) - by) / scale).astype(int) + 2, first + 1, limits)
    part = plane[first[1] : end[1], first[0] : end[0]]
    enlarged = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    # OpenCV enlarges about the part's corner, which is half a sample before its first sample.
    return _shifted(enlarged, by + scale * first - (scale - 1) / 2, size, into)
