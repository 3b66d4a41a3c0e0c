"""Layers that rest above a moving picture, merged once: clear cells are skipped, opaque ones copied."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pytoon.film.picture.colour import Plane
from pytoon.film.picture.frames import Frame
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX

#: The frame is 9 x 16 of these squares; a strip of them stays in the processor's cache while it is blended.
_CELL_PX = 120
_CLEAR, _MIXED, _OPAQUE = 0, 1, 2

Part = tuple[slice, slice]
"""Rows and columns of a plane."""


class _Strip(NamedTuple):
    """Neighbouring cells of one kind, as a rectangle of the luma planes."""

    rows: slice
    columns: slice
    is_opaque: bool

    @property
    def luma(self) -> Part:
        return self.rows, self.columns

    @property
    def chroma(self) -> Part:
        return (
            slice(self.rows.start // 2, self.rows.stop // 2),
            slice(self.columns.start // 2, self.columns.stop // 2),
        )


class Overlay(Frame):
    """A frame with transparency: its planes are premultiplied, `behind` is 255 - alpha.

    Empty until layers are laid over it; then it is laid over frames itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self._behind = np.empty((HEIGHT_PX, WIDTH_PX), np.uint8)
        self._behind_half = np.empty((HEIGHT_PX // 2, WIDTH_PX // 2), np.uint8)
        self._strips: list[_Strip] | None = None
        self.clear()

    def clear(self) -> None:
        self.buffer.fill(0)
        self._behind.fill(255)
        self._behind_half.fill(255)
        self._strips = None

    def hide(self, luma: Part, behind: Plane, chroma: Part, behind_half: Plane) -> None:
        """Note what of a layer that was laid over these parts lets through."""
        for mine, theirs in ((self._behind[luma], behind), (self._behind_half[chroma], behind_half)):
            cv2.multiply(mine, theirs, dst=mine, scale=1 / 255)
        self._strips = None

    def lay_over(self, into: Frame) -> None:
        if self._strips is None:
            self._strips = _strips(self._behind, self._behind_half)
        for strip in self._strips:
            for target, source, behind, part in (
                (into.y, self.y, self._behind, strip.luma),
                (into.u, self.u, self._behind_half, strip.chroma),
                (into.v, self.v, self._behind_half, strip.chroma),
            ):
                area = target[part]
                if strip.is_opaque:
                    np.copyto(area, source[part])
                else:
                    cv2.multiply(area, behind[part], dst=area, scale=1 / 255)
                    cv2.add(area, source[part], dst=area)


def _strips(behind: Plane, behind_half: Plane) -> list[_Strip]:
    kinds = _kinds(behind, behind_half)
    strips = []
    for row, line in enumerate(kinds):
        starts = [0, *(np.flatnonzero(np.diff(line)) + 1), len(line)]
        for first, end in zip(starts, starts[1:], strict=False):
            if line[first] != _CLEAR:
                rows = slice(row * _CELL_PX, (row + 1) * _CELL_PX)
                columns = slice(first * _CELL_PX, end * _CELL_PX)
                strips.append(_Strip(rows, columns, bool(line[first] == _OPAQUE)))
    return strips


def _kinds(behind: Plane, behind_half: Plane) -> NDArray[np.int64]:
    """Return for each cell whether it is clear, opaque or neither, on luma and chroma alike."""
    least, most = (
        combine(_by_cell(behind, combine, _CELL_PX), _by_cell(behind_half, combine, _CELL_PX // 2))
        for combine in (np.minimum, np.maximum)
    )
    return np.where(least == 255, _CLEAR, np.where(most == 0, _OPAQUE, _MIXED))


def _by_cell(plane: Plane, combine: np.ufunc, cell_px: int) -> Plane:
    rows = combine.reduceat(plane, np.arange(0, plane.shape[0], cell_px), axis=0)
    return combine.reduceat(rows, np.arange(0, plane.shape[1], cell_px), axis=1)
