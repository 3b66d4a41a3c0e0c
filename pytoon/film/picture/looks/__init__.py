"""The looks: each turns a shot into a composition. A look knows places, sizes and movement, never the job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pytoon.film.picture.layers import Composition, Shot
from pytoon.film.picture.looks import overlay_classic, product_hero_clean

LAYOUTS: Mapping[str, Callable[[Shot], Composition]] = MappingProxyType(
    {
        "product_hero_clean": product_hero_clean.compose,
        "overlay_classic": overlay_classic.compose,
    }
)


def compose(shot: Shot) -> Composition:
    """Draw everything of a scene once and return it with its motion.

    Raises KeyError when `shot.look.layout` is not in `LAYOUTS`, and MediaError when its picture cannot be
    read.
    """
    return LAYOUTS[shot.look.layout](shot)
