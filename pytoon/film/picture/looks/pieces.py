"""Small drawings that the looks lay on a page: stars, a point with its leader, shapes, light on a wall."""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from pytoon.film.picture import backdrops
from pytoon.film.picture.arrays import blurred, scaled
from pytoon.film.picture.contrast import WHITE, Colour
from pytoon.film.picture.layers import Pixels
from pytoon.film.picture.staging import masked


def stars(rating: float, size_px: int, lit: Colour, unlit: Colour) -> Pixels:
    """Draw five stars of which `rating` are lit, the last one in part."""
    step = size_px + 4
    pixels = np.zeros((size_px, 5 * step, 4), np.uint8)
    canvas = skia.Canvas(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    for colour, end in ((unlit, 5.0), (lit, rating)):
        canvas.save()
        whole, part = divmod(end, 1.0)
        canvas.clipRect(skia.Rect(0, 0, whole * step + part * size_px, size_px))
        paint = skia.Paint(Color=skia.Color(*colour), AntiAlias=True)
        for index in range(5):
            canvas.drawPath(_star(index * step + size_px / 2, size_px / 2, size_px / 2), paint)
        canvas.restore()
    return pixels


def _star(cx: float, cy: float, radius: float) -> skia.Path:
    builder = skia.PathBuilder() if hasattr(skia, "PathBuilder") else skia.Path()
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.42
        angle = math.pi * corner / 5 - math.pi / 2
        x, y = cx + reach * math.cos(angle), cy + 0.04 * radius + reach * math.sin(angle)
        builder.lineTo(x, y) if corner else builder.moveTo(x, y)
    builder.close()
    return builder.detach() if hasattr(builder, "detach") else builder


def tile_ground(
    width_px: int, height_px: int, light: Colour = WHITE, shade: Colour = (217, 223, 233)
) -> Pixels:
    """A panel that runs from `light` at the upper left to `shade`."""
    y, x = np.mgrid[0:height_px:8, 0:width_px:8].astype(np.float32)
    share = np.clip((0.34 * x / width_px + 0.94 * y / height_px) / 1.28, 0, 1)[..., None]
    start, end = np.array(light, np.float32), np.array(shade, np.float32)
    small = start + (end - start) * share
    return backdrops.dithered(scaled(small, width_px, height_px))


def line(
    start: tuple[float, float], end: tuple[float, float], width_px: int, colour: Colour
) -> tuple[Pixels, int, int]:
    x, y = math.floor(min(start[0], end[0])) - 4, math.floor(min(start[1], end[1])) - 4
    size = (math.ceil(abs(end[1] - start[1])) + 9, math.ceil(abs(end[0] - start[0])) + 9)
    pixels = np.zeros((*size, 4), np.uint8)
    canvas = skia.Canvas(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    paint = skia.Paint(
        Color=skia.Color(*colour), AntiAlias=True, StrokeWidth=width_px, Style=skia.Paint.kStroke_Style
    )
    canvas.drawLine(start[0] - x, start[1] - y, end[0] - x, end[1] - y, paint)
    return pixels, x, y


def dot(colour: Colour) -> Pixels:
    """A point of interest: accent, white ring, faint halo; 40 px square."""
    pixels = np.zeros((40, 40, 4), np.uint8)
    canvas = skia.Canvas(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    for radius, tint, opacity in ((18, colour, 0.2), (12, WHITE, 1.0), (9, colour, 1.0)):
        canvas.drawCircle(
            20, 20, radius, skia.Paint(Color=skia.Color(*tint, round(255 * opacity)), AntiAlias=True)
        )
    return pixels


@lru_cache(maxsize=8)
def sphere(radius_px: int, light: Colour, shade: Colour) -> Pixels:
    """A matt ball lit from the upper left."""
    axis = (np.arange(2 * radius_px) + 0.5) / radius_px - 1.0
    x, y = axis[None], axis[:, None]
    distance = np.hypot(x, y)
    depth = np.sqrt(np.clip(1.0 - distance**2, 0.0, 1.0))
    lambert = np.clip((-0.45 * x - 0.6 * y + 0.66 * depth) * 0.62 + 0.42, 0.0, 1.0)[..., None]
    colour = np.array(shade) + (np.array(light) - np.array(shade, np.float64)) * lambert
    coverage = np.clip((1.0 - distance) * radius_px + 0.5, 0.0, 1.0)
    noise = np.random.default_rng(3).normal(0.0, 0.8, distance.shape)[..., None]
    rgb = np.clip(colour + noise, 0, 255).astype(np.uint8)
    return masked(rgb, coverage.astype(np.float32))


def window_light(width_px: int, height_px: int, index: int) -> NDArray[np.float32]:
    """The light of a window with six panes, falling aslant on a wall; its side alternates with the scene."""
    small = np.zeros((height_px // 4, width_px // 4), np.float32)
    h, w = small.shape
    left, right, top, bottom = 0.36, 1.12, 0.27, 0.90
    for column in range(2):
        for row in range(3):
            x0, x1 = (left + (right - left) * (column + edge) / 2 for edge in (0.025, 0.975))
            y0, y1 = (top + (bottom - top) * (row + edge) / 3 for edge in (0.02, 0.98))
            # Shorn: the sun stands low on the other side.
            pane = np.array([(x, y + 0.16 * (x - left)) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))])
            if index % 2:
                pane[:, 0] = 1.0 - pane[:, 0]
            cv2.fillPoly(small, [np.round(pane * (16 * w, 16 * h)).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    small = blurred(small, 2.2)
    # Brightest where the sun comes in, dying away downwards.
    small *= np.interp(np.arange(h) / h, (0.2, 0.42, 0.95), (1.0, 0.85, 0.12)).astype(np.float32)[:, None]
    return np.clip(scaled(small, width_px, height_px, cv2.INTER_CUBIC), 0.0, 1.0, dtype=np.float32)
