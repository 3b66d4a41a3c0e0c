"""Scenes made of type alone: statements, numbers, lists, quotations and closing pages, on moving grounds.

Any look draws them with a `TypeStyle` of its own. The words of a film are its picture here: what is spoken
comes in word by word as it sounds, what is only read line by line, and no caption repeats either.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

import numpy as np
import skia

from pytoon.film.picture import motion
from pytoon.film.picture.captions import CaptionStyle, caption_layers
from pytoon.film.picture.contrast import LEGIBLE, WHITE, Colour, contrast, legible, mix
from pytoon.film.picture.kinetic import Anchor, Phrase, PhraseStyle, phrase_layers, phrases_of
from pytoon.film.picture.layers import Composition, Layer, Pixels, Pose, Shot
from pytoon.film.picture.looks import elements, pieces, type_grounds
from pytoon.film.picture.looks.elements import (
    BOX_WIDTH_PX,
    CAPTION_TOP_PX,
    CENTRE_PX,
    CLAIM_MIN_PX,
    LABEL_MIN_PX,
    LEFT_PX,
    RIGHT_PX,
    TOP_PX,
    Sheet,
    Words,
    rating_of,
)
from pytoon.film.picture.looks.type_grounds import Ornament, Stage, Tone
from pytoon.film.picture.motion import EASE, SOFT, PoseAt, progress
from pytoon.film.picture.staging import masked, over, rounded_mask
from pytoon.film.picture.typesetting import (
    Block,
    Box,
    Font,
    advance_px,
    draw_line,
    fill_block,
    fit_size_px,
    ink,
    is_rtl,
    set_block,
    units,
)
from pytoon.film.timeline import Caption
from pytoon.film.vocabulary import ARTICLES, OPENERS
from pytoon.film.words import bare, columns, is_unspaced

#: Without captions under it type may use the whole box.
_WHOLE = Box(LEFT_PX, TOP_PX, RIGHT_PX, 1240)
#: With captions under it, this much.
_OVER_CAPTIONS = Box(LEFT_PX, TOP_PX, RIGHT_PX, CAPTION_TOP_PX - 56)

_ANCHORS: tuple[Anchor, ...] = ("middle", "bottom", "top")
#: A caption is on the page already when so much of it stands there in large type.
_COVERED_SHARE = 0.7
_GAUGE_TICKS = 60
_ROLL_CELLS = 4
#: A phrase does not stand in one place for twice this long.
_STAGING_MS = 2_800
_ITEM_STAGGER_MS, _ITEM_READING_MS = 320, 1_100
#: How much of one sentence stands on a page at once.
_PAGE_COLUMNS = 56
_SENTENCE_ENDS = tuple(".!?…:。！？؟।")
#: An item takes a second line before it is set smaller than this.
_SMALLEST_LONE_ITEM_PX, _LARGEST_BROKEN_ITEM_PX = 92.0, 108.0
#: More than this before a figure is a sentence of its own, not what leads to it.
_LONGEST_LEAD = 44
_NUMBERED = re.compile(r"^\s*(\d{1,2})\s*[.):、]\s*(?=\S)")
_STOP_AFTER_EMOJI = re.compile("([\u2600-\u27bf\U0001f000-\U0001faff]\ufe0f?)\\s*[.。](?=\\s|$)")
_PER_CENT = re.compile(r"^(\d+(?:[.,]\d+)?)\s*[%٪％]$")


@dataclass(frozen=True)
class TypeStyle:
    """What a look gives the scenes without a picture. Sizes are the largest that each text is set in."""

    claim: Font
    number: Font
    unit: Font
    label: Font
    quote: Font
    item: Font
    button: Font
    caption: CaptionStyle
    """For words that do not stand on the page themselves; its colours are replaced."""
    tones: tuple[Tone, ...]
    """Pages that follow one another: two scenes in a row never share one."""
    ornaments: tuple[Ornament, ...]
    """Shapes that follow one another; of another number than the tones, so that few pages look alike."""
    leading: float = 0.98
    emphasis_face: str | None = None
    button_radius_px: float = 82.0


def compose(shot: Shot, words: Words, style: TypeStyle) -> Composition:
    """Compose a scene that has neither picture nor clip."""
    return _Page(shot, words, style).compose()


@dataclass(frozen=True)
class _Inks:
    ink: Colour
    accent: Colour
    quiet: Colour
    fill: Colour
    """The fill of buttons and ticks."""
    on_fill: Colour


class _Page:
    """One scene being laid out."""

    def __init__(self, shot: Shot, words: Words, style: TypeStyle) -> None:
        self.shot, self.words, self.style = shot, words, style
        self.sheet = Sheet()
        self.tone = style.tones[shot.index % len(style.tones)]
        calm = 0.55 if shot.brand_safe else 1.0
        self.stage = Stage(self.tone, shot.index, shot.duration_ms, calm)
        self.ground = type_grounds.ground_layer(self.stage)
        self.captions = [_without_stray_stop(c) for c in shot.captions if c.text.strip()]
        self.voiced = shot.spoken or bool(shot.scene.audio)
        self.under: list[Caption] = []
        self.is_last = shot.index >= shot.count - 1

    def compose(self) -> Composition:
        self.sheet.lay(type_grounds.light_layer(self.stage))
        self._lay_ornament()
        words = self.words
        closes = self.shot.scene.role == "call_to_action"
        if closes and (words.button or words.address or words.wordmark or words.logo):
            self._closing()
        elif len(words.items) > 1:
            self._list()
        elif words.quote:
            self._quote()
        elif words.number:
            self._number()
        else:
            self._statement()
        under = tuple(self.under) if self.shot.captioned else ()
        return Composition(
            self.ground, tuple(self.sheet.layers), caption_layers(under, self._caption_style())
        )

    @cached_property
    def inks(self) -> _Inks:
        behind = elements.frame_zone(self.ground.pixels, Box(LEFT_PX, TOP_PX, RIGHT_PX, 1248), 40)
        ground: Colour = tuple(int(c) for c in np.median(behind.reshape(-1, 3), axis=0))  # type: ignore[assignment]
        main = legible(self.tone.ink, behind, 7.0)
        accent = legible(self.tone.accent, behind)
        fill = self.tone.accent if contrast(self.tone.accent, behind) >= 3.0 else main
        dark, light = mix(ground, (0, 0, 0), 0.86), WHITE
        on_fill = light if contrast(light, fill) >= LEGIBLE else legible(dark, np.array(fill))
        return _Inks(main, accent, legible(mix(main, ground, 0.42), behind), fill, on_fill)

    @cached_property
    def _right(self) -> bool:
        """Whether the page is read from right to left."""
        words = self.words
        texts = (caption.text for caption in self.captions)
        return is_rtl(" ".join((words.claim, words.wordmark, words.button, words.quote, *texts)))

    def _caption_style(self) -> CaptionStyle:
        inks = self.inks
        return replace(self.style.caption, spoken=inks.ink, active=inks.accent, upcoming=inks.quiet)

    def _phrase_style(self, font: Font) -> PhraseStyle:
        inks, calm = self.inks, self.shot.brand_safe
        return PhraseStyle(
            font, self.style.leading, CLAIM_MIN_PX, inks.ink, inks.accent, inks.quiet,
            emphasis_face=self.style.emphasis_face, rise_em=0.14 if calm else 0.34,
        )  # fmt: skip

    @property
    def _exit_ms(self) -> float:
        """When type is gone: before another scene's type shines through it."""
        if self.is_last or not self.shot.blend_ms:
            return math.inf
        return self.shot.duration_ms - 0.8 * self.shot.blend_ms

    def _shown(self, pose_at: PoseAt) -> PoseAt:
        if self._exit_ms >= self.shot.duration_ms:
            return pose_at
        return motion.stack(pose_at, motion.fade_out(round(self._exit_ms), 140))

    def _lay(self, *layers: Layer) -> None:
        self.sheet.lay(*(replace(layer, pose_at=self._shown(layer.pose_at)) for layer in layers))

    def _lay_ornament(self) -> None:
        kinds = self.style.ornaments
        kind = kinds[self.shot.index % len(kinds)]
        self.sheet.lay(*type_grounds.ornament_layers(kind, self.stage, self._key_word, self.style.claim))

    @cached_property
    def _key_word(self) -> str:
        """The word that says most: the last of the longest that fit the frame; empty beside a call."""
        words = self.words
        if words.button:
            return ""
        said = words.claim or words.wordmark or " ".join(caption.text for caption in self.captions)
        found = [unit.strip(" .,;:!?…“”„\"'«»()—–-。、！？「」،؟") for unit in units(said)]
        # A figure is on its page already, as large as it can be; emoji have colours of their own.
        letters = [word for word in found if word and all(c.isalpha() or c in "'’-" for c in word)]
        if any(is_unspaced(word) for word in found):
            letters = ["".join(w for w in found if is_unspaced(w) and w in letters)[:4]]
        telling = [w for w in letters if len(w) <= 11 and w.casefold() not in OPENERS | ARTICLES]
        return max(reversed(telling), key=len, default=words.number)

    # Statements

    def _statement(self) -> None:
        words, said = self.words, bare(" ".join(caption.text for caption in self.captions))
        claim = words.claim or words.wordmark or words.label
        anchor = _ANCHORS[self.shot.index % len(_ANCHORS)]
        if claim and bare(claim) not in said:
            self.under = self.captions
            zone = _OVER_CAPTIONS if self.captions else _WHOLE
            self._lay_phrases([Caption(claim, 0, self.shot.duration_ms, self.shot.scene.id)], zone, anchor)
        else:
            self._lay_phrases(self.captions, _WHOLE, anchor)

    def _lay_phrases(
        self,
        captions: Sequence[Caption],
        zone: Box,
        anchor: Anchor,
        *,
        font: Font | None = None,
        from_ms: int = 0,
        until_ms: float | None = None,
        restaged: bool = True,
    ) -> None:
        """Lay captions as phrases that follow one another in `zone`, from `from_ms` to the scene's end."""
        end_ms = self._exit_ms if until_ms is None else until_ms
        style = self._phrase_style(font or self.style.claim)
        turn = _ANCHORS.index(anchor)
        first = self.shot.index == 0 and from_ms == 0
        for phrase in phrases_of(_pages(captions), end_ms, first=first, voiced=self.voiced, from_ms=from_ms):
            for staged in _restaged(phrase, self.shot.duration_ms) if restaged else (phrase,):
                self.sheet.lay(*phrase_layers(staged, zone, _ANCHORS[turn % len(_ANCHORS)], style))
                turn += staged is not phrase

    def _split_at(self, text: str) -> int:
        """Lay what is said before `text` comes up as statements; return when that is, in ms.

        What is said from then on and does not stand on the page becomes captions.
        """
        wanted = bare(text)[:12]
        position = next(
            (i for i, caption in enumerate(self.captions) if wanted and wanted in bare(caption.text)), 0
        )
        before, after = self.captions[:position], self.captions[position:]
        start_ms = after[0].start_ms if before else 0
        if before:
            anchor = _ANCHORS[self.shot.index % len(_ANCHORS)]
            self._lay_phrases(before, _WHOLE, anchor, until_ms=start_ms)
        self.under = after
        return start_ms

    def _keep_uncovered(self, *texts: str) -> None:
        """Leave out captions that the page says already."""
        said = " ".join(text for text in texts if text)
        self.under = [caption for caption in self.under if not _covers(said, caption.text)]

    # Numbers

    def _number(self) -> None:
        words = self.words
        self.captions = _pages(self.captions)
        start_ms = self._split_at(words.number)
        lead = self._keep_around_number()
        self._keep_uncovered(words.number, words.unit, words.label)
        percentage = _PER_CENT.match(words.number)
        share = float(percentage[1].replace(",", ".")) / 100.0 if percentage else 0.0
        beside, self.under = self.under, []
        top: float = TOP_PX
        if lead:
            block = set_block(lead, self.style.label.at(96), BOX_WIDTH_PX, max_lines=2, min_px=CLAIM_MIN_PX)
            top = self._lay_block(block, top, "lead", self.inks.ink, start_ms, already=0.7) + 20
        zone = Box(LEFT_PX, top, RIGHT_PX, max(890, top + 520) if beside else 1180)
        foot = (
            self._lay_gauge(share, zone, start_ms)
            if 0.0 < share <= 1.0
            else self._lay_large_number(zone, start_ms, rating_of(words.number))
        )
        rest = Box(LEFT_PX, foot + 64, RIGHT_PX, _WHOLE.bottom)
        font = self.style.claim.at(112)
        begin = max(start_ms, beside[0].start_ms) if beside and self.voiced else start_ms
        self._lay_phrases(beside, rest, "top", font=font, from_ms=begin, restaged=False)

    def _keep_around_number(self) -> str:
        """Leave the figure out of its sentence; return what leads to it, the rest becomes captions."""
        words = self.words
        said = [(caption, word) for caption in self.under for word in caption.words]
        letters = [bare(word.text) for _, word in said]
        counted = bare(words.number + words.unit + words.label)
        for first in range(len(letters)):
            joined = accumulate(letters[first:])
            end = next((first + n for n, text in enumerate(joined, start=1) if text == counted), 0)
            if end:
                lead = " ".join(word.text for _, word in said[:first])
                lead = "" if is_unspaced(lead) or len(lead) > _LONGEST_LEAD else lead
                begin = 0 if first and not lead else end
                kept = {id(word) for _, word in said[begin:]}
                self.under = [rest for caption in self.under if (rest := _only(caption, kept)) is not None]
                return lead.strip(" ,;:–—")
        return ""

    def _lay_large_number(self, zone: Box, start_ms: int, rating: float | None) -> float:
        """The number over its unit and label, a rule between them; returns the edge below them."""
        words, inks, style = self.words, self.inks, self.style
        right = self._right
        most_px = fit_size_px(words.number, style.number, BOX_WIDTH_PX)
        font = style.number.at(min(style.number.size_px, most_px))
        box = ink(words.number, font)
        unit = set_block(words.unit, style.unit, BOX_WIDTH_PX, max_lines=2, min_px=CLAIM_MIN_PX)
        label = set_block(words.label, style.label, BOX_WIDTH_PX, max_lines=2, min_px=LABEL_MIN_PX)
        below = 1.05 * unit.font.size_px * len(unit.lines) + 1.2 * label.font.size_px * len(label.lines)
        height = box.height + 84 + below + (110 if rating is not None else 0)
        y = zone.top + 0.5 * max(zone.height - height, 0.0)
        if rating is not None:
            stars = pieces.stars(rating, 92, inks.accent, mix(inks.quiet, self.tone.middle, 0.5))
            x = RIGHT_PX - stars.shape[1] if right else LEFT_PX
            pose_at = motion.stack(_from(start_ms), motion.wipe_right(start_ms, 900, SOFT, already=0.2))
            self._lay(Layer(stars, x, round(y), pose_at, name="stars"))
            y += 130
        x = RIGHT_PX - box.right if right else LEFT_PX - box.left
        self._lay(*self._rolling(words.number, font, (x, y - box.top), start_ms))
        y += box.height + 42
        rule = elements.rounded_box(round(min(max(box.width, 180), BOX_WIDTH_PX)), 14, 7, inks.accent)
        wipe = motion.stack(_from(start_ms), motion.wipe_right(start_ms + 80, 1100, SOFT, already=0.08))
        self._lay(Layer(rule, RIGHT_PX - rule.shape[1] if right else LEFT_PX, round(y), wipe, name="rule"))
        y += 14 + 30
        for block, name, colour, delay in (
            (unit, "unit", inks.ink, 160), (label, "label", inks.ink, 260),
        ):  # fmt: skip
            y = self._lay_block(block, y, name, colour, start_ms + delay)
        return y

    def _lay_block(
        self, block: Block, top_px: float, name: str, colour: Colour, start_ms: int, *, already: float = 0.0
    ) -> float:
        """Lay lines from `top_px` down, rising; returns the edge below them."""
        y: float = top_px
        x, align = (RIGHT_PX, "right") if self._right else (LEFT_PX, "left")
        for line in block.lines:
            y += 0.86 * block.font.size_px
            self._lay(
                elements.line_layer(
                    line, block.font, colour, y, name=name, x_px=x, align=align,
                    pose_at=self._rise(start_ms, 36.0, already),
                )
            )  # fmt: skip
            y += 0.24 * block.font.size_px
        return y

    def _rise(self, start_ms: float, dy_px: float, already: float = 0.0) -> PoseAt:
        """Come up into place and into sight."""
        already = already if start_ms <= 0 else 0.0
        far = dy_px * (0.4 if self.shot.brand_safe else 1.0)
        begin = round(start_ms)
        return motion.stack(
            motion.move_in(begin, 560, dy_px=far, already=already),
            motion.fade_in(begin, 220, already=already),
        )

    def _rolling(self, text: str, font: Font, pen: tuple[float, float], start_ms: int) -> list[Layer]:
        """A number whose digits roll into place, one after another; other marks fade in where they stand."""
        opens = self.shot.index == 0 and start_ms == 0
        if opens or is_rtl(text) or not any("0" <= character <= "9" for character in text):
            x = pen[0] + ink(text, font).left
            line = elements.line_layer(text, font, self.inks.ink, pen[1], name="number", x_px=x)
            arrive = motion.stack(
                motion.move_in(start_ms, 620, scale=0.86), motion.fade_in(start_ms, 160, already=float(opens))
            )
            return [replace(line, pose_at=arrive)]
        layers, rolled = [], 0
        for index, character in enumerate(text):
            if character.isspace():
                continue
            x = pen[0] + advance_px(text[: index + 1], font) - advance_px(character, font)
            if "0" <= character <= "9":
                layers.append(self._rolling_digit(int(character), font, (x, pen[1]), start_ms + 70 * rolled))
                rolled += 1
                continue
            drawn = draw_line(character, font, self.inks.ink, at=(x % 1.0, pen[1] % 1.0))
            layers.append(
                Layer(
                    drawn.pixels, math.floor(x) + drawn.x_px, math.floor(pen[1]) + drawn.y_px,
                    motion.fade_in(start_ms, 200, already=0.0 if start_ms else 0.5), name="number",
                )
            )  # fmt: skip
        return layers

    def _rolling_digit(self, digit: int, font: Font, pen: tuple[float, float], start_ms: int) -> Layer:
        tallest = ink("0123456789", font)
        cell = math.ceil(tallest.height) + 24
        width = math.ceil(max(advance_px(str(n), font) for n in range(10))) + 20
        strip = np.zeros((cell * _ROLL_CELLS, width, 4), np.uint8)
        middle = 10 + advance_px(str(digit), font) / 2
        x0, top = math.floor(pen[0]), math.floor(pen[1] + tallest.top) - 12
        for row in range(_ROLL_CELLS):
            shown = str((digit - (_ROLL_CELLS - 1) + row) % 10)
            x = middle - advance_px(shown, font) / 2 + (pen[0] - x0)
            drawn = draw_line(shown, font, self.inks.ink, at=(x % 1.0, pen[1] % 1.0))
            y = row * cell + math.floor(pen[1]) - top
            over(strip, drawn.pixels, math.floor(x) + drawn.x_px, y + drawn.y_px)
        way = cell * (_ROLL_CELLS - 1)
        mask = (0.0, (_ROLL_CELLS - 1) / _ROLL_CELLS, 1.0, 1.0)
        length = 900

        def pose_at(t_ms: int) -> Pose:
            left = 1.0 - progress(t_ms, start_ms, length, SOFT)
            opacity = progress(t_ms, start_ms - 60, 160, motion.linear)
            return Pose(dy_px=way * left if left > 0.0004 else 0.0, opacity=opacity, reveal=mask)

        return Layer(strip, x0 - 10, top - way, pose_at, name="number")

    def _lay_gauge(self, share: float, zone: Box, start_ms: int) -> float:
        """A round gauge of ticks that light up one after another, the number in its middle.

        Returns the edge below it.
        """
        words, inks, style = self.words, self.inks, self.style
        radius = round(min(zone.height, zone.width - 8) / 2)
        cx, cy = CENTRE_PX, (zone.top + zone.bottom) / 2
        track = mix(inks.ink, self.tone.middle, 0.82)
        lit = max(1, round(share * _GAUGE_TICKS))
        ticks = type_grounds.gauge(radius, _GAUGE_TICKS, inks.accent)
        unlit = type_grounds.gauge(radius, _GAUGE_TICKS, track)
        side = 2 * radius + 8
        page = np.zeros((side, side, 4), np.uint8)
        for pixels, dx, dy in unlit:
            over(page, pixels, dx + side // 2, dy + side // 2)
        came = _from(start_ms)
        self._lay(Layer(page, cx - side / 2, cy - side / 2, came, name="gauge"))
        for number, (pixels, dx, dy) in enumerate(ticks[:lit]):
            begin = start_ms + 1000.0 * _eased_time(number / max(lit, 1)) - (120 if not start_ms else 0)
            pose_at = motion.fade_in(round(begin), 90)
            self._lay(Layer(pixels, cx + dx, cy + dy, pose_at, name="gauge tick"))
        room = 1.42 * radius
        font = style.number.at(min(0.72 * radius, fit_size_px(words.number, style.number, room)))
        box = ink(words.number, font)
        unit = set_block(words.unit, style.unit.at(0.26 * radius), room - 90, max_lines=1, min_px=48)
        label = set_block(words.label, style.label, room - 60, max_lines=2, min_px=LABEL_MIN_PX)
        below = len(unit.lines) * 1.1 * unit.font.size_px + len(label.lines) * 1.2 * label.font.size_px
        y = cy - (box.height + (26 + below if below else 0)) / 2
        pen = (cx - (box.left + box.right) / 2, y - box.top)
        self._lay(*self._rolling(words.number, font, pen, start_ms))
        y += box.height + 26
        for block, name in ((unit, "unit"), (label, "label")):
            for line in block.lines:
                y += 0.84 * block.font.size_px
                self._lay(
                    elements.line_layer(
                        line, block.font, inks.ink, y, name=name, x_px=cx, align="centre",
                        pose_at=self._rise(start_ms + 220, 26.0),
                    )
                )  # fmt: skip
                y += 0.26 * block.font.size_px
        return zone.bottom

    # Lists

    def _list(self) -> None:
        words, inks = self.words, self.inks
        start_ms = self._split_at(_NUMBERED.sub("", words.items[0]))
        self._keep_uncovered(words.claim, *words.items)
        zone = _OVER_CAPTIONS if self.under else _WHOLE
        top: float = zone.top
        if words.claim and not _covers(" ".join(words.items), words.claim):
            heading = set_block(
                words.claim, self.style.claim.at(104), BOX_WIDTH_PX, max_lines=2, min_px=CLAIM_MIN_PX
            )
            top = self._lay_block(heading, top, "claim", inks.ink, start_ms) + 36
        items = words.items[:6]
        row_px = min((zone.bottom - top) / len(items), 270.0)
        if not words.claim:
            top += 0.5 * (zone.bottom - top - row_px * len(items))
        texts = [_NUMBERED.sub("", item) for item in items]
        marker_px = round(min(92.0, 0.56 * row_px))
        room = BOX_WIDTH_PX - marker_px - 40
        blocks = self._item_blocks(texts, room, row_px)
        cue: float = start_ms
        for index, (item, block) in enumerate(zip(items, blocks, strict=True)):
            cue = self._cue_ms(texts[index], start_ms, index, cue)
            self._lay_item(item, index, block, top + index * row_px, row_px, marker_px, cue)

    def _item_blocks(self, texts: Sequence[str], room_px: float, row_px: float) -> list[Block]:
        """Set all items in one size, the largest that fits each in its row."""
        font = self.style.item
        lone = min(fit_size_px(text, font, room_px) for text in texts)
        most = 2 if row_px >= 150 and lone < _SMALLEST_LONE_ITEM_PX else 1
        size = min(font.size_px, lone, 0.7 * row_px)
        if most > 1:
            fitted = (fill_block(text, font, room_px, row_px - 72, leading=1.0, min_px=44) for text in texts)
            size = min(_LARGEST_BROKEN_ITEM_PX, *(block.font.size_px for block in fitted))
        return [
            set_block(text, font.at(size), room_px, max_lines=most, min_px=40, shrink=0.98) for text in texts
        ]

    def _cue_ms(self, text: str, start_ms: int, index: int, after_ms: float) -> float:
        """When an item is named, after the one before; without a voice one follows another to be read."""
        count = len(self.words.items)
        pace = max(_ITEM_STAGGER_MS, min(0.45 * (self.shot.duration_ms - start_ms) / count, _ITEM_READING_MS))
        even = start_ms + (0 if index == 0 else 120 + pace * index)
        opens = index == 0 and not self.words.claim
        if opens or not self.voiced:
            return even
        wanted = bare(text.split()[0]) if text.split() else ""
        spoken = [word for caption in self.captions for word in caption.words if word.start_ms >= start_ms]
        named = (word.start_ms - 80 for word in spoken if wanted and bare(word.text) == wanted)
        found = next((time for time in named if time > after_ms or not index), max(even, after_ms))
        return min(max(found, start_ms), self.shot.duration_ms - 900)

    def _lay_item(
        self, item: str, index: int, block: Block, top_px: float, row_px: float, marker_px: int, cue_ms: float
    ) -> None:
        inks = self.inks
        right = bool(block.lines) and is_rtl(block.lines[0])
        middle = top_px + row_px / 2
        number = _NUMBERED.match(item)
        marker = _marker(marker_px, inks, number[1] if number else "", self.style.button)
        x = RIGHT_PX - marker_px if right else LEFT_PX
        pop = (
            elements.pop_in(round(cue_ms), 420, self.shot.brand_safe, 0.4)
            if cue_ms > 0
            else motion.move_in(0, 420, scale=0.7)
        )
        self._lay(Layer(marker, x, round(middle - marker_px / 2), pop, name="marker"))
        cap = -ink("H", block.font).top
        height = cap + (len(block.lines) - 1) * block.font.size_px
        baseline = middle - height / 2 + cap
        edge = RIGHT_PX - marker_px - 40 if right else LEFT_PX + marker_px + 40
        for line in block.lines:
            pose_at = motion.stack(
                motion.move_in(round(cue_ms), 560, dx_px=(-60.0 if right else 60.0) * self.stage.liveliness),
                motion.fade_in(round(cue_ms), 200, already=0.0 if cue_ms > 0 else 0.6),
            )
            self._lay(
                elements.line_layer(
                    line, block.font, inks.ink, baseline, name="item", x_px=edge,
                    align="right" if right else "left", pose_at=pose_at,
                )
            )  # fmt: skip
            baseline += block.font.size_px
        if index:
            line_colour = mix(inks.ink, self.tone.middle, 0.80)
            rule = np.full((3, BOX_WIDTH_PX, 4), (*line_colour, 255), np.uint8)
            wipe = motion.stack(_from(round(cue_ms)), motion.wipe_right(round(cue_ms), 520, SOFT))
            self._lay(Layer(rule, LEFT_PX, round(top_px), wipe, name="divider"))

    # Quotations

    def _quote(self) -> None:
        words, inks, style = self.words, self.inks, self.style
        start_ms = self._split_at(words.quote)
        self._keep_uncovered(words.quote, words.name)
        zone = _OVER_CAPTIONS if self.under else _WHOLE
        right = is_rtl(words.quote)
        mark = style.quote.at(420)
        box = ink("“", mark)
        x, align = (RIGHT_PX, "right") if right else (LEFT_PX, "left")
        drop = motion.stack(
            motion.move_in(start_ms, 700, dy_px=-46.0 * self.stage.liveliness, scale=0.9),
            motion.fade_in(start_ms, 220, already=0.0 if start_ms else 0.5),
        )
        self._lay(
            elements.line_layer(
                "“",
                mark,
                inks.accent,
                zone.top - box.top,
                name="quote mark",
                x_px=x,
                align=align,
                pose_at=drop,
            )
        )
        top = zone.top + box.height + 46
        foot = zone.bottom - (130 if words.name else 0)
        said = Caption(words.quote, start_ms, self.shot.duration_ms, self.shot.scene.id)
        text_zone = Box(LEFT_PX, top, RIGHT_PX, foot)
        phrase = phrases_of([said], self._exit_ms, first=self.shot.index == 0, voiced=False)[0]
        layers = phrase_layers(
            replace(phrase, start_ms=start_ms), text_zone, "top", self._phrase_style(style.quote)
        )
        self.sheet.lay(*(replace(layer, name="quote") for layer in layers))
        if words.name and layers:
            y = max(layer.y_px + layer.pixels.shape[0] for layer in layers) + 58
            rule = elements.rounded_box(72, 8, 4, inks.accent)
            wipe = motion.stack(_from(start_ms + 350), motion.wipe_right(start_ms + 350, 500, SOFT))
            self._lay(Layer(rule, RIGHT_PX - 72 if right else LEFT_PX, round(y), wipe, name="rule"))
            name = elements.fit_line(words.name, style.label, BOX_WIDTH_PX, LABEL_MIN_PX)
            self._lay_block(name, y + 26, "name", inks.ink, start_ms + 420)

    # The closing page

    def _closing(self) -> None:
        """What to do, large, over a button and an address that stand from the first moment to the last."""
        words, inks, style = self.words, self.inks, self.style
        self.under = list(self.captions)
        self._keep_uncovered(words.wordmark, words.button, words.address)
        told = bool(words.wordmark or words.logo)
        kinetic = [] if told else self.under
        if not told:
            self.under = []
        headline = words.wordmark or ("" if kinetic else words.claim or words.button or words.address)
        button = words.button or (words.address if words.address != headline else "")
        address = words.address if words.address not in (button, headline) else ""
        foot = 1020.0 if self.under else 1236.0
        if address:
            line = elements.fit_line(address, style.label.at(58), BOX_WIDTH_PX, LABEL_MIN_PX)
            self._lay_block(line, foot - 1.1 * line.font.size_px, "address", inks.ink, 420)
            foot -= 1.1 * line.font.size_px + 44
        if words.logo is None and not kinetic and headline and headline == words.button:
            self._lay_large_button(headline, foot, address)
            return
        acts = bool(button)
        if acts:
            foot = self._lay_pill(button, foot) - 70
        zone = Box(LEFT_PX, TOP_PX, RIGHT_PX, foot)
        anchor: Anchor = "bottom" if acts or address else "middle"
        if words.logo is not None:
            self._lay_logo(zone)
        elif kinetic:
            self._lay_phrases(kinetic, zone, anchor, restaged=False)
        elif headline:
            said = Caption(headline, 0, self.shot.duration_ms, self.shot.scene.id)
            whole = phrases_of([said], math.inf, first=True, voiced=False)[0]
            layers = phrase_layers(whole, zone, anchor, self._phrase_style(style.claim))
            self.sheet.lay(*(replace(layer, name="wordmark") for layer in layers))

    def _lay_logo(self, zone: Box) -> None:
        assert self.words.logo is not None
        behind = elements.frame_zone(self.ground.pixels, zone)
        plate = WHITE if contrast(WHITE, behind) < 3.0 else self.inks.ink
        layer = elements.logo_layer(
            self.words.logo, (640.0, 420.0), behind, plate, pose_at=motion.fade_in(0, 300, already=0.7)
        )
        self.sheet.lay(replace(layer, x_px=LEFT_PX, y_px=round(zone.bottom - layer.pixels.shape[0])))

    def _lay_large_button(self, text: str, foot_px: float, address: str) -> None:
        """A call that is all the page says: a button as wide as the page, its arrow under its words."""
        inks, style, right = self.inks, self.style, self._right
        pad, disc = 60, 128
        zone_px = foot_px - TOP_PX - 2 * pad - disc - 40
        said = Caption(text, 0, self.shot.duration_ms, self.shot.scene.id)
        whole = phrases_of([said], math.inf, first=True, voiced=False)[0]
        colours = replace(
            self._phrase_style(style.claim.at(220)), ink=inks.on_fill, active=inks.on_fill, emphasis_face=None
        )
        room = Box(LEFT_PX + pad, TOP_PX, RIGHT_PX - pad, TOP_PX + zone_px)
        lines = phrase_layers(whole, room, "top", colours)
        top = min(line.y_px for line in lines)
        text_px = max(line.y_px + line.pixels.shape[0] for line in lines) - top
        height = round(2 * pad + text_px + 40 + disc)
        pixels = elements.rounded_box(BOX_WIDTH_PX, height, min(style.button_radius_px, 64.0), inks.fill)
        y = round(foot_px - height if address else min(foot_px - height, TOP_PX + 0.45 * (foot_px - TOP_PX)))
        for line in lines:
            over(pixels, line.pixels, round(line.x_px - LEFT_PX), round(line.y_px - top + pad))
        pop = motion.stack(
            motion.move_in(0, 460, dy_px=40.0 * self.stage.liveliness, scale=0.96),
            motion.fade_in(0, 160, already=0.8),
            motion.swell_once(1700, 800, 1.0 if self.shot.brand_safe else 1.02),
        )
        self._lay(Layer(pixels, LEFT_PX, y, pop, name="button"))
        arrow = _arrow(disc, inks.on_fill, inks.fill, min(style.button_radius_px, disc / 2), right)
        arrow_x = LEFT_PX + pad if right else RIGHT_PX - pad - disc
        self._lay(
            Layer(
                arrow, arrow_x, y + height - pad - disc, motion.stack(pop, self._beckon(right)), name="arrow"
            )
        )

    def _beckon(self, right: bool) -> PoseAt:
        """An arrow's small move to where it points, again and again."""
        way = (-5.0 if right else 5.0) * self.stage.liveliness

        def pose_at(t_ms: int) -> Pose:
            return Pose(dx_px=way * math.sin(2 * math.pi * t_ms / 1400.0))

        return pose_at

    def _lay_pill(self, text: str, foot_px: float) -> float:
        """A button as wide as its words ask, an arrow at its end; returns its upper edge."""
        inks, style = self.inks, self.style
        height, right = 164, self._right
        block = elements.fit_line(text, style.button, BOX_WIDTH_PX - 64 - height, LABEL_MIN_PX)
        line = block.lines[0] if block.lines else ""
        text_px = ink(line, block.font).width if line else 0.0
        width = math.ceil(64 + text_px + height) if line else height
        pixels = elements.rounded_box(width, height, min(style.button_radius_px, height / 2), inks.fill)
        disc = height - 36
        colours = (inks.on_fill, inks.fill) if line else (inks.fill, inks.on_fill)
        arrow = _arrow(disc, *colours, min(style.button_radius_px - 18, disc / 2), right)
        x = RIGHT_PX - width if right else LEFT_PX
        y = round(foot_px - height)
        pop = motion.stack(
            elements.pop_in(160, 460, self.shot.brand_safe, 0.9),
            motion.swell_once(1700, 800, 1.0 if self.shot.brand_safe else 1.03),
        )
        if line:
            box, cap = ink(line, block.font), ink("H", block.font)
            pen = ((height if right else 52) - box.left, (height - cap.top) / 2)
            drawn = draw_line(line, block.font, inks.on_fill, at=(pen[0] % 1.0, pen[1] % 1.0))
            over(pixels, drawn.pixels, math.floor(pen[0]) + drawn.x_px, math.floor(pen[1]) + drawn.y_px)
        self._lay(Layer(pixels, x, y, pop, name="button"))
        arrow_x = x + 18 if right else x + width - disc - 18
        self._lay(Layer(arrow, arrow_x, y + 18, motion.stack(pop, self._beckon(right)), name="arrow"))
        return float(y)


def _restaged(phrase: Phrase, scene_ms: int) -> list[Phrase]:
    """Bring a phrase that stands very long on again and again, so that something happens meanwhile."""
    words = phrase.caption.words
    said_ms = max(words[-1].end_ms if words and phrase.voiced else 0, phrase.start_ms)
    spare_ms = min(phrase.end_ms, scene_ms) - said_ms
    count = int(spare_ms / _STAGING_MS)
    if count < 2:
        return [phrase]
    cuts = [round(said_ms + spare_ms * number / count) for number in range(1, count)]
    starts, ends = [phrase.start_ms, *cuts], [*map(float, cuts), phrase.end_ms]
    return [
        replace(
            phrase,
            start_ms=start,
            end_ms=end,
            stands=phrase.stands and not index,
            voiced=phrase.voiced and not index,
        )
        for index, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


def _pages(captions: Sequence[Caption]) -> list[Caption]:
    """Join the chunks of one sentence that fit a page together: a page has more lines than a caption."""
    pages: list[Caption] = []
    for caption in captions:
        before = pages[-1] if pages else None
        gap = "" if is_unspaced(caption.text) else " "
        text = f"{before.text}{gap}{caption.text}" if before else caption.text
        ended = not before or before.text[-1:] in _SENTENCE_ENDS
        if before and not ended and columns(text) <= _PAGE_COLUMNS:
            words = (*before.words, *caption.words)
            pages[-1] = replace(before, text=text, end_ms=caption.end_ms, words=words)
        else:
            pages.append(caption)
    return pages


def _without_stray_stop(caption: Caption) -> Caption:
    """Leave out a full stop after an emoji: in large type it stands far off, like a stain."""
    words = tuple(replace(word, text=_STOP_AFTER_EMOJI.sub(r"\1", word.text)) for word in caption.words)
    return replace(caption, text=_STOP_AFTER_EMOJI.sub(r"\1", caption.text), words=words)


def _only(caption: Caption, kept: set[int]) -> Caption | None:
    """Return `caption` with those of its words whose id is in `kept`, or None without any."""
    words = tuple(word for word in caption.words if id(word) in kept)
    if not words:
        return None
    if len(words) == len(caption.words):
        return caption
    text = caption.text[caption.text.rfind(words[0].text) :] if len(words) == 1 else ""
    text = text or " ".join(word.text for word in words)
    return replace(caption, text=text, words=words, start_ms=max(words[0].start_ms, caption.start_ms))


def _from(start_ms: int) -> PoseAt:
    """Not there before `start_ms`; there from frame 1 where that is 0."""
    return motion.fade_in(start_ms, 120) if start_ms > 0 else motion.still


def _eased_time(share: float) -> float:
    """Return the share of the time at which a gauge has come to `share` of its way."""
    times = np.linspace(0.0, 1.0, 101)
    return float(np.interp(share, [EASE(float(t)) for t in times], times))


def _covers(said: str, text: str) -> bool:
    """Tell whether `text` stands in `said`, as a whole or nearly word for word."""
    if bare(text) in bare(said):
        return True
    spoken = {bare(word) for word in said.split()}
    if is_unspaced(text):
        letters = set(bare(said))
        return sum(letter in letters for letter in bare(text)) >= _COVERED_SHARE * len(bare(text))
    words = [bare(word) for word in text.split()]
    covered = sum(len(word) for word in words if word in spoken)
    return covered >= _COVERED_SHARE * sum(map(len, words))


def _marker(size_px: int, inks: _Inks, number: str, font: Font) -> Pixels:
    """A filled disc with a tick, or with the number of a step."""
    pixels = masked(
        np.full((size_px, size_px, 3), inks.fill, np.uint8), rounded_mask(size_px, size_px, size_px / 2)
    )
    if number:
        face = font.at(0.5 * size_px)
        box = ink(number, face)
        x, y = (size_px - box.width) / 2 - box.left, (size_px - box.height) / 2 - box.top
        drawn = draw_line(number, face, inks.on_fill, at=(x % 1.0, y % 1.0))
        over(pixels, drawn.pixels, math.floor(x) + drawn.x_px, math.floor(y) + drawn.y_px)
        return pixels
    _stroke(pixels, ((0.30, 0.52), (0.44, 0.66), (0.71, 0.36)), size_px, inks.on_fill, 0.09)
    return pixels


def _arrow(size_px: int, fill: Colour, ink_colour: Colour, radius_px: float, mirrored: bool) -> Pixels:
    pixels = elements.rounded_box(size_px, size_px, max(radius_px, 4.0), fill)
    shaft, head = ((0.28, 0.5), (0.72, 0.5)), ((0.53, 0.31), (0.72, 0.5), (0.53, 0.69))
    for path in (shaft, head):
        points = tuple((1 - x, y) for x, y in path) if mirrored else path
        _stroke(pixels, points, size_px, ink_colour, 0.07)
    return pixels


def _stroke(
    pixels: Pixels, points: Sequence[tuple[float, float]], size_px: int, colour: Colour, width: float
) -> None:
    canvas = skia.Canvas(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    paint = skia.Paint(
        Color=skia.Color(*colour), AntiAlias=True, StrokeWidth=width * size_px,
        Style=skia.Paint.kStroke_Style, StrokeCap=skia.Paint.kRound_Cap,
    )  # fmt: skip
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        canvas.drawLine(x0 * size_px, y0 * size_px, x1 * size_px, y1 * size_px, paint)
