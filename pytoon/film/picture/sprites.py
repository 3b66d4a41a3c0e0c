"""Layers as planes, put in their place on a frame.

A layer that rests on whole pixels is blended as it is; any other place is a sub-pixel affine warp of its
planes. Luma and chroma follow the same movement, each from where its own samples sit, so that colour never
slides against brightness.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from pytoon.film.picture.colour import (
    AlphaPlanes,
    Plane,
    Planes,
    alpha_planes,
    halve,
    opaque_planes,
    to_bytes,
)
from pytoon.film.picture.frames import Frame
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX, Layer, Pixels, Pose
from pytoon.film.picture.overlay import Overlay
from pytoon.film.picture.warping import Affine, shift_by, warp

# From sample numbers to positions on the picture in luma pixels: a luma sample sits in the middle of its
# pixel, a chroma sample on an even luma column and between two luma rows (see colour.py).
_LUMA_SITE: Affine = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
_CHROMA_SITE: Affine = np.array([[2, 0, 0.5], [0, 2, 1.0], [0, 0, 1]])

_WHOLE = (0.0, 0.0, 1.0, 1.0)
# A chroma sample takes in three columns: with so much clear around a layer its outermost samples are clear
# too, and what goes on outside of them is nothing.
_MARGIN_PX = 3


class Ground:
    """The opaque picture at the bottom."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer

    @cached_property
    def _planes(self) -> Planes:
        pixels = self.layer.pixels[..., :3]
        height, width = pixels.shape[:2]
        return opaque_planes(cv2.copyMakeBorder(pixels, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE))

    def draw(self, pose: Pose, into: Frame) -> None:
        matrix = _transform(self.layer, pose)
        planes = self._planes
        for source, target, site in (
            (planes.y, into.y, _LUMA_SITE),
            (planes.u, into.u, _CHROMA_SITE),
            (planes.v, into.v, _CHROMA_SITE),
        ):
            size = (target.shape[1], target.shape[0])
            warp(source, _in_samples(matrix, site), size, opaque=True, into=target)


class Sprite:
    """A layer over the ground, kept as it was last placed."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self._placed_pose: Pose | None = None
        self._placed: _Placed | None = None

    def draw(self, pose: Pose, into: Frame) -> None:
        if pose.opacity <= 0:
            return
        placement = replace(pose, opacity=1.0)
        if placement != self._placed_pose:
            self._placed, self._placed_pose = self._place(placement), placement
        if self._placed is not None:
            self._placed.at_opacity(pose.opacity).lay_over(into)

    def _place(self, pose: Pose) -> _Placed | None:
        if self._canvas is None:
            return None
        canvas, corner_x, corner_y = self._canvas
        matrix = _transform(self.layer, pose) @ shift_by(corner_x, corner_y)
        shift = _even_shift(matrix)
        placed = _moved(canvas, *shift) if shift else _warped(canvas, matrix)
        if placed is None or pose.reveal == _WHOLE:
            return placed
        return _revealed(placed, self.layer, pose.reveal)

    @cached_property
    def _canvas(self) -> tuple[AlphaPlanes, int, int] | None:
        """The part that is not clear and where its corner lies in the layer; None when all is clear.

        The corner is chosen so that samples of a layer that rests on whole pixels fall on the frame's own.
        """
        pixels = _with_alpha(self.layer.pixels)
        left, top, width, height = cv2.boundingRect(np.ascontiguousarray(pixels[..., 3]))
        if not width:
            return None
        first_column, last_column = _even_around(left, left + width, math.floor(self.layer.x_px))
        first_row, last_row = _even_around(top, top + height, math.floor(self.layer.y_px))
        padded = np.zeros((last_row - first_row, last_column - first_column, 4), np.uint8)
        inset_x, inset_y = left - first_column, top - first_row
        visible = pixels[top : top + height, left : left + width]
        padded[inset_y : inset_y + height, inset_x : inset_x + width] = visible
        return alpha_planes(padded), first_column, first_row


@dataclass(frozen=True)
class _Box:
    """A rectangle of the frame in luma pixels: even, and inside the frame; empty when nothing shows."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(cls, left: float, top: float, right: float, bottom: float) -> Self:
        """Return the smallest even rectangle inside the frame that holds what shows of these bounds."""
        return cls(
            max(math.floor(left / 2) * 2, 0),
            max(math.floor(top / 2) * 2, 0),
            min(math.ceil(right / 2) * 2, WIDTH_PX),
            min(math.ceil(bottom / 2) * 2, HEIGHT_PX),
        )

    @property
    def empty(self) -> bool:
        return self.right <= self.left or self.bottom <= self.top

    @property
    def luma(self) -> tuple[slice, slice]:
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def chroma(self) -> tuple[slice, slice]:
        return slice(self.top // 2, self.bottom // 2), slice(self.left // 2, self.right // 2)

    def moved(self, dx: int, dy: int) -> _Box:
        return _Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)


def _transform(layer: Layer, pose: Pose) -> Affine:
    """Return the 3 x 3 matrix from positions in the layer to positions on the frame."""
    height, width = layer.pixels.shape[:2]
    pivot_x, pivot_y = layer.pivot_px or (width / 2, height / 2)
    angle = math.radians(pose.rotation_deg)
    cos, sin = pose.scale * math.cos(angle), pose.scale * math.sin(angle)
    turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    place = shift_by(layer.x_px + pose.dx_px + pivot_x, layer.y_px + pose.dy_px + pivot_y)
    return place @ turn @ shift_by(-pivot_x, -pivot_y)


