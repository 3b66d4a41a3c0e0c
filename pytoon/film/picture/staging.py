"""Pictures made ready for a stage: what is on them, and cut-outs trimmed, turned and given their shadows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from pytoon.film.errors import MediaError
from pytoon.film.media import INVISIBLE_ALPHA, load_picture
from pytoon.film.picture.arrays import blurred, scaled, shifted
from pytoon.film.picture.backdrops import Light
from pytoon.film.picture.contrast import Colour, from_hue, hue_of, luminance
from pytoon.film.picture.layers import Pixels
from pytoon.film.picture.typesetting import Box, soft_alpha

PictureKind = Literal["cutout", "studio", "scene"]

#: Pictures are opened no larger than this on their longer side; the frame is 1920 px high.
MAX_PX = 2400
_SMALL_PX = 192

#: The border of a picture counts as a plain ground when it lies this close to a smooth surface (CIE Lab,
#: lightness weighted 0.6; 90th percentile) and has no more edges than this (Sobel on lightness, 95th
#: percentile). Measured on product pictures: studio sweeps reach 5 and 5, rooms and tables begin at 7 and 30.
_PLAIN_DISTANCE = 6.0
_PLAIN_EDGES = 12.0


_FACE_SEARCH_PX = 480


@lru_cache(maxsize=1)
def _face_finder() -> cv2.CascadeClassifier:
    models = Path(cv2.__file__).parent / "data"
    return cv2.CascadeClassifier(str(models / "haarcascade_frontalface_default.xml"))


def prepare() -> None:
    """Build the tables, models and modules with which pictures are judged; it takes a tenth of a second.

    Worker parents call it, so that it is not done again in each child; nothing of it is a drawing surface.
    """
    _face_finder()
    grey = Picture(np.full((64, 64, 3), 128, np.uint8))
    _ = grey.subject, grey.hue


@dataclass(frozen=True)
class Picture:
    """A still and what was found on it."""

    pixels: Pixels
    """Height x width x 3 RGB, or x 4 premultiplied RGBA when it is a cut-out, trimmed to its alpha."""
    is_card: bool = False
    """A whole rectangle to be staged like a cut-out: no crop of it would show what it is."""

    @property
    def width_px(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width_px / self.height_px

    @property
    def is_strip(self) -> bool:
        """A panorama, or its upright counterpart: whole, it would be a mere line on the frame."""
        return self.is_card and max(self.aspect, 1.0 / self.aspect) > _LONGEST_ASPECT

    @property
    def is_stamp(self) -> bool:
        """So small that it can only lie on a page of its own."""
        return self.is_card and not self.is_strip and min(self.width_px, self.height_px) < _SMALLEST_PX

    @cached_property
    def _small(self) -> Light:
        """The picture at thumbnail size in CIE Lab."""
        scale = _SMALL_PX / max(self.pixels.shape[:2])
        size = (max(8, round(self.width_px * scale)), max(8, round(self.height_px * scale)))
        small = scaled(self.pixels[..., :3], *size, cv2.INTER_AREA)
        return cast(Light, cv2.cvtColor(small.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB))

    @cached_property
    def _off_ground(self) -> NDArray[np.float32]:
        """How far each thumbnail pixel lies from a smooth surface laid through the border."""
        lab = self._small
        y, x = np.mgrid[0 : lab.shape[0], 0 : lab.shape[1]].astype(np.float32)
        x, y = x / lab.shape[1] - 0.5, y / lab.shape[0] - 0.5
        terms = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=-1)
        ring = self._ring
        surface, *_ = np.linalg.lstsq(terms[ring], lab[ring], rcond=None)
        return np.linalg.norm((lab - terms @ surface) * (0.6, 1.0, 1.0), axis=-1).astype(np.float32)

    @cached_property
    def _ring(self) -> NDArray[np.bool_]:
        shape = self._small.shape[:2]
        width = max(3, round(0.05 * shape[1]))
        ring = np.ones(shape, bool)
        ring[width:-width, width:-width] = False
        return ring

    @cached_property
    def edges(self) -> NDArray[np.float32]:
        """The strength of edges in lightness, at thumbnail size."""
        lightness = self._small[..., 0]
        return np.hypot(cv2.Sobel(lightness, cv2.CV_32F, 1, 0), cv2.Sobel(lightness, cv2.CV_32F, 0, 1))

    @cached_property
    def kind(self) -> PictureKind:
        if self.pixels.shape[2] == 4:
            return "cutout"
        ring = self._ring
        plain = np.percentile(self._off_ground[ring], 90) < _PLAIN_DISTANCE
        calm = np.percentile(self.edges[ring], 95) < _PLAIN_EDGES
        return "studio" if plain and calm else "scene"

    @cached_property
    def subject(self) -> Box:
        """The box of what the picture shows, in its own pixels; the whole of a cut-out."""
        if self.kind == "cutout":
            return Box(0.0, 0.0, float(self.width_px), float(self.height_px))
        found = self._standing_out() if self.kind == "studio" else None
        if found is None:
            found = self._heaviest()
        scale_x, scale_y = self.width_px / self._small.shape[1], self.height_px / self._small.shape[0]
        return Box(found.left * scale_x, found.top * scale_y, found.right * scale_x, found.bottom * scale_y)

    def _standing_out(self) -> Box | None:
        """The parts that stand out of a plain ground; a podium in the ground's colour does not."""
        distance = self._off_ground
        faintest = min(12.0, 0.5 * float(np.percentile(distance, 99)))
        threshold = max(faintest, 1.15 * float(np.percentile(distance[self._ring], 97)))
        mask = cv2.morphologyEx(
            (distance > threshold).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)
        )
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
        parts = [i for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] > 0.003 * mask.size]
        if not parts:
            return None
        weight = {i: float(distance[labels == i].mean()) for i in parts}
        largest = max(parts, key=lambda i: stats[i, cv2.CC_STAT_AREA] * weight[i])
        kept = stats[[i for i in parts if weight[i] >= 0.6 * weight[largest]]]
        left, top = kept[:, cv2.CC_STAT_LEFT], kept[:, cv2.CC_STAT_TOP]
        right = int((left + kept[:, cv2.CC_STAT_WIDTH]).max())
        bottom = int((top + kept[:, cv2.CC_STAT_HEIGHT]).max())
        first = int(top.min())
        # A finial or an aerial is too thin for the parts above, but it belongs to the thing.
        while first > 0 and (distance[first - 1, left.min() : right] > threshold).any():
            first -= 1
        return Box(float(left.min()), float(first), float(right), float(bottom))

    def _heaviest(self) -> Box:
        """The box around the middle of what draws the eye in a busy picture."""
        weight = self.saliency
        if not weight.any():
            # Nothing but one colour: its middle is as good as any part.
            height, width = weight.shape
            return Box(0.2 * width, 0.2 * height, 0.8 * width, 0.8 * height)
        across, down = weight.sum(axis=0), weight.sum(axis=1)

        def spread(line: NDArray[np.float32]) -> tuple[float, float]:
            share = np.cumsum(line) / max(float(line.sum()), 1e-6)
            return float(np.searchsorted(share, 0.12)), float(np.searchsorted(share, 0.88)) + 1.0

        (left, right), (top, bottom) = spread(across), spread(down)
        return Box(left, top, min(right, weight.shape[1]), min(bottom, weight.shape[0]))

    @cached_property
    def saliency(self) -> NDArray[np.float32]:
        """What draws the eye, 0 to 1, at thumbnail size: edges, and colours that are rare in the picture."""
        lab = self._small
        unlike = np.linalg.norm(lab - lab.mean(axis=(0, 1)), axis=-1)
        vivid = np.hypot(lab[..., 1], lab[..., 2])
        weight = cv2.GaussianBlur(self.edges, (0, 0), 3.0) / 40.0 + unlike / 60.0 + vivid / 120.0
        y, x = np.mgrid[0 : lab.shape[0], 0 : lab.shape[1]]
        off_centre = np.hypot(x / lab.shape[1] - 0.5, y / lab.shape[0] - 0.5)
        weight = np.maximum(weight - np.percentile(weight, 45), 0.0) * (1.15 - off_centre)
        weight /= max(float(weight.max()), 1e-6)
        for left, top, right, bottom in self._faces:
            weight[round(top) : round(bottom), round(left) : round(right)] += 2.0
        return (weight / max(float(weight.max()), 1e-6)).astype(np.float32)

    @cached_property
    def _faces(self) -> list[Box]:
        """Faces with their hair, on the thumbnail: whatever else is cut off, they are not."""
        if self.kind != "scene":
            return []
        grey = np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_RGB2GRAY), np.uint8)
        scale = _FACE_SEARCH_PX / max(grey.shape)
        search = scaled(grey, round(self.width_px * scale), round(self.height_px * scale), cv2.INTER_AREA)
        least = round(0.09 * min(search.shape))
        found = _face_finder().detectMultiScale(search, 1.15, 7, minSize=(least, least))
        per_px = self._small.shape[1] / search.shape[1]
        return [
            Box(max(0.0, x - 0.15 * w), max(0.0, y - 0.35 * h), x + 1.15 * w, y + 1.2 * h).scaled(per_px)
            for x, y, w, h in (map(float, face) for face in found)
        ]

    @cached_property
    def hue(self) -> Colour:
        """The ground's own colour: the median of the border, or a cut-out's mean colour."""
        if self.kind == "cutout":
            alpha = float(self.pixels[..., 3].sum()) / 255.0
            mean = self.pixels[..., :3].reshape(-1, 3).sum(axis=0) / max(alpha, 1.0)
        else:
            small = cv2.resize(self.pixels, self._small.shape[1::-1], interpolation=cv2.INTER_AREA)
            mean = np.median(small[self._ring], axis=0)
        red, green, blue = (min(255, round(float(channel))) for channel in mean)
        return red, green, blue

    def dark_hue(self, lightness: float = 0.05) -> Colour:
        """The colour of the picture's own shadows, at a lightness of our choosing."""
        hue, _, saturation = hue_of(self.hue)
        return from_hue(hue, lightness, min(1.6 * saturation, 0.55))


