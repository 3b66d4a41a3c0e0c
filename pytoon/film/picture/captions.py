"""Captions drawn: one chunk at a time, broken once, each word lit as it sounds.

Every word is drawn in its line, shaped with its neighbours but alone in colour, once for each of its three
states. Only opacities change afterwards, so a lit word never moves, joins or kerns differently.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pytoon.film.picture import typesetting
from pytoon.film.picture.contrast import Colour
from pytoon.film.picture.layers import Layer, Pixels, Pose
from pytoon.film.picture.motion import SOFT, PoseAt, progress
from pytoon.film.picture.staging import masked, rounded_mask
from pytoon.film.picture.typesetting import Font, Shadow, draw_line, drawable, ink, is_rtl
from pytoon.film.timeline import Caption, Word

LEFT_PX, RIGHT_PX = 120, 888
BOTTOM_PX = 1246
MAX_LINES = 2

_WORD_FADE_MS = 80
_WORD_LEAD_MS = 40
_CHUNK_IN_MS = 120
_CHUNK_OUT_MS = 100
_SILENCE_MS = 400
#: Below this size captions no longer read: a chunk takes more lines, or tears a word that is wider than one.
_SMALLEST_PX = 48.0

_HIDDEN = Pose(opacity=0.0)


@dataclass(frozen=True)
class CaptionStyle:
    font: Font
    leading_px: float
    baseline_px: float
    """Where the last line stands; the block grows upwards from it."""
    spoken: Colour
    active: Colour
    upcoming: Colour
    upcoming_opacity: float = 1.0
    shadows: tuple[Shadow, ...] = ()
    centred: bool = False
    rise_px: float = 12.0
    plate: tuple[Colour, float] | None = None
    """Colour and opacity of a box behind the lines, for grounds that no shadow can calm."""


@dataclass(frozen=True)
class CaptionLine:
    """A line of a chunk: stretches of text, each with the index of its word (None between words)."""

    runs: tuple[tuple[str, int | None], ...]

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)


@dataclass(frozen=True)
class CaptionBlock:
    lines: tuple[CaptionLine, ...]
    font: Font
    leading_px: float


def caption_layers(captions: Sequence[Caption], style: CaptionStyle) -> tuple[Layer, ...]:
    """Return the layers of all chunks of a scene; chunks of style `title` are not drawn."""
    shown = [caption for caption in captions if caption.style == "caption" and drawable(caption.text)]
    layers: list[Layer] = []
    for caption, following in zip(shown, [*shown[1:], None], strict=False):
        layers += _chunk_layers(caption, following, style)
    return tuple(layers)


def set_caption(caption: Caption, style: CaptionStyle) -> CaptionBlock:
    """Break and size one chunk: at most two balanced lines in the width between the margins."""
    lines, font = set_words(caption, lambda text, _: _broken(text, style.font))
    return CaptionBlock(lines, font, style.leading_px * font.size_px / style.font.size_px)


def set_words(
    caption: Caption, breaking: Callable[[str, tuple[str, ...]], typesetting.Block]
) -> tuple[tuple[CaptionLine, ...], Font]:
    """Break one chunk with `breaking` and return its lines, each knowing its words, and their font.

    `breaking` is given the text and the same text in words, each with what stands between it and the next.
    """
    words = [drawable(word) for word in _shown_words(caption)]
    text, owner = _joined(caption.text, words)
    broken = breaking(text, _in_words(text, owner))
    lines: list[CaptionLine] = []
    position = 0
    for line in broken.lines:
        start = text.index(line, position)
        position = start + len(line)
        torn = typesetting.takes_hyphen(text[position - 1 : position + 1]) and position < len(text)
        lines.append(_owned(line, owner[start:position], "-" if torn else ""))
    return tuple(lines), broken.font


def _in_words(text: str, owner: Sequence[int | None]) -> tuple[str, ...]:
    found: list[str] = []
    before: int | None = None
    for character, word in zip(text, owner, strict=True):
        if found and word in (None, before):
            found[-1] += character
        else:
            found.append(character)
        before = before if word is None else word
    return tuple(found)


def _shown_words(caption: Caption) -> list[str]:
    return [word.text for word in caption.words] if caption.words else [caption.text]


def _joined(text: str, words: Sequence[str]) -> tuple[str, list[int | None]]:
    """Return the words with the script's own spacing, and for each character the word it belongs to."""
    source = drawable(text)
    joined, owner, position = "", list[int | None](), 0
    for index, word in enumerate(words):
        found = source.find(word, position) if word else -1
        between = source[position:found] if found >= 0 else (" " if joined and word else "")
        position = found + len(word) if found >= 0 else position
        joined += between + word
        # What stands between two words (a comma, a quote) lights with the word before it.
        owner += [None if mark.isspace() else max(index - 1, 0) for mark in between] + [index] * len(word)
    tail = source[position:] if joined else ""
    return joined + tail, owner + [len(words) - 1] * len(tail)


