"""Crops chosen by what is on a picture: the windows that keep, show or frame what matters."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pytoon.film.picture.arrays import scaled, summed
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX, Pixels
from pytoon.film.picture.staging import Picture, resized
from pytoon.film.picture.typesetting import Box


def cover_crop(picture: Picture, width_px: int, height_px: int) -> Pixels:
    """Crop to the aspect asked for, keeping the most of what matters, and scale; never stretched."""
    return _cut(picture, cover_window(picture, width_px / height_px), width_px, height_px)


def cover_window(picture: Picture, aspect: float) -> Box:
    """Return the largest window of an aspect, in the picture's px, around the most of what matters."""
    return _weightiest(picture, picture.saliency, *_cover_size(picture, aspect))


def second_look(picture: Picture, width_px: int, height_px: int) -> Pixels:
    """Crop nearer, to something else than `cover_crop` dwells on, if the picture holds something else."""
    width, height = (side / 1.8 for side in _cover_size(picture, width_px / height_px))
    first = _weightiest(picture, picture.saliency, width, height)
    if picture.kind != "scene":
        return _cut(picture, first, width_px, height_px)
    rest = picture.saliency.copy()
    per_px = rest.shape[1] / picture.width_px
    rest[
        round(first.top * per_px) : round(first.bottom * per_px),
        round(first.left * per_px) : round(first.right * per_px),
    ] *= -0.5
    window = (
        _weightiest(picture, rest, width, height)
        if rest.clip(0.0).sum() > 0.35 * picture.saliency.sum()
        else first
    )
    return _cut(picture, window, width_px, height_px)


def _cover_size(picture: Picture, aspect: float) -> tuple[float, float]:
    """Return the largest size of an aspect that the picture holds."""
    width = min(float(picture.width_px), picture.height_px * aspect)
    return width, width / aspect


def _cut(picture: Picture, window: Box, width_px: int, height_px: int) -> Pixels:
    left, top = round(window.left), round(window.top)
    part = picture.pixels[top : top + max(1, round(window.height)), left : left + max(1, round(window.width))]
    return resized(np.ascontiguousarray(part), width_px, height_px)


def _weightiest(picture: Picture, weight: NDArray[np.float32], width: float, height: float) -> Box:
    """Return the window of a size, in the picture's px, that holds the most weight around the subject."""
    subject = picture.subject
    sums = summed(weight)
    per_px = weight.shape[1] / picture.width_px
    columns = min(max(1, round(width * per_px)), weight.shape[1])
    rows = min(max(1, round(height * per_px)), weight.shape[0])
    inner = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns] + sums[:-rows, :-columns]
    y, x = np.mgrid[0 : inner.shape[0], 0 : inner.shape[1]]
    score: NDArray[np.float64] = inner / max(float(weight.sum()), 1e-6)
    if picture.kind != "scene":
        off_x = (x + columns / 2) / per_px - (subject.left + subject.right) / 2
        off_y = (y + rows / 2) / per_px - (subject.top + subject.bottom) / 2
        score = score - 4.0 * np.hypot(off_x / picture.width_px, off_y / picture.height_px)
    # Where it is all the same, the upper part: heads, rims and caps tell more than feet.
    score = score - 0.6 * y / weight.shape[0]
    row, column = np.unravel_index(int(np.argmax(score)), score.shape)
    left = min(max(float(column) / per_px, 0.0), picture.width_px - width)
    top = min(max(float(row) / per_px, 0.0), picture.height_px - height)
    return Box(left, top, left + width, top + height)


