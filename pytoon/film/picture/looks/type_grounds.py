"""What moves behind type: fields of light on a ground, and large plain shapes below it.

Everything is drawn once; a frame only moves it. Shapes keep to the frame's lower third, where nothing has
to be read, so the ground alone decides how legible type is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
import skia

from pytoon.film.picture import backdrops, motion
from pytoon.film.picture.contrast import WHITE, Colour, mix
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX, Layer, Pixels, Pose
from pytoon.film.picture.looks import elements, pieces
from pytoon.film.picture.motion import DRIFT, PoseAt, progress
from pytoon.film.picture.typesetting import Font, draw_line, fit_size_px
from pytoon.film.words import columns

Ornament = Literal["orbs", "rings", "sun", "bars", "word"]

#: Shapes keep below this edge: what must be read stands above it.
SHAPES_TOP_PX = 1290
_OVERSIZE = 1.14
#: A row of words stands whole between these margins, on its way to either side as well.
_ROW_MARGIN_PX = 30
_ROW_WIDTH_PX = WIDTH_PX - 4 * _ROW_MARGIN_PX
_ROW_SIZE_PX = 320.0
_ROW_CHARACTERS = 8


@dataclass(frozen=True)
class Tone:
    """The colours of one scene's page."""

    top: Colour
    middle: Colour
    low: Colour
    glow: Colour
    """The light that lies on the page at one side."""
    other_glow: Colour
    ink: Colour
    accent: Colour
    """What is lit: the word that sounds, rules, ticks, the last line."""
    shape: Colour
    """Large shapes are between this and the page."""
    window: float = 0.0
    """The strength of a window's light across the page, 0 to 1."""


@dataclass(frozen=True)
class Stage:
    """What a scene's shapes are drawn for."""

    tone: Tone
    index: int
    duration_ms: int
    liveliness: float
    """How far things move: 1 is the look's own, less where a film must stay calm."""


@lru_cache(maxsize=4)
def ground_pixels(tone: Tone, index: int) -> Pixels:
    """Return the page, larger than the frame, with two fields of light on it."""
    width, height = elements.oversized(_OVERSIZE)
    page = backdrops.vertical_gradient(
        ((0.0, tone.top), (0.45, tone.middle), (0.72, tone.middle), (1.0, tone.low)), width, height
    )
    side = 0.16 if index % 2 else 0.86
    falloff = ((0.0, 0.85), (0.35, 0.5), (0.7, 0.14), (1.0, 0.0))
    light = backdrops.radial(width, height, (side * width, 0.30 * height), (860, 900), falloff)
    page = backdrops.lit(page, tone.glow, light)
    other = backdrops.radial(width, height, ((1 - side) * width, 0.80 * height), (980, 760), falloff)
    page = backdrops.lit(page, tone.other_glow, other)
    if tone.window:
        panes = pieces.window_light(width, height, index) * np.float32(tone.window)
        page = backdrops.lit(page, mix(tone.glow, WHITE, 0.25), panes)
    pixels = backdrops.dithered(page, 2.2)
    pixels.flags.writeable = False
    return pixels


def ground_layer(stage: Stage) -> Layer:
    """Return the page on its slow way: it turns a little while it comes nearer, and never stops."""
    amount = (_OVERSIZE - 1.0) * 0.75 * stage.liveliness
    sign = -1.0 if stage.index % 2 else 1.0

    def pose_at(t_ms: int) -> Pose:
        share = progress(t_ms, 0, stage.duration_ms, DRIFT) - 0.5
        return Pose(dx_px=sign * share * amount * 0.45 * WIDTH_PX, dy_px=-share * amount * 0.45 * HEIGHT_PX)

    return elements.ground_layer(ground_pixels(stage.tone, stage.index), pose_at)