def _broken(text: str, font: Font) -> typesetting.Block:
    width_px = RIGHT_PX - LEFT_PX
    lines = typesetting.break_lines(text, font, width_px, MAX_LINES)
    if lines:
        return typesetting.Block(lines, font)
    best = typesetting.Block((text,), font.at(typesetting.fit_size_px(text, font, width_px)))
    for count in range(2, 5):
        if count > MAX_LINES and best.font.size_px >= _SMALLEST_PX:
            break
        fitted = typesetting.fitted_lines(text, font, width_px, count)
        if fitted and fitted.font.size_px > best.font.size_px:
            best = fitted
    if best.font.size_px < _SMALLEST_PX:
        torn = (typesetting.torn_lines(text, font.at(_SMALLEST_PX), width_px, count) for count in range(2, 5))
        best = max(best, *filter(None, torn), key=lambda block: block.font.size_px)
    return best


def _owned(line: str, owner: Sequence[int | None], ending: str) -> CaptionLine:
    runs: list[tuple[str, int | None]] = []
    for character, word in zip(line, owner, strict=True):
        if runs and runs[-1][1] == word:
            runs[-1] = (runs[-1][0] + character, word)
        else:
            runs.append((character, word))
    if ending:
        runs[-1] = (runs[-1][0] + ending, runs[-1][1])
    return CaptionLine(tuple(runs))


def _chunk_layers(caption: Caption, following: Caption | None, style: CaptionStyle) -> list[Layer]:
    block = set_caption(caption, style)
    fades_out = following is None or following.start_ms - caption.end_ms > _SILENCE_MS
    chunk = _Chunk(caption, fades_out, style.rise_px)
    places = _places(block, style)
    under = [
        _shadow_layer(line, block.font, place, style, chunk)
        for line, place in zip(block.lines, places, strict=True)
    ]
    plates = [
        _plate_layer(line, block, place, style, chunk)
        for line, place in zip(block.lines, places, strict=True)
    ]
    words: list[Layer] = []
    for line, place in zip(block.lines, places, strict=True):
        for index in dict.fromkeys(word for _, word in line.runs if word is not None):
            words += _word_layers(line, index, block.font, place, style, chunk)
    return [layer for layer in (*plates, *under) if layer is not None] + words


def _places(block: CaptionBlock, style: CaptionStyle) -> list[tuple[float, float]]:
    """Return the pen's origin of each line, its ink aligned and nothing below the caption zone."""
    boxes = [ink(line.text, block.font) for line in block.lines]
    lowest = max((box.bottom for box in boxes[-1:]), default=0.0)
    last_px = min(style.baseline_px, BOTTOM_PX - math.ceil(lowest))
    places = []
    for index, (line, box) in enumerate(zip(block.lines, boxes, strict=True)):
        if style.centred:
            x = (LEFT_PX + RIGHT_PX - box.left - box.right) / 2
        elif is_rtl(line.text):
            x = RIGHT_PX - box.right
        else:
            x = LEFT_PX - box.left
        places.append((x, last_px - (len(boxes) - 1 - index) * block.leading_px))
    return places


def _layer(drawn: typesetting.Drawn, x: int, y: int, pose_at: PoseAt, name: str) -> Layer:
    return Layer(drawn.pixels, x + drawn.x_px, y + drawn.y_px, pose_at, name=name)