def _even_shift(matrix: Affine) -> tuple[int, int] | None:
    """Return (x, y) when the matrix only moves by whole, even pixels: then samples fall on samples."""
    x, y = matrix[0, 2], matrix[1, 2]
    even = 2 * np.rint(np.array([x, y]) / 2)
    moves_only = np.array([[1, 0, even[0]], [0, 1, even[1]], [0, 0, 1]])
    return (int(even[0]), int(even[1])) if np.allclose(matrix, moves_only, rtol=0, atol=1e-6) else None


def _in_samples(matrix: Affine, site: Affine) -> Affine:
    """Turn a movement of positions into one of sample numbers, for samples that sit as `site` says."""
    return np.linalg.inv(site) @ matrix @ site


@dataclass(frozen=True)
class _Placed:
    """A layer's planes where they fall on the frame; `behind` is 255 - alpha, what still shows through."""

    box: _Box
    y: Plane
    u: Plane
    v: Plane
    behind: Plane
    behind_half: Plane

    def at_opacity(self, opacity: float) -> _Placed:
        if opacity >= 1:
            return self
        rest = 255 * (1 - opacity)
        y, u, v = (cv2.convertScaleAbs(plane, alpha=opacity) for plane in (self.y, self.u, self.v))
        behind, behind_half = (
            cv2.convertScaleAbs(plane, alpha=opacity, beta=rest) for plane in (self.behind, self.behind_half)
        )
        return _Placed(self.box, y, u, v, behind, behind_half)

    def lay_over(self, frame: Frame) -> None:
        for target, source, behind, part in (
            (frame.y, self.y, self.behind, self.box.luma),
            (frame.u, self.u, self.behind_half, self.box.chroma),
            (frame.v, self.v, self.behind_half, self.box.chroma),
        ):
            area = target[part]
            cv2.multiply(area, behind, dst=area, scale=1 / 255)
            cv2.add(area, source, dst=area)
        if isinstance(frame, Overlay):
            frame.hide(self.box.luma, self.behind, self.box.chroma, self.behind_half)


def _with_alpha(pixels: Pixels) -> Plane:
    return pixels if pixels.shape[2] == 4 else cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA)


def _even_around(first: int, end: int, origin: int) -> tuple[int, int]:
    """Return the range from `first` to `end` with a margin, whose bounds are even once moved by `origin`."""
    return (first + origin - _MARGIN_PX) // 2 * 2 - origin, -((end + origin + _MARGIN_PX) // -2) * 2 - origin


def _moved(canvas: AlphaPlanes, x: int, y: int) -> _Placed | None:
    """Place the canvas with its corner at (x, y), both even: no sample changes."""
    height, width = canvas.y.shape
    box = _Box.around(x, y, x + width, y + height)
    if box.empty:
        return None
    part = box.moved(-x, -y)
    return _Placed(
        box,
        canvas.y[part.luma],
        canvas.u[part.chroma],
        canvas.v[part.chroma],
        cv2.bitwise_not(canvas.alpha[part.luma]),
        cv2.bitwise_not(canvas.alpha_half[part.chroma]),
    )


def _warped(canvas: AlphaPlanes, matrix: Affine) -> _Placed | None:
    """Place the canvas as `matrix` (position to position) says, interpolating between samples."""
    height, width = canvas.y.shape
    corners = matrix @ np.array([[0, width, 0, width], [0, 0, height, height], [1, 1, 1, 1]])
    box = _Box.around(corners[0].min(), corners[1].min(), corners[0].max(), corners[1].max())
    if box.empty:
        return None
    in_box = shift_by(-box.left, -box.top) @ matrix
    size = (box.right - box.left, box.bottom - box.top)
    half_size = (size[0] // 2, size[1] // 2)

    def luma(plane: Plane) -> Plane:
        return warp(plane, _in_samples(in_box, _LUMA_SITE), size, opaque=False)

    def chroma(plane: Plane) -> Plane:
        return warp(plane, _in_samples(in_box, _CHROMA_SITE), half_size, opaque=False)

    return _Placed(
        box,
        luma(canvas.y),
        chroma(canvas.u),
        chroma(canvas.v),
        cv2.bitwise_not(luma(canvas.alpha)),
        cv2.bitwise_not(chroma(canvas.alpha_half)),
    )


def _revealed(placed: _Placed, layer: Layer, reveal: tuple[float, float, float, float]) -> _Placed:
    """Cut away what lies outside the mask, which stays where the layer rests; its edges are sub-pixel."""
    height, width = layer.pixels.shape[:2]
    left, top, right, bottom = reveal
    columns = _coverage(
        layer.x_px + left * width, layer.x_px + right * width, placed.box.left, placed.box.right
    )
    rows = _coverage(
        layer.y_px + top * height, layer.y_px + bottom * height, placed.box.top, placed.box.bottom
    )
    mask = np.outer(rows, columns).astype(np.float32) * 255
    luma, chroma = to_bytes(mask), to_bytes(halve(mask))
    return _Placed(
        placed.box,
        cv2.multiply(placed.y, luma, scale=1 / 255),
        cv2.multiply(placed.u, chroma, scale=1 / 255),
        cv2.multiply(placed.v, chroma, scale=1 / 255),
        cv2.bitwise_not(cv2.multiply(cv2.bitwise_not(placed.behind), luma, scale=1 / 255)),
        cv2.bitwise_not(cv2.multiply(cv2.bitwise_not(placed.behind_half), chroma, scale=1 / 255)),
    )


def _coverage(start: float, end: float, first: int, last: int) -> NDArray[np.float64]:
    """Return which share of each pixel from `first` to `last` lies between `start` and `end`."""
    pixels = np.arange(first, last)
    return np.clip(np.minimum(pixels + 1, end) - np.maximum(pixels, start), 0, 1)