def open_picture(path: Path) -> Picture:
    """Read a picture as the looks show it.

    Transparent margins of a cut-out are cut away. What is too long or too small to fill a frame is a card.
    A picture that is faint all over is shown at full strength, and one that is transparent in its corners
    only is a rectangle like any other: they take the colours beside them. Raises MediaError.
    """
    pixels = load_picture(path, MAX_PX)
    if max(pixels.shape[:2]) > _LONGEST_ASPECT * min(pixels.shape[:2]):
        pixels = load_picture(path, _LONGEST_PX)
    if pixels.shape[2] == 3:
        return _set_off(_rectangle(pixels))
    visible = pixels[..., 3] > INVISIBLE_ALPHA
    if not visible.any():
        raise MediaError(f"{path.name} is transparent from edge to edge: send a picture with something on it")
    pixels = _at_full_strength(pixels)
    solid = pixels[..., 3] >= _SOLID_ALPHA
    if solid.mean() > _RECTANGLE_SHARE:
        return _set_off(_rectangle(_filled_in(pixels, solid)))
    rows, columns = np.flatnonzero(visible.any(axis=1)), np.flatnonzero(visible.any(axis=0))
    return Picture(np.ascontiguousarray(pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]))


#: No picture is shown at more times its own size than this, where its pixels would be all one sees.
MAX_GROWTH = 3.0
_LONGEST_ASPECT = 3.0
_LONGEST_PX = 6000
"""A long picture's longer side, of which only a part is ever seen, may be this large."""
_SMALLEST_PX = 200
"""A picture smaller than this on its shorter side fills no frame and no tile."""
_CARD_RADIUS_SHARE = 0.03
_SOLID_ALPHA = 230
_RECTANGLE_SHARE = 0.985
"""From this share of solid pixels on, a picture with an alpha channel is no cut-out."""


