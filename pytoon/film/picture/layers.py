"""What a frame is made of: pictures drawn once, and where each stands at a moment.

A layout turns a `Shot` into a `Composition`; the compositor draws compositions. Nothing is shaped, blurred
or rasterised per frame: a layer's pixels are fixed, only its pose moves. A clip moves by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pytoon.film.footage import Footage
from pytoon.film.look import Look
from pytoon.film.scene_graph import Scene
from pytoon.film.timeline import Caption

WIDTH_PX = 1080
HEIGHT_PX = 1920

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Pose:
    """Where a layer stands at one moment, relative to its rest place."""

    dx_px: float = 0.0
    dy_px: float = 0.0
    scale: float = 1.0
    rotation_deg: float = 0.0
    """Clockwise on screen, like scale about the layer's pivot."""
    opacity: float = 1.0
    """0 to 1; a layer with opacity 0 costs nothing."""
    reveal: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    """The part of the layer that shows: left, top, right, bottom as shares of its size at rest (masks,
    wipes). The mask stays where the layer rests while the pixels move under it."""


REST = Pose()


@dataclass(frozen=True)
class Layer:
    """A drawn picture and its motion."""

    pixels: Pixels
    """Height x width x 4, premultiplied RGBA, sRGB; or height x width x 3 RGB, opaque."""
    x_px: float
    y_px: float
    """Where the left top corner rests on the 1080x1920 frame; may lie outside it."""
    pose_at: Callable[[int], Pose] = lambda _: REST
    """The pose at a time in ms from the scene's first frame."""
    pivot_px: tuple[float, float] | None = None
    """The point, in the layer's own pixels, that scale and rotation keep; None is its centre."""
    name: str = ""
    """What it is, for tests and for reading a layout as data: `product`, `claim`, `scrim`."""


@dataclass(frozen=True)
class Grade:
    """How a clip's brightness and colour are changed; by default not at all."""

    shoulder: float = 0.0
    """How far light parts are taken down, dark ones hardly: white comes out as 1 / (1 + shoulder)."""
    contrast: float = 1.0
    pivot: float = 0.46
    """The level, 0 to 1, that contrast leaves alone."""
    brightness: float = 1.0
    saturation: float = 1.0


@dataclass(frozen=True)
class MovingGround:
    """A clip at the bottom of a scene: the part of it that shows, and where on the frame.

    What lies outside `box` is covered by opaque layers. Part and box have the same aspect.
    """

    footage: Footage
    crop: tuple[float, float, float, float]
    """Left, top, width and height in the clip's pixels as shown."""
    box: tuple[int, int, int, int] = (0, 0, WIDTH_PX, HEIGHT_PX)
    """Left, top, width and height on the frame, all even."""
    grade: Grade = Grade()
    name: str = "ground"


@dataclass(frozen=True)
class Composition:
    """One scene, ready to be drawn at any moment of its length."""

    ground: Layer | MovingGround
    """Opaque; a still one covers the frame in every pose it takes."""
    layers: tuple[Layer, ...] = ()
    """From back to front."""
    captions: tuple[Layer, ...] = ()
    """Drawn last, after a transition has been blended, so that captions of two scenes never mix."""


@dataclass(frozen=True)
class Shot:
    """Everything that shapes one scene's picture. Times are ms from the scene's first frame."""

    scene: Scene
    index: int
    """0 for the first scene: alternates directions and compositions."""
    count: int
    """How many scenes the film has."""
    duration_ms: int
    look: Look
    """Already calmed when `brand_safe` is on."""
    captions: tuple[Caption, ...] = ()
    """On the scene's own clock."""
    brand_safe: bool = True
    footage: Footage | None = None
    """What a scene with a clip shows of it; None for a picture or type alone."""
    captioned: bool = True
    """Whether the captions are drawn. They shape the picture, which makes room for them, in any case."""
    spoken: bool = False
    """Whether a voice says the captions, also those that go on from the scene before."""
    blend_ms: int = 0
    """How long the next scene shines through at the end; 0 where it cuts or slides in."""

    @property
    def drawn_captions(self) -> tuple[Caption, ...]:
        return self.captions if self.captioned else ()

    @property
    def asset(self) -> Path | None:
        return Path(self.scene.media.asset) if self.scene.media.asset else None
