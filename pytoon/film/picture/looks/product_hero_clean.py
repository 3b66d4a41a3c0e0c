"""A bright studio and one sentence. The product floats; light does the selling.

A cut-out floats in the studio. A studio picture lends its own ground to the whole frame. Any other picture
stands in rounded tiles.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import cv2
import numpy as np

from pytoon.film.picture import backdrops, crops, motion, staging, typesetting
from pytoon.film.picture.arrays import scaled
from pytoon.film.picture.captions import CaptionStyle, caption_layers
from pytoon.film.picture.contrast import (
    LEGIBLE,
    WHITE,
    Colour,
    contrast,
    from_hue,
    hue_of,
    legible,
    luminance,
    mix,
    parse_colour,
)
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX, Composition, Layer, Pixels, Shot
from pytoon.film.picture.looks import clip_scenes, elements, pieces, prints, type_scenes
from pytoon.film.picture.looks.clip_scenes import ClipStyle
from pytoon.film.picture.looks.elements import (
    BOX_WIDTH_PX,
    CAPTION_ZONE,
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
from pytoon.film.picture.looks.type_grounds import Tone
from pytoon.film.picture.looks.type_scenes import TypeStyle
from pytoon.film.picture.scrims import TypeZone, veiled
from pytoon.film.picture.staging import Picture
from pytoon.film.picture.typesetting import Box, Font, advance_px, ink, set_block

PALETTE: Mapping[str, str] = {
    "ground_top": "#EDEFF3",
    "ground": "#F5F6F8",
    "ground_low": "#F3F4F7",
    "hot_spot": "#FFFFFF",
    "horizon": "#E3E6EC",
    "floor": "#EBEDF2",
    "floor_edge": "#DDE1E8",
    "ink": "#101114",
    "secondary": "#5A606C",
    "upcoming": "#606672",
    "quote_mark": "#B9C0CC",
    "accent": "#2747FF",
}

CLAIM = Font("inter-600", 140, -0.045)
NUMBER = Font("inter-600", 366, -0.07)
UNIT = Font("inter-600", 72, -0.04)
LABEL = Font("inter-500", 40, -0.015)
NAME = Font("inter-600", 40, -0.015)
CHIP = Font("inter-600", 34, -0.01)
QUOTE = Font("inter-600", 150, -0.045)
RATING = Font("inter-600", 50, -0.02)
WORDMARK = Font("inter-700", 124, -0.06)
BUTTON = Font("inter-600", 50, -0.022)
CAPTION = Font("inter-600", 66, -0.025)
LINE = 0.97

TURN_DEG = -9.0
STAGE_BOTTOM_PX = 1066
STAGE_TOP_PX = 450
FLOOR_PX = 1494
TILE_RADIUS_PX = 44
DETAIL_TILE = Box(LEFT_PX, 626, RIGHT_PX, 1044)
LOWER_TILE = Box(LEFT_PX, 1304, RIGHT_PX, 2004)
CAMERA = 0.04
_HIGH_TILE_PX = 168.0
"""A picture may begin above the box of what must be read."""
#: From this luminance on, a studio's ground takes dark type.
_LIGHT_GROUND = 0.30
_PALE_PRODUCT = 0.70
_SHADE: Colour = (178, 187, 201)
"""What the page is mixed with behind a product as white as itself."""


@dataclass(frozen=True)
class Inks:
    """The colours of type, each legible on the ground they were chosen for."""

    ink: Colour
    secondary: Colour
    upcoming: Colour
    accent: Colour
    on_accent: Colour
    quote_mark: Colour


def compose(shot: Shot) -> Composition:
    if shot.footage is not None:
        return clip_scenes.compose(shot, _clip_style(shot))
    if shot.asset is None:
        return type_scenes.compose(shot, Words.of(shot.scene), _type_style(shot))
    picture = staging.open_picture(shot.asset)
    if picture.is_stamp:
        picture = prints.on_mat(picture, mix(picture.hue, WHITE, 0.92))
    return _Studio(shot, Words.of(shot.scene), picture).compose()


def _palette(shot: Shot) -> dict[str, Colour]:
    named = {**PALETTE, **{k: v for k, v in shot.look.palette.items() if k in PALETTE}}
    return {name: parse_colour(value) for name, value in named.items()}


def _type_style(shot: Shot) -> TypeStyle:
    """Daylight, the accent itself, and a page of its palest tint take turns."""
    colours = _palette(shot)
    accent, dark = colours["accent"], colours["ink"]
    hue, lightness, saturation = hue_of(accent)
    deep = from_hue(hue, max(0.16, 0.62 * lightness), saturation)
    bright = from_hue((hue + 0.04) % 1.0, min(0.62, 1.12 * lightness), saturation)
    day = Tone(
        colours["ground_top"], colours["ground"], mix(colours["floor"], accent, 0.10),
        mix(WHITE, accent, 0.16), mix(WHITE, accent, 0.30), dark, accent, accent,
    )  # fmt: skip
    full = Tone(
        mix(deep, accent, 0.7), mix(deep, accent, 0.85), deep, mix(accent, bright, 0.6), bright, WHITE,
        mix(accent, WHITE, 0.78), mix(accent, WHITE, 0.30),
    )  # fmt: skip
    night = Tone(
        mix(dark, deep, 0.10), mix(dark, deep, 0.16), mix(dark, deep, 0.40), mix(dark, accent, 0.28),
        mix(dark, accent, 0.70), WHITE, mix(accent, WHITE, 0.62), accent,
    )  # fmt: skip
    caption = CaptionStyle(CAPTION, 78, 1225, spoken=dark, active=accent, upcoming=dark)
    return TypeStyle(
        claim=CLAIM.at(430), number=NUMBER.at(600), unit=UNIT.at(128), label=LABEL.at(60),
        quote=QUOTE.at(190), item=CLAIM.at(168), button=BUTTON.at(70), caption=caption,
        tones=(day, full, night), ornaments=("orbs", "word", "bars", "rings"),
    )  # fmt: skip


def _clip_style(shot: Shot) -> ClipStyle:
    palette = _palette(shot)
    accent, dark = palette["accent"], palette["ink"]
    on_accent = WHITE if contrast(WHITE, accent) >= LEGIBLE else legible(dark, accent)
    soft_white, pale_accent = mix(WHITE, dark, 0.2), mix(accent, WHITE, 0.6)

    def page(reel: Picture) -> Pixels:
        return _Studio(shot, Words.of(shot.scene), reel).ground

    return ClipStyle(
        claim=CLAIM,
        feature=CLAIM.at(124),
        number=NUMBER.at(300),
        quote=QUOTE.at(124),
        wordmark=WORDMARK,
        label=LABEL,
        name=NAME,
        button=BUTTON,
        caption=CAPTION,
        caption_leading_px=78,
        caption_baseline_px=1225,
        on_dark=clip_scenes.Inks(WHITE, soft_white, pale_accent, soft_white, accent, on_accent, soft_white),
        on_light=clip_scenes.Inks(
            dark, palette["secondary"], accent, palette["quote_mark"], accent, on_accent, palette["upcoming"]
        ),
        light_from=_LIGHT_GROUND,
        leading=LINE,
        rule_height_px=10,
        button_height_px=116,
        button_radius_px=58,
        button_glow=0.4,
        centred_end=True,
        page=page,
        card_radius_px=TILE_RADIUS_PX,
    )


def _inks(palette: Mapping[str, Colour], behind: Pixels) -> Inks:
    dark = palette["ink"]
    is_light = contrast(dark, behind) >= max(LEGIBLE, 0.9 * contrast(WHITE, behind))
    main = dark if is_light else WHITE
    ground: Colour = tuple(int(c) for c in np.median(behind.reshape(-1, behind.shape[-1])[:, :3], axis=0))  # type: ignore[assignment]
    accent = legible(palette["accent"], behind)
    quiet = palette["secondary"] if is_light else mix(WHITE, ground, 0.3)
    return Inks(
        ink=legible(main, behind, 7.0),
        secondary=legible(quiet, behind),
        upcoming=legible(palette["upcoming"] if is_light else mix(WHITE, ground, 0.3), behind),
        accent=accent,
        on_accent=WHITE if contrast(WHITE, accent) >= LEGIBLE else legible(dark, accent),
        quote_mark=mix(main, ground, 0.66),
    )


@lru_cache(maxsize=4)
def _studio_ground(stops: tuple[tuple[float, Colour], ...], hot_spot: Colour) -> Pixels:
    ground = backdrops.vertical_gradient(stops)
    light = backdrops.radial(WIDTH_PX, HEIGHT_PX, (0.60 * WIDTH_PX, 0.38 * HEIGHT_PX), (760, 720))
    pixels = backdrops.dithered(backdrops.lit(ground, hot_spot, light))
    pixels.flags.writeable = False
    return pixels


class _Studio:
    """One scene being laid out."""

    def __init__(self, shot: Shot, words: Words, picture: Picture) -> None:
        self.shot = shot
        self.words = words
        self.picture = picture
        self.sheet = Sheet()
        self.palette = _palette(shot)
        self.ground: Pixels = self._page()
        self.ground_pose: motion.PoseAt = motion.still
        self.title_zone = Box(LEFT_PX, TOP_PX, RIGHT_PX, 600)

    def compose(self) -> Composition:
        role = self.shot.scene.role
        {
            "hook": self._hook,
            "feature": self._feature,
            "proof": self._proof,
            "call_to_action": self._call_to_action,
        }[role]()
        return Composition(
            elements.ground_layer(self.ground, self.ground_pose),
            tuple(self.sheet.layers),
            caption_layers(self.shot.drawn_captions, self._caption_style(centred=role == "call_to_action")),
        )

    # What stands behind

    def _page(self) -> Pixels:
        """The studio, in the hue of the picture's own ground where it has one."""
        colour = dict(self.palette)
        if self.picture.kind == "studio" or self.picture.is_card:
            shares = (0.72, 0.78, 0.84, 0.9)
            tints = [mix(self.picture.hue, WHITE, share) for share in shares]
            tint = next((tint for tint in tints if float(luminance(tint)) >= 0.72), tints[-1])
            for name in ("ground_top", "ground", "ground_low", "horizon", "floor", "floor_edge"):
                own = float(luminance(colour[name])) / 0.93
                shaded: Colour = mix((0, 0, 0), tint, min(1.0, own**0.4))
                colour[name] = shaded
        if self._is_pale:
            for name in ("ground_top", "ground", "ground_low", "hot_spot", "horizon", "floor", "floor_edge"):
                colour[name] = mix(colour[name], _SHADE, 0.5)
        return _studio_ground(
            (
                (0.0, colour["ground_top"]),
                (0.34, colour["ground"]),
                (0.62, colour["ground_low"]),
                (0.70, colour["horizon"]),
                (0.84, colour["floor"]),
                (1.0, colour["floor_edge"]),
            ),
            colour["hot_spot"],
        )

    @property
    def _is_pale(self) -> bool:
        """A white cut-out, which would vanish on a white page."""
        picture = self.picture
        return picture.kind == "cutout" and float(luminance(picture.hue)) >= _PALE_PRODUCT

    def _tile_ground(self, width_px: int, height_px: int) -> Pixels:
        if self._is_pale:
            return pieces.tile_ground(width_px, height_px, mix(WHITE, _SHADE, 0.6), _SHADE)
        return pieces.tile_ground(width_px, height_px)

    def _inks_on(self, zone: Box) -> Inks:
        return _inks(self.palette, elements.frame_zone(self.ground, zone, margin_px=20))

    @cached_property
    def _title_inks(self) -> Inks:
        return self._inks_on(self.title_zone)

    def _caption_style(self, centred: bool) -> CaptionStyle:
        inks = self._inks_on(CAPTION_ZONE)
        return CaptionStyle(
            CAPTION, 78, 1225, spoken=inks.ink, active=inks.accent, upcoming=inks.upcoming, centred=centred
        )

    # The roles

    def _hook(self) -> None:
        words = self.words
        claim = set_block(words.claim, CLAIM, BOX_WIDTH_PX, max_lines=3, min_px=CLAIM_MIN_PX, shrink=0.72)
        top = float(TOP_PX)
        if claim.lines:
            lines = elements.baselines(claim, elements.first_baseline(claim, TOP_PX), LINE)
            bar_px = lines[-1] + max(44.0, 0.42 * claim.font.size_px)
            # A narrow product may rise beside the bar, a wide one stands below it.
            subject = self.picture.subject
            narrow = self.picture.kind != "scene" and subject.width < 0.8 * subject.height
            top = max(STAGE_TOP_PX, lines[-1] + 64 if narrow else bar_px + 26)
            self.title_zone = Box(LEFT_PX, TOP_PX, RIGHT_PX, lines[-1] + 16)
        self._put_product(Box(LEFT_PX, top, RIGHT_PX, STAGE_BOTTOM_PX), roomy=not claim.lines)
        if claim.lines:
            self._lay_lines(claim.lines, claim.font, lines, self._title_inks.ink, "claim", already=0.6)
            self._lay_bar(bar_px, side=elements.side(claim.lines[0])[1])

    def _feature(self) -> None:
        words, picture = self.words, self.picture
        heading_px = self._lay_number() if words.number else self._lay_heading(words.claim or words.label)
        top = heading_px + 62 if heading_px else float(TOP_PX)
        tile = Box(LEFT_PX, round(top), RIGHT_PX, DETAIL_TILE.bottom)
        if picture.is_card:
            self._put_product(tile, roomy=True)
            return
        self._lay_detail(picture, tile, self._chip_text())
        self._lay_lower_tile(picture)

    def _proof(self) -> None:
        words, picture = self.words, self.picture
        if not words.quote and not words.claim:
            self._proof_without_words()
            return
        if picture.kind == "studio":
            self._spread_studio(picture, _rising_place(picture.subject.width / picture.subject.height))
        top = float(TOP_PX)
        inks = self._title_inks
        rating = rating_of(words.number)
        if rating is not None:
            self._lay_stars(rating, words.number, inks)
            top = 430.0
        room_px = 930 - top if words.name else 1000 - top
        quote = typesetting.fill_block(
            words.quote or words.claim, QUOTE, BOX_WIDTH_PX, room_px, leading=LINE, min_px=CLAIM_MIN_PX
        )
        height = (len(quote.lines) - 1) * LINE * quote.font.size_px + 0.74 * quote.font.size_px + 100
        # Short words stand a little lower, so that they do not hang from the top of an empty page.
        drop_px = 0.3 * max(0.0, 1030 - top - height) if rating is None else 0.0
        lines = elements.baselines(quote, elements.first_baseline(quote, top + 8 + drop_px), LINE)
        if words.quote:
            self._lay_quote_mark(quote.font, lines[0], elements.side(quote.lines[0])[1], inks)
        self._lay_lines(quote.lines, quote.font, lines, inks.ink, "quote", already=0.6)
        if words.name:
            self._lay_name(words.name, lines[-1] + 88, inks)
        if picture.is_strip:
            self._lay_strip(picture, LOWER_TILE)
        elif picture.kind == "cutout":
            self._rise_from_below(picture)
        elif picture.kind == "scene":
            self._lay_lower_tile(picture)

    def _proof_without_words(self) -> None:
        """The product alone, from its other side, larger."""
        rating = rating_of(self.words.number)
        top = 400.0 if rating is not None else float(TOP_PX)
        self._put_product(Box(LEFT_PX, top, RIGHT_PX, STAGE_BOTTOM_PX), roomy=True, turn_deg=-TURN_DEG / 1.5)
        if rating is not None:
            self._lay_stars(rating, self.words.number, self._title_inks)

    def _call_to_action(self) -> None:
        """A centred stack, laid from the caption upwards; what is missing gives its room to the product."""
        words = self.words
        y = 1028.0
        inks = self._inks_on(Box(LEFT_PX, 660, RIGHT_PX, 1060))
        if words.address:
            address = elements.fit_line(words.address, LABEL, BOX_WIDTH_PX, LABEL_MIN_PX)
            for line in address.lines:
                self.sheet.lay(
                    elements.line_layer(
                        line,
                        address.font,
                        inks.secondary,
                        y,
                        name="address",
                        pose_at=motion.fade_in(500, 300),
                        x_px=CENTRE_PX,
                        align="centre",
                    )
                )
            y -= 68
        else:
            y += 20
        if words.button:
            y = self._lay_button(words.button, y, inks)
        title = words.wordmark or words.claim
        if words.logo is not None:
            y = self._lay_logo(y - 60)
        elif title:
            block = set_block(
                title, WORDMARK, BOX_WIDTH_PX, max_lines=1 if words.wordmark else 3, min_px=CLAIM_MIN_PX
            )
            last = y - (75 if words.button else 20)
            first = last - (len(block.lines) - 1) * block.font.size_px
            lines = elements.baselines(block, first, 1.0)
            for index, (line, baseline) in enumerate(zip(block.lines, lines, strict=True)):
                self.sheet.lay(
                    elements.rising_line(
                        line,
                        block.font,
                        inks.ink,
                        baseline,
                        name="wordmark",
                        start_ms=70 * index,
                        already=0.6,
                        x_px=CENTRE_PX,
                        align="centre",
                    )
                )
            y = first - 0.74 * block.font.size_px
        stage = Box(LEFT_PX, 190, RIGHT_PX, y - 30)
        if self.picture.is_strip:
            self._lay_strip(self.picture, Box(LEFT_PX, _HIGH_TILE_PX, RIGHT_PX, round(stage.bottom - 30)))
        elif self.picture.kind == "cutout":
            self._float_cutout(self.picture, stage, centred=True, limit_px=(700.0, 620.0))
        else:
            self._lay_icon_tile(self.picture, stage)
            self._lay_lower_tile(self.picture, near=True)

    # Type

    def _lay_lines(
        self,
        lines: tuple[str, ...],
        font: Font,
        baselines: list[float],
        colour: Colour,
        name: str,
        already: float,
    ) -> None:
        for index, (line, baseline) in enumerate(zip(lines, baselines, strict=True)):
            x, align = elements.side(line)
            begun = already if index == 0 or self.shot.scene.role == "hook" else 0.0
            layer = elements.rising_line(
                line,
                font,
                colour,
                baseline,
                name=name,
                start_ms=70 * index,
                already=begun,
                x_px=x,
                align=align,
            )
            self.sheet.lay(layer)

    def _lay_bar(self, y_px: float, side: str = "left") -> None:
        pixels = elements.rounded_box(96, 10, 5, self._title_inks.accent)
        x = LEFT_PX if side == "left" else RIGHT_PX - 96
        pose_at = motion.wipe_right(250, 900, already=0.3)
        self.sheet.lay(Layer(pixels, x, round(y_px), pose_at, name="bar"))

    def _lay_heading(self, text: str) -> float:
        """A claim where a feature has no number. Returns its lowest edge, 0 when there is no text."""
        if not text:
            return 0.0
        block = set_block(text, CLAIM.at(124), BOX_WIDTH_PX, max_lines=3, min_px=CLAIM_MIN_PX)
        lines = elements.baselines(block, elements.first_baseline(block, TOP_PX), LINE)
        self._lay_lines(block.lines, block.font, lines, self._title_inks.ink, "claim", already=0.6)
        return lines[-1]

    def _lay_number(self) -> float:
        """The number with its unit and label beside it, or below where there is no room. Returns its foot."""
        words, inks = self.words, self._title_inks
        unit, label = (words.unit, words.label) if words.unit else (words.label, "")
        beside_px = max(advance_px(unit, UNIT), advance_px(label, LABEL)) if unit else 0.0
        room_px = BOX_WIDTH_PX - (beside_px + 30 if unit else 0)
        size_px = min(
            NUMBER.size_px, elements.fit_line(words.number, NUMBER, max(room_px, 1), 1).font.size_px
        )
        beside = size_px >= 190 or not unit
        if not beside:
            size_px = min(250.0, elements.fit_line(words.number, NUMBER, BOX_WIDTH_PX, 1).font.size_px)
        font = NUMBER.at(size_px)
        box = ink(words.number, font)
        baseline = TOP_PX - box.top if beside else TOP_PX - box.top
        pose_at = motion.stack(
            motion.move_in(0, 600, dy_px=40.0, already=0.4), motion.fade_in(0, 300, already=0.6)
        )
        self.sheet.lay(
            elements.line_layer(words.number, font, inks.ink, baseline, name="number", pose_at=pose_at)
        )
        x = LEFT_PX + box.width + 30 if beside else LEFT_PX
        unit_px = baseline - (73 if label else 22) if beside else baseline + 92
        label_px = baseline - 22 if beside else unit_px
        arrive = motion.stack(motion.move_in(130, 420, dx_px=18.0), motion.fade_in(130, 260, already=0.2))
        if unit:
            block = elements.fit_line(unit, UNIT, RIGHT_PX - x, 48)
            for line in block.lines:
                self.sheet.lay(
                    elements.line_layer(
                        line, block.font, inks.ink, unit_px, name="unit", x_px=x, pose_at=arrive
                    )
                )
            if not beside:
                x += ink(unit, block.font).width + 24
        if label and x < RIGHT_PX - 160:
            block = elements.fit_line(label, LABEL, RIGHT_PX - x, LABEL_MIN_PX)
            for line in block.lines:
                self.sheet.lay(
                    elements.line_layer(
                        line, block.font, inks.secondary, label_px, name="label", x_px=x, pose_at=arrive
                    )
                )
        return baseline if beside else unit_px

    def _chip_text(self) -> str:
        words = self.words
        if words.number:
            return words.claim if len(words.claim) <= 28 else ""
        return words.label if words.claim else ""

    def _lay_quote_mark(self, font: Font, baseline_px: float, side: str, inks: Inks) -> None:
        x, align = (LEFT_PX - 8, "right") if side == "left" else (RIGHT_PX + 8, "left")
        mark = "“"
        self.sheet.lay(
            elements.line_layer(
                mark, font, inks.quote_mark, baseline_px, name="quote mark", x_px=x, align=align
            )
        )

    def _lay_name(self, name: str, baseline_px: float, inks: Inks) -> None:
        """Who said it in ink, the rest of the line quieter."""
        who, comma, rest = name.partition(",")
        pose_at = motion.fade_in(350, 300)
        block = elements.fit_line(name, NAME, BOX_WIDTH_PX, LABEL_MIN_PX)
        if not comma or block.lines != (name,):
            for line in block.lines:
                x, align = elements.side(line)
                self.sheet.lay(
                    elements.line_layer(
                        line,
                        block.font,
                        inks.ink,
                        baseline_px,
                        name="name",
                        x_px=x,
                        align=align,
                        pose_at=pose_at,
                    )
                )
            return
        quiet = LABEL.at(block.font.size_px)
        self.sheet.lay(
            elements.line_layer(who + comma, block.font, inks.ink, baseline_px, name="name", pose_at=pose_at),
            elements.line_layer(
                rest.strip(),
                quiet,
                inks.secondary,
                baseline_px,
                name="name",
                x_px=LEFT_PX + ink(who + comma, block.font).width + 12,
                pose_at=pose_at,
            ),
        )

    def _lay_stars(self, rating: float, text: str, inks: Inks) -> None:
        pixels = pieces.stars(rating, 54, inks.accent, mix(inks.quote_mark, WHITE, 0.25))
        pose_at = motion.wipe_right(0, 700, motion.SOFT, already=0.45)
        self.sheet.lay(
            Layer(pixels, LEFT_PX - 4, 292, pose_at, name="stars"),
            elements.line_layer(
                text, RATING, inks.ink, 340, name="rating", x_px=LEFT_PX + pixels.shape[1] + 14
            ),
        )

    def _lay_button(self, text: str, foot_px: float, inks: Inks) -> float:
        """A button whose lower edge is at `foot_px`; returns its upper edge."""
        block = elements.fit_line(text, BUTTON, BOX_WIDTH_PX - 140, LABEL_MIN_PX)
        width = (
            min(BOX_WIDTH_PX, max(580.0, ink(block.lines[0], block.font).width + 140))
            if block.lines
            else 580.0
        )
        box = Box(CENTRE_PX - width / 2, foot_px - 116, CENTRE_PX + width / 2, foot_px)
        accent = self.palette["accent"]
        ink_colour = WHITE if contrast(WHITE, accent) >= LEGIBLE else legible(self.palette["ink"], accent)
        pose_at = motion.stack(
            elements.pop_in(350, 380, True),
            motion.swell_once(1600, 700, 1.0 if self.shot.brand_safe else 1.02),
        )
        for line in block.lines:
            self.sheet.lay(
                elements.button_layer(
                    line, block.font, box, 58, accent, ink_colour, pose_at=pose_at, glow=0.4
                )
            )
        return box.top

    def _lay_logo(self, foot_px: float) -> float:
        assert self.words.logo is not None
        behind = elements.frame_zone(self.ground, Box(300, foot_px - 200, 708, foot_px))
        plate = self.palette["ink"] if self._title_inks.ink == WHITE else WHITE
        appear = motion.fade_in(0, 300, already=0.7)
        layer = elements.logo_layer(self.words.logo, (420.0, 200.0), behind, plate, pose_at=appear)
        height, width = layer.pixels.shape[:2]
        self.sheet.lay(replace(layer, x_px=round(CENTRE_PX - width / 2), y_px=round(foot_px - height)))
        return foot_px - height

    # The product

    def _put_product(self, stage: Box, roomy: bool, turn_deg: float = TURN_DEG) -> None:
        picture = self.picture
        if picture.is_strip:
            self._lay_strip(picture, Box(stage.left, round(stage.top + 20), stage.right, 1044))
        elif picture.kind == "cutout":
            limit = (768.0, stage.height) if roomy else (700.0, stage.height)
            self._float_cutout(picture, stage, centred=roomy, limit_px=limit, turn_deg=turn_deg)
        elif picture.kind == "studio":
            subject = picture.subject
            share = 700.0 if roomy else 600.0
            scale = min(share / subject.width, stage.height / subject.height)
            width, height = subject.width * scale, subject.height * scale
            cx = CENTRE_PX + (30 if roomy else 36)
            self._spread_studio(
                picture, Box(cx - width / 2, stage.bottom - height, cx + width / 2, stage.bottom)
            )
        else:
            self._lay_whole_tile(
                picture, Box(stage.left, round(stage.top + (0 if roomy else 8)), stage.right, 1044)
            )
            self._lay_lower_tile(picture, near=True)

    def _float_cutout(
        self,
        picture: Picture,
        stage: Box,
        *,
        centred: bool,
        limit_px: tuple[float, float],
        turn_deg: float = TURN_DEG,
    ) -> None:
        """The product in the air with its soft shadow, and its other shadow on the floor below."""
        if picture.is_card:
            turn_deg = 0.0
        turned_w, turned_h = staging.turned_size(picture.aspect, turn_deg)
        # Large, but never so large that a square product fills the stage from edge to edge.
        area_px = 400_000.0 if limit_px[0] <= 700 else 520_000.0
        width = min(
            limit_px[0] / turned_w,
            min(limit_px[1], stage.height) / turned_h,
            math.sqrt(area_px / (turned_w * turned_h)),
            staging.MAX_GROWTH * picture.width_px,
        )
        box_w, box_h = width * turned_w, width * turned_h
        cx = CENTRE_PX if centred else min(RIGHT_PX - 4 - box_w / 2, 600.0)
        spare = stage.height - box_h
        # Over a wordmark it stands near it; under a claim a flat thing hangs a little above the middle.
        top = stage.top + spare * (1.0 if centred and stage.height < 520 else 0.5 if centred else 0.4)
        pixels = staging.resized(picture.pixels, round(width * 1.02), round(width * 1.02 / picture.aspect))
        cut = staging.turned(pixels, turn_deg)
        drawn = scaled(cut, round(box_w), round(box_h), cv2.INTER_AREA)
        size = box_w / 562.0
        staged = staging.with_drop_shadow(drawn, 44 * size, 46 * size, 0.20)
        period = 4200
        amount = CAMERA * self.shot.look.camera
        near, far = (1.0, 1.0 + amount) if self.shot.index % 2 == 0 else (1.0 + 0.75 * amount, 1.0)
        push = motion.push(near, far, self.shot.duration_ms)
        product_pose = motion.stack(
            motion.move_in(0, 700, dy_px=48.0 * size, scale=0.96, already=0.15),
            motion.floating(7, 0.6, period),
            push,
        )
        wide, flat = max(size, 0.3), max(size, 0.6)
        shade = elements.ellipse_shadow(
            (500 * wide, 92 * flat), (300 * wide, 44 * flat), (0.15, 0.20), (24, 28, 44)
        )
        floor_pose = motion.stack(motion.breathing(1.0, 0.72, period), motion.fade_in(0, 500, already=0.5))
        self.sheet.lay(
            Layer(
                shade,
                round(cx - shade.shape[1] / 2),
                round(FLOOR_PX - shade.shape[0] / 2),
                floor_pose,
                name="floor shadow",
            ),
            Layer(
                staged.pixels,
                round(cx - box_w / 2 - staged.product.left),
                round(top - staged.product.top),
                product_pose,
                pivot_px=(
                    (staged.product.left + staged.product.right) / 2,
                    (staged.product.top + staged.product.bottom) / 2,
                ),
                name="product",
            ),
        )

    def _rise_from_below(self, picture: Picture) -> None:
        """The product again, large, coming up from the frame's lower edge."""
        width = round(min(_rising_place(picture.aspect).width, staging.MAX_GROWTH * picture.width_px))
        pixels = staging.resized(picture.pixels, width, round(width / picture.aspect))
        pixels = pixels[: HEIGHT_PX - 1300 + 60]
        staged = staging.with_drop_shadow(np.ascontiguousarray(pixels), 20, 60, 0.16)
        pose_at = motion.stack(
            motion.move_in(0, 900, dy_px=60.0, already=0.2),
            motion.push(1.0, 1.0 + CAMERA * self.shot.look.camera, self.shot.duration_ms),
        )
        self.sheet.lay(
            Layer(
                staged.pixels,
                round(WIDTH_PX / 2 - width / 2 - staged.product.left),
                round(1304 - staged.product.top),
                pose_at,
                pivot_px=(staged.pixels.shape[1] / 2, staged.pixels.shape[0]),
                name="product",
            )
        )

    def _spread_studio(self, picture: Picture, place: Box) -> None:
        """Let the picture's own ground become the frame's, its subject standing at `place`."""
        subject = picture.subject
        scale = place.width / subject.width
        amount = CAMERA * self.shot.look.camera
        over_size = elements.camera_oversize(amount)
        width, height = elements.oversized(over_size)
        left = (place.left - subject.left * scale - WIDTH_PX / 2) * over_size + width / 2
        top = (place.top - subject.top * scale - HEIGHT_PX / 2) * over_size + height / 2
        box = (
            round(left),
            round(top),
            round(left + picture.width_px * scale * over_size),
            round(top + picture.height_px * scale * over_size),
        )
        bare = backdrops.continued_ground(picture.pixels, box, (width, height))
        self.ground = backdrops.dithered(self._cleared_for_type(bare, picture, amount), 1.6)
        self.ground_pose = elements.camera(self.shot, amount)

    def _cleared_for_type(self, bare: backdrops.Light, picture: Picture, amount: float) -> backdrops.Light:
        """Lighten (a dark ground: deepen) what lies above and below the product, where type stands."""
        is_light = float(luminance(picture.hue)) >= _LIGHT_GROUND
        text = self.palette["ink"] if is_light else WHITE
        veil = mix(picture.hue, WHITE, 0.8) if is_light else picture.dark_hue(0.06)
        title, spoken = (8.0, 8.8) if is_light else (5.5, 6.5)
        beyond = 400.0
        above = Box(-beyond, -beyond, WIDTH_PX + beyond, self.title_zone.bottom)
        below = Box(-beyond, CAPTION_ZONE.top - 6, WIDTH_PX + beyond, HEIGHT_PX + beyond)
        zones = [TypeZone(CAPTION_ZONE, text, spoken, veil=below, soft_px=56)]
        if not self.words.is_silent:
            zones.append(TypeZone(self.title_zone, text, title, veil=above, soft_px=110))
        return veiled(bare, veil, zones, slack=amount)

    # Tiles

    def _lay_whole_tile(self, picture: Picture, tile: Box) -> None:
        """The picture in one round-cornered window, its subject whole as far as the window's shape allows."""
        width, height = round(tile.width), round(tile.height)
        content = crops.cover_crop(picture, round(width * 1.04), round(height * 1.04))
        self._lay_window(content, tile, "product")

    def _lay_detail(self, picture: Picture, tile: Box, chip: str) -> None:
        """A window on one detail, larger than life."""
        width, height = round(tile.width * 1.04), round(tile.height * 1.04)
        share = 0.62 if picture.kind == "cutout" else 0.8
        window = crops.detail_window(picture, width / height, share)
        # Never blown up until it is soft.
        if width / window.width > 1.6:
            grown = min(picture.width_px, width / 1.6) / window.width
            window = crops.detail_window(
                picture, width / height, min(share * grown, picture.width_px / picture.subject.width)
            )
        cut = picture.pixels[
            round(window.top) : round(window.bottom), round(window.left) : round(window.right)
        ]
        cut = staging.resized(np.ascontiguousarray(cut), width, height)
        content = cut
        if picture.kind == "cutout":
            content = self._tile_ground(width, height)
            staging.over(content, staging.smooth_outline(cut), 0, 0)
        self._lay_window(content, tile, "detail")
        if chip:
            self._lay_callout(content, tile, chip)

    def _lay_window(self, content: Pixels, tile: Box, name: str) -> None:
        """Content that drifts a little behind a rounded window; the window's corners are the page's own."""
        height, width = content.shape[:2]
        x, y = round(tile.left + (tile.width - width) / 2), round(tile.top + (tile.height - height) / 2)
        left, top = (tile.left - x) / width, (tile.top - y) / height
        window = motion.behind((left, top, left + tile.width / width, top + tile.height / height))
        calm = self.shot.look.camera
        far = 1.0 - 0.03 * min(calm, 1.0)
        drift = (
            motion.push(far, 1.0, self.shot.duration_ms)
            if self.shot.index % 2 == 0
            else motion.push(1.0, far, self.shot.duration_ms)
        )
        opening = motion.wipe_up(0, 500, already=0.55)
        self.sheet.lay(Layer(content, x, y, motion.stack(drift, window, opening), name=name))
        self._lay_corners(tile)

    def _lay_strip(self, picture: Picture, tile: Box) -> None:
        """A long picture passing behind a window, and the other way behind another, below the caption."""
        lower = LOWER_TILE._replace(bottom=float(HEIGHT_PX))
        windows = [(tile, False), (lower, True)] if tile.bottom < lower.top else [(lower, False)]
        for room, back in windows:
            window = prints.fitted(picture, room)
            self.sheet.lay(prints.travelled(picture, window, self.shot, back=back, name="product"))
            self._lay_corners(window)

    def _lay_corners(self, tile: Box) -> None:
        radius = TILE_RADIUS_PX
        outside = 1.0 - staging.rounded_mask(2 * radius, 2 * radius, radius)
        dx, dy = (self.ground.shape[1] - WIDTH_PX) // 2, (self.ground.shape[0] - HEIGHT_PX) // 2
        # Where a tile runs off the frame it has no corners.
        rows = (
            [round(tile.top)] if tile.bottom >= HEIGHT_PX else [round(tile.top), round(tile.bottom) - radius]
        )
        for row, y in enumerate(rows):
            for column, x in enumerate((round(tile.left), round(tile.right) - radius)):
                part = self.ground[y + dy : y + dy + radius, x + dx : x + dx + radius]
                mask = outside[row * radius : (row + 1) * radius, column * radius : (column + 1) * radius]
                self.sheet.lay(Layer(staging.masked(part, mask), x, y, name="corner"))

    def _lay_lower_tile(self, picture: Picture, near: bool = False) -> None:
        """The second appearance, below everything that must be read; it bleeds off the frame."""
        tile = LOWER_TILE
        width, height = round(tile.width), HEIGHT_PX - round(tile.top)
        if picture.kind == "cutout":
            content = self._tile_ground(width, height)
            room_px = (tile.height - 100) * picture.aspect
            size = round(min(600.0, room_px, staging.MAX_GROWTH * picture.width_px))
            whole = staging.resized(picture.pixels, size, round(size / picture.aspect))
            staged = staging.with_drop_shadow(whole, 30, 50, 0.18)
            staging.over(
                content,
                staged.pixels,
                round((width - size) / 2 - staged.product.left),
                round(100 - staged.product.top),
            )
        else:
            content = (
                crops.second_look(picture, width, height)
                if near
                else crops.cover_crop(picture, width, height)
            )
        rounded = staging.rounded_mask(width, height + 2 * TILE_RADIUS_PX, TILE_RADIUS_PX)[:height]
        pose_at = motion.stack(motion.move_in(0, 700, dy_px=36.0, already=0.2))
        # The tile reaches below the frame while it rises.
        pixels = np.pad(staging.masked(content, rounded), ((0, 8), (0, 0), (0, 0)), mode="edge")
        self.sheet.lay(Layer(pixels, round(tile.left), round(tile.top), pose_at, name="product again"))

    def _lay_icon_tile(self, picture: Picture, stage: Box) -> None:
        """The picture as a rounded card above the wordmark."""
        side_px = round(min(stage.height - 20, 700.0 if self.words.is_silent else 520.0))
        if side_px < 120:
            return
        width = round(min(BOX_WIDTH_PX, side_px * 1.15))
        content = crops.cover_crop(picture, width, side_px)
        card = staging.masked(content, staging.rounded_mask(width, side_px, TILE_RADIUS_PX))
        staged = staging.with_drop_shadow(card, 26, 60, 0.22)
        pose_at = motion.stack(
            motion.move_in(0, 700, dy_px=36.0, scale=0.97, already=0.2),
            motion.push(1.0, 1.0 + 0.5 * CAMERA * self.shot.look.camera, self.shot.duration_ms),
        )
        self.sheet.lay(
            Layer(
                staged.pixels,
                round(CENTRE_PX - width / 2 - staged.product.left),
                round(stage.bottom - 20 - side_px - staged.product.top),
                pose_at,
                name="product",
            )
        )

    def _lay_callout(self, content: Pixels, tile: Box, text: str) -> None:
        """A chip with a leader to a point of the detail."""
        block = elements.fit_line(text, CHIP, tile.width - 120, LABEL_MIN_PX - 4)
        if not block.lines:
            return
        chip_w = math.ceil(ink(block.lines[0], block.font).width) + 52
        chip = Box(tile.left + 32, tile.bottom - 84, tile.left + 32 + chip_w, tile.bottom - 24)
        dot = (tile.left + 0.68 * tile.width, tile.top + 0.46 * tile.height)
        start = (min(chip.left + 0.72 * chip_w, dot[0] - 40), chip.top + 2)
        leader, x, y = pieces.line(start, dot, 3, WHITE)
        point = elements.pop_in(500, 200, self.shot.brand_safe, 0.3)
        appear = motion.fade_in(350, 260)
        line, ink_colour = block.lines[0], self.palette["ink"]
        self.sheet.lay(
            Layer(leader, x, y, motion.wipe_right(500, 260), name="leader"),
            Layer(
                pieces.dot(self.palette["accent"]), round(dot[0]) - 20, round(dot[1]) - 20, point, name="dot"
            ),
            elements.button_layer(line, block.font, chip, 30, WHITE, ink_colour, pose_at=appear, name="chip"),
        )


def _rising_place(aspect: float) -> Box:
    """Return where a product that rises from the lower edge stands: wide, its upper part seen."""
    width = min(900.0, 1060.0 * aspect)
    return Box(WIDTH_PX / 2 - width / 2, 1304, WIDTH_PX / 2 + width / 2, 1304 + width / aspect)