def _rectangle(pixels: Pixels) -> Picture:
    picture = Picture(pixels)
    shorter_px, longer_px = sorted((picture.width_px, picture.height_px))
    return (
        as_card(picture) if longer_px > _LONGEST_ASPECT * shorter_px or shorter_px < _SMALLEST_PX else picture
    )


def as_card(picture: Picture) -> Picture:
    """Return the whole of an RGB picture as a cut-out with slightly rounded corners."""
    width, height = picture.width_px, picture.height_px
    mask = rounded_mask(width, height, _CARD_RADIUS_SHARE * min(width, height))
    return Picture(masked(picture.pixels, mask), is_card=True)


#: What stands out of a white ground by less than this (as in `_PLAIN_DISTANCE`) is lost on it.
_LOST_DISTANCE = 16.0
_WHITE_LUMINANCE = 0.72
_MOST_DEEPENED = 6.0


def _set_off(picture: Picture) -> Picture:
    """Return a white thing on white deeper in tone, its ground as it was.

    By a gamma under the ground's own colour, so that a subject so near to it is found and seen.
    """
    if picture.kind != "studio" or float(luminance(picture.hue)) < _WHITE_LUMINANCE:
        return picture
    distance = float(np.percentile(picture._off_ground, 99))
    if not 1.0 < distance < _LOST_DISTANCE:
        return picture
    gamma = min(_LOST_DISTANCE / distance, _MOST_DEEPENED)
    levels = np.arange(256, dtype=np.float64)
    tables = [np.where(levels < c, c * (levels / max(c, 1)) ** gamma, levels) for c in picture.hue]
    curves = np.stack(tables, axis=-1).round().astype(np.uint8)[None]
    return Picture(cast(Pixels, cv2.LUT(picture.pixels, curves)))