def light_layer(stage: Stage) -> Layer:
    """Return a soft light that wanders over the upper part of the page, of a colour the page has already."""
    pixels = _soft_light(stage.tone.glow)
    sign = -1.0 if stage.index % 2 else 1.0
    size = pixels.shape[0]
    x, y = WIDTH_PX / 2 - sign * 180 - size / 2, 760 - size / 2

    def pose_at(t_ms: int) -> Pose:
        share = progress(t_ms, 0, stage.duration_ms, motion.linear) - 0.5
        reach = 520.0 * stage.liveliness
        return Pose(dx_px=sign * reach * share, dy_px=-0.6 * reach * share)

    return Layer(pixels, x, y, pose_at, name="light")


@lru_cache(maxsize=4)
def _soft_light(colour: Colour) -> Pixels:
    size = 1000
    strength = backdrops.radial(
        size, size, (size / 2, size / 2), (size / 2, size / 2), ((0.0, 0.62), (0.4, 0.36), (1.0, 0.0))
    )
    noise = np.random.default_rng(11).normal(0.0, 0.6, (size, size, 1))
    pixels = np.dstack([strength * channel for channel in (*colour, 255)])
    return np.clip(pixels + noise * (strength[..., None] > 0), 0, 255).round().astype(np.uint8)


def ornament_layers(kind: Ornament, stage: Stage, word: str, font: Font) -> list[Layer]:
    """Return the shapes of a scene; `word` is the one that `word` draws as large as the frame, in `font`."""
    if kind == "word" and word:
        return _rows_of_words(stage, word, font)
    return {"orbs": _orbs, "rings": _rings, "sun": _sun, "bars": _bars, "word": _sun}[kind](stage)


def _across(stage: Stage, dx_px: float, dy_px: float) -> PoseAt:
    """The way of a shape over the scene: it comes in on frame 1 and goes on to the last."""

    def pose_at(t_ms: int) -> Pose:
        share = progress(t_ms, 0, stage.duration_ms, motion.linear) - 0.5
        return Pose(dx_px=dx_px * share * stage.liveliness, dy_px=dy_px * share * stage.liveliness)

    return motion.stack(motion.move_in(0, 900, dy_px=70.0, already=0.25), pose_at)


def _orbs(stage: Stage) -> list[Layer]:
    """Matt balls over their shadow, near and far."""
    tone = stage.tone
    light = mix(tone.shape, WHITE, 0.42)
    dark = mix(tone.shape, (0, 0, 0), 0.28)
    pale, pale_dark = mix(tone.middle, WHITE, 0.55), mix(mix(tone.middle, tone.ink, 0.22), tone.shape, 0.12)
    mirrored = stage.index % 2 == 1
    layers = []
    for cx, cy, radius, lit, shade, dx, period in (
        (770.0, 1650.0, 290, pale, pale_dark, -46.0, 5200),
        (330.0, 1560.0, 128, light, dark, 70.0, 4300),
        (160.0, 1800.0, 62, pale, pale_dark, 110.0, 3700),
    ):
        x = WIDTH_PX - cx if mirrored else cx
        ball = pieces.sphere(radius, lit, shade)
        under = elements.ellipse_shadow(
            (radius * 1.3, radius * 0.22), (radius * 0.8, radius * 0.11), (0.14, 0.2), (16, 18, 32)
        )
        pose_at = motion.stack(
            _across(stage, dx if not mirrored else -dx, 0.0),
            motion.floating(10 * stage.liveliness, 0.0, period, radius / 700),
        )
        layers += [
            Layer(
                under, x - under.shape[1] / 2, cy + radius * 1.04 - under.shape[0] / 2,
                _across(stage, dx if not mirrored else -dx, 0.0), name="shape shadow",
            ),
            Layer(ball, x - radius, cy - radius, pose_at, name="shape"),
        ]  # fmt: skip
    return layers