def _word_layers(
    line: CaptionLine, index: int, font: Font, place: tuple[float, float], style: CaptionStyle, chunk: _Chunk
) -> list[Layer]:
    x, y = math.floor(place[0]), round(place[1])
    layers = []
    for state, colour, opacity in (
        ("upcoming", style.upcoming, style.upcoming_opacity),
        ("active", style.active, 1.0),
        ("spoken", style.spoken, 1.0),
    ):
        if state == "upcoming" and not chunk.caption.words or state == "active" and not chunk.caption.words:
            continue
        runs = [(text, colour if word == index else None) for text, word in line.runs]
        drawn = draw_line(runs, font, opacity=opacity, coverage_of=style.spoken, at=(place[0] - x, 0.0))
        layers.append(_layer(drawn, x, y, chunk.word(index, state), f"caption {state} {index}"))
    return layers


def _shadow_layer(
    line: CaptionLine, font: Font, place: tuple[float, float], style: CaptionStyle, chunk: _Chunk
) -> Layer | None:
    if not style.shadows:
        return None
    x, y = math.floor(place[0]), round(place[1])
    drawn = draw_line(line.text, font, shadows=style.shadows, shadow_only=True, at=(place[0] - x, 0.0))
    return _layer(drawn, x, y, chunk.whole, "caption shadow")


def _plate_layer(
    line: CaptionLine, block: CaptionBlock, place: tuple[float, float], style: CaptionStyle, chunk: _Chunk
) -> Layer | None:
    if style.plate is None:
        return None
    colour, opacity = style.plate
    box, size = ink(line.text, block.font), block.font.size_px
    width, height = math.ceil(box.width) + 48, math.ceil(block.leading_px)
    mask = rounded_mask(width, height, 14.0) * opacity
    fill: Pixels = np.full((height, width, 3), colour, np.uint8)
    top = round(place[1] - 0.36 * size - height / 2)
    return Layer(masked(fill, mask), round(place[0] + box.left) - 24, top, chunk.whole, name="caption plate")


@dataclass(frozen=True)
class _Chunk:
    """The clock of one chunk."""

    caption: Caption
    fades_out: bool
    rise_px: float

    def _opacity(self, t_ms: int) -> float:
        start, end = self.caption.start_ms, self.caption.end_ms
        if not start <= t_ms < end:
            return 0.0
        shown = self._arrived(t_ms, already=0.35)
        if self.fades_out and t_ms > end - _CHUNK_OUT_MS:
            shown *= (end - t_ms) / _CHUNK_OUT_MS
        return shown

    def _pose(self, t_ms: int, opacity: float) -> Pose:
        return Pose(dy_px=self.rise_px * (1.0 - self._arrived(t_ms, already=0.0)), opacity=opacity)

    def _arrived(self, t_ms: int, already: float) -> float:
        """How far the chunk has come in. A scene that begins with words begins with them standing there;
        elsewhere a third of the ink is seen at once, because the words already sound."""
        if self.caption.start_ms <= 0:
            return 1.0
        return already + (1.0 - already) * progress(t_ms, self.caption.start_ms, _CHUNK_IN_MS, SOFT)

    def whole(self, t_ms: int) -> Pose:
        opacity = self._opacity(t_ms)
        return self._pose(t_ms, opacity) if opacity > 0 else _HIDDEN

    def word(self, index: int, state: str) -> PoseAt:
        """Return the pose of one state of a word. The state below stays until the one above covers it."""
        words = self.caption.words
        if not words:
            return self.whole
        lit_ms = _lit_ms(words[index])
        spoken_ms = _lit_ms(words[index + 1]) if index + 1 < len(words) else math.inf

        def pose_at(t_ms: int) -> Pose:
            chunk = self._opacity(t_ms)
            if chunk <= 0:
                return _HIDDEN
            lit = min(max((t_ms - lit_ms) / _WORD_FADE_MS, 0.0), 1.0)
            spoken = min(max((t_ms - spoken_ms) / _WORD_FADE_MS, 0.0), 1.0)
            share = {
                "upcoming": 1.0 if lit < 1.0 else 0.0,
                "active": lit if spoken < 1.0 else 0.0,
                "spoken": spoken,
            }[state]
            return self._pose(t_ms, chunk * share) if share > 0 else _HIDDEN

        return pose_at


def _lit_ms(word: Word) -> int:
    return word.start_ms - _WORD_LEAD_MS