def _at_full_strength(pixels: Pixels) -> Pixels:
    """Return premultiplied RGBA whose most opaque part is opaque."""
    alpha = pixels[..., 3]
    strongest = float(np.percentile(alpha[alpha > INVISIBLE_ALPHA], 95))
    if strongest >= _SOLID_ALPHA:
        return pixels
    stronger = cv2.convertScaleAbs(pixels, alpha=255.0 / strongest)
    stronger[..., :3] = np.minimum(stronger[..., :3], stronger[..., 3:])
    return cast(Pixels, stronger)


def _filled_in(pixels: Pixels, solid: NDArray[np.bool_]) -> Pixels:
    """Return RGB without premultiplication; what is not solid takes the colour of the nearest solid pixel."""
    colour = pixels[..., :3] * (255.0 / np.maximum(pixels[..., 3:], 1).astype(np.float32))
    rgb = np.clip(colour + 0.5, 0, 255).astype(np.uint8)
    _, nearest = cv2.distanceTransformWithLabels(
        (~solid).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    colour_of = np.zeros((int(nearest.max()) + 1, 3), np.uint8)
    colour_of[nearest[solid]] = rgb[solid]
    return cast(Pixels, colour_of[nearest])


def resized(pixels: Pixels, width_px: int, height_px: int) -> Pixels:
    """Scale without ringing: area averages downwards, Lanczos with a little sharpening upwards."""
    size = (max(1, width_px), max(1, height_px))
    growth = size[0] / pixels.shape[1]
    if growth <= 1.0:
        return scaled(pixels, *size, cv2.INTER_AREA)
    grown = scaled(pixels, *size, cv2.INTER_LANCZOS4)
    if pixels.shape[2] == 4:
        grown[..., :3] = np.minimum(grown[..., :3], grown[..., 3:])
    elif growth > 1.3:
        grown = sharpened(grown)
    return grown


def sharpened(pixels: Pixels) -> Pixels:
    """Sharpen edges only: an unsharp mask (radius 2.2, amount 0.9), held back where the picture is smooth."""
    soft = cv2.GaussianBlur(pixels, (0, 0), 2.2)
    crisp = cv2.addWeighted(pixels, 1.9, soft, -0.9, 0)
    grey = cv2.cvtColor(soft, cv2.COLOR_RGB2GRAY)
    edges = cv2.GaussianBlur(
        cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8)), (0, 0), 3.0
    )
    weight = cv2.convertScaleAbs(edges, alpha=8.0)[..., None]
    share = np.repeat(weight, 3, axis=2)
    edged = cv2.multiply(crisp, share, scale=1 / 255)
    plain = cv2.multiply(pixels, cv2.bitwise_not(share), scale=1 / 255)
    return cast(Pixels, cv2.add(edged, plain))


def smooth_outline(cutout: Pixels) -> Pixels:
    """Pull the edge of premultiplied RGBA in by about a pixel and round off its steps.

    For a cut-out shown at its full size or larger, where a mask's own steps can be seen.
    """
    alpha = cutout[..., 3].astype(np.float32) / 255.0
    soft = np.clip((blurred(alpha, 2.0) - 0.5) * 2.4 + 0.3, 0.0, 1.0)
    kept = np.minimum(1.0, soft / np.maximum(alpha, 1e-3))[..., None]
    return (cutout * kept + 0.5).astype(np.uint8)


