"""Whether type can be read on what lies behind it, and what to do if not.

Luminance and ratio as in WCAG 2.2 (success criterion 1.4.3).
"""

from __future__ import annotations

import colorsys

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]
"""sRGB, 0 to 255."""

LEGIBLE = 4.5
"""The least ratio at which a film's type counts as legible."""

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)


def parse_colour(text: str) -> Colour:
    """Read `#RRGGBB`; raises ValueError for anything else."""
    if len(text) != 7 or text[0] != "#":
        raise ValueError(f"a colour is written #RRGGBB, not {text!r}")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def luminance(rgb: NDArray[np.generic] | Colour) -> NDArray[np.float64]:
    """Return the relative luminance, 0 to 1, of sRGB values 0 to 255 (last axis: red, green, blue)."""
    share = np.asarray(rgb, np.float64)[..., :3] / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(text: Colour, pixels: NDArray[np.generic] | Colour) -> float:
    """Return the ratio, 1 to 21, of `text` against `pixels` (any shape x 3).

    The pixels count by the 5th and the 95th percentile of their luminance, whichever is worse, so that a
    speck decides nothing and a bright corner does.
    """
    return _ratio(text, _range(pixels))


def _range(pixels: NDArray[np.generic] | Colour) -> tuple[float, float]:
    low, high = np.percentile(luminance(pixels), [5.0, 95.0])
    return float(low), float(high)


def _ratio(text: Colour, behind: tuple[float, float]) -> float:
    ink = float(luminance(text))
    return min((max(ink, light) + 0.05) / (min(ink, light) + 0.05) for light in behind)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return `one` with `share` (0 to 1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def legible(colour: Colour, pixels: NDArray[np.generic] | Colour, ratio: float = LEGIBLE) -> Colour:
    """Return `colour`, moved towards black or white only as far as `ratio` against `pixels` asks.

    Where neither end reaches the ratio, the end that comes nearer is returned.
    """
    behind = _range(pixels)
    end = BLACK if _ratio(BLACK, behind) >= _ratio(WHITE, behind) else WHITE
    steps = (mix(colour, end, share) for share in np.linspace(0.0, 1.0, 21))
    return next((step for step in steps if _ratio(step, behind) >= ratio), end)


def hue_of(colour: Colour) -> tuple[float, float, float]:
    """Return hue, lightness and saturation, each 0 to 1."""
    return colorsys.rgb_to_hls(*(channel / 255.0 for channel in colour))


def from_hue(hue: float, lightness: float, saturation: float) -> Colour:
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)
