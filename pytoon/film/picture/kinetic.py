"""Kinetic type: the words of a film drawn large, each coming in as it sounds or as it can be read.

Lines are broken once and never reflow. Every word is shaped in its line, so it joins and kerns as it does
in the whole, and only poses change afterwards.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from pytoon.film.picture.captions import CaptionLine, set_words
from pytoon.film.picture.contrast import Colour
from pytoon.film.picture.layers import Layer, Pose
from pytoon.film.picture.motion import SOFT, PoseAt, progress
from pytoon.film.picture.typesetting import (
    Block,
    Box,
    Drawn,
    Font,
    draw_line,
    fill_block,
    fit_size_px,
    ink,
    is_joined_script,
    is_rtl,
    torn_lines,
    units,
)
from pytoon.film.timeline import Caption
from pytoon.film.words import columns, is_unspaced

Anchor = Literal["top", "middle", "bottom"]

#: A word begins to come in this long before it sounds, and takes its own time to settle.
_LEAD_MS = 70
_ARRIVAL_MS = 340
_WORD_FADE_MS = 110
_COOLING_MS = 200
#: How much of its way the first word of a phrase has behind it: no page is empty, least of all on frame 1.
_FIRST_ALREADY = 0.45
_LINE_STAGGER_MS = 90
_LINE_ARRIVAL_MS = 520
_OUT_MS = 120
#: Dots and marks above and below the letters of Arabic, Hindi or Thai need more room between the lines.
_JOINED_LEADING = 1.24
#: Columns up to which a word looks lost on a line of its own, and up to which words are kept together.
_SHORT_WORD, _LONGEST_GROUP = 2, 12

#: In Japanese a line may also end with a particle after kanji or katakana: 肌が｜よろこぶ.
_AFTER_PARTICLE = re.compile("(?<=[\u30a0-\u30ff\u4e00-\u9fff][をがはでに])(?=[\u3041-\u309f])")

_HIDDEN = Pose(opacity=0.0)


@dataclass(frozen=True)
class PhraseStyle:
    font: Font
    """Its size is the largest that a phrase is set in."""
    leading: float
    """The distance of baselines as a share of the size."""
    min_px: float
    ink: Colour
    active: Colour
    """The word that sounds; of a phrase that is only read, the last line."""
    upcoming: Colour
    """Words that stand there before they sound."""
    emphasis_face: str | None = None
    """The face of the last line, where a look has one for it."""
    rise_em: float = 0.3
    centred: bool = False


@dataclass(frozen=True)
class Phrase:
    """A chunk of words with the stretch of the scene in which it stands, in ms."""

    caption: Caption
    start_ms: int
    end_ms: float
    stands: bool = False
    """Whether all of its words are there at once: the first picture of a film is a poster."""
    voiced: bool = True
    """Whether words come in by their own times, or line by line."""


def phrases_of(
    captions: Sequence[Caption], end_ms: float, *, first: bool, voiced: bool, from_ms: int = 0
) -> list[Phrase]:
    """Return the phrases of a scene: each stands until the next one comes, the last until `end_ms`.

    The first one stands from `from_ms` on. `first` says that the film opens with them.
    """
    starts = [from_ms, *(caption.start_ms for caption in captions[1:])]
    ends = [*starts[1:], end_ms]
    return [
        Phrase(caption, start, end, first and index == 0, voiced)
        for index, (caption, start, end) in enumerate(zip(captions, starts, ends, strict=False))
    ]


def phrase_layers(phrase: Phrase, zone: Box, anchor: Anchor, style: PhraseStyle) -> list[Layer]:
    """Return the layers of a phrase set as large as `zone` allows."""
    if is_joined_script(phrase.caption.text):
        style = replace(style, leading=max(style.leading, _JOINED_LEADING))

    def breaking(text: str, words: tuple[str, ...]) -> Block:
        def filled(pieces: tuple[str, ...]) -> Block:
            return fill_block(
                text,
                style.font,
                zone.width,
                zone.height,
                leading=style.leading,
                min_px=style.min_px,
                pieces=pieces,
            )

        whole = filled(_kept_together(words if phrase.caption.words else units(text)))
        if "".join("".join(whole.lines).split()) == "".join(text.split()):
            return whole
        # Words are torn only where they would not fit otherwise.
        torn = (torn_lines(text, style.font, zone.width, count) for count in range(2, 8))
        fits = [b for b in torn if b and len(b.lines) * style.leading * b.font.size_px <= zone.height]
        return max(fits, key=lambda block: block.font.size_px, default=whole)

    lines, font = set_words(phrase.caption, breaking)
    # Deep and tall letters can make lines higher than their size says.
    font = font.at(font.size_px * min(1.0, zone.height / max(_ink_height_px(lines, font, style), 1.0)))
    fonts = [_line_font(line, index, len(lines), font, style, zone.width) for index, line in enumerate(lines)]
    layers: list[Layer] = []
    for index, (line, line_font, pen) in enumerate(
        zip(lines, fonts, _pens(lines, fonts, zone, anchor, style), strict=True)
    ):
        clock = _Clock(phrase, index, style.rise_em * font.size_px)
        if phrase.voiced and phrase.caption.words:
            layers += _word_layers(line, line_font, pen, clock, style)
        else:
            closes = index == len(lines) - 1 and index > 0
            colour = style.active if closes else style.ink
            drawn = draw_line(line.text, line_font, colour, at=(pen[0] % 1.0, 0.0))
            layers.append(_at(drawn, pen, clock.line, f"phrase line {index}"))
    return layers


def _kept_together(words: Sequence[str]) -> tuple[str, ...]:
    """Join what would look lost on a line of its own: short words to the next, figures to the one before."""
    found: list[str] = []
    for word in chain.from_iterable(map(_AFTER_PARTICLE.split, words)):
        if found and columns(found[-1] + word) <= _LONGEST_GROUP:
            before = found[-1].strip()
            short = columns(before) <= _SHORT_WORD and before[-1:].isalpha() and not is_unspaced(before)
            if short or (len(word.strip()) <= 3 and any(map(str.isdigit, word))):
                found[-1] += word
                continue
        found.append(word)
    if len(found) > 1 and columns(found[-1]) <= _SHORT_WORD and columns(found[-2]) <= _LONGEST_GROUP:
        found[-2:] = [found[-2] + found[-1]]
    return tuple(found)


def _line_font(
    line: CaptionLine, index: int, count: int, font: Font, style: PhraseStyle, width_px: float
) -> Font:
    if style.emphasis_face is None or count < 2 or index < count - 1:
        return font
    slanted = Font(style.emphasis_face, font.size_px, font.tracking_em / 2)
    return slanted.at(min(font.size_px, fit_size_px(line.text, slanted, width_px)))


def _ink_height_px(lines: Sequence[CaptionLine], font: Font, style: PhraseStyle) -> float:
    if not lines:
        return 0.0
    top, bottom = ink(lines[0].text, font).top, ink(lines[-1].text, font).bottom
    return style.leading * font.size_px * (len(lines) - 1) - top + bottom


def _pens(
    lines: Sequence[CaptionLine], fonts: Sequence[Font], zone: Box, anchor: Anchor, style: PhraseStyle
) -> list[tuple[float, float]]:
    """Return the pen's origin of each line, the ink on the edge it is read from."""
    if not lines:
        return []
    leading_px = style.leading * fonts[0].size_px
    boxes = [ink(line.text, font) for line, font in zip(lines, fonts, strict=True)]
    height = leading_px * (len(lines) - 1) - boxes[0].top + boxes[-1].bottom
    spare = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[anchor] * max(zone.height - height, 0.0)
    first = zone.top + spare - boxes[0].top
    pens: list[tuple[float, float]] = []
    for index, (line, box) in enumerate(zip(lines, boxes, strict=True)):
        if style.centred:
            x = (zone.left + zone.right - box.left - box.right) / 2
        elif is_rtl(line.text):
            x = zone.right - box.right
        else:
            x = zone.left - box.left
        pens.append((x, round(first + index * leading_px)))
    return pens


