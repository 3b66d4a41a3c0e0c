"""Type: shaping, measuring by ink, breaking into balanced lines, fitting a text into a width.

Shaping is Skia's paragraph layout (HarfBuzz and ICU) over the fonts in `fonts/`, one line per paragraph:
where lines break is decided here, by measured widths, so a line never reflows. A position is given by the
pen's origin: x 0 is where the line's advance begins, y 0 is the baseline.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, cast

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from pytoon.film.picture.arrays import blurred, scaled, shifted
from pytoon.film.picture.contrast import Colour
from pytoon.film.picture.layers import Pixels

FONTS_DIR = Path(__file__).parent / "fonts"

FACES = {
    "inter-400": "Inter_400Regular.ttf",
    "inter-500": "Inter_500Medium.ttf",
    "inter-600": "Inter_600SemiBold.ttf",
    "inter-700": "Inter_700Bold.ttf",
    "inter-800": "Inter_800ExtraBold.ttf",
    "fraunces-300": "Fraunces_300Light.ttf",
    "fraunces-300-italic": "Fraunces_300Light_Italic.ttf",
    "fraunces-400": "Fraunces_400Regular.ttf",
}
#: Tried in this order for characters that the asked face lacks.
FALLBACKS = {
    "inter-600": "Inter_600SemiBold.ttf",
    "arabic": "NotoSansArabic_600SemiBold.ttf",
    "hebrew": "NotoSansHebrew_600SemiBold.ttf",
    "devanagari": "NotoSansDevanagari_600SemiBold.ttf",
    "thai": "NotoSansThai_600SemiBold.ttf",
    "japanese": "NotoSansJP_600SemiBold.ttf",
    "chinese": "NotoSansSC_600SemiBold_supplement.ttf",
    "korean": "NotoSansKR_600SemiBold_Hangul.ttf",
    "emoji": "NotoColorEmoji.ttf",
}
ELLIPSIS = "…"
#: A line that ends with one of these leaves the reader hanging; the break goes elsewhere where it can.
_HANGING = frozenset(
    ("a", "an", "the", "of", "to", "in", "on", "at", "for", "and", "or", "but", "with", "is")
    + ("der", "die", "das", "ein", "und", "le", "la", "les", "un", "de")
)

_ZWJ, _VS16, _RLI, _PDI = "\u200d", "\ufe0f", "\u2067", "\u2069"


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def scaled(self, factor: float) -> Box:
        return Box(*(edge * factor for edge in self))


@dataclass(frozen=True)
class Font:
    face: str
    """A key of `FACES`."""
    size_px: float
    tracking_em: float = 0.0
    """Letter spacing as a share of the size; left out of joined scripts, which it would tear apart."""

    def at(self, size_px: float) -> Font:
        return replace(self, size_px=size_px)


@dataclass(frozen=True)
class Block:
    """A text broken and sized: each line is set on its own."""

    lines: tuple[str, ...]
    font: Font


@dataclass(frozen=True)
class Drawn:
    """A rasterised line."""

    pixels: Pixels
    """Height x width x 4, premultiplied RGBA."""
    x_px: int
    """Where the pixels' left edge stands from the pen's origin."""
    y_px: int
    """Where the pixels' top edge stands from the baseline."""


@dataclass(frozen=True)
class Shadow:
    """A soft shadow under type. `blur_px` is a CSS blur radius: twice the Gaussian's sigma."""

    dy_px: float
    blur_px: float
    opacity: float
    colour: Colour = (0, 0, 0)


@dataclass(frozen=True)
class _Library:
    collection: skia.textlayout.FontCollection
    unicode: skia.Unicode
    typefaces: dict[str, skia.Typeface]


@lru_cache(maxsize=1)
def _library() -> _Library:
    """Open the fonts at first use: workers fork, and Skia's objects must not cross a fork."""
    provider = skia.textlayout.TypefaceFontProvider()
    manager = skia.FontMgr.New_Custom_Empty()
    typefaces = {}
    for name, file in {**FACES, **FALLBACKS}.items():
        typeface = manager.makeFromFile(str(FONTS_DIR / file))
        provider.registerTypeface(typeface, name)
        typefaces[name] = typeface
    collection = skia.textlayout.FontCollection()
    collection.setDefaultFontManager(provider)
    return _Library(collection, skia.Unicodes.ICU.Make(), typefaces)


