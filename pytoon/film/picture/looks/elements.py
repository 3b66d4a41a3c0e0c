"""What both looks are built from: the safe box, planned texts, lines of type, bars, buttons, the camera."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from pytoon.film.picture import staging
from pytoon.film.picture.arrays import shifted
from pytoon.film.picture.contrast import Colour, contrast
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX, Layer, Pixels, Pose, Shot
from pytoon.film.picture.motion import DRIFT, POP, SOFT, Curve, PoseAt, move_in, progress, still
from pytoon.film.picture.staging import floor_shadow, masked, over, rounded_mask
from pytoon.film.picture.typesetting import (
    Block,
    Box,
    Font,
    Shadow,
    draw_line,
    drawable,
    ink,
    is_rtl,
    set_block,
    soft_alpha,
)
from pytoon.film.scene_graph import Scene, TextSlot

#: What must be read stands in here (the union of the platforms' own margins).
LEFT_PX, TOP_PX, RIGHT_PX, BOTTOM_PX = 120, 288, 888, 1248
BOX_WIDTH_PX = RIGHT_PX - LEFT_PX
CENTRE_PX = (LEFT_PX + RIGHT_PX) / 2
#: Captions stand from here to `BOTTOM_PX`.
CAPTION_TOP_PX = 1084
CAPTION_ZONE = Box(LEFT_PX, 1084, RIGHT_PX, 1248)

CLAIM_MIN_PX = 64.0
LABEL_MIN_PX = 34.0


@dataclass(frozen=True)
class Words:
    """The texts planned for a scene, by slot; an empty string where there is none."""

    claim: str
    number: str
    unit: str
    label: str
    quote: str
    name: str
    wordmark: str
    button: str
    address: str
    logo: Path | None
    items: tuple[str, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether the scene shows no words of its own (captions aside)."""
        return not any(
            (self.claim, self.number, self.label, self.quote, self.name, self.wordmark, self.button)
        )

    @classmethod
    def of(cls, scene: Scene) -> Words:
        def text(slot: TextSlot) -> str:
            return drawable(scene.text(slot))

        logos = (Path(o.asset) for o in scene.overlays if o.type == "logo" and o.asset)
        return cls(
            claim=text("claim"),
            number=text("number"),
            unit=text("unit"),
            label=text("label"),
            quote=text("quote").strip("\"'“”„«» "),
            name=text("name").lstrip("—–- "),
            wordmark=text("wordmark"),
            button=text("button"),
            address=text("address"),
            logo=next(logos, None),
            items=tuple(filter(None, map(drawable, scene.texts("item")))),
        )


@dataclass
class Sheet:
    """The layers of a scene as they are laid, from back to front."""

    layers: list[Layer] = field(default_factory=list)

    def lay(self, *layers: Layer | None) -> None:
        self.layers += [layer for layer in layers if layer is not None]


def line_layer(
    text: str,
    font: Font,
    colour: Colour,
    baseline_px: float,
    *,
    name: str,
    x_px: float = LEFT_PX,
    align: str = "left",
    pose_at: PoseAt = still,
    opacity: float = 1.0,
    shadows: Sequence[Shadow] = (),
    margin_px: int = 0,
) -> Layer:
    """Set one line so that its ink, not its side bearing, stands at `x_px` (its left, centre or right)."""
    box = ink(text, font)
    edge = {"left": box.left, "right": box.right, "centre": (box.left + box.right) / 2}[align]
    pen_x, pen_y = x_px - edge, baseline_px
    x, y = math.floor(pen_x), math.floor(pen_y)
    drawn = draw_line(
        text, font, colour, opacity=opacity, shadows=shadows, margin_px=margin_px, at=(pen_x - x, pen_y - y)
    )
    return Layer(drawn.pixels, x + drawn.x_px, y + drawn.y_px, pose_at, name=name)


def side(text: str) -> tuple[float, str]:
    """Return where a line begins to be read: left edge and `left`, or right edge and `right`."""
    return (RIGHT_PX, "right") if is_rtl(text) else (LEFT_PX, "left")


def baselines(block: Block, first_px: float, leading: float) -> list[float]:
    """Return the baseline of each line; `leading` is a share of the size."""
    return [first_px + index * leading * block.font.size_px for index in range(len(block.lines))]


def first_baseline(block: Block, top_px: float) -> float:
    """Return the first line's baseline that puts the ink of its tallest letters at `top_px`."""
    return top_px - ink(block.lines[0], block.font).top if block.lines else top_px