def _sun(stage: Stage) -> list[Layer]:
    """A great disc that comes up from the lower edge, its light dying away downwards."""
    radius = 430
    pixels = _disc(radius, stage.tone.shape, mix(stage.tone.shape, WHITE, 0.35))
    x = 700 if stage.index % 2 == 0 else 380
    pose_at = _across(stage, 0.0, -90.0)
    halo = _halo(radius, stage.tone.shape)
    return [
        Layer(halo, x - halo.shape[1] / 2, 1790 - halo.shape[0] / 2, pose_at, name="shape glow"),
        Layer(pixels, x - radius, 1800 - radius, pose_at, name="shape"),
    ]


@lru_cache(maxsize=8)
def _disc(radius_px: int, low: Colour, high: Colour) -> Pixels:
    axis = (np.arange(2 * radius_px) + 0.5) - radius_px
    distance = np.hypot(axis[None], axis[:, None])
    cover = np.clip(radius_px - distance + 0.5, 0.0, 1.0)
    share = np.linspace(0.0, 1.0, 2 * radius_px)[:, None, None]
    rgb = np.array(high) + (np.array(low, np.float64) - np.array(high)) * share
    cover *= np.interp(np.linspace(0.0, 1.0, 2 * radius_px), (0.0, 0.62), (1.0, 0.25))[:, None]
    noise = np.random.default_rng(5).normal(0.0, 1.2, (2 * radius_px, 2 * radius_px, 1))
    premultiplied = (np.broadcast_to(rgb, (2 * radius_px, 2 * radius_px, 3)) + noise) * cover[..., None]
    return np.dstack([np.clip(premultiplied, 0, 255), cover * 255.0]).round().astype(np.uint8)


@lru_cache(maxsize=8)
def _halo(radius_px: int, colour: Colour) -> Pixels:
    size = round(2.9 * radius_px) // 2 * 2
    strength = backdrops.radial(
        size, size // 2, (size / 2, size / 2), (size / 2, size / 2), ((0.0, 0.42), (0.6, 0.22), (1.0, 0.0))
    )
    return np.dstack([strength * c for c in (*colour, 255)]).round().astype(np.uint8)