@lru_cache(maxsize=4096)
def _is_covered(character: str) -> bool:
    typefaces = _library().typefaces
    return any(typefaces[name].unicharToGlyph(ord(character)) for name in FALLBACKS)


def _is_ignorable(character: str) -> bool:
    return character in (_ZWJ, _VS16) or unicodedata.category(character) == "Mn"


_PERSON = "[\U0001f466-\U0001f469\U0001f9d1\U0001f9d2][\U0001f3fb-\U0001f3ff]?"
_FAMILY = re.compile(f"{_PERSON}(?:\u200d{_PERSON})+")


@lru_cache(maxsize=1024)
def drawable(text: str) -> str:
    """Return `text` without what no font can draw (never a box), its white space made single spaces."""
    text = unicodedata.normalize("NFC", text)
    # Emoji fonts draw a joined family as a grey sign; side by side its members are people.
    text = _FAMILY.sub(lambda family: family.group().replace("\u200d", ""), text)
    kept = (
        character
        for character in text
        if character.isspace()
        or _is_ignorable(character)
        or (unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cs", "Cn") and _is_covered(character))
    )
    return " ".join("".join(kept).split())


def is_rtl(text: str) -> bool:
    """Return whether the first letter with a direction runs from right to left."""
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((d in ("R", "AL") for d in directions if d in ("L", "R", "AL")), False)


def is_joined_script(text: str) -> bool:
    """Arabic, Devanagari and its kin, Thai: scripts whose letters touch or stack."""
    return any(0x0590 <= ord(c) <= 0x0EFF for c in text)


def _is_unspaced(character: str) -> bool:
    """Han and kana, which break between any two characters."""
    code = ord(character)
    return 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFFEF or code >= 0x20000


def _is_katakana(character: str) -> bool:
    """Loan words, which read badly when torn apart."""
    return 0x30A0 <= ord(character) <= 0x30FF


def _is_emoji(cluster: str) -> bool:
    code = ord(cluster[0])
    return code >= 0x1F000 and code < 0x20000 or _VS16 in cluster


def clusters(text: str) -> list[str]:
    """Split `text` into what a reader sees as one character: marks, joiners and flags stay together."""
    found: list[str] = []
    for character in text:
        code = ord(character)
        joins = (
            unicodedata.category(character) in ("Mn", "Mc", "Me")
            or character in (_ZWJ, _VS16)
            or 0x1F3FB <= code <= 0x1F3FF
            or 0xE0020 <= code <= 0xE007F
        )
        if found and (joins or found[-1].endswith(_ZWJ) or _completes_flag(found[-1], character)):
            found[-1] += character
        else:
            found.append(character)
    return found


def _completes_flag(cluster: str, character: str) -> bool:
    return len(cluster) == 1 and all(0x1F1E6 <= ord(c) <= 0x1F1FF for c in (cluster, character))


Run = tuple[str, int]
"""A stretch of text and its colour as Skia's 32-bit ARGB. Colours never change the shaping."""

_BLACK = 0xFF000000


def _paragraph(runs: Sequence[Run], font: Font) -> skia.textlayout.Paragraph:
    library = _library()
    text = "".join(run[0] for run in runs)
    tracking_px = 0.0 if is_joined_script(text) else font.tracking_em * font.size_px
    builder = skia.textlayout.ParagraphBuilder.make(
        skia.textlayout.ParagraphStyle(), library.collection, library.unicode
    )
    rtl = is_rtl(text)

    def add(stretch: str, colour: int, families: list[str]) -> None:
        style = skia.textlayout.TextStyle()
        style.setFontFamilies(families)
        style.setFontSize(font.size_px)
        style.setLetterSpacing(tracking_px)
        style.setColor(colour)
        builder.pushStyle(style)
        builder.addText(stretch)
        builder.pop()

    plain = [font.face, *FALLBACKS]
    emoji = ["emoji", *plain]
    if rtl:
        add(_RLI, _BLACK, plain)
    for stretch, colour in runs:
        for part, in_emoji in _by_presentation(stretch):
            add(part, colour, emoji if in_emoji else plain)
    if rtl:
        add(_PDI, _BLACK, plain)
    paragraph = builder.Build()
    paragraph.layout(1e6)
    return paragraph


def _by_presentation(text: str) -> Iterable[tuple[str, bool]]:
    """Split `text` into stretches of emoji and of letters: several fonts hold a black heart, one a red."""
    stretch, in_emoji = "", False
    for cluster in clusters(text):
        if _is_emoji(cluster) != in_emoji and stretch:
            yield stretch, in_emoji
            stretch = ""
        in_emoji = _is_emoji(cluster)
        stretch += cluster
    if stretch:
        yield stretch, in_emoji


@lru_cache(maxsize=8192)
def _advance_em(text: str, face: str, tracking_em: float) -> float:
    return float(_paragraph([(text, _BLACK)], Font(face, 100.0, tracking_em)).LongestLine) / 100.0


def advance_px(text: str, font: Font) -> float:
    """Return how far the pen moves over `text`."""
    return _advance_em(text, font.face, font.tracking_em) * font.size_px if text else 0.0


@lru_cache(maxsize=2048)
def _ink_em(text: str, face: str, tracking_em: float) -> Box:
    size_px = 160.0 if len(text) <= 32 else 64.0
    drawn = _rasterise(
        [(text, _BLACK)], Font(face, size_px, tracking_em), pad_px=round(size_px), at=(0.0, 0.0)
    )
    solid = (drawn.pixels[..., 3] > 96).astype(np.uint8)
    x, y, width, height = cv2.boundingRect(solid)
    if not width:
        return Box(0.0, 0.0, 0.0, 0.0)
    left, top = x + drawn.x_px, y + drawn.y_px
    return Box(left / size_px, top / size_px, (left + width) / size_px, (top + height) / size_px)


def ink(text: str, font: Font) -> Box:
    """Return the box of what is really black, in px from the pen's origin; all zeros if nothing is."""
    return Box(*(edge * font.size_px for edge in _ink_em(text, font.face, font.tracking_em)))


def fit_size_px(text: str, font: Font, width_px: float) -> float:
    """Return the size at which the ink of `text` is `width_px` wide."""
    width_em = _ink_em(text, font.face, font.tracking_em).width
    return width_px / width_em if width_em else font.size_px


def _argb(colour: Colour, opacity: float = 1.0) -> int:
    return skia.Color(*colour, round(255 * opacity))


def _rasterise(runs: Sequence[Run], font: Font, pad_px: int, at: tuple[float, float]) -> Drawn:
    """Draw a line; `at` is the fraction of a px by which the pen's origin is off the pixel grid."""
    paragraph = _paragraph(runs, font)
    width = math.ceil(paragraph.LongestLine) + 2 * pad_px + 1
    above, below = math.ceil(paragraph.AlphabeticBaseline), math.ceil(paragraph.Height)
    pixels = np.zeros((below + 2 * pad_px + 1, width, 4), np.uint8)
    canvas = skia.Canvas(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    paragraph.paint(canvas, pad_px + at[0], pad_px + above - paragraph.AlphabeticBaseline + at[1])
    return Drawn(pixels, -pad_px, -pad_px - above)


def draw_line(
    runs: str | Sequence[tuple[str, Colour | None]],
    font: Font,
    colour: Colour = (0, 0, 0),
    *,
    opacity: float = 1.0,
    shadows: Sequence[Shadow] = (),
    shadow_only: bool = False,
    coverage_of: Colour | None = None,
    margin_px: int = 0,
    at: tuple[float, float] = (0.0, 0.0),
) -> Drawn:
    """Draw one line, trimmed to what is drawn plus `margin_px` on all sides.

    `runs` is a text in `colour`, or stretches with a colour each; a stretch whose colour is None takes its
    room but leaves no ink, and the rest is shaped as if it were there.

    Skia draws light type a little fatter than dark. With `coverage_of` all of it has the weight that type of
    that colour has, so that a word keeps its weight when its colour changes; the ink must be of one colour.
    """
    stretches: Sequence[tuple[str, Colour | None]] = [(runs, colour)] if isinstance(runs, str) else runs
    argb = [
        (text, 0 if tint is None else _argb(coverage_of or tint, opacity)) for text, tint in stretches if text
    ]
    reach_px = max((math.ceil(abs(s.dy_px) + 1.5 * s.blur_px) for s in shadows), default=0)
    pad_px = round(font.size_px * 0.5) + reach_px + 2
    drawn = _rasterise(argb, font, pad_px, at)
    if shadows:
        under = _shadows(drawn.pixels[..., 3], shadows)
        drawn = replace(drawn, pixels=under if shadow_only else _over(drawn.pixels, under))
    drawn = _trimmed(drawn, margin_px)
    inks = {tint for _, tint in stretches if tint is not None}
    if coverage_of and len(inks) == 1:
        drawn = replace(drawn, pixels=_tinted(drawn.pixels, coverage_of, inks.pop()))
    return drawn


def _tinted(pixels: Pixels, drawn_in: Colour, colour: Colour) -> Pixels:
    """Give type another colour by its coverage; what has colours of its own (emoji) keeps them."""
    alpha = pixels[..., 3:].astype(np.float32) / 255.0
    off = np.abs(pixels[..., :3] - alpha * np.array(drawn_in, np.float32))
    type_ = np.maximum(np.maximum(off[..., 0], off[..., 1]), off[..., 2])[..., None] < 2.0
    tinted = np.where(type_, alpha * np.array(colour, np.float32), pixels[..., :3])
    return np.dstack([(tinted + 0.5).astype(np.uint8), pixels[..., 3]])


def _shadows(alpha: NDArray[np.uint8], shadows: Sequence[Shadow]) -> Pixels:
    under = np.zeros((*alpha.shape, 4), np.float32)
    for shadow in shadows:
        soft = soft_alpha(alpha, shadow.blur_px / 2)
        soft = shifted(soft, 0.0, shadow.dy_px) * shadow.opacity
        layer = np.dstack([*(soft / 255.0 * channel for channel in shadow.colour), soft])
        under = layer + under * (1.0 - soft[..., None] / 255.0)
    return np.clip(under + 0.5, 0, 255).astype(np.uint8)


def _over(pixels: Pixels, under: Pixels) -> Pixels:
    behind = np.repeat(255 - pixels[..., 3:], 4, axis=2)
    return cast(Pixels, cv2.add(cv2.multiply(under, behind, scale=1 / 255), pixels))


def soft_alpha(alpha: NDArray[np.uint8], sigma_px: float) -> NDArray[np.float32]:
    """Return `alpha` blurred, computed small where the blur is wide: nobody sees the difference."""
    step = max(1, int(sigma_px / 3))
    height, width = alpha.shape
    small = scaled(alpha.astype(np.float32), width // step, height // step, cv2.INTER_AREA)
    return scaled(blurred(small, max(sigma_px / step, 0.1), border=cv2.BORDER_CONSTANT), width, height)


def _trimmed(drawn: Drawn, margin_px: int) -> Drawn:
    left, top, width, height = cv2.boundingRect(np.ascontiguousarray(drawn.pixels[..., 3]))
    if not width:
        return Drawn(np.zeros((1, 1, 4), np.uint8), drawn.x_px, drawn.y_px)
    kept = drawn.pixels[top : top + height, left : left + width]
    kept = np.pad(kept, ((margin_px, margin_px), (margin_px, margin_px), (0, 0)))
    return Drawn(np.ascontiguousarray(kept), drawn.x_px + left - margin_px, drawn.y_px + top - margin_px)


_NO_START = frozenset(
    "、。，．・：；？！ー…)）]］}｝〉》」』】〕ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々%％,.!?:;"
)
_NO_END = frozenset("(（[［{｛〈《「『【〔$¥€£")


@lru_cache(maxsize=1024)
def units(text: str) -> tuple[str, ...]:
    """Split `text` where a line may break. A unit keeps the space that follows it."""
    found: list[str] = []
    words = text.split(" ")
    for index, word in enumerate(words):
        parts = _parts(word)
        if index + 1 < len(words) and parts:
            parts[-1] += " "
        found += parts
    return tuple(found)


def _parts(word: str) -> list[str]:
    parts: list[str] = []
    for cluster in clusters(word):
        if parts and not _may_break(parts[-1][-1], cluster[0]):
            parts[-1] += cluster
        else:
            parts.append(cluster)
    return parts


def _may_break(before: str, after: str) -> bool:
    if before in _NO_END or after in _NO_START or (_is_katakana(before) and _is_katakana(after)):
        return False
    return _is_unspaced(before) or _is_unspaced(after)


def break_lines(
    text: str, font: Font, width_px: float, max_lines: int, pieces: tuple[str, ...] = ()
) -> tuple[str, ...] | None:
    """Return the most even break of `text` into as few lines as `width_px` allows; None if it cannot fit.

    Lines break between `pieces`, which are `text` cut up, or wherever the script lets them.
    """
    pieces = pieces or units(text)
    for count in range(1, max_lines + 1):
        lines = _even_lines(pieces, font, count)
        if lines and all(ink(line, font).width <= width_px for line in lines):
            return lines
    return None


def _even_lines(pieces: tuple[str, ...], font: Font, count: int) -> tuple[str, ...]:
    """Return `pieces` in exactly `count` lines of widths as equal as can be; empty if there are too few."""
    if len(pieces) < count:
        return ()
    total_px = advance_px("".join(pieces), font)
    best = _split(tuple(advance_px(piece, font) for piece in pieces), pieces, count, total_px / count)
    bounds = (0, *best, len(pieces))
    return tuple("".join(pieces[a:b]).strip() for a, b in zip(bounds, bounds[1:], strict=False))


def _split(
    widths: tuple[float, ...], pieces: tuple[str, ...], count: int, ideal_px: float
) -> tuple[int, ...]:
    """Return the indices at which lines 2 to `count` begin: the least sum of squared distances from ideal."""
    sums = np.concatenate([[0.0], np.cumsum(widths)])

    def cost(start: int, end: int, last: bool) -> float:
        badness = ((sums[end] - sums[start]) / ideal_px - 1.0) ** 2
        word = pieces[end - 1].strip().lower()
        if not last and word in _HANGING:
            badness += 0.13
        if not last and word and word[-1] in ".,;:!?—–":
            badness -= 0.04
        if last and len("".join(pieces[start:end]).strip()) < 4:
            badness += 0.5
        return float(badness)

    size = len(pieces)
    reached: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for line in range(count):
        last = line == count - 1
        ahead: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (so_far, path) in reached.items():
            for end in [size] if last else range(start + 1, size - (count - line - 2)):
                candidate = so_far + cost(start, end, last)
                if end not in ahead or candidate < ahead[end][0]:
                    ahead[end] = (candidate, (*path, start) if start else path)
        reached = ahead
    return reached[size][1]


def fitted_lines(text: str, font: Font, width_px: float, count: int) -> Block | None:
    """Return `text` in exactly `count` even lines, at most the font's size, that fit the width."""
    return _fitted(_even_lines(units(text), font, count), font, width_px)


def torn_lines(text: str, font: Font, width_px: float, count: int) -> Block | None:
    """Return `text` in exactly `count` even lines as `fitted_lines` does, torn inside what is too long.

    Only units wider than a line are torn: an address before a full stop or after a slash or hyphen, then
    whatever is left wherever the line ends. No hyphen is added; the lines leave room for one.
    """
    room_px = width_px - advance_px("-", font)
    pieces = tuple(part for unit in units(text) for part in _torn(unit, font, room_px))
    return _fitted(_even_lines(pieces, font, count), font, room_px)


def _torn(unit: str, font: Font, width_px: float) -> list[str]:
    if ink(unit.strip(), font).width <= width_px:
        return [unit]
    return [
        piece for part in _ADDRESS_BREAK.split(unit) if part for piece in _no_wider(part, font, width_px, "")
    ]


_ADDRESS_BREAK = re.compile(r"(?<=[/\-_=&@])|(?=\.)")


def set_block(
    text: str,
    font: Font,
    width_px: float,
    *,
    max_lines: int,
    min_px: float,
    shrink: float = 0.7,
) -> Block:
    """Break and size `text` so that no line's ink is wider than `width_px`.

    `font.size_px` is the largest size. The text shrinks to `shrink` of it, then takes one more line, up to
    `max_lines`; then it shrinks to `min_px`, then it is shortened. An empty text gives no lines.
    """
    text = drawable(text)
    if not text:
        return Block((), font)
    pieces = units(text)
    for count in range(1, max_lines + 1):
        block = _fitted(_even_lines(pieces, font, count), font, width_px)
        floor_px = max(min_px, shrink * font.size_px) if count < max_lines else min_px
        if block and block.font.size_px >= floor_px:
            return block
    return _shortened(text, font.at(min_px), width_px, max_lines)


def fill_block(
    text: str,
    font: Font,
    width_px: float,
    height_px: float,
    *,
    leading: float,
    min_px: float,
    pieces: tuple[str, ...] = (),
) -> Block:
    """Break `text` at the largest size, up to the font's, at which all of it fits a box.

    `leading` is the distance of baselines as a share of the size, `pieces` are as in `break_lines`. What
    does not fit at `min_px` is shortened.
    """
    text = drawable(text)
    size_px = font.size_px
    while text and size_px >= min_px:
        count = _line_count(height_px, size_px, leading)
        lines = break_lines(text, font.at(size_px), width_px, count, pieces)
        if lines:
            return Block(lines, font.at(size_px))
        size_px = size_px - 4.0 if size_px - 4.0 > min_px or size_px == min_px else min_px
    if not text:
        return Block((), font)
    return _shortened(text, font.at(min_px), width_px, _line_count(height_px, min_px, leading))


def _line_count(height_px: float, size_px: float, leading: float) -> int:
    """Return how many lines fit a height; the first takes the height of its capitals."""
    return max(1, 1 + int((height_px - 0.74 * size_px) / (leading * size_px)))


def _fitted(lines: tuple[str, ...], font: Font, width_px: float) -> Block | None:
    if not lines:
        return None
    size_px = min(font.size_px, *(fit_size_px(line, font, width_px) for line in lines))
    return Block(lines, font.at(math.floor(size_px * 2) / 2))


def _shortened(text: str, font: Font, width_px: float, max_lines: int) -> Block:
    """Fill the lines at a fixed size and end with an ellipsis where the room ends."""
    room_px = width_px - advance_px(ELLIPSIS, font)
    pieces = [part for unit in units(text) for part in _no_wider(unit, font, room_px)]
    for kept in range(len(pieces), 0, -1):
        whole = kept == len(pieces)
        shown = "".join(pieces[:kept]).rstrip(" ,;:-–—.") + ("" if whole else ELLIPSIS)
        lines = _greedy(
            pieces[:kept] if whole else [*pieces[: kept - 1], _ended(pieces[kept - 1])], font, width_px
        )
        if shown and len(lines) <= max_lines and all(ink(line, font).width <= width_px for line in lines):
            return Block(lines, font)
    return Block((), font)


def _ended(piece: str) -> str:
    return piece.rstrip(" ,;:-–—.") + ELLIPSIS


def _greedy(pieces: Sequence[str], font: Font, width_px: float) -> tuple[str, ...]:
    lines: list[str] = []
    for piece in pieces:
        if lines and ink((lines[-1] + piece).strip(), font).width <= width_px:
            lines[-1] += piece
        else:
            lines.append(piece)
    return tuple(line.strip() for line in lines)


def _no_wider(unit: str, font: Font, width_px: float, hyphen: str = "-") -> list[str]:
    """Split a unit that is wider than a line; words of letters get a hyphen where they are torn."""
    if ink(unit.strip(), font).width <= width_px:
        return [unit]
    parts = [""]
    for cluster in clusters(unit):
        if parts[-1] and ink(parts[-1] + cluster.strip() + "-", font).width > width_px:
            parts.append("")
        parts[-1] += cluster
    if not takes_hyphen(unit.strip()):
        hyphen = ""
    return [part + hyphen for part in parts[:-1]] + parts[-1:]


def takes_hyphen(text: str) -> bool:
    """Return whether a word gets a hyphen where it is torn: letters of a script that knows hyphens."""
    return text.isalpha() and not is_joined_script(text) and not any(map(_is_unspaced, text))
