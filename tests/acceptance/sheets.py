"""Contact sheets: what a film looks like, at a glance."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pytoon.film import ffmpeg
from pytoon.film.files import appearing
from pytoon.film.timeline import Timeline

_COLUMNS, _LEAST, _MOST = 6, 6, 12
_WIDTH_PX, _HEIGHT_PX, _LINE_PX = 270, 480, 26
_FONT = Path(__file__).parents[2] / "pytoon" / "film" / "picture" / "fonts" / "Inter_500Medium.ttf"


def draw_sheet(folder: Path, sheet: Path) -> None:
    """Draw 6 to 12 frames of the film in a job's folder, each with its second, as a JPEG."""
    timeline = Timeline.from_json(json.loads((folder / "timeline.json").read_text(encoding="utf-8")))
    times_ms = moments_ms(timeline)
    rows = math.ceil(len(times_ms) / _COLUMNS)
    canvas = Image.new("RGB", (_COLUMNS * _WIDTH_PX, rows * (_HEIGHT_PX + _LINE_PX)), "white")
    draw, font = ImageDraw.Draw(canvas), ImageFont.truetype(_FONT, 18)
    for number, time_ms in enumerate(times_ms):
        left, top = number % _COLUMNS * _WIDTH_PX, number // _COLUMNS * (_HEIGHT_PX + _LINE_PX)
        draw.text((left + 8, top + 2), f"{time_ms / 1000:.1f} s", "black", font)
        canvas.paste(_frame(folder / "output.mp4", time_ms), (left, top + _LINE_PX))
    sheet.parent.mkdir(parents=True, exist_ok=True)
    with appearing(sheet) as draft:
        canvas.save(draft, "JPEG", quality=85)


def moments_ms(timeline: Timeline) -> list[int]:
    """Return when to look: two or more times a scene, evenly, and at the first and the last frame."""
    count = min(max(_LEAST, 2 * len(timeline.entries)), _MOST)
    return [int(time) for time in np.linspace(0, timeline.total_ms - 50, count)]


def _frame(film: Path, time_ms: int) -> Image.Image:
    raw = ffmpeg.run(
        [
            *ffmpeg.source(film, "-ss", f"{time_ms / 1000:.3f}"),
            *("-frames:v", "1", "-vf", f"scale={_WIDTH_PX}:{_HEIGHT_PX}:flags=area"),
            *("-f", "rawvideo", "-pix_fmt", "rgb24", "-"),
        ]
    )
    return Image.frombytes("RGB", (_WIDTH_PX, _HEIGHT_PX), raw)