def _at(drawn: Drawn, pen: tuple[float, float], pose_at: PoseAt, name: str) -> Layer:
    return Layer(drawn.pixels, math.floor(pen[0]) + drawn.x_px, pen[1] + drawn.y_px, pose_at, name=name)


def _word_layers(
    line: CaptionLine, font: Font, pen: tuple[float, float], clock: _Clock, style: PhraseStyle
) -> list[Layer]:
    layers = []
    for index in dict.fromkeys(word for _, word in line.runs if word is not None):
        for state, colour in (("upcoming", style.upcoming), ("active", style.active), ("spoken", style.ink)):
            if state == "upcoming" and not clock.phrase.stands:
                continue
            runs = [(text, colour if word == index else None) for text, word in line.runs]
            drawn = draw_line(runs, font, coverage_of=style.ink, at=(pen[0] % 1.0, 0.0))
            layers.append(_at(drawn, pen, clock.word(index, state), f"phrase {state} {index}"))
    return layers


@dataclass(frozen=True)
class _Clock:
    """When the words of one line of a phrase come and go."""

    phrase: Phrase
    line_index: int
    rise_px: float

    def _leaving(self, t_ms: int) -> float:
        """1 while the phrase stands, falling to 0 at its end."""
        if not self.phrase.start_ms <= t_ms < self.phrase.end_ms:
            return 0.0
        return min((self.phrase.end_ms - t_ms) / _OUT_MS, 1.0)

    def line(self, t_ms: int) -> Pose:
        shown = self._leaving(t_ms)
        if shown <= 0:
            return _HIDDEN
        already = 0.7 if self.phrase.stands else _FIRST_ALREADY if self.line_index == 0 else 0.0
        start = self.phrase.start_ms + _LINE_STAGGER_MS * self.line_index
        come = already + (1 - already) * progress(t_ms, start, _LINE_ARRIVAL_MS, SOFT)
        if come <= 0:
            return _HIDDEN
        return Pose(dy_px=self.rise_px * (1 - come), opacity=min(shown, 1.8 * come))

    def word(self, index: int, state: str) -> PoseAt:
        words = self.phrase.caption.words
        comes_ms = self._comes_ms(index)
        cools_ms = self._comes_ms(index + 1) if index + 1 < len(words) else words[index].end_ms
        cools_ms = max(cools_ms, comes_ms + _WORD_FADE_MS)
        stands = self.phrase.stands

        def pose_at(t_ms: int) -> Pose:
            shown = self._leaving(t_ms)
            come = min(max((t_ms - comes_ms) / _WORD_FADE_MS, 0.0), 1.0)
            if index == 0 and not stands and t_ms >= comes_ms:
                come = _FIRST_ALREADY + (1.0 - _FIRST_ALREADY) * come
            cool = min(max((t_ms - cools_ms) / _COOLING_MS, 0.0), 1.0)
            share = {
                "upcoming": 1.0 if come < 1.0 else 0.0,
                "active": come if cool < 1.0 else 0.0,
                "spoken": cool,
            }[state]
            if shown * share <= 0:
                return _HIDDEN
            left = 0.0 if stands else 1.0 - progress(t_ms, comes_ms, _ARRIVAL_MS, SOFT)
            if index == 0:
                left *= 1.0 - _FIRST_ALREADY
            return Pose(dy_px=round(self.rise_px * left, 2), opacity=shown * share)

        return pose_at

    def _comes_ms(self, index: int) -> float:
        sounds_ms = self.phrase.caption.words[index].start_ms - _LEAD_MS
        if index == 0 and not self.phrase.stands:
            return self.phrase.start_ms
        return max(sounds_ms, self.phrase.start_ms)
