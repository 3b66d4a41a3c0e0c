"""Pictures of which no crop fills a frame: long ones are travelled along, small ones lie on a mat."""

from __future__ import annotations

import numpy as np
from PIL import Image

from pytoon.film.picture import crops, motion, staging
from pytoon.film.picture.contrast import WHITE, Colour, luminance, mix
from pytoon.film.picture.layers import Layer, Pixels, Pose, Shot
from pytoon.film.picture.motion import DRIFT, PoseAt, progress
from pytoon.film.picture.staging import Picture
from pytoon.film.picture.typesetting import Box

_SPEED_PX_PER_S = 160.0
"""On average over a scene; faster, a film of 30 frames a second stutters and nobody sees what passes."""
_CORNER_SHARE = 0.03

_MAT_WIDTH_PX = 680
_MAT_MARGIN_PX = 96
_MAT_FOOT_PX = 88
_STAMP_GROWTH = 2.4
_SWATCHES = 4
_SWATCH_PX = 18


def travelled(
    picture: Picture, window: Box, shot: Shot, *, back: bool = False, name: str = "product"
) -> Layer:
    """Return a long picture as large as fills `window`, moving along behind it, RGB.

    What draws the eye lies in the middle of the way, which is as long as the scene's time allows.
    """
    print_ = Picture(_without_corners(picture))
    is_wide = print_.aspect > window.width / window.height
    growth = window.height / print_.height_px if is_wide else window.width / print_.width_px
    length, shown = (
        (print_.width_px * growth, window.width) if is_wide else (print_.height_px * growth, window.height)
    )
    calm = min(shot.look.camera, 1.0)
    way = max(0.0, min(length - shown, calm * _SPEED_PX_PER_S * shot.duration_ms / 1000.0))
    across, down = (way, 0.0) if is_wide else (0.0, way)
    width, height = round(window.width + across), round(window.height + down)
    content = _around_what_matters(print_, window, width, height)
    x, y = round(window.left - across / 2), round(window.top - down / 2)
    left, top = (window.left - x) / width, (window.top - y) / height
    mask = motion.behind((left, top, left + window.width / width, top + window.height / height))
    pose_at = motion.stack(_along(across, down, shot, back=back != (shot.index % 2 == 1)), mask)
    return Layer(content, x, y, pose_at, name=name)


def fitted(picture: Picture, window: Box) -> Box:
    """Return the part of `window`, about its middle, that a long picture fills without growing too much."""
    wide = picture.aspect > 1.0
    width = window.width if wide else min(window.width, staging.MAX_GROWTH * picture.width_px)
    height = min(window.height, staging.MAX_GROWTH * picture.height_px) if wide else window.height
    left, top = window.left + (window.width - width) / 2, window.top + (window.height - height) / 2
    return Box(round(left), round(top), round(left + width), round(top + height))


def _around_what_matters(picture: Picture, window: Box, width_px: int, height_px: int) -> Pixels:
    """Crop to `width_px` x `height_px`, what best fills `window` as near to the middle as can be."""
    best = crops.cover_window(picture, window.width / window.height)
    scale = best.width / window.width
    width, height = min(width_px * scale, picture.width_px), min(height_px * scale, picture.height_px)
    left = min(max((best.left + best.right - width) / 2, 0.0), picture.width_px - width)
    top = min(max((best.top + best.bottom - height) / 2, 0.0), picture.height_px - height)
    part = picture.pixels[round(top) : round(top + height), round(left) : round(left + width)]
    return staging.resized(np.ascontiguousarray(part), width_px, height_px)


def _along(dx_px: float, dy_px: float, shot: Shot, *, back: bool) -> PoseAt:
    def pose_at(t_ms: int) -> Pose:
        share = 0.5 - progress(t_ms, 0, shot.duration_ms, DRIFT)
        return Pose(-share * dx_px, -share * dy_px) if back else Pose(share * dx_px, share * dy_px)

    return pose_at


def _without_corners(picture: Picture) -> Pixels:
    """Return RGB without the margin in which a card's round corners lie."""
    margin = round(_CORNER_SHARE * min(picture.width_px, picture.height_px)) if picture.is_card else 0
    inner = picture.pixels[margin : picture.height_px - margin, margin : picture.width_px - margin, :3]
    return np.ascontiguousarray(inner)


def on_mat(picture: Picture, paper: Colour) -> Picture:
    """Return a stamp-sized picture as a card: a sheet of `paper` with it and a row of its colours."""
    room_px = _MAT_WIDTH_PX - 2 * _MAT_MARGIN_PX
    growth = min(_STAMP_GROWTH, room_px / picture.width_px, 1.1 * room_px / picture.height_px)
    width, height = round(picture.width_px * growth), round(picture.height_px * growth)
    photo = staging.resized(_without_corners(picture), width, height)
    foot = 34 + _SWATCH_PX + _MAT_FOOT_PX
    sheet = np.empty((_MAT_MARGIN_PX + height + foot, _MAT_WIDTH_PX, 3), np.uint8)
    sheet[:] = paper
    left, top = (_MAT_WIDTH_PX - width) // 2, _MAT_MARGIN_PX
    edge = mix(paper, (0, 0, 0) if float(luminance(paper)) > 0.2 else WHITE, 0.22)
    sheet[top - 3 : top + height + 3, left - 3 : left + width + 3] = edge
    sheet[top : top + height, left : left + width] = photo
    bar_top = top + height + 34
    ends = np.linspace(left, left + width, _SWATCHES + 1).round().astype(int)
    for colour, start, end in zip(_colours(photo), ends, ends[1:], strict=False):
        sheet[bar_top : bar_top + _SWATCH_PX, start:end] = colour
    return staging.as_card(Picture(sheet))


def _colours(photo: Pixels) -> list[Colour]:
    """Return the picture's own main colours, from dark to light."""
    palette = Image.fromarray(photo).quantize(_SWATCHES, Image.Quantize.MEDIANCUT).getpalette() or []
    colours: list[Colour] = [
        (palette[i], palette[i + 1], palette[i + 2])
        for i in range(0, 3 * _SWATCHES, 3)
        if i + 2 < len(palette)
    ]
    return sorted(colours, key=lambda colour: float(luminance(colour)))
