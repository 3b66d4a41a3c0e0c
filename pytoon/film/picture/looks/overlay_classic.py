"""The photograph is the film; type behaves like a magazine's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from pytoon.film.picture import backdrops, crops, motion, staging
from pytoon.film.picture.arrays import as_bytes, blurred, scaled
from pytoon.film.picture.captions import CaptionStyle, caption_layers, set_caption
from pytoon.film.picture.contrast import (
    LEGIBLE,
    WHITE,
    Colour,
    from_hue,
    hue_of,
    legible,
    luminance,
    mix,
    parse_colour,
)
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX, Composition, Grade, Layer, Pixels, Shot
from pytoon.film.picture.looks import clip_scenes, elements, pieces, prints, type_scenes
from pytoon.film.picture.looks.clip_scenes import ClipStyle, Inks
from pytoon.film.picture.looks.elements import (
    BOX_WIDTH_PX,
    CAPTION_ZONE,
    CLAIM_MIN_PX,
    LABEL_MIN_PX,
    LEFT_PX,
    RIGHT_PX,
    TOP_PX,
    Sheet,
    Words,
)
from pytoon.film.picture.looks.type_grounds import Tone
from pytoon.film.picture.looks.type_scenes import TypeStyle
from pytoon.film.picture.scrims import TypeZone, veiled
from pytoon.film.picture.staging import Picture
from pytoon.film.picture.typesetting import Block, Box, Font, Shadow, fill_block, ink, set_block

PALETTE: Mapping[str, str] = {
    "cream": "#FFF6E9",
    "apricot": "#FFC27A",
    "button": "#FFF6E9",
    "button_ink": "#12131F",
    "night": "#10222B",
}

CLAIM = Font("fraunces-400", 120, -0.025)
NUMBER = Font("fraunces-300", 164, -0.02)
QUOTE = Font("fraunces-400", 108, -0.025)
WORDMARK = Font("fraunces-400", 132, -0.035)
LABEL = Font("inter-500", 42, -0.012)
BUTTON = Font("inter-600", 42, -0.012)
CAPTION = Font("inter-600", 64, -0.018)
ITALIC = "fraunces-300-italic"

SERIF_SHADOWS = (Shadow(2, 30, 0.45),)
SMALL_SHADOWS = (Shadow(2, 18, 0.60), Shadow(1, 3, 0.50))

CAMERA = 0.07
_SOFT_PX = 110.0
"""Sigma of the edges of what is darkened for type."""
UPCOMING = 0.82

_MOST_GROWTH = 2.0
"""A picture that would have to grow more than this to fill the frame is shown whole, on a page of its hue."""
_CARD_WIDTH_PX = 840.0
_AMBIENCE = 0.35
_RULE_GAP_PX = 34
"""From a rule's left edge to the type beside it."""
_BESIDE_PX = 520.0
_FARTHEST_BESIDE_PX = 660.0
"""Beside words that reach further it would be a sliver: it stands above them."""
"""Where a tall product begins that has type on its left."""
_BAND_GAP_PX = 36.0
"""Between a long picture and the type below it."""

Stops = tuple[tuple[float, float], ...]
#: Share of the height, strength of the darkening.
SCRIM: Stops = (
    (0.0, 0.52),
    (0.22, 0.34),
    (0.34, 0.0),
    (0.48, 0.0),
    (0.58, 0.64),
    (0.68, 0.60),
    (0.82, 0.42),
    (1.0, 0.80),
)
LOW_SCRIM: Stops = (
    (0.0, 0.30),
    (0.16, 0.08),
    (0.30, 0.0),
    (0.38, 0.10),
    (0.50, 0.60),
    (0.66, 0.66),
    (0.82, 0.46),
    (1.0, 0.80),
)
#: Under type that stands beside a tall product rather than across it.
SIDE_SCRIM: Stops = (
    (0.0, 0.30),
    (0.16, 0.08),
    (0.34, 0.0),
    (0.50, 0.28),
    (0.66, 0.40),
    (0.82, 0.46),
    (1.0, 0.80),
)
FLAT_SCRIM: Stops = ((0.0, 0.50), (0.50, 0.48), (0.60, 0.56), (0.70, 0.30), (0.84, 0.30), (1.0, 0.70))
QUIET_SCRIM: Stops = (
    (0.0, 0.30),
    (0.20, 0.10),
    (0.34, 0.0),
    (0.46, 0.0),
    (0.57, 0.64),
    (0.66, 0.60),
    (0.82, 0.42),
    (1.0, 0.80),
)


#: Over a clip there is no light spot under the caption, where its floor may be.
CLIP_SCRIMS: Mapping[clip_scenes.Place, Stops] = {
    "high": ((0.0, 0.52), (0.22, 0.34), (0.34, 0.0), (0.48, 0.0), (0.58, 0.56), (0.68, 0.62), (1.0, 0.84)),
    "low": ((0.0, 0.30), (0.16, 0.08), (0.30, 0.0), (0.38, 0.06), (0.50, 0.54), (0.66, 0.64), (1.0, 0.84)),
}


def _grade(
    saturation: float, contrast_: float, brightness: float, pivot: float = 118.0
) -> NDArray[np.float32]:
    """Return a colour grade as one 3 x 4 matrix for red, green, blue and 1 (levels 0 to 255)."""
    luma = np.array([0.2126, 0.7152, 0.0722])
    colours = saturation * np.eye(3) + (1.0 - saturation) * luma
    offset = np.full((3, 1), pivot * (1.0 - contrast_))
    return (brightness * np.hstack([contrast_ * colours, offset])).astype(np.float32)