def turned(pixels: Pixels, degrees: float) -> Pixels:
    """Rotate premultiplied RGBA clockwise, in a canvas trimmed to what is there."""
    if not degrees:
        return pixels
    height, width = pixels.shape[:2]
    angle = math.radians(degrees)
    out_width = math.ceil(abs(width * math.cos(angle)) + abs(height * math.sin(angle))) + 2
    out_height = math.ceil(abs(width * math.sin(angle)) + abs(height * math.cos(angle))) + 2
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    matrix[:, 2] += (out_width - width) / 2, (out_height - height) / 2
    out = cv2.warpAffine(pixels, matrix, (out_width, out_height), flags=cv2.INTER_CUBIC)
    out[..., :3] = np.minimum(out[..., :3], out[..., 3:])
    visible = out[..., 3] > 8
    rows, columns = np.flatnonzero(visible.any(axis=1)), np.flatnonzero(visible.any(axis=0))
    return np.ascontiguousarray(out[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def turned_size(aspect: float, degrees: float) -> tuple[float, float]:
    """Return width and height, for a width of 1 before turning, of the box around a turned rectangle."""
    angle = math.radians(degrees)
    height = 1.0 / aspect
    return (
        abs(math.cos(angle)) + height * abs(math.sin(angle)),
        abs(math.sin(angle)) + height * abs(math.cos(angle)),
    )


@dataclass(frozen=True)
class Staged:
    """A cut-out with its shadow in one layer's pixels."""

    pixels: Pixels
    product: Box
    """Where the cut-out itself stands in `pixels`."""


def with_drop_shadow(
    cutout: Pixels, dy_px: float, blur_px: float, opacity: float, colour: Colour = (22, 26, 44)
) -> Staged:
    """Lay a soft shadow under premultiplied RGBA; `blur_px` is a CSS blur radius (twice sigma)."""
    margin = math.ceil(1.4 * blur_px)
    below = margin + math.ceil(dy_px)
    base = np.pad(cutout, ((margin, below), (margin, margin), (0, 0)))
    shadow = soft_alpha(base[..., 3], blur_px / 2)
    shadow = shifted(shadow, 0.0, dy_px)
    # Only where the cut-out does not hide it.
    shadow *= (255.0 - base[..., 3]) * (opacity / 255.0)
    for channel in range(3):
        base[..., channel] = cv2.add(
            base[..., channel], cv2.convertScaleAbs(shadow, alpha=colour[channel] / 255.0)
        )
    base[..., 3] = cv2.add(base[..., 3], cv2.convertScaleAbs(shadow))
    height, width = cutout.shape[:2]
    return Staged(base, Box(margin, margin, margin + width, margin + height))


def floor_shadow(radius_px: tuple[float, float], opacity: float, colour: Colour = (24, 28, 44)) -> Pixels:
    """Return an ellipse of shade as it lies under something that floats, twice the radii large."""
    width, height = (max(8, math.ceil(2 * radius)) for radius in radius_px)
    y = (np.arange(height) + 0.5) / height * 2.0 - 1.0
    x = (np.arange(width) + 0.5) / width * 2.0 - 1.0
    distance = np.hypot(x[None], y[:, None])
    # Smooth at both ends; a falloff in straight pieces shows rings.
    shade = np.clip(1.0 - distance**2, 0.0, 1.0) ** 3.6 * opacity * 255.0
    rng = np.random.default_rng(11)
    shade = np.clip(shade + rng.uniform(-0.5, 0.5, shade.shape) * (shade > 0.5), 0, 255)
    return np.dstack([*(shade * (channel / 255.0) for channel in colour), shade]).round().astype(np.uint8)


def over(base: Pixels, layer: Pixels, x_px: int, y_px: int) -> None:
    """Lay premultiplied RGBA over `base` (RGB or premultiplied RGBA) in place; what falls outside is cut."""
    left, top = max(x_px, 0), max(y_px, 0)
    right = min(x_px + layer.shape[1], base.shape[1])
    bottom = min(y_px + layer.shape[0], base.shape[0])
    if right <= left or bottom <= top:
        return
    part = layer[top - y_px : bottom - y_px, left - x_px : right - x_px]
    under = base[top:bottom, left:right]
    behind = np.repeat(255 - part[..., 3:], base.shape[2], axis=2)
    np.copyto(under, cv2.add(cv2.multiply(under, behind, scale=1 / 255), part[..., : base.shape[2]]))


def rounded_mask(width_px: int, height_px: int, radius_px: float) -> NDArray[np.float32]:
    """Return the coverage, 0 to 1, of a rectangle with round corners, its edges smooth."""
    radius = min(radius_px, width_px / 2, height_px / 2)
    x = np.abs(np.arange(width_px) + 0.5 - width_px / 2) - (width_px / 2 - radius)
    y = np.abs(np.arange(height_px) + 0.5 - height_px / 2) - (height_px / 2 - radius)
    distance = np.hypot(np.maximum(x, 0.0)[None], np.maximum(y, 0.0)[:, None])
    return np.clip(radius - distance + 0.5, 0.0, 1.0).astype(np.float32)


def masked(pixels: Pixels, mask: NDArray[np.float32]) -> Pixels:
    """Return premultiplied RGBA: `pixels` (RGB or premultiplied RGBA) seen through `mask`."""
    rgba = pixels if pixels.shape[2] == 4 else cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA)
    return (rgba * mask[..., None] + 0.5).astype(np.uint8)
