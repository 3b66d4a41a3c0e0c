"""Scenes whose medium is a clip, for every look that says how its type is set and coloured.

The clip plays under resting layers: a veil only as strong as the type asks on any of its moments, or a page
that it shows through as a card. Type stands above or below what the clip shows, in turn from scene to scene.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pytoon.film import footage as clips
from pytoon.film.picture import backdrops, motion, staging
from pytoon.film.picture.arrays import scaled
from pytoon.film.picture.backdrops import Light
from pytoon.film.picture.captions import CaptionStyle, caption_layers, set_caption
from pytoon.film.picture.contrast import LEGIBLE, WHITE, Colour, legible, luminance, mix
from pytoon.film.picture.grading import graded
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX, Composition, Grade, Layer, Pixels, Shot
from pytoon.film.picture.looks import clip_stage, elements, pieces
from pytoon.film.picture.looks.clip_stage import STEP, Staged
from pytoon.film.picture.looks.elements import (
    BOX_WIDTH_PX,
    CAPTION_ZONE,
    CENTRE_PX,
    CLAIM_MIN_PX,
    LABEL_MIN_PX,
    LEFT_PX,
    RIGHT_PX,
    TOP_PX,
    Words,
)
from pytoon.film.picture.reel import Reel
from pytoon.film.picture.scrims import TypeZone, veil_strength
from pytoon.film.picture.typesetting import Block, Box, Font, Shadow, fill_block, ink, set_block

Place = Literal["high", "low"]
Stops = tuple[tuple[float, float], ...]
"""Share of the frame's height, strength of the veil."""

MOMENTS = 5
LOW_PX = 1034.0
"""The foot of type that stands low: above the caption."""
_GAP_PX = 84.0
"""Between type and what a clip shows, whose thin parts may reach beyond its box."""
_CARD_TOP_PX = 168.0
"""Cards may begin above the box of what must be read."""
_LEAST_CARD_PX = 350.0
_UNDER_CAPTION_PX = 1304.0
_LOW_CARD_FROM_PX = 640.0
"""Type that ends below this leaves room for a card only under the caption."""
_END_FOOT_PX = 1028.0
_MOST_CROSSED = 0.10
"""Which share of a piece of type may lie on what a clip shows before room is sought for it elsewhere."""
_VEIL_SOFT_PX = 110.0
_CLEAR: Stops = ((0.0, 0.0), (1.0, 0.0))


@dataclass(frozen=True)
class Inks:
    """The colours of type on one kind of ground."""

    main: Colour
    quiet: Colour
    accent: Colour
    mark: Colour
    """A hung quotation mark."""
    button: Colour
    button_ink: Colour
    upcoming: Colour


@dataclass(frozen=True)
class ClipStyle:
    """How a look sets type over a clip, and where it puts the clip."""

    claim: Font
    feature: Font
    number: Font
    quote: Font
    wordmark: Font
    label: Font
    name: Font
    button: Font
    caption: Font
    caption_leading_px: float
    caption_baseline_px: float
    on_dark: Inks
    on_light: Inks
    light_from: float
    """The luminance, 0 to 1, from which a ground takes the inks for light ones."""
    leading: float = 0.97
    italic: str = ""
    """The face of a title's last line; empty for the title's own."""
    rule_width_px: int = 96
    rule_height_px: int = 4
    beside_rule: bool = False
    """Whether what a feature says stands beside an upright rule."""
    button_height_px: int = 112
    button_radius_px: float = 6
    button_glow: float = 0.0
    centred_end: bool = False
    upcoming_opacity: float = 1.0
    scrims: Mapping[Place, Stops] = field(default_factory=dict)
    """A veil to begin with, for type above and below."""
    title_shadows: tuple[Shadow, ...] = ()
    small_shadows: tuple[Shadow, ...] = ()
    grade: Callable[[float, bool], Grade] = lambda level, is_light: Grade()
    """The grade for a clip of that mean level, 0 to 1, on a light ground or not."""
    page: Callable[[Reel], Pixels] | None = None
    """What cards lie on, as RGB of the frame's size; None for a look that never shows one."""
    card_radius_px: float = 44
    card_shade: float = 0.22
    type_leaves_first: bool = False


