"""sRGB pixels to the film's colour: BT.709, limited range, planar YUV 4:2:0.

OpenCV converts with the BT.601 matrix only, which would turn a brand's red visibly orange on a BT.709
screen, so the matrix is ours. Chroma is sited left, as H.264 assumes when a stream does not say: chroma
sample (k, m) sits on luma column 2k and between luma rows 2m and 2m + 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]

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
    """A picture as planes: `y` and `alpha` of even height x even width, the others of half that.

    The colours are premultiplied by alpha, offsets included, so that laying this over a picture is
    `p + picture * (255 - alpha) / 255` on each plane. `alpha` None means opaque.
    """

    y: Plane
    u: Plane
    v: Plane
    alpha: Plane | None = None
    alpha_half: Plane | None = None


def to_planes(pixels: NDArray[np.uint8]) -> Planes:
    """Convert RGB (h x w x 3) or premultiplied RGBA (h x w x 4) pixels of even height and width.

    Raises ValueError for an odd height or width: the caller knows on which side to pad.
    """
    height, width, channels = pixels.shape
    if height % 2 or width % 2:
        raise ValueError(f"a picture of {width}x{height} cannot be halved: pad it to even sides")
    if channels == 3:
        rgb = pixels.astype(np.float32)
        yuv = cv2.transform(rgb, np.hstack([_MATRIX[:, :3], _MATRIX[:, 3:] * 255]))
        alpha = alpha_half = None
    else:
        yuv = cv2.transform(pixels.astype(np.float32), _MATRIX)
        alpha = np.ascontiguousarray(pixels[..., 3])
        alpha_half = to_bytes(halve(alpha))
    y, u, v = cv2.split(yuv)
    return Planes(to_bytes(y), to_bytes(halve(u)), to_bytes(halve(v)), alpha, alpha_half)


def halve(plane: NDArray) -> NDArray[np.float32]:
    """Return the plane at chroma resolution: [1 2 1] / 4 across around the even columns, the mean of row pairs."""
    plane = plane.astype(np.float32)
    rows = (plane[0::2] + plane[1::2]) / 2
    smooth = cv2.filter2D(rows, -1, np.array([[0.25, 0.5, 0.25]]), borderType=cv2.BORDER_REPLICATE)
    return smooth[:, 0::2]


def to_bytes(plane: NDArray[np.float32]) -> Plane:
    """Return the plane rounded to the nearest whole value, contiguous."""
    return np.clip(np.rint(plane), 0, 255).astype(np.uint8, order="C")