_GRADE = _grade(saturation=1.05, contrast_=1.06, brightness=0.98)
#: The mean level, as a share of white, that bright pictures are taken down to.
_EVENING = 0.30
#: How daylight falls off around the product: share of the radius, strength.
_WHITE_GROUND = 0.72
"""From this luminance on a studio's ground counts as white."""
_POOL = ((0.0, 1.0), (0.35, 0.92), (0.6, 0.55), (0.82, 0.16), (1.0, 0.0))


@dataclass(frozen=True)
class Placing:
    """Where the subject should come to stand: the middle and the size of its box, in frame px."""

    centre: tuple[float, float]
    limit: tuple[float, float]
    zones: tuple[Box, ...]
    """What should be calm: the type stands there."""
    hangs: bool = False
    """The subject hangs from `limit`'s upper edge instead of standing around its middle."""

    def middle(self, height_px: float) -> tuple[float, float]:
        """Return where the middle of a subject of that height comes to stand."""
        if not self.hangs:
            return self.centre
        return self.centre[0], self.centre[1] - self.limit[1] / 2 + height_px / 2


#: Without words the picture stands between the upper edge and the rule over the caption.
WORDLESS = Placing((540, 650), (840, 740), (CAPTION_ZONE,))


def compose(shot: Shot) -> Composition:
    if shot.footage is not None:
        return clip_scenes.compose(shot, _clip_style(shot))
    if shot.asset is None:
        return type_scenes.compose(shot, Words.of(shot.scene), _type_style(shot))
    picture = staging.open_picture(shot.asset)
    if picture.kind == "scene" and _growth_to_fill(picture) > _MOST_GROWTH:
        picture = staging.as_card(picture)
    if picture.is_stamp:
        picture = prints.on_mat(picture, picture.dark_hue(0.14))
    return _Spread(shot, Words.of(shot.scene), picture).compose()


def _palette(shot: Shot) -> dict[str, Colour]:
    named = {**PALETTE, **{k: v for k, v in shot.look.palette.items() if k in PALETTE}}
    return {name: parse_colour(value) for name, value in named.items()}


def _type_style(shot: Shot) -> TypeStyle:
    """A wall at night, embers, and paper in window light take turns."""
    colours = _palette(shot)
    cream, apricot, night = colours["cream"], colours["apricot"], colours["night"]
    warm = hue_of(apricot)[0]
    ember = from_hue((warm - 0.05) % 1.0, 0.13, 0.42)
    paper = mix(cream, colours["button_ink"], 0.06)
    wall = Tone(
        from_hue(*_hue_and(night, 0.10)), from_hue(*_hue_and(night, 0.14)), from_hue(*_hue_and(night, 0.05)),
        from_hue(*_hue_and(night, 0.26)), mix(night, apricot, 0.34), cream, apricot, apricot, 0.10,
    )  # fmt: skip
    glow = Tone(
        mix(ember, (0, 0, 0), 0.30), ember, mix(ember, (0, 0, 0), 0.45), mix(ember, apricot, 0.14),
        from_hue((warm - 0.045) % 1.0, 0.40, 0.62), cream, apricot, from_hue((warm - 0.04) % 1.0, 0.56, 0.78),
    )  # fmt: skip
    page = Tone(
        mix(paper, WHITE, 0.3), paper, mix(paper, apricot, 0.35), mix(paper, WHITE, 0.75),
        mix(paper, apricot, 0.55), colours["button_ink"], from_hue(warm, 0.32, 0.86), apricot, 0.55,
    )  # fmt: skip
    caption = CaptionStyle(CAPTION, 78, 1223, spoken=cream, active=apricot, upcoming=cream)
    return TypeStyle(
        claim=CLAIM.at(420), number=NUMBER.at(560), unit=CLAIM.at(120), label=LABEL.at(58),
        quote=QUOTE.at(180), item=CLAIM.at(160), button=BUTTON.at(66), caption=caption,
        tones=(wall, page, glow), ornaments=("sun", "rings", "word", "sun"), leading=1.0,
        emphasis_face=ITALIC, button_radius_px=8.0,
    )  # fmt: skip


def _clip_style(shot: Shot) -> ClipStyle:
    palette = _palette(shot)

    def inks(colours: Mapping[str, Colour]) -> Inks:
        type_, accent = colours["cream"], colours["apricot"]
        return Inks(type_, type_, accent, accent, colours["button"], colours["button_ink"], type_)

    return ClipStyle(
        claim=CLAIM,
        feature=CLAIM.at(104),
        number=NUMBER,
        quote=QUOTE,
        wordmark=WORDMARK,
        label=LABEL,
        name=LABEL,
        button=BUTTON,
        caption=CAPTION,
        caption_leading_px=78,
        caption_baseline_px=1223,
        on_dark=inks(palette),
        on_light=inks(_printed(palette)),
        light_from=_WHITE_GROUND,
        italic=ITALIC,
        beside_rule=True,
        upcoming_opacity=UPCOMING,
        scrims=CLIP_SCRIMS,
        title_shadows=SERIF_SHADOWS,
        small_shadows=SMALL_SHADOWS,
        grade=_clip_grade,
        type_leaves_first=True,
    )


def _clip_grade(level: float, is_light: bool) -> Grade:
    """The grade of the photographs; what is bright and not to be printed is taken down to evening."""
    shoulder = 0.0 if is_light else min(max(1.0 / _EVENING - 1.0 / max(level, 0.02), 0.0), 1.0)
    return Grade(shoulder, contrast=1.06, brightness=0.98, saturation=1.05)