def compose(shot: Shot, style: ClipStyle) -> Composition:
    """Lay out a scene whose `shot.footage` is set. Raises MediaError and FfmpegError for a bad clip."""
    assert shot.footage is not None
    stills = clips.stills(shot.footage, MOMENTS)
    is_light = float(luminance(Reel.of(stills).hue)) >= style.light_from
    level = float(np.mean([still[::8, ::8].mean() for still in stills])) / 255.0
    grade = style.grade(level, is_light)
    reel = Reel.of([graded(still, grade) for still in stills])
    return _Scene(shot, style, reel, grade, is_light).compose()


@dataclass(frozen=True)
class _Item:
    """One thing of type: where it stands, and how it is drawn once its colours are known."""

    box: Box
    draw: Callable[[Inks], Layer]
    needs_ground: bool = True
    """A button and a logo bring their own."""


class _Scene:
    def __init__(self, shot: Shot, style: ClipStyle, reel: Reel, grade: Grade, is_light: bool) -> None:
        self.shot, self.style, self.reel, self.grade = shot, style, reel, grade
        self._ground_is_light = is_light
        self.words = Words.of(shot.scene)
        self.is_end = shot.scene.role == "call_to_action"

    def compose(self) -> Composition:
        place, items, staged = self._arranged()
        zones = [item.box for item in items if item.needs_ground]
        spoken = self._caption_zone()
        is_light = self._is_light(staged)
        inks = self.style.on_light if is_light else self.style.on_dark
        strength = self._veil_strength(staged, place, inks, zones, spoken)
        hue = self._veil_hue(is_light)
        shown = [backdrops.lit(still, hue, strength) for still in staged.stills]
        title_inks = _readable(inks, _under(zones, shown)) if zones else inks
        return Composition(
            staged.ground,
            (
                *staged.covers,
                *self._second_look(staged),
                *_veil_layers(strength, hue),
                *(item.draw(title_inks) for item in items),
            ),
            caption_layers(
                self.shot.drawn_captions, self._caption_style(_readable(inks, _under([spoken], shown)))
            ),
        )

    # Where type and clip stand

    def _arranged(self) -> tuple[Place, list[_Item], Staged]:
        """Lay out type and clip so that neither lies on the other, as far as the clip's shape allows."""
        assert self.shot.footage is not None
        options = self._type_options()
        cards = [(place, items, box) for place, items in options if (box := self._card_box(place, items))]
        large = [card for card in cards if self._is_large(card[2])]
        spreads = [(place, items, self._spread_rect(place, items)) for place, items in options]
        spread = next((one for one in spreads if self._crossed(one) <= _MOST_CROSSED), None)
        if large and (self._wants_card or spread is None):
            return self._in_card(*_first_unless_small(large))
        spread = spread or min(spreads, key=self._crossed)
        if cards and self._crossed(spread) > _MOST_CROSSED:
            return self._in_card(*_first_unless_small(cards))
        place, items, rect = spread
        return place, items, clip_stage.spread(self.shot.footage, self.reel, self.grade, rect)

    def _type_options(self) -> list[tuple[Place, list[_Item]]]:
        """The scene's type above and below the clip, first where the film's rhythm would have it."""
        if self.is_end:
            low = self._end(_END_FOOT_PX)
            if not low:
                return [("low", low)]
            rise = min(item.box.top for item in low) - TOP_PX
            return [("low", low), ("high", self._end(_END_FOOT_PX - rise))]
        lay = {"hook": self._title, "feature": self._fact, "proof": self._proof}[self.shot.scene.role]
        items, foot = lay(TOP_PX)
        if not items:
            return [("high", items)]
        height = foot - TOP_PX
        if self.style.page is not None and foot > _LOW_CARD_FROM_PX:
            # The card follows below the caption: long words stand nearer to it than to the frame's edge.
            items, _ = lay(TOP_PX + 0.45 * max(0.0, LOW_PX - foot))
        high: tuple[Place, list[_Item]] = ("high", items)
        low_option: tuple[Place, list[_Item]] = ("low", lay(LOW_PX - height)[0])
        is_high_first = self.shot.index % 2 == 0 or height > 420
        return [high, low_option] if is_high_first else [low_option, high]

    def _crossed(self, spread: tuple[Place, list[_Item], Box]) -> float:
        """Return the largest share of a piece of type that lies on what the clip shows at that place."""
        _, items, rect = spread
        # Under a light veil even what a thing stands on is seen to fade.
        pale = self._ground_is_light and self.style.page is not None
        shown = (self.reel.subject if pale else self.reel.core).scaled(rect.width / self.reel.width_px)
        subject = Box(
            rect.left + shown.left, rect.top + shown.top, rect.left + shown.right, rect.top + shown.bottom
        )
        return max((_overlap(item.box, subject) for item in items), default=0.0)

    # Type

    def _title(self, top: float) -> tuple[list[_Item], float]:
        block = self._block(self.words.claim, self.style.claim, 3)
        if not block.lines:
            return [], top
        items, foot = self._lines(block, top, "claim")
        return [*items, self._rule(foot + 38, items)], foot + 38 + self.style.rule_height_px

    def _fact(self, top: float) -> tuple[list[_Item], float]:
        words = self.words
        x = LEFT_PX + (34 if self.style.beside_rule else 0)
        if words.number:
            font = elements.fit_line(words.number, self.style.number, RIGHT_PX - x, CLAIM_MIN_PX).font
            box = ink(words.number, font)
            pose_at = motion.stack(
                motion.move_in(0, 480, dy_px=22.0, already=0.4), motion.fade_in(0, 300, already=0.6)
            )
            items = [self._line(words.number, font, top - box.top, "number", x, pose_at)]
            foot = top - box.top + max(box.bottom, 0.0)
            label = " ".join(part for part in (words.unit, words.label) if part)
            if label:
                items += self._small(label, foot + 66, "label", x, 200)
                foot += 76
        else:
            block = self._block(words.claim or words.label, self.style.feature, 3, RIGHT_PX - x)
            if not block.lines:
                return [], top
            items, foot = self._lines(block, top, "claim", x)
        if self.style.beside_rule:
            is_rtl = any(elements.is_rtl(text) for text in (words.number, words.claim, words.label))
            rule_x = RIGHT_PX - 4 if is_rtl else LEFT_PX
            bar = Box(rule_x, top, rule_x + 4, foot)
            items.append(self._bar(bar, motion.wipe_down(0, 420, already=0.3)))
        return items, foot

    def _proof(self, top: float) -> tuple[list[_Item], float]:
        words, items = self.words, list[_Item]()
        rating = elements.rating_of(words.number)
        if rating is not None:
            items += self._stars(rating, top)
            top += 100
        said = words.quote or words.claim
        if not said:
            name = " ".join(
                part for part in (words.number if rating is None else "", words.label, words.name) if part
            )
            small = self._small(name, top + 44, "name", LEFT_PX, 200)
            return [*items, *small], top + 50 if small else top - 30
        block = fill_block(
            said, self.style.quote, BOX_WIDTH_PX, 520, leading=self.style.leading, min_px=CLAIM_MIN_PX
        )
        lines, foot = self._lines(block, top, "quote")
        items += lines
        if words.quote:
            baseline = elements.first_baseline(block, top)
            x, align = (
                (LEFT_PX - 8, "right")
                if elements.side(block.lines[0])[1] == "left"
                else (RIGHT_PX + 8, "left")
            )
            items.append(
                _Item(
                    Box(LEFT_PX, top, LEFT_PX + 40, top + 40),
                    lambda inks: elements.line_layer(
                        "“", block.font, inks.mark, baseline, name="quote mark", x_px=x, align=align,
                        shadows=self.style.title_shadows, pose_at=self._leaving(motion.still),
                    ),
                )
            )  # fmt: skip
        if words.name:
            items += [
                self._rule(foot + 44, lines),
                *self._small(words.name, foot + 112, "name", LEFT_PX, 350),
            ]
            foot += 120
        return items, foot

    def _end(self, foot: float) -> list[_Item]:
        """A stack standing on `foot`, the baseline of an address; what is missing lets the rest come down."""
        words, style = self.words, self.style
        x, align = (CENTRE_PX, "centre") if style.centred_end else (float(LEFT_PX), "left")
        y, items = foot, list[_Item]()
        if words.address:
            items += self._small(words.address, y, "address", x, 400, align)
            y -= 66
        else:
            y += 20
        if words.button:
            items += self._button(words.button, y)
            y -= style.button_height_px
        title = words.wordmark or words.claim
        if words.logo is not None:
            items.append(self._logo(y - 52))
        elif title:
            block = set_block(
                title,
                style.wordmark if words.wordmark else style.claim,
                BOX_WIDTH_PX,
                max_lines=1 if words.wordmark else 3,
                min_px=CLAIM_MIN_PX,
            )
            last = y - (60 if words.button else 20)
            first = last - (len(block.lines) - 1) * style.leading * block.font.size_px
            top = first + ink(block.lines[0], block.font).top if block.lines else first
            lines, _ = self._lines(block, top, "wordmark", x, align, slanted=not words.wordmark)
            items += lines
        return items

    def _block(self, text: str, font: Font, max_lines: int, width_px: float = BOX_WIDTH_PX) -> Block:
        """Two lines where the words allow it, in a look whose last line is italic."""
        block = set_block(text, font, width_px, max_lines=max_lines, min_px=CLAIM_MIN_PX)
        if self.style.italic and len(block.lines) == 1 and " " in text:
            halves = set_block(text, font, 0.72 * width_px, max_lines=2, min_px=CLAIM_MIN_PX, shrink=1.0)
            return halves if len(halves.lines) == 2 else block
        return block

    def _lines(
        self,
        block: Block,
        top: float,
        name: str,
        x: float = LEFT_PX,
        align: str = "left",
        *,
        slanted: bool = True,
    ) -> tuple[list[_Item], float]:
        """Return the block's lines and where their ink ends."""
        style, items = self.style, list[_Item]()
        baselines = elements.baselines(block, elements.first_baseline(block, top), style.leading)
        last = len(block.lines) - 1
        for index, (line, baseline) in enumerate(zip(block.lines, baselines, strict=True)):
            font = block.font
            if style.italic and slanted and index == last and last > 0:
                italic = Font(style.italic, font.size_px, font.tracking_em / 2)
                font = italic.at(
                    min(
                        font.size_px,
                        elements.fit_line(line, italic, RIGHT_PX - min(x, LEFT_PX + 34), 1).font.size_px,
                    )
                )
            start = 110 * index
            pose_at = motion.stack(
                motion.move_in(start, 560, dy_px=24.0, already=0.6 if index == 0 else 0.25),
                motion.fade_in(start, 320, already=1.0 if index == 0 else 0.6),
            )
            items.append(self._line(line, font, baseline, name, x, pose_at, align))
        return items, items[-1].box.bottom if items else top

    def _line(
        self,
        text: str,
        font: Font,
        baseline: float,
        name: str,
        x: float,
        pose_at: motion.PoseAt,
        align: str = "left",
        *,
        is_quiet: bool = False,
    ) -> _Item:
        if align == "left" and elements.is_rtl(text):
            x, align = RIGHT_PX - (x - LEFT_PX), "right"
        box = ink(text, font)
        left = {"left": x, "right": x - box.width, "centre": x - box.width / 2}[align]
        shadows = self.style.small_shadows if is_quiet else self.style.title_shadows

        def draw(inks: Inks) -> Layer:
            colour = inks.quiet if is_quiet else inks.main
            return elements.line_layer(
                text, font, colour, baseline, name=name, x_px=x, align=align, shadows=shadows,
                pose_at=self._leaving(pose_at),
            )  # fmt: skip

        return _Item(Box(left, baseline + box.top, left + box.width, baseline + box.bottom), draw)

    def _small(
        self, text: str, baseline: float, name: str, x: float, start_ms: int, align: str = "left"
    ) -> list[_Item]:
        font = self.style.name if name == "name" else self.style.label
        block = elements.fit_line(text, font, RIGHT_PX - x if align == "left" else BOX_WIDTH_PX, LABEL_MIN_PX)
        pose_at = motion.fade_in(start_ms, 300)
        return [
            self._line(line, block.font, baseline, name, x, pose_at, align, is_quiet=True)
            for line in block.lines
        ]

    def _rule(self, y: float, beside: list[_Item]) -> _Item:
        """A short rule under a title, at the side where it begins to be read."""
        style = self.style
        at_right = bool(beside) and beside[0].box.left > LEFT_PX + 40 and beside[0].box.right > RIGHT_PX - 40
        x = RIGHT_PX - style.rule_width_px if at_right else LEFT_PX
        box = Box(x, y, x + style.rule_width_px, y + style.rule_height_px)
        return self._bar(box, motion.wipe_right(250, 600, already=0.3))

    def _bar(self, box: Box, pose_at: motion.PoseAt) -> _Item:
        def draw(inks: Inks) -> Layer:
            width, height = max(2, round(box.width)), max(2, round(box.height))
            pixels = elements.rounded_box(width, height, min(width, height) / 2, inks.accent)
            return Layer(pixels, round(box.left), round(box.top), self._leaving(pose_at), name="rule")

        return _Item(box, draw)

    def _stars(self, rating: float, top: float) -> list[_Item]:
        size = 54
        width = 5 * (size + 4)

        def draw(inks: Inks) -> Layer:
            pixels = pieces.stars(rating, size, inks.accent, inks.mark)
            pose_at = motion.wipe_right(0, 700, motion.SOFT, already=0.45)
            return Layer(pixels, LEFT_PX - 4, round(top), self._leaving(pose_at), name="stars")

        text = self._line(
            self.words.number, self.style.name.at(50), top + 48, "rating", LEFT_PX + width + 12, motion.still
        )
        return [_Item(Box(LEFT_PX, top, LEFT_PX + width, top + size), draw), text]

    def _button(self, text: str, foot: float) -> list[_Item]:
        style = self.style
        block = elements.fit_line(text, style.button, BOX_WIDTH_PX - 120, LABEL_MIN_PX)
        if not block.lines:
            return []
        least = 580.0 if style.centred_end else 320.0
        width = min(BOX_WIDTH_PX, max(least, ink(block.lines[0], block.font).width + style.button_height_px))
        left = CENTRE_PX - width / 2 if style.centred_end else LEFT_PX
        box = Box(left, foot - style.button_height_px, left + width, foot)
        pose_at = motion.stack(
            elements.pop_in(300, 380, True),
            motion.swell_once(1600, 700, 1.0 if self.shot.brand_safe else 1.02),
        )

        def draw(inks: Inks) -> Layer:
            return elements.button_layer(
                block.lines[0], block.font, box, style.button_radius_px, inks.button, inks.button_ink,
                pose_at=self._leaving(pose_at), glow=style.button_glow,
            )  # fmt: skip

        return [_Item(box, draw, needs_ground=False)]

    def _logo(self, foot: float) -> _Item:
        path = self.words.logo
        assert path is not None
        pose_at = self._leaving(motion.fade_in(0, 300, already=0.7))
        behind = np.array([[self._veil_hue(self._ground_is_light)]], np.uint8)
        plate = WHITE if self._ground_is_light else self.style.on_dark.button
        layer = elements.logo_layer(path, (440.0, 200.0), behind, plate, pose_at=pose_at)
        height, width = layer.pixels.shape[:2]
        x = CENTRE_PX - width / 2 if self.style.centred_end else LEFT_PX
        placed = replace(layer, x_px=round(x), y_px=round(foot - height))
        return _Item(Box(x, foot - height, x + width, foot), lambda _: placed, needs_ground=False)

    def _leaving(self, pose_at: motion.PoseAt) -> motion.PoseAt:
        """Let type go before the picture does, in looks that do so; the last scene keeps its type."""
        shot = self.shot
        if not self.style.type_leaves_first or shot.index >= shot.count - 1:
            return pose_at
        blends = "fade" in shot.look.transitions or "fade_black" in shot.look.transitions
        end_ms = shot.duration_ms - (shot.look.transition_ms if blends else 0)
        return motion.stack(pose_at, motion.fade_out(max(end_ms, 800), 200))

    def _caption_style(self, inks: Inks) -> CaptionStyle:
        style = self.style
        return CaptionStyle(
            style.caption,
            style.caption_leading_px,
            style.caption_baseline_px,
            spoken=inks.main,
            active=inks.accent,
            upcoming=inks.upcoming,
            upcoming_opacity=style.upcoming_opacity,
            shadows=style.small_shadows,
            centred=style.centred_end and self.is_end,
        )

    def _caption_zone(self) -> Box:
        """The part of the caption zone that this scene's words really take."""
        style = self._caption_style(self.style.on_dark)
        blocks = [set_caption(caption, style) for caption in self.shot.captions if caption.style == "caption"]
        lines = [(ink(line.text, block.font).width, line.text) for block in blocks for line in block.lines]
        if not lines or style.centred or any(elements.is_rtl(text) for _, text in lines):
            return CAPTION_ZONE
        return CAPTION_ZONE._replace(right=min(RIGHT_PX, LEFT_PX + max(lines)[0] + 16))

    # The clip

    def _focus(self, place: Place, items: list[_Item]) -> Box:
        """Where the clip's subject should stand: beside no type."""
        if not items:
            return Box(LEFT_PX, 240, RIGHT_PX + 60, 1064)
        if place == "high":
            foot = max(item.box.bottom for item in items)
            return Box(LEFT_PX, min(foot + _GAP_PX, 800), RIGHT_PX + 60, 1064)
        top = min(item.box.top for item in items)
        return Box(LEFT_PX, 160, RIGHT_PX + 60, max(top - _GAP_PX, 560))

    def _spread_rect(self, place: Place, items: list[_Item]) -> Box:
        assert self.shot.footage is not None
        calm = (*(item.box for item in items), CAPTION_ZONE)
        return clip_stage.spread_rect(self.shot.footage, self.reel, self._focus(place, items), calm)

    def _card_box(self, place: Place, items: list[_Item]) -> Box | None:
        """Return the largest card beside the type, where the look has cards and there is room for one."""
        if self.style.page is None:
            return None
        room = self._card_room(place, items)
        if min(room.width, room.height) < 200:
            return None
        if room.top == _UNDER_CAPTION_PX:
            return room
        turn = 0.0 if self.shot.index % 4 == 1 else 1.0
        return clip_stage.card_box(self.reel, room, 0.5 if self.is_end else turn)

    def _is_large(self, box: Box) -> bool:
        return self.reel.aspect >= 0.8 or box.width >= _LEAST_CARD_PX

    def _in_card(self, place: Place, items: list[_Item], box: Box) -> tuple[Place, list[_Item], Staged]:
        style = self.style
        assert self.shot.footage is not None and style.page is not None
        staged = clip_stage.in_card(
            self.shot.footage,
            self.reel,
            self.grade,
            box,
            style.page(self.reel),
            style.card_radius_px,
            style.card_shade,
        )
        return place, items, staged

    def _second_look(self, staged: Staged) -> tuple[Layer, ...]:
        """A still of the clip below all that must be read, where the page would be empty."""
        style, top = self.style, round(_UNDER_CAPTION_PX)
        if not staged.on_page or staged.ground.box[1] >= top:
            return ()
        width, height = BOX_WIDTH_PX, HEIGHT_PX - top
        still = clip_stage.near_still(self.reel, width, height)
        if still is None:
            return ()
        radius = style.card_radius_px
        mask = staging.rounded_mask(width, height + 2 * round(radius), radius)[:height]
        # It reaches below the frame while it rises.
        card = np.pad(staging.masked(still, mask), ((0, 12), (0, 0), (0, 0)), mode="edge")
        shaded = staging.with_drop_shadow(card, 26, 64, style.card_shade)
        return (
            Layer(
                shaded.pixels,
                round(LEFT_PX - shaded.product.left),
                round(top - shaded.product.top),
                motion.move_in(0, 700, dy_px=36.0, already=0.7),
                name="product again",
            ),
        )

    @property
    def _wants_card(self) -> bool:
        """Wide clips always; others in turn with the whole frame."""
        return self.reel.aspect > 0.8 or self.shot.index % 2 == 0 or self.shot.scene.role != "hook"

    def _card_room(self, place: Place, items: list[_Item]) -> Box:
        if not items:
            return Box(LEFT_PX, TOP_PX, RIGHT_PX, 1044)
        top, foot = min(item.box.top for item in items), max(item.box.bottom for item in items)
        if place == "low":
            return Box(LEFT_PX, _CARD_TOP_PX, RIGHT_PX, top - 58)
        if foot > _LOW_CARD_FROM_PX:
            return Box(LEFT_PX, _UNDER_CAPTION_PX, RIGHT_PX, float(HEIGHT_PX))
        return Box(LEFT_PX, foot + 52, RIGHT_PX, 1044)

    # What lies between the clip and the type

    def _is_light(self, staged: Staged) -> bool:
        return self._ground_is_light or staged.on_page

    def _veil_hue(self, is_light: bool) -> Colour:
        return mix(self.reel.hue, WHITE, 0.82) if is_light else self.reel.dark_hue()

    def _veil_strength(
        self, staged: Staged, place: Place, inks: Inks, zones: list[Box], spoken: Box
    ) -> NDArray[np.float32]:
        if staged.on_page:
            return np.zeros(staged.stills[0].shape[:2], np.float32)
        is_light = inks is self.style.on_light
        hue = self._veil_hue(is_light)
        upcoming = mix(inks.upcoming, hue, 1.0 - self.style.upcoming_opacity)
        asked = [(spoken, upcoming), (spoken, inks.accent), *((zone, inks.main) for zone in zones)]
        type_zones = [
            TypeZone(box, colour, LEGIBLE * 1.08, _veil_reach(box), _VEIL_SOFT_PX) for box, colour in asked
        ]
        stops = _CLEAR if is_light else self.style.scrims.get(place, _CLEAR)
        base = backdrops.vertical_scrim(stops, HEIGHT_PX)
        return veil_strength(staged.stills, hue, type_zones, base=base)