def masked_rise(
    start_ms: int, length_ms: int, rise_px: float, layer_height_px: int, margin_px: int, already: float
) -> PoseAt:
    """Come up from behind an edge below the ink; the layer has `margin_px` of clear room under it."""
    edge = (layer_height_px - margin_px + 2) / layer_height_px

    def pose_at(t_ms: int) -> Pose:
        left = (1.0 - already) * (1.0 - progress(t_ms, start_ms, length_ms, SOFT))
        return Pose(dy_px=rise_px * left, reveal=(0.0, 0.0, 1.0, edge)) if left > 0.001 else Pose()

    return pose_at


def rising_line(
    text: str,
    font: Font,
    colour: Colour,
    baseline_px: float,
    *,
    name: str,
    start_ms: int,
    length_ms: int = 420,
    rise_px: int = 28,
    already: float = 0.0,
    x_px: float = LEFT_PX,
    align: str = "left",
) -> Layer:
    """Return a line that rises into place from behind a mask.

    A film's first frame is a poster: what is `already` more than half way is not masked any more.
    """
    if already > 0.5:
        pose_at = move_in(start_ms, length_ms, dy_px=rise_px, already=already)
        return line_layer(text, font, colour, baseline_px, name=name, x_px=x_px, align=align, pose_at=pose_at)
    margin_px = rise_px + 4
    layer = line_layer(
        text, font, colour, baseline_px, name=name, x_px=x_px, align=align, margin_px=margin_px
    )
    pose_at = masked_rise(start_ms, length_ms, rise_px, layer.pixels.shape[0], margin_px, already)
    return Layer(layer.pixels, layer.x_px, layer.y_px, pose_at, name=name)


def rounded_box(
    width_px: int, height_px: int, radius_px: float, colour: Colour, opacity: float = 1.0
) -> Pixels:
    """Return a plain rounded rectangle, premultiplied RGBA."""
    fill = np.full((height_px, width_px, 3), colour, np.uint8)
    return masked(fill, rounded_mask(width_px, height_px, radius_px) * opacity)


def button_layer(
    text: str,
    font: Font,
    box: Box,
    radius_px: float,
    fill: Colour,
    ink_colour: Colour,
    *,
    pose_at: PoseAt = still,
    glow: float = 0.0,
    name: str = "button",
) -> Layer:
    """Return a button with its text centred; `glow` is the opacity of a soft shade in its colour."""
    width, height = round(box.width), round(box.height)
    margin = 64 if glow else 4
    pixels = np.zeros((height + 2 * margin, width + 2 * margin, 4), np.uint8)
    if glow:
        shade = np.zeros(pixels.shape[:2], np.uint8)
        shade[margin + 10 : margin + height - 10, margin + 10 : margin + width - 10] = 255
        soft = shifted(soft_alpha(shade, 20.0), 0.0, 22.0) * glow
        pixels[:] = np.dstack([*(soft / 255.0 * channel for channel in fill), soft]).round()
    over(pixels, rounded_box(width, height, radius_px, fill), margin, margin)
    line = ink(text, font)
    cap = ink("H", font)
    x = margin + (width - line.width) / 2 - line.left
    y = margin + (height - cap.top) / 2
    drawn = draw_line(text, font, ink_colour, at=(x % 1.0, y % 1.0))
    over(pixels, drawn.pixels, math.floor(x) + drawn.x_px, math.floor(y) + drawn.y_px)
    return Layer(pixels, round(box.left) - margin, round(box.top) - margin, pose_at, name=name)


