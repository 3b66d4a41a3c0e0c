"""sRGB pixels to the film's colour: BT.709, limited range, planar YUV 4:2:0.

OpenCV converts with the BT.601 matrix only, which would turn a brand's red visibly orange on a BT.709
screen, so the matrix is ours. Chroma is sited left, as H.264 assumes when a stream does not say: chroma
sample (k, m) sits on luma column 2k and between luma rows 2m and 2m + 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

#: Height x width; uint8 unless it says otherwise. OpenCV's own type, so that its results need no casts.
Plane = MatLike

#: Black as (Y, U, V) in limited range.
BLACK = (16, 128, 128)

_KR, _KB = 0.2126, 0.0722  # ITU-R BT.709, item 3.2
_KG = 1 - _KR - _KB


def _rgb_to_yuv() -> NDArray[np.float32]:
    """Return the 3 x 4 matrix from premultiplied (R, G, B, A) to premultiplied (Y, U, V), all 0 to 255.

    The offsets 16, 128, 128 stand in the alpha column, so they are premultiplied like the rest.
    """
    luma = np.array([_KR, _KG, _KB])
    blue = (np.array([0, 0, 1]) - luma) / (2 * (1 - _KB))
    red = (np.array([1, 0, 0]) - luma) / (2 * (1 - _KR))
    gains = np.stack([luma * 219, blue * 224, red * 224]) / 255
    offsets = np.array([BLACK]).T / 255
    return np.hstack([gains, offsets]).astype(np.float32)


_MATRIX = _rgb_to_yuv()


@dataclass(frozen=True)
class Planes:
    """An opaque picture: `y` of even height x even width, `u` and `v` of half that."""

    y: Plane
    u: Plane
    v: Plane


@dataclass(frozen=True)
class AlphaPlanes:
    """A picture with transparency, its alpha at full and at chroma resolution.

    The colours are premultiplied, offsets included, so that laying this over a picture is
    `plane + picture * (255 - alpha) / 255` on each plane.
    """

    y: Plane
    u: Plane
    v: Plane
    alpha: Plane
    alpha_half: Plane


def opaque_planes(pixels: Plane) -> Planes:
    """Convert RGB pixels, height x width x 3 with even sides."""
    _check_even(pixels)
    constant_alpha = np.hstack([_MATRIX[:, :3], _MATRIX[:, 3:] * 255])
    return Planes(*_subsampled(cv2.transform(pixels.astype(np.float32), constant_alpha)))


def alpha_planes(pixels: Plane) -> AlphaPlanes:
    """Convert premultiplied RGBA pixels, height x width x 4 with even sides."""
    _check_even(pixels)
    alpha = np.ascontiguousarray(pixels[..., 3])
    y, u, v = _subsampled(cv2.transform(pixels.astype(np.float32), _MATRIX))
    return AlphaPlanes(y, u, v, alpha, to_bytes(halve(alpha)))


def rgb_pixels(y: Plane, u: Plane, v: Plane) -> NDArray[np.uint8]:
    """Return the planes of an opaque picture as sRGB, height x width x 3."""
    luma = (y.astype(np.float32) - BLACK[0]) * (255 / 219)
    size = (y.shape[1], y.shape[0])
    blue, red = ((cv2.resize(plane, size).astype(np.float32) - 128) * (255 / 224) for plane in (u, v))
    gains = 2 * (1 - _KR), 2 * (1 - _KB)
    green = luma - red * (gains[0] * _KR / _KG) - blue * (gains[1] * _KB / _KG)
    rgb = np.stack((luma + gains[0] * red, green, luma + gains[1] * blue), axis=-1)
    return np.asarray(to_bytes(rgb), np.uint8)


def _check_even(pixels: Plane) -> None:
    height, width = pixels.shape[:2]
    if height % 2 or width % 2:
        raise ValueError(f"a picture of {width}x{height} cannot be halved: the caller pads it to even sides")


def _subsampled(yuv: Plane) -> tuple[Plane, Plane, Plane]:
    y, u, v = cv2.split(yuv)
    return to_bytes(y), to_bytes(halve(u)), to_bytes(halve(v))


def halve(plane: Plane) -> Plane:
    """Return the plane, as float32, at chroma resolution: the mean of row pairs, [1 2 1] / 4 across."""
    plane = plane.astype(np.float32)
    rows = (plane[0::2] + plane[1::2]) / 2
    smooth = cv2.filter2D(rows, -1, np.array([[0.25, 0.5, 0.25]]), borderType=cv2.BORDER_REPLICATE)
    return smooth[:, 0::2]


def to_bytes(plane: Plane) -> Plane:
    """Return the plane rounded to the nearest whole value from 0 to 255."""
    return np.clip(np.rint(plane), 0, 255).astype(np.uint8, order="C")