_Card = tuple[Place, list[_Item], Box]


def _first_unless_small(cards: list[_Card]) -> _Card:
    """The first card keeps the film's rhythm, unless another is much larger."""

    def area(card: _Card) -> float:
        return card[2].width * card[2].height

    largest = max(cards, key=area)
    return cards[0] if area(cards[0]) >= 0.6 * area(largest) else largest


def _overlap(box: Box, other: Box) -> float:
    """Return which share of `box` lies on `other`."""
    width = min(box.right, other.right) - max(box.left, other.left)
    height = min(box.bottom, other.bottom) - max(box.top, other.top)
    return max(width, 0.0) * max(height, 0.0) / max(box.width * box.height, 1.0)


def _veil_reach(zone: Box) -> Box:
    """A band from side to side: on a picture that moves a patch would be seen standing still."""
    if zone.top >= CAPTION_ZONE.top:
        return Box(-800, zone.top - 30, WIDTH_PX + 800, HEIGHT_PX + 800)
    if zone.top <= TOP_PX + 200:
        return Box(-800, -800, WIDTH_PX + 800, zone.bottom)
    return Box(-800, zone.top - 70, WIDTH_PX + 800, zone.bottom + 70)


def _veil_layers(strength: NDArray[np.float32], hue: Colour) -> tuple[Layer, ...]:
    if float(strength.max()) < 0.01:
        return ()
    cover = scaled(strength, WIDTH_PX, HEIGHT_PX)
    paint = np.full((HEIGHT_PX, WIDTH_PX, 3), hue, np.uint8)
    return (clip_stage.full_layer(staging.masked(paint, cover), "scrim"),)


def _under(zones: list[Box], shown: list[Light]) -> Pixels:
    """Return the pixels of all moments that lie under the zones."""
    parts = [
        frame[
            math.floor(zone.top / STEP) : math.ceil(zone.bottom / STEP),
            max(0, math.floor(zone.left / STEP)) : math.ceil(zone.right / STEP),
        ].reshape(-1, 3)
        for zone in zones
        for frame in shown
    ]
    return np.clip(np.concatenate(parts), 0, 255).astype(np.uint8)


def _readable(inks: Inks, behind: Pixels) -> Inks:
    return replace(
        inks,
        main=legible(inks.main, behind),
        quiet=legible(inks.quiet, behind),
        accent=legible(inks.accent, behind),
        upcoming=legible(inks.upcoming, behind),
    )