def logo_layer(
    path: Path, limit_px: tuple[float, float], behind: Pixels, plate: Colour, *, pose_at: PoseAt = still
) -> Layer:
    """Return a logo in its own colours; on a plate where much of it would drown in what lies `behind`.

    The layer stands at the frame's corner; the caller places it.
    """
    logo = staging.open_picture(path)
    width = min(limit_px[0], limit_px[1] * logo.aspect)
    pixels = staging.resized(logo.pixels, round(width), round(width / logo.aspect))
    if pixels.shape[2] == 4:
        solid = pixels[pixels[..., 3] > 200][:, :3]
        ground: Colour = tuple(int(c) for c in np.median(behind.reshape(-1, behind.shape[-1])[:, :3], axis=0))  # type: ignore[assignment]
        drowned = [
            contrast((int(red), int(green), int(blue)), ground) < _SEEN
            for red, green, blue in solid[:: max(1, len(solid) // 400)]
        ]
        if drowned and np.mean(drowned) > 0.25:
            base = rounded_box(pixels.shape[1] + 56, pixels.shape[0] + 44, 14, plate)
            over(base, pixels, 28, 22)
            pixels = base
    return Layer(pixels, 0, 0, pose_at, name="logo")


def fit_line(text: str, font: Font, width_px: float, min_px: float) -> Block:
    """Set a text on one line: smaller to `min_px`, then shortened."""
    return set_block(text, font, width_px, max_lines=1, min_px=min_px)


def pop_in(start_ms: int, length_ms: int, brand_safe: bool, from_scale: float = 0.94) -> PoseAt:
    """Grow into place; where a film must stay calm it does so without overshooting."""
    curve: Curve = SOFT if brand_safe else POP

    def pose_at(t_ms: int) -> Pose:
        share = progress(t_ms, start_ms, length_ms, curve)
        seen = progress(t_ms, start_ms, length_ms * 0.6, SOFT)
        return Pose(scale=from_scale + (1.0 - from_scale) * share, opacity=min(seen, 1.0))

    return pose_at


#: Below this ratio a mark is lost on its ground (ours).
_SEEN = 2.0

CAMERA_EFFECTS = ("push_in", "pan_left", "pull_out", "pan_right")


def camera_effect(shot: Shot) -> str:
    """Return the scene's own camera movement, or the next of the round."""
    effect = shot.scene.media.effect
    if effect in ("static", "still", "none"):
        return "static"
    return effect if effect in CAMERA_EFFECTS else CAMERA_EFFECTS[shot.index % len(CAMERA_EFFECTS)]


def camera_oversize(amount: float) -> float:
    """Return how much larger than the frame a ground is drawn for a movement of `amount` of its size."""
    return 1.0 + max(amount, 0.0)


def oversized(share: float) -> tuple[int, int]:
    """Return the even width and height of a ground at least `share` times the frame's."""
    return 2 * math.ceil(WIDTH_PX * share / 2), 2 * math.ceil(HEIGHT_PX * share / 2)


def camera(shot: Shot, amount: float) -> PoseAt:
    """Move over a ground drawn `camera_oversize(amount)` times the frame and centred on it.

    The frame stays covered: a push ends, and a pull begins, at the size the ground was drawn in.
    """
    near, far = 1.0, 1.0 / camera_oversize(amount)
    effect = camera_effect(shot)
    slack_px = amount / 2.0 * WIDTH_PX

    def pose_at(t_ms: int) -> Pose:
        share = progress(t_ms, 0, shot.duration_ms, DRIFT)
        if effect == "push_in":
            return Pose(scale=far + (near - far) * share)
        if effect == "pull_out":
            return Pose(scale=near + (far - near) * share)
        if effect == "pan_left":
            return Pose(dx_px=slack_px * (1.0 - 2.0 * share))
        if effect == "pan_right":
            return Pose(dx_px=slack_px * (2.0 * share - 1.0))
        return Pose(scale=(near + far) / 2.0)

    return pose_at if amount > 0 else still


def ground_layer(pixels: Pixels, pose_at: PoseAt = still) -> Layer:
    """Return the ground, centred on the frame."""
    height, width = pixels.shape[:2]
    return Layer(pixels, (WIDTH_PX - width) / 2, (HEIGHT_PX - height) / 2, pose_at, name="ground")


def frame_zone(ground: Pixels, zone: Box, margin_px: float = 0.0) -> Pixels:
    """Return the pixels of a centred ground that lie under `zone` of the frame, give or take `margin_px`."""
    height, width = ground.shape[:2]
    dx, dy = (width - WIDTH_PX) / 2, (height - HEIGHT_PX) / 2
    top, bottom = max(0, round(zone.top + dy - margin_px)), round(zone.bottom + dy + margin_px)
    left, right = max(0, round(zone.left + dx - margin_px)), round(zone.right + dx + margin_px)
    return ground[top:bottom:4, left:right:4]


@lru_cache(maxsize=16)
def ellipse_shadow(
    outer: tuple[float, float], inner: tuple[float, float], opacities: tuple[float, float], colour: Colour
) -> Pixels:
    """Return the shade under something that floats: a dark core in a wider, fainter one."""
    wide = floor_shadow(outer, opacities[0], colour)
    core = floor_shadow(inner, opacities[1], colour)
    over(wide, core, (wide.shape[1] - core.shape[1]) // 2, (wide.shape[0] - core.shape[0]) // 2)
    return wide


def rating_of(text: str) -> float | None:
    """Return the rating out of five in a text such as `4.8` or `4,8/5` ; None if there is none."""
    found = re.fullmatch(r"\s*([0-5](?:[.,]\d+)?)\s*(?:/\s*5|out of 5|★)?\s*", text)
    value = float(found[1].replace(",", ".")) if found else None
    return value if value is not None and 0 < value <= 5 else None