def _growth_to_fill(picture: Picture) -> float:
    return max(WIDTH_PX / picture.width_px, HEIGHT_PX / picture.height_px)


class _Spread:
    """One scene being laid out, like a magazine's page."""

    def __init__(self, shot: Shot, words: Words, picture: Picture) -> None:
        self.shot = shot
        self.words = words
        self.picture = picture
        self.sheet = Sheet()
        self.palette = _palette(shot)
        self.serif_shadows: tuple[Shadow, ...] = SERIF_SHADOWS
        self.small_shadows: tuple[Shadow, ...] = SMALL_SHADOWS
        if self._on_paper:
            self.palette = _printed(self.palette)
            self.serif_shadows, self.small_shadows = (), ()
        self.amount = CAMERA * shot.look.camera
        self._plan: tuple[Box | None, Stops] = (None, QUIET_SCRIM)
        self._placing = WORDLESS
        self._type_is_beside = False
        """Type stands beside a tall product instead of above and below it."""
        self._small_zones: list[Box] = []

    def compose(self) -> Composition:
        role = self.shot.scene.role
        {
            "hook": self._hook,
            "feature": self._feature,
            "proof": self._proof,
            "call_to_action": self._call_to_action,
        }[role]()
        title_zone, scrim = self._plan
        ground = self._ground(scrim, title_zone)
        if self.picture.is_strip:
            self.sheet.layers.insert(0, self._band(self.picture))
        return Composition(
            elements.ground_layer(ground, elements.camera(self.shot, self.amount)),
            tuple(self.sheet.layers),
            caption_layers(self.shot.drawn_captions, self._caption_style()),
        )

    def _caption_style(self) -> CaptionStyle:
        return CaptionStyle(
            CAPTION,
            78,
            1223,
            spoken=self.palette["cream"],
            active=self.palette["apricot"],
            upcoming=self.palette["cream"],
            upcoming_opacity=UPCOMING,
            shadows=self.small_shadows,
        )

    # The roles. Each lays its type and says where the subject should stand (`_placing`) and what to darken.

    def _hook(self) -> None:
        block = self._claim(self.words.claim, CLAIM, 3)
        if not block.lines:
            self._plan = None, QUIET_SCRIM
            self._placing = WORDLESS
            return
        lines = elements.baselines(block, elements.first_baseline(block, TOP_PX + 2), 0.95)
        zone = Box(LEFT_PX, TOP_PX, RIGHT_PX, lines[-1] + 30)
        top = max(512.0, lines[-1] + 76)
        if self._is_tall:
            # Its foot may stand behind the caption; what it is known by does not.
            self._placing = Placing((590, top + 310), (640, 620), (zone, CAPTION_ZONE), hangs=True)
        else:
            foot = 1036 if self.picture.is_card else 1064
            self._placing = Placing((590, (top + foot) / 2), (780, foot - top), (zone, CAPTION_ZONE))
        self._lay_lines(block, lines, "claim")
        self._plan = self._type_zone(), SCRIM

    def _feature(self) -> None:
        words = self.words
        head = words.number or words.claim or words.label
        if self._is_tall and head:
            self._feature_of_a_tall_product(head)
            return
        zone = Box(LEFT_PX, 820, RIGHT_PX, 1060)
        self._placing = Placing((590, 500), (940, 560), (zone, CAPTION_ZONE))
        if not head:
            self._plan = None, QUIET_SCRIM
            # A tall product comes nearer than in the hook, but leaves its own label free of the caption.
            self._placing = (
                WORDLESS if not self._is_tall else Placing((620, 610), (760, 900), (CAPTION_ZONE,))
            )
            return
        if words.number:
            self._lay_number(words, RIGHT_PX - LEFT_PX - _RULE_GAP_PX)
        else:
            self._lay_beside_rule(self._claim(head, CLAIM.at(104), 2, BOX_WIDTH_PX - _RULE_GAP_PX), 1020)
        self._plan = self._type_zone(), LOW_SCRIM

    def _feature_of_a_tall_product(self, head: str) -> None:
        """A number stands in a column beside the product; longer words stand above it."""
        words = self.words
        column_px = _BESIDE_PX - 30 - LEFT_PX - _RULE_GAP_PX
        if words.number and ink(words.number, NUMBER.at(0.6 * NUMBER.size_px)).width <= column_px:
            self._lay_number(words, column_px)
            width = self._width_within(650, 1400)
            self._placing = Placing(
                (_BESIDE_PX + width / 2, 780), (650, 1400), (Box(LEFT_PX, 820, _BESIDE_PX, 1248),)
            )
            self._type_is_beside = True
            self._plan = self._type_zone(), SIDE_SCRIM
            return
        if words.number:
            head = " ".join(part for part in (words.number, words.unit, words.label) if part)
        block = self._claim(head, CLAIM.at(104), 3, BOX_WIDTH_PX - _RULE_GAP_PX)
        first_px = elements.first_baseline(block, TOP_PX + 2)
        last_px = first_px + (len(block.lines) - 1) * 0.98 * block.font.size_px
        self._lay_beside_rule(block, last_px)
        top = last_px + 80
        zone = Box(LEFT_PX, TOP_PX, RIGHT_PX, last_px + 30)
        self._placing = Placing((620, top + 450), (700, 900), (zone, CAPTION_ZONE), hangs=True)
        self._plan = self._type_zone(), SCRIM

    def _proof(self) -> None:
        words = self.words
        quote = words.quote or words.claim
        if not quote:
            self._hook_like_proof()
            return
        block = self._claim(quote, QUOTE, 2, shrink=1.0)
        if len(block.lines) != 2 or block.font.size_px < QUOTE.size_px:
            block = fill_block(quote, QUOTE, BOX_WIDTH_PX, 590, leading=1.07, min_px=CLAIM_MIN_PX)
        lines = elements.baselines(block, elements.first_baseline(block, 304), 1.07)
        foot = lines[-1] + 82
        zone = Box(LEFT_PX, TOP_PX, RIGHT_PX, foot + 90)
        self._plan = zone, FLAT_SCRIM
        self._placing = Placing((760, 1760), (900, 920), (zone, CAPTION_ZONE), hangs=True)
        if words.quote:
            x, align = (
                (LEFT_PX - 8, "right")
                if elements.side(block.lines[0])[1] == "left"
                else (RIGHT_PX + 8, "left")
            )
            mark = elements.line_layer(
                "“", block.font, self.palette["apricot"], lines[0], name="quote mark", x_px=x, align=align,
                shadows=self.serif_shadows, pose_at=self._shown(motion.still),
            )  # fmt: skip
            self.sheet.lay(mark)
        self._lay_lines(block, lines, "quote", grouped=True)
        at_left = elements.side(block.lines[0])[1] == "left"
        rule_x = LEFT_PX if at_left else RIGHT_PX - 96
        rule = self._rule(96, 4, motion.wipe_right(300, 420), rule_x, foot - 18)
        self.sheet.lay(rule)
        if words.name:
            self._lay_small(words.name, foot + 62, "name", 420)

    def _hook_like_proof(self) -> None:
        """Without a quote the picture speaks; a rating or a name stays as a line under a rule."""
        words = self.words
        said = " ".join(part for part in (words.number, words.unit, words.label, words.name) if part)
        self._placing = Placing((560, 700), (860, 760), (CAPTION_ZONE,))
        self._plan = None, QUIET_SCRIM
        if said:
            zone = Box(LEFT_PX, TOP_PX, RIGHT_PX, 400)
            self._plan = zone, SCRIM
            self.sheet.lay(self._rule(96, 4, motion.wipe_right(0, 420, already=0.4), LEFT_PX, TOP_PX))
            self._lay_small(said, TOP_PX + 66, "name", 0)

    def _call_to_action(self) -> None:
        """A stack standing on the caption; what is missing lets the rest come down."""
        words = self.words
        if self._is_tall:
            self._call_around_a_tall_product()
            return
        y = self._lay_offer()
        top = y - 30
        if words.logo is not None:
            top = self._lay_logo(y - 48)
        elif block := self._wordmark():
            last = y - (51 if words.button else 24)
            lines = elements.baselines(block, last - (len(block.lines) - 1) * 0.95 * block.font.size_px, 0.95)
            self._lay_lines(block, lines, "wordmark", italic=not words.wordmark)
            top = lines[0] - block.font.size_px
        zone = Box(LEFT_PX, top, 760, 1060)
        self._plan = self._type_zone() if self.sheet.layers else zone, LOW_SCRIM
        self._placing = Placing((600, (230 + top) / 2), (900, max(300.0, top - 260)), (zone, CAPTION_ZONE))

    def _call_around_a_tall_product(self) -> None:
        """The name above the product, what is asked for beside it."""
        words = self.words
        self._lay_offer()
        offer = [layer for layer in self.sheet.layers if layer.name in ("button", "address")]
        self._small_zones = [_room_of(layer) for layer in offer if layer.name == "address"]
        free_px = max([float(_BESIDE_PX), *(layer.x_px + layer.pixels.shape[1] + 30 for layer in offer)])
        top, foot = 115.0, 1265.0
        self._plan = None, SIDE_SCRIM
        if words.logo is not None:
            self._lay_logo(TOP_PX + 200.0)
            top, foot = TOP_PX + 260.0, 1250.0
            self._plan = None, SCRIM
        elif block := self._wordmark():
            lines = elements.baselines(block, elements.first_baseline(block, TOP_PX + 2), 0.95)
            self._lay_lines(block, lines, "wordmark", italic=not words.wordmark)
            top, foot = lines[-1] + 90.0, 1250.0
            self._plan = Box(LEFT_PX, TOP_PX, RIGHT_PX, lines[-1] + 30), SCRIM
        if free_px > _FARTHEST_BESIDE_PX:
            free_px, foot = _BESIDE_PX - 100, min(layer.y_px for layer in offer) - 40.0
        # A small part of it may bleed off the frame.
        limit = ((WIDTH_PX - free_px) / 0.92, foot - top)
        width = self._width_within(*limit)
        middle_px = max(free_px + width / 2, min(780.0, 1040 - width / 2))
        self._type_is_beside = self._plan[0] is None
        self._placing = Placing(
            (middle_px, (top + foot) / 2), limit, (Box(LEFT_PX, 820, free_px, 1248),), hangs=self._has_title
        )

    def _lay_offer(self) -> float:
        """Lay the address and the button over the caption; return the upper edge of what there is."""
        words = self.words
        y = 1027.0
        if words.address:
            self._lay_small(words.address, y, "address", 300)
            y -= 63
        else:
            y += 24
        if words.button:
            y = self._lay_button(words.button, y, alone=not (self._has_title or words.address))
        return y

    @property
    def _has_title(self) -> bool:
        return bool(self.words.wordmark or self.words.claim or self.words.logo)

    def _wordmark(self) -> Block | None:
        words = self.words
        title = words.wordmark or words.claim
        if not title:
            return None
        font, most = (WORDMARK, 1) if words.wordmark else (CLAIM, 3)
        return set_block(title, font, BOX_WIDTH_PX, max_lines=most, min_px=CLAIM_MIN_PX)

    @cached_property
    def _is_tall(self) -> bool:
        """A single thing that is clearly higher than wide; of a busy picture nobody can say."""
        picture = self.picture
        if picture.kind == "scene":
            return False
        if picture.is_card:
            return False
        return picture.subject.width < 0.8 * picture.subject.height

    def _width_within(self, width_px: float, height_px: float) -> float:
        """Return how wide the subject is where it has been fitted into a box."""
        return min(width_px, height_px * self.picture.subject.width / self.picture.subject.height)

    def _type_zone(self) -> Box:
        """The room that the type laid so far takes, a button aside: it brings its own ground."""
        type_ = [
            layer for layer in self.sheet.layers if layer.name not in ("button", "logo")
        ] or self.sheet.layers
        return Box(
            max(LEFT_PX, min(layer.x_px for layer in type_)),
            max(TOP_PX, min(layer.y_px for layer in type_)),
            min(RIGHT_PX, max(layer.x_px + layer.pixels.shape[1] for layer in type_)),
            min(1060, max(layer.y_px + layer.pixels.shape[0] for layer in type_)),
        )

    # Type

    def _claim(
        self, text: str, font: Font, max_lines: int, width_px: float = BOX_WIDTH_PX, shrink: float = 0.7
    ) -> Block:
        """Two lines where the words allow it, so that the last one can be italic."""
        block = set_block(text, font, width_px, max_lines=max_lines, min_px=CLAIM_MIN_PX, shrink=shrink)
        if len(block.lines) == 1 and " " in text:
            halves = set_block(text, font, 0.72 * width_px, max_lines=2, min_px=CLAIM_MIN_PX, shrink=1.0)
            return halves if len(halves.lines) == 2 else block
        return block

    def _shown(self, pose_at: motion.PoseAt) -> motion.PoseAt:
        """Let type go before the picture does; the last scene keeps its type."""
        if self.shot.index >= self.shot.count - 1:
            return pose_at
        blends = "fade" in self.shot.look.transitions or "fade_black" in self.shot.look.transitions
        end_ms = self.shot.duration_ms - (self.shot.look.transition_ms if blends else 0)
        return motion.stack(pose_at, motion.fade_out(max(end_ms, 800), 200))

    def _lay_lines(
        self, block: Block, baselines: list[float], name: str, *, italic: bool = True, grouped: bool = False
    ) -> None:
        last = len(block.lines) - 1
        for index, (line, baseline) in enumerate(zip(block.lines, baselines, strict=True)):
            font = block.font
            if italic and index == last and last > 0:
                slanted = Font(ITALIC, font.size_px, font.tracking_em / 2)
                fits = min(font.size_px, elements.fit_line(line, slanted, BOX_WIDTH_PX, 1).font.size_px)
                font = slanted.at(fits)
            start = (180 if grouped else 120) * index
            already = 0.6 if index == 0 else 0.25
            pose_at = motion.stack(
                motion.move_in(start, 600, dy_px=22.0, already=already),
                motion.fade_in(start, 320, already=1.0 if index == 0 else 0.6),
            )
            x, align = elements.side(line)
            self.sheet.lay(
                elements.line_layer(
                    line, font, self.palette["cream"], baseline, name=name, x_px=x, align=align,
                    pose_at=self._shown(pose_at), shadows=self.serif_shadows,
                )
            )  # fmt: skip

    def _lay_small(
        self,
        text: str,
        baseline_px: float,
        name: str,
        start_ms: int,
        x_px: float = LEFT_PX,
        width_px: float = BOX_WIDTH_PX,
    ) -> None:
        block = elements.fit_line(text, LABEL, min(width_px, RIGHT_PX - x_px), LABEL_MIN_PX)
        pose_at = motion.stack(
            motion.fade_in(start_ms, 300), motion.move_in(start_ms, 480, dx_px=18.0 if start_ms else 0.0)
        )
        for line in block.lines:
            x, align = (x_px, "left") if x_px > LEFT_PX else elements.side(line)
            self.sheet.lay(
                elements.line_layer(
                    line, block.font, self.palette["cream"], baseline_px, name=name, x_px=x, align=align,
                    pose_at=self._shown(pose_at), shadows=self.small_shadows,
                )
            )  # fmt: skip

    def _rule(self, width: int, height: int, pose_at: motion.PoseAt, x: float, y: float) -> Layer:
        pixels = np.full((height, width, 4), (*self.palette["apricot"], 255), np.uint8)
        return Layer(pixels, round(x), round(y), self._shown(pose_at), name="rule")

    def _lay_number(self, words: Words, width_px: float) -> None:
        """A number with its unit and label as a lower third beside a rule."""
        label = " ".join(part for part in (words.unit, words.label) if part)
        x = LEFT_PX + _RULE_GAP_PX
        small = set_block(label, LABEL, width_px, max_lines=3, min_px=LABEL_MIN_PX)
        font = elements.fit_line(words.number, NUMBER, width_px, CLAIM_MIN_PX).font
        first_px = 1025.0 - (len(small.lines) - 1) * 1.26 * small.font.size_px
        number_px = first_px - 79 if small.lines else 1000.0
        top = number_px + ink(words.number, font).top
        foot = 1034.0 if small.lines else number_px + 6
        self.sheet.lay(self._rule(4, round(foot - top), motion.wipe_down(0, 420, already=0.3), LEFT_PX, top))
        pose_at = motion.stack(motion.move_in(120, 480, dx_px=-18.0), motion.fade_in(60, 300, already=0.2))
        self.sheet.lay(
            elements.line_layer(
                words.number, font, self.palette["cream"], number_px, name="number", x_px=x,
                pose_at=self._shown(pose_at), shadows=self.serif_shadows,
            )
        )  # fmt: skip
        for line, baseline in zip(small.lines, elements.baselines(small, first_px, 1.26), strict=True):
            self._lay_small(line, baseline, "label", 240, x_px=x, width_px=width_px)

    def _lay_beside_rule(self, block: Block, last_px: float) -> None:
        """A short claim whose last line stands at `last_px`, beside an upright rule."""
        lines = elements.baselines(block, last_px - (len(block.lines) - 1) * 0.98 * block.font.size_px, 0.98)
        rtl = bool(block.lines) and elements.side(block.lines[0])[1] == "right"
        x, align = (RIGHT_PX - _RULE_GAP_PX, "right") if rtl else (LEFT_PX + _RULE_GAP_PX, "left")
        top = lines[0] + ink(block.lines[0], block.font).top
        rule = self._rule(
            4,
            round(last_px + 14 - top),
            motion.wipe_down(0, 420, already=0.3),
            RIGHT_PX - 4 if rtl else LEFT_PX,
            top,
        )
        self.sheet.lay(rule)
        for index, (line, baseline) in enumerate(zip(block.lines, lines, strict=True)):
            slanted = index == len(block.lines) - 1 and index > 0
            font = Font(ITALIC, block.font.size_px, -0.012) if slanted else block.font
            font = font.at(
                min(font.size_px, elements.fit_line(line, font, BOX_WIDTH_PX - 34, 1).font.size_px)
            )
            pose_at = motion.stack(
                motion.move_in(120 * index, 480, dx_px=-18.0, already=0.3),
                motion.fade_in(120 * index, 300, already=0.4),
            )
            self.sheet.lay(
                elements.line_layer(
                    line, font, self.palette["cream"], baseline, name="claim", x_px=x, align=align,
                    pose_at=self._shown(pose_at), shadows=self.serif_shadows,
                )
            )  # fmt: skip

    def _lay_button(self, text: str, foot_px: float, alone: bool) -> float:
        """A button standing at `foot_px`, larger when it is all that is said; returns its upper edge.

        One with many words stays small, so that it does not reach across a product beside it.
        """
        large = BUTTON.at(52)
        font, height = (large, 136) if alone and ink(text, large).width <= 340 else (BUTTON, 112)
        block = elements.fit_line(text, font, BOX_WIDTH_PX - 100, LABEL_MIN_PX)
        for line in block.lines:
            width = max(320.0, ink(line, block.font).width + 0.91 * height)
            box = Box(LEFT_PX, foot_px - height, LEFT_PX + width, foot_px)
            self.sheet.lay(
                elements.button_layer(
                    line, block.font, box, 6, self.palette["button"], self.palette["button_ink"],
                    pose_at=self._shown(motion.fade_in(200, 300, already=0.0)),
                )
            )  # fmt: skip
        return foot_px - height

    def _lay_logo(self, foot_px: float) -> float:
        assert self.words.logo is not None
        behind = np.array([[self.picture.dark_hue(0.10)]], np.uint8)
        layer = elements.logo_layer(
            self.words.logo, (460.0, 200.0), behind, self.palette["button"],
            pose_at=self._shown(motion.fade_in(0, 300, already=0.7)),
        )  # fmt: skip
        height = layer.pixels.shape[0]
        self.sheet.lay(replace(layer, x_px=LEFT_PX, y_px=round(foot_px - height)))
        return foot_px - height

    # The picture

    @cached_property
    def _size(self) -> tuple[int, int]:
        over_size = elements.camera_oversize(self.amount)
        return elements.oversized(over_size)

    def _ground(self, stops: Stops, title_zone: Box | None) -> Pixels:
        """The photograph, graded and darkened in its own hue as far as the type asks."""
        picture = self.picture
        if picture.kind == "cutout":
            bare, hue = self._staged_cutout(picture), picture.dark_hue()
        elif self._on_paper:
            bare, hue, stops = self._printed_picture(picture), self.palette["paper"], ((0.0, 0.0), (1.0, 0.0))
        elif picture.kind == "studio":
            pool = self._pool(picture)
            bare, hue = _graded(self._continued(picture), pool), picture.dark_hue()
        else:
            bare, hue = _graded(self._cropped(picture).astype(np.float32)), picture.dark_hue()
        spoken = self._caption_zone()
        cream, upcoming = self.palette["cream"], mix(self.palette["cream"], hue, 1.0 - UPCOMING)
        asked = [(spoken, upcoming), (spoken, self.palette["apricot"])]
        if title_zone is not None:
            asked.append((title_zone, cream))
        asked += [(zone, cream) for zone in self._small_zones]
        # Where words cross a product, its own lettering has to step back further.
        ratio = 6.0 if self._type_is_beside else LEGIBLE
        zones = [TypeZone(box, colour, ratio, self._veil_for(box), _SOFT_PX) for box, colour in asked]
        if stops is not FLAT_SCRIM and self._plain and not self._on_paper:
            stops = tuple((at, max(strength, _even_fall(at))) for at, strength in stops)
        column = backdrops.vertical_scrim(stops, bare.shape[0])
        return backdrops.dithered(veiled(bare, hue, zones, slack=self.amount, base=column), 1.5)

    @cached_property
    def _on_paper(self) -> bool:
        """A pack shot on white would only turn grey at night; it is printed on paper instead."""
        picture = self.picture
        return picture.kind == "studio" and float(luminance(picture.hue)) >= _WHITE_GROUND

    def _veil_for(self, zone: Box) -> Box:
        """Where the picture may be darkened for type: on a plain ground a band, so that no patch shows."""
        if self._plain and not self._type_is_beside:
            if zone.top >= CAPTION_ZONE.top:
                return Box(-800, zone.top - 20, WIDTH_PX + 800, HEIGHT_PX + 800)
            if zone.top <= TOP_PX + 60:
                return Box(-800, -800, WIDTH_PX + 800, zone.bottom)
        return Box(zone.left - 300, zone.top - 90, zone.right + 60, zone.bottom + 90)

    @property
    def _plain(self) -> bool:
        return self.picture.kind != "scene"

    def _caption_zone(self) -> Box:
        """The part of the caption zone that this scene's words really take."""
        style = self._caption_style()
        chunks = [set_caption(caption, style) for caption in self.shot.captions if caption.style == "caption"]
        widths = [ink(line.text, chunk.font).width for chunk in chunks for line in chunk.lines]
        if not widths or any(elements.is_rtl(line.text) for chunk in chunks for line in chunk.lines):
            return CAPTION_ZONE
        return CAPTION_ZONE._replace(right=min(RIGHT_PX, LEFT_PX + max(widths) + 16))

    def _middle_and_scale(self, picture: Picture) -> tuple[tuple[float, float], float]:
        """Where the subject's middle stands on the frame, and how many times its own size."""
        placing, subject = self._placing, picture.subject
        scale = min(placing.limit[0] / subject.width, placing.limit[1] / subject.height)
        return placing.middle(subject.height * scale), scale

    def _on_ground(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return a point of the frame on the larger ground."""
        over_size = self._size[0] / WIDTH_PX
        return (
            (point[0] - WIDTH_PX / 2) * over_size + self._size[0] / 2,
            (point[1] - HEIGHT_PX / 2) * over_size + self._size[1] / 2,
        )

    def _continued(self, picture: Picture) -> NDArray[np.float32]:
        """A studio picture with its subject where the layout wants it, its own ground filling the frame."""
        subject = picture.subject
        middle, scale = self._middle_and_scale(picture)
        over_size = self._size[0] / WIDTH_PX
        cx, cy = (subject.left + subject.right) / 2, (subject.top + subject.bottom) / 2
        left, top = self._on_ground((middle[0] - cx * scale, middle[1] - cy * scale))
        box = (
            round(left),
            round(top),
            round(left + picture.width_px * scale * over_size),
            round(top + picture.height_px * scale * over_size),
        )
        return backdrops.continued_ground(picture.pixels, box, self._size)

    def _pool(self, picture: Picture) -> NDArray[np.float32]:
        """The light around the product, 0 to 1."""
        subject = picture.subject
        middle, scale = self._middle_and_scale(picture)
        over_size = self._size[0] / WIDTH_PX
        radii = (
            over_size * max(640.0, 1.3 * subject.width * scale),
            over_size * self._pool_height(middle[1], subject.height * scale),
        )
        return backdrops.radial(*self._size, self._on_ground(middle), radii, _POOL)

    def _printed_picture(self, picture: Picture) -> NDArray[np.float32]:
        """The picture multiplied onto paper in window light: its white becomes the paper's own colour."""
        width, height = self._size
        paper = self.palette["paper"]
        shaded = mix(paper, self.palette["cream"], 0.08)
        sheet = backdrops.vertical_gradient(
            ((0.0, mix(paper, WHITE, 0.25)), (0.6, paper), (1.0, shaded)), width, height
        )
        light = pieces.window_light(width, height, self.shot.index) * np.float32(0.55)
        sheet = backdrops.lit(sheet, mix(paper, WHITE, 0.75), light)
        ratio = self._continued(picture) / np.array(picture.hue, np.float32)
        return sheet * np.minimum(ratio, np.float32(1.0))

    def _pool_height(self, middle_px: float, subject_px: float) -> float:
        """Return a vertical radius for the pool of light that leaves the title in the dark."""
        title = self._plan[0]
        above = middle_px - title.bottom if title is not None and title.bottom < middle_px else 500.0
        return max(above / 0.72, 0.72 * subject_px, 360.0)

    def _cropped(self, picture: Picture) -> Pixels:
        """The window of a busy picture that puts what matters where it belongs and calm under the type."""
        placing = self._placing
        centre = placing.middle(0.8 * placing.limit[1])
        window = crops.composed_window(
            picture, self._size[0] / self._size[1], centre, placing.limit, placing.zones
        )
        cut = picture.pixels[
            round(window.top) : round(window.bottom), round(window.left) : round(window.right)
        ]
        return staging.resized(np.ascontiguousarray(cut), *self._size)

    def _staged_cutout(self, picture: Picture) -> NDArray[np.float32]:
        """A cut-out on a dark stage lit in its own hue, standing in its shadow."""
        width, height = self._size
        over_size = width / WIDTH_PX
        placing = self._placing
        hue = picture.hue
        deep, mid, glow = _hue_and(hue, 0.07), _hue_and(hue, 0.16), _hue_and(hue, 0.38)
        floor = min((placing.centre[1] + placing.limit[1] / 2) / HEIGHT_PX, 0.86)
        ground = backdrops.vertical_gradient(
            (
                (0.0, from_hue(*deep)),
                (max(0.1, floor - 0.12), from_hue(*mid)),
                (floor, from_hue(*_hue_and(hue, 0.12))),
                (1.0, from_hue(*_hue_and(hue, 0.05))),
            ),
            width,
            height,
        )
        limit_px = _CARD_WIDTH_PX if picture.is_card else placing.limit[0]
        fit = min(limit_px / picture.width_px, placing.limit[1] / picture.height_px, staging.MAX_GROWTH)
        middle = placing.middle(picture.height_px * fit)
        if picture.is_card and not self._is_tall:
            middle = _card_middle_px(picture.width_px * fit), middle[1]
        cx = (middle[0] - WIDTH_PX / 2) * over_size + width / 2
        cy = (middle[1] - HEIGHT_PX / 2) * over_size + height / 2
        light = backdrops.radial(
            width, height, (cx, cy - 60), (760 * over_size, 700 * over_size), ((0, 0.9), (0.45, 0.42), (1, 0))
        )
        ground = backdrops.lit(ground, from_hue(*glow), light)
        if picture.is_card:
            ground += (_ambience(picture, width, height) - ground) * np.float32(_AMBIENCE)
        if picture.is_strip:
            return ground
        scale = fit * over_size
        size = (round(picture.width_px * scale), round(picture.height_px * scale))
        staged = staging.with_drop_shadow(staging.resized(picture.pixels, *size), 30, 70, 0.5, (0, 0, 0))
        foot = round(cy + size[1] / 2)
        pixels = as_bytes(ground)
        contact = staging.floor_shadow((size[0] * 0.56, max(26.0, size[0] * 0.06)), 0.75, (0, 0, 0))
        staging.over(pixels, contact, round(cx - contact.shape[1] / 2), round(foot - contact.shape[0] * 0.52))
        staging.over(
            pixels,
            staged.pixels,
            round(cx - size[0] / 2 - staged.product.left),
            round(foot - size[1] - staged.product.top),
        )
        return pixels.astype(np.float32)

    def _band(self, picture: Picture) -> Layer:
        """A long picture from edge to edge of the frame, passing by; the page around it has its colours."""
        placing = self._placing
        top = round(placing.centre[1] - placing.limit[1] / 2)
        foot = round(min(placing.centre[1] + placing.limit[1] / 2 - _BAND_GAP_PX, HEIGHT_PX))
        window = prints.fitted(picture, Box(0, top, WIDTH_PX, foot))
        layer = prints.travelled(picture, window, self.shot)
        graded = as_bytes(_graded(layer.pixels.astype(np.float32)))
        return replace(layer, pixels=graded)


def _room_of(layer: Layer) -> Box:
    height, width = layer.pixels.shape[:2]
    return Box(layer.x_px, layer.y_px, layer.x_px + width, layer.y_px + height)


def _ambience(picture: Picture, width_px: int, height_px: int) -> NDArray[np.float32]:
    """Return a card's own colours spread over the page: the picture, far out of focus."""
    tiny = scaled(picture.pixels[..., :3].astype(np.float32), 9, 16, cv2.INTER_AREA)
    return scaled(blurred(scaled(tiny, 90, 160, cv2.INTER_CUBIC), 14.0), width_px, height_px, cv2.INTER_CUBIC)


def _card_middle_px(width_px: float) -> float:
    """A wide card stands on the type's own axis, a narrow one in the middle of the box."""
    return LEFT_PX + width_px / 2 if width_px > 0.9 * BOX_WIDTH_PX else elements.CENTRE_PX


def _printed(palette: Mapping[str, Colour]) -> dict[str, Colour]:
    """Return the palette of dark type on paper: `cream` is the colour of type, whatever it is."""
    ink, paper = palette["button_ink"], mix(palette["cream"], palette["button_ink"], 0.08)
    return {
        **palette,
        "cream": ink,
        "apricot": legible(from_hue(hue_of(palette["apricot"])[0], 0.34, 0.85), paper, 5.4),
        "button": ink,
        "button_ink": palette["cream"],
        "paper": paper,
    }


def _even_fall(share: float) -> float:
    """The least darkness at a height of a plain ground, which would show a lighter band as a stripe."""
    return float(np.interp(share, (0.0, 0.3, 0.48, 0.6, 0.8, 1.0), (0.30, 0.10, 0.08, 0.50, 0.58, 0.80)))


def _hue_and(colour: Colour, lightness: float) -> tuple[float, float, float]:
    """Return the colour's hue at another lightness, its saturation kept below garish."""
    hue, _, saturation = hue_of(colour)
    return hue, lightness, min(saturation, 0.45)


def _graded(picture: NDArray[np.float32], pool: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    """Contrast 1.06, saturation 1.05, brightness 0.98; a bright picture is taken down to evening first.

    Evening is a gamma, which deepens colour where a plain multiplication would grey it. In the `pool` of
    light (0 to 1) around the product the day stays, so that the product keeps its own colour.
    """
    gamma = _evening_gamma(float(picture[::8, ::8].mean()) / 255.0)
    if pool is None:
        gamma = min(gamma, 1.5)
    if gamma > 1.02:
        share = np.maximum(picture, 0.0) * np.float32(1.0 / 255.0)
        evening = np.asarray(cv2.pow(share, gamma), np.float32) * np.float32(255.0)
        if pool is not None:
            evening += (np.float32(0.96) * picture - evening) * pool[..., None]
        picture = evening
    return np.asarray(cv2.transform(picture, _GRADE), np.float32)


def _evening_gamma(level: float) -> float:
    """Return the gamma that takes a picture of that mean level, 0 to 1, down to evening."""
    return min(max(math.log(_EVENING) / math.log(min(max(level, 0.02), 0.95)), 1.0), 3.2)