def detail_window(picture: Picture, aspect: float, share: float) -> Box:
    """Return the most telling window of a picture, in its own pixels: the most edges and the fullest.

    Its `aspect` is width over height; its width is `share` of the subject's width, at most the picture's.
    """
    subject = picture.subject
    width = min(share * subject.width, float(picture.width_px))
    height = min(width / aspect, float(picture.height_px))
    width = height * aspect if width / aspect > picture.height_px else width
    telling = picture.edges / max(float(picture.edges.max()), 1e-6)
    if picture.kind == "cutout":
        size = telling.shape[1], telling.shape[0]
        alpha = scaled(picture.pixels[..., 3], *size, cv2.INTER_AREA).astype(np.float32) / 255.0
        telling = telling * (alpha > 0.9) + 0.22 * alpha
    else:
        telling = telling + 0.5 * picture.saliency
    scale = picture.width_px / telling.shape[1]
    window = (max(1, round(width / scale)), max(1, round(height / scale)))
    sums = cv2.boxFilter(
        telling.astype(np.float32), -1, window, normalize=True, borderType=cv2.BORDER_CONSTANT
    )
    x0, y0 = window[0] // 2, window[1] // 2
    inside = sums[y0 : telling.shape[0] - y0 or None, x0 : telling.shape[1] - x0 or None]
    row, column = np.unravel_index(int(np.argmax(inside)), inside.shape) if inside.size else (0, 0)
    left = min(max(float(column) * scale, 0.0), picture.width_px - width)
    top = min(max(float(row) * scale, 0.0), picture.height_px - height)
    return Box(left, top, left + width, top + height)


def composed_window(
    picture: Picture,
    aspect: float,
    centre: tuple[float, float],
    limit: tuple[float, float],
    calm: Sequence[Box],
) -> Box:
    """Return the crop of `aspect`, in the picture's px, that best serves a layout of the whole frame.

    Tried over several zooms and places: what draws the eye should lie within `limit` (width, height) around
    `centre`, in frame px, and little of it under the `calm` zones. Coming nearer costs sharpness and counts
    against a window.
    """
    weight = picture.saliency
    sums = summed(weight)
    # Type keeps its distance: a thin thing counts as much as its surroundings.
    near = summed(cv2.dilate(weight, np.ones((5, 5), np.uint8)))
    focus = Box(
        max(0.0, centre[0] - limit[0] / 2),
        max(0.0, centre[1] - limit[1] / 2),
        min(float(WIDTH_PX), centre[0] + limit[0] / 2),
        min(float(HEIGHT_PX), centre[1] + limit[1] / 2),
    )
    per_px = weight.shape[1] / picture.width_px
    windows = _candidates(picture, aspect)
    seen = _mass(sums, windows, focus, per_px)
    whole = _mass(sums, windows, Box(0, 0, WIDTH_PX, HEIGHT_PX), per_px)
    under = np.sum([_mass(near, windows, zone, per_px) for zone in calm], axis=0)
    total = float(weight.sum()) or 1.0
    nearer = windows[:, 2].max() / windows[:, 2] - 1.0
    score = (
        (1.2 * seen - 1.3 * under) / total
        + 0.6 * (seen - under) / np.maximum(whole, 0.2 * total)
        - 0.08 * nearer
    )
    left, top, width = windows[int(np.argmax(score))]
    return Box(left, top, left + width, top + width / aspect)


def _candidates(picture: Picture, aspect: float) -> NDArray[np.float64]:
    """Return windows inside the picture as rows of left, top, width."""
    cover = min(float(picture.width_px), picture.height_px * aspect)
    rows = []
    for zoom in (1.0, 1.15, 1.35, 1.6):
        width = cover / zoom
        if zoom > 1.0 and width * 3.2 < WIDTH_PX:
            continue
        for left in np.linspace(0.0, picture.width_px - width, 40):
            for top in np.linspace(
                0.0, max(0.0, picture.height_px - width / aspect), 12 if zoom > 1.0 else 2
            ):
                rows.append((left, top, width))
    return np.array(rows)


def _mass(
    sums: NDArray[np.float64], windows: NDArray[np.float64], part: Box, per_px: float
) -> NDArray[np.float64]:
    """Return for each window how much lies under `part` of the frame it would fill."""
    scale = windows[:, 2] / WIDTH_PX * per_px
    left, top = windows[:, 0] * per_px, windows[:, 1] * per_px
    rows, columns = sums.shape[0] - 1, sums.shape[1] - 1
    x0, x1 = (
        np.clip(np.rint(left + edge * scale), 0, columns).astype(int) for edge in (part.left, part.right)
    )
    y0, y1 = (np.clip(np.rint(top + edge * scale), 0, rows).astype(int) for edge in (part.top, part.bottom))
    return sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
