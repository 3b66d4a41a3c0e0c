"""Where a clip stands in a scene: over the whole frame, on its own ground continued, or in a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from pytoon.film.footage import Footage
from pytoon.film.picture import backdrops, crops, staging
from pytoon.film.picture.arrays import scaled
from pytoon.film.picture.backdrops import Light
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX, Grade, Layer, MovingGround, Pixels
from pytoon.film.picture.reel import Reel
from pytoon.film.picture.typesetting import Box

_PAGE = "page"
STEP = 4
"""Stills of a staged scene are at a quarter of its size."""

#: How far below filling the frame a clip may be scaled whose own ground goes on around it.
_LEAST_SHARE = 0.4
_MOST_SHARE = 1.35
_MOST_SHIFT_PX = 430.0
_LOWEST_FOCUS_PX = 1000
_SMALLEST_GAP_PX = 48.0
_FEATHER_PX = (60.0, 220.0)
#: A subject may come this near to the edges of a crop, as a share of the crop's side.
_FITS_SHARE = 0.94
#: A clip is not enlarged more than this only to fill the frame's height.
_MOST_GROWTH = 2.0


@dataclass(frozen=True)
class Staged:
    """A clip in its place."""

    ground: MovingGround
    covers: tuple[Layer, ...]
    """What covers the frame around the clip, from back to front."""
    stills: tuple[Light, ...]
    """Moments of the frame, at a quarter of its size, without type."""

    @property
    def on_page(self) -> bool:
        """Whether the clip is in a card, and type beside it."""
        return any(cover.name == _PAGE for cover in self.covers)


def spread_rect(footage: Footage, reel: Reel, focus: Box, calm: Sequence[Box]) -> Box:
    """Return where the whole clip stands so that it fills the frame, what it shows near to `focus`.

    Where its borders are plain, or it is far too wide, its own ground goes on beyond them. A busy clip is
    cropped so that little of it lies under the `calm` zones.
    """
    # The stills may be smaller than the clip.
    rect = _free_rect(reel, focus, _MOST_GROWTH * footage.width_px / reel.width_px)
    is_plain = reel.plain_sides.top and reel.plain_sides.bottom
    return _cropped_rect(reel, focus, calm) if _covers(rect) and not is_plain else rect


def spread(footage: Footage, reel: Reel, grade: Grade, rect: Box) -> Staged:
    """Show the clip as it stands at `rect` of the frame; beyond it its own ground goes on."""
    left, top = max(0, _even(rect.left)), max(0, _even(rect.top))
    right, bottom = min(WIDTH_PX, _even(rect.right)), min(HEIGHT_PX, _even(rect.bottom))
    box = (left, top, right - left, bottom - top)
    scale = rect.width / reel.width_px
    window = Box(*((edge - origin) / scale for edge, origin in zip(
        (left, top, right, bottom), (rect.left, rect.top, rect.left, rect.top), strict=True)))  # fmt: skip
    ground = MovingGround(footage, _in_clip(window, reel, footage), box, grade)
    covers: tuple[Layer, ...] = ()
    if box != (0, 0, WIDTH_PX, HEIGHT_PX):
        covers = (full_layer(_continuation(reel, rect, box), "continued ground"),)
    return _staged(ground, covers, reel, window)


def card_box(reel: Reel, room: Box, at: float) -> Box:
    """Return the largest box in `room` of a shape that shows the subject whole.

    It hangs from the room's upper edge; `at` is 0 for its left side, 1 for its right.
    The shape is as near to the room's as the subject allows, between the room's and the clip's own.
    """
    own, wanted = reel.aspect, room.width / room.height
    for share in np.linspace(0.0, 1.0, 9):
        aspect = wanted ** (1.0 - share) * own**share
        if _holds(reel, aspect):
            break
    width = min(room.width, room.height * aspect)
    height = width / aspect
    left, top = _even(room.left + at * (room.width - width)), _even(room.top)
    return Box(left, top, left + _even(width), top + _even(height))


def in_card(
    footage: Footage, reel: Reel, grade: Grade, box: Box, page: Pixels, radius_px: float, shade: float
) -> Staged:
    """Show the clip through a window with round corners in `page` (RGB, the frame's size), which it lies on.

    `box` is even; where it reaches the frame's lower edge only its upper corners are round. `shade` is the
    opacity of its shadow.
    """
    width, height = round(box.width), round(box.height)
    # A chroma sample takes in the column before it, so the page lets the clip's colour through on one more.
    shown = min(width + 2, WIDTH_PX - round(box.left))
    window = _holding(crops.cover_window(reel, shown / height), reel)
    ground = MovingGround(
        footage, _in_clip(window, reel, footage), (round(box.left), round(box.top), shown, height), grade
    )
    beyond = round(radius_px) + 2 if box.bottom >= HEIGHT_PX else 0
    mask = staging.rounded_mask(width, height + beyond, radius_px)
    card = staging.masked(np.zeros((*mask.shape, 3), np.uint8), mask)
    shaded = staging.with_drop_shadow(card, 26, 64, shade)
    # The shadow alone: the card itself is the clip.
    left, top = round(shaded.product.left), round(shaded.product.top)
    shaded.pixels[top : top + mask.shape[0], left : left + width, 3] -= card[..., 3]
    stage = page.copy()
    staging.over(stage, shaded.pixels, round(box.left) - left, round(box.top) - top)
    cover = np.dstack([stage, np.full(stage.shape[:2], 255, np.uint8)])
    rows, columns = slice(round(box.top), round(box.bottom)), slice(round(box.left), round(box.right))
    cover[rows, columns] = staging.masked(stage[rows, columns], 1.0 - mask[:height])
    return _staged(ground, (full_layer(cover, _PAGE),), reel, window)


def near_still(reel: Reel, width_px: int, height_px: int) -> Pixels | None:
    """Return what the clip shows at its end, nearer than a card does; None if that would be soft."""
    picture = reel.moments[-1]
    whole, core = crops.cover_window(picture, width_px / height_px), reel.core
    growth = width_px / whole.width
    if growth > _SHARP_GROWTH:
        return None
    width = whole.width / min(_NEARER, _SHARP_GROWTH / growth)
    height = width * height_px / width_px
    left = min(max((core.left + core.right - width) / 2, 0.0), picture.width_px - width)
    top = min(max((core.top + core.bottom - height) / 2, 0.0), picture.height_px - height)
    part = picture.pixels[round(top) : round(top + height), round(left) : round(left + width)]
    return staging.resized(np.ascontiguousarray(part), width_px, height_px)


_SHARP_GROWTH = 1.8
_NEARER = 1.25


def _free_rect(reel: Reel, focus: Box, most_growth: float) -> Box:
    """Return where the whole clip would stand on the frame, or beyond it, with its subject in `focus`."""
    subject, plain = reel.subject, reel.plain_sides
    fill = max(WIDTH_PX / reel.width_px, HEIGHT_PX / reel.height_px)
    too_wide = HEIGHT_PX / reel.height_px > WIDTH_PX / reel.width_px * 1.2 and (
        fill > most_growth or not _holds(reel, WIDTH_PX / HEIGHT_PX)
    )
    least = fill
    if too_wide or (plain.top and plain.bottom):
        least = WIDTH_PX / reel.width_px
    if all(plain):
        least = min(least, _LEAST_SHARE * fill)
    scale = min(focus.width / subject.width, focus.height / subject.height)
    scale = max(min(scale, max(_MOST_SHARE * fill if not too_wide else most_growth, least)), least)
    width, height = reel.width_px * scale, reel.height_px * scale
    left = (focus.left + focus.right) / 2 - scale * (subject.left + subject.right) / 2
    top = (focus.top + focus.bottom) / 2 - scale * (subject.top + subject.bottom) / 2
    if subject.height * scale > focus.height:
        # Away from the type as far as may be; the foot of a thing may stand behind the caption.
        above = focus.bottom < _LOWEST_FOCUS_PX
        top = focus.bottom - subject.bottom * scale if above else focus.top - subject.top * scale
    left = _kept(left, width, WIDTH_PX, plain.left, plain.right)
    top = _kept(top, height, HEIGHT_PX, too_wide or plain.top, too_wide or plain.bottom)
    return Box(left, top, left + width, top + height)


def _kept(start: float, length: float, frame: float, free_start: bool, free_end: bool) -> float:
    """Return a place along one axis: gaps only where the ground may go on, and no small ones."""
    covering = frame - length
    low, high = min(covering, 0.0), max(covering, 0.0)
    if length < frame and not (free_start and free_end):
        low, high = (high, high) if free_start else (low, low)
    low -= _MOST_SHIFT_PX if free_end else 0.0
    high += _MOST_SHIFT_PX if free_start else 0.0
    start = min(max(start, low), high)
    for edge in (0.0, covering):
        if abs(start - edge) < _SMALLEST_GAP_PX:
            return edge
    return start


def _cropped_rect(reel: Reel, focus: Box, calm: Sequence[Box]) -> Box:
    centre = ((focus.left + focus.right) / 2, (focus.top + focus.bottom) / 2)
    window = crops.composed_window(reel, WIDTH_PX / HEIGHT_PX, centre, (focus.width, focus.height), calm)
    scale = WIDTH_PX / window.width
    left, top = -window.left * scale, -window.top * scale
    return Box(left, top, left + reel.width_px * scale, top + reel.height_px * scale)


def _covers(rect: Box) -> bool:
    return rect.left <= 1 and rect.top <= 1 and rect.right >= WIDTH_PX - 1 and rect.bottom >= HEIGHT_PX - 1


def full_layer(pixels: Pixels, name: str) -> Layer:
    """Return a layer over the whole frame and a little beyond, so that its edges are no edges."""
    beyond = ((0, 0), (_BEYOND_PX, _BEYOND_PX), (0, 0))
    return Layer(np.pad(pixels, beyond, mode="edge"), -_BEYOND_PX, 0, name=name)


_BEYOND_PX = 4


def _continuation(reel: Reel, rect: Box, box: tuple[int, int, int, int]) -> Pixels:
    """The clip's own ground beyond its edges, and over them softly."""
    where = (round(rect.left), round(rect.top), round(rect.right), round(rect.bottom))
    # A feather without end: the still itself is not wanted, only what it lends to its surroundings.
    ground = backdrops.continued_ground(reel.mean, where, feather_px=10**9)
    left, top, width, height = box
    scale = rect.width / reel.width_px
    subject = Box(*(edge * scale for edge in reel.subject))
    room = (
        rect.left + subject.left - left,
        rect.top + subject.top - top,
        left + width - rect.left - subject.right,
        top + height - rect.top - subject.bottom,
    )
    ends = (left > 0, top > 0, left + width < WIDTH_PX, top + height < HEIGHT_PX)
    feathers = [
        min(max(0.8 * distance, _FEATHER_PX[0]), _FEATHER_PX[1]) if end else 0.0
        for distance, end in zip(room, ends, strict=True)
    ]
    shows = np.zeros((HEIGHT_PX, WIDTH_PX), np.float32)
    across = _ramp(width, feathers[0], feathers[2])
    down = _ramp(height, feathers[1], feathers[3])
    shows[top : top + height, left : left + width] = np.outer(down, across)
    return staging.masked(backdrops.dithered(ground), 1.0 - shows)


def _ramp(length: int, first_px: float, last_px: float) -> NDArray[np.float32]:
    """Return 0 at feathered ends, 1 inside, smooth between."""
    at = np.arange(length) + 0.5
    start = np.clip(at / first_px, 0, 1) if first_px else np.ones(length)
    end = np.clip((length - at) / last_px, 0, 1) if last_px else np.ones(length)
    share = np.minimum(start, end)
    return (share * share * (3 - 2 * share)).astype(np.float32)


def _holding(window: Box, reel: Reel) -> Box:
    """Return the window moved as little as it takes to hold the subject with as much room on either side."""
    subject = reel.subject
    left = _moved(window.left, window.width, subject.left, subject.right, reel.width_px)
    top = _moved(window.top, window.height, subject.top, subject.bottom, reel.height_px)
    return Box(left, top, left + window.width, top + window.height)


def _moved(start: float, length: float, first: float, last: float, whole: float) -> float:
    room = max(0.0, min((length - (last - first)) / 2, _SUBJECT_ROOM * length))
    nearest = min(max(start, last + room - length), first - room)
    return min(max(nearest, 0.0), whole - length)


_SUBJECT_ROOM = 0.05
"""What a card keeps clear around what the clip shows, as a share of its sides."""


def _holds(reel: Reel, aspect: float) -> bool:
    """Whether the subject fits the largest crop of an aspect."""
    width = min(float(reel.width_px), reel.height_px * aspect)
    height = width / aspect
    return reel.subject.width <= _FITS_SHARE * width and reel.subject.height <= _FITS_SHARE * height


def _even(value: float) -> int:
    return 2 * round(value / 2)


def _in_clip(window: Box, reel: Reel, footage: Footage) -> tuple[float, float, float, float]:
    """Return left, top, width and height of a window of the reel in the clip's own pixels."""
    width_px, height_px = float(reel.width_px), float(reel.height_px)
    left, top = min(max(window.left, 0.0), width_px - 1), min(max(window.top, 0.0), height_px - 1)
    right, bottom = min(max(window.right, left + 1), width_px), min(max(window.bottom, top + 1), height_px)
    across, down = footage.width_px / width_px, footage.height_px / height_px
    return left * across, top * down, (right - left) * across, (bottom - top) * down


def _staged(ground: MovingGround, covers: tuple[Layer, ...], reel: Reel, window: Box) -> Staged:
    left, top, width, height = (value // STEP for value in ground.box)
    rows = slice(max(0, round(window.top)), round(window.bottom))
    columns = slice(max(0, round(window.left)), round(window.right))
    stills = []
    for moment in reel.moments:
        frame = np.zeros((HEIGHT_PX // STEP, WIDTH_PX // STEP, 3), np.uint8)
        part = np.ascontiguousarray(moment.pixels[rows, columns])
        frame[top : top + height, left : left + width] = scaled(part, width, height, cv2.INTER_AREA)
        for cover in covers:
            seen = cover.pixels[:, _BEYOND_PX:-_BEYOND_PX]
            staging.over(frame, np.ascontiguousarray(seen[::STEP, ::STEP]), 0, 0)
        stills.append(cast(Light, frame.astype(np.float32)))
    return Staged(ground, covers, tuple(stills))