def _rings(stage: Stage) -> list[Layer]:
    """Hairline circles round a point near the lower edge, and small bodies on their way along them."""
    tone = stage.tone
    centre = (760.0 if stage.index % 2 == 0 else 320.0, 1760.0)
    radii = (130, 230, 330, 430)
    colour = mix(tone.middle, tone.shape, 0.62)
    size = 2 * radii[-1] + 8
    pixels = np.zeros((size, size, 4), np.uint8)
    canvas = skia.Canvas(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    core = _disc(92, tone.shape, mix(tone.shape, WHITE, 0.4))
    for radius in radii:
        paint = skia.Paint(
            Color=skia.Color(*colour), AntiAlias=True, StrokeWidth=3, Style=skia.Paint.kStroke_Style
        )
        canvas.drawCircle(size / 2, size / 2, radius, paint)
    arrive = motion.move_in(0, 900, dy_px=60.0, scale=0.94, already=0.25)
    layers = [
        Layer(pixels, centre[0] - size / 2, centre[1] - size / 2, arrive, name="shape"),
        Layer(core, centre[0] - 92, centre[1] - 92, arrive, name="shape"),
    ]
    for number, (radius, body, start) in enumerate(((230, 30, 3.6), (330, 18, 4.6), (430, 38, 4.2))):
        turn = (-1.0) ** number * 0.20 * stage.liveliness
        ball = pieces.sphere(body, mix(tone.shape, WHITE, 0.4), mix(tone.shape, (0, 0, 0), 0.2))
        layers.append(
            Layer(
                ball, centre[0] - body, centre[1] - body,
                motion.stack(arrive, _orbit(radius, start, turn)), name="shape",
            )
        )  # fmt: skip
    return layers


def _orbit(radius_px: float, start_rad: float, turn_rad_s: float) -> PoseAt:
    def pose_at(t_ms: int) -> Pose:
        angle = start_rad + turn_rad_s * t_ms / 1000.0
        return Pose(dx_px=radius_px * math.cos(angle), dy_px=radius_px * math.sin(angle))

    return pose_at


def _bars(stage: Stage) -> list[Layer]:
    """Rounded bars that slide past one another."""
    tone = stage.tone
    layers = []
    shades = (0.95, 0.34, 0.62, 0.2)
    for row, (width, left, shade, way) in enumerate(
        zip((620, 980, 420, 760), (-120, 340, 180, 560), shades, (150.0, -190.0, 230.0, -140.0), strict=True)
    ):
        x = WIDTH_PX - left - width if stage.index % 2 else left
        pixels = elements.rounded_box(width, 104, 52, mix(tone.middle, tone.shape, shade))
        sign = -1.0 if stage.index % 2 else 1.0
        slide = motion.move_in(0, 1100, dx_px=-sign * math.copysign(220.0, way), already=0.3)

        def pose_at(t_ms: int, way: float = sign * way) -> Pose:
            share = progress(t_ms, 0, stage.duration_ms, motion.linear) - 0.5
            return Pose(dx_px=way * share * stage.liveliness)

        layers.append(
            Layer(pixels, x, SHAPES_TOP_PX + 40 + row * 142, motion.stack(slide, pose_at), name="shape")
        )
    return layers


def _rows_of_words(stage: Stage, word: str, font: Font) -> list[Layer]:
    """One word, whole and as wide as the frame, as quiet as the page, in two rows that pass each other."""
    tone = stage.tone
    layers = []
    text = word
    while len(text) + len(word) < _ROW_CHARACTERS and columns(word) < _ROW_CHARACTERS / 2:
        text += f" {word}"
    font = font.at(min(_ROW_SIZE_PX, fit_size_px(text, font, _ROW_WIDTH_PX)))
    for row, baseline in enumerate((1560.0, 1860.0)):
        colour = mix(tone.middle, tone.shape, 0.92 if row == 0 else 0.26)
        drawn = draw_line(text, font, colour)
        way = (1.0 if row == 0 else -1.0) * 2 * _ROW_MARGIN_PX * min(stage.liveliness, 0.9)
        x = (WIDTH_PX - drawn.pixels.shape[1]) / 2

        def pose_at(t_ms: int, way: float = way) -> Pose:
            return Pose(dx_px=way * (progress(t_ms, 0, stage.duration_ms, motion.linear) - 0.5))

        slide = motion.move_in(0, 1000, dx_px=(-1.0) ** row * 24.0, already=0.3)
        layers.append(
            Layer(
                drawn.pixels, round(x), baseline + drawn.y_px, motion.stack(slide, pose_at), name="shape word"
            )
        )
    return layers


@lru_cache(maxsize=8)
def gauge(radius_px: int, ticks: int, colour: Colour) -> tuple[tuple[Pixels, int, int], ...]:
    """Return the ticks of a round gauge from the top clockwise: pixels, and place from its centre."""
    found = []
    length, width = round(radius_px * 0.15), max(8, round(radius_px * 0.042))
    side = 2 * length
    bar = np.zeros((side, side, 4), np.uint8)
    for number in range(ticks):
        angle = 2 * math.pi * number / ticks
        bar = np.zeros((side, side, 4), np.uint8)
        canvas = skia.Canvas(bar, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
        canvas.translate(side / 2, side / 2)
        canvas.rotate(math.degrees(angle))
        rect = skia.RRect.MakeRectXY(
            skia.Rect.MakeXYWH(-width / 2, -length / 2, width, length), width / 2, width / 2
        )
        canvas.drawRRect(rect, skia.Paint(Color=skia.Color(*colour), AntiAlias=True))
        reach = radius_px - length / 2
        x, y = reach * math.sin(angle), -reach * math.cos(angle)
        left, top, w, h = cv2.boundingRect(np.ascontiguousarray(bar[..., 3]))
        cut = np.ascontiguousarray(bar[top : top + h, left : left + w])
        found.append((cut, round(x - side / 2) + left, round(y - side / 2) + top))
    return tuple(found)
