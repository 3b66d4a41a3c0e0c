"""Scenes whose medium is a clip, as data: what of it shows where, and where the type stands."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from pytoon.film import footage
from pytoon.film.footage import Footage
from pytoon.film.look import Look
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX, Composition, Grade, Layer, MovingGround, Shot
from pytoon.film.picture.looks import clip_stage, compose
from pytoon.film.picture.reel import Reel
from pytoon.film.picture.typesetting import Box
from pytoon.film.scene_graph import Media, Overlay, Scene

WIDE = (270, 152)
UPRIGHT = (136, 242)
TYPE = ("claim", "number", "label", "quote", "name", "wordmark", "address", "button")
TEXTS = {
    "hook": {"claim": "Turn it down."},
    "feature": {"number": "40", "unit": "hours", "label": "on one charge"},
    "call_to_action": {"wordmark": "hush one", "button": "Try it for 30 nights", "address": "hush.example"},
}


def still(size: tuple[int, int], *boxes: tuple[int, int, int, int]) -> np.ndarray:
    """A plain wall with red things at boxes of left, top, right, bottom."""
    pixels = np.full((size[1], size[0], 3), (150, 160, 175), np.uint8)
    for left, top, right, bottom in boxes:
        cv2.rectangle(pixels, (left, top), (right - 1, bottom - 1), (190, 40, 30), -1)
    return pixels


def clip_of(size: tuple[int, int]) -> Footage:
    return Footage(Path("clip.mp4"), 0, 3000, 1.0, 5 * size[0], 5 * size[1])


def in_the_middle(size: tuple[int, int], share: float) -> tuple[int, int, int, int]:
    return tuple(round(side * edge) for edge in (0.5 - share / 2, 0.5 + share / 2) for side in size)  # type: ignore[return-value]


@pytest.fixture
def composed(monkeypatch):
    def make(layout: str, role: str, size: tuple[int, int], share: float, index: int = 1) -> Composition:
        shown = still(size, in_the_middle(size, share))
        monkeypatch.setattr(footage, "stills", lambda _, count: [shown] * count)
        overlays = tuple(Overlay("text", text=text, position=slot) for slot, text in TEXTS[role].items())
        scene = Scene(1, role, "", 3000, Media("video", asset="clip.mp4"), overlays=overlays)
        look = Look(layout, "PRODUCT_HERO", layout)
        return compose(Shot(scene, index, 4, 3000, look, footage=clip_of(size)))

    return make


def ink_box(layer: Layer) -> Box:
    solid = layer.pixels[..., 3] > 200
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    x, y = layer.x_px, layer.y_px
    return Box(x + columns[0], y + rows[0], x + columns[-1] + 1, y + rows[-1] + 1)


def place_of(part: Box, ground: MovingGround) -> Box:
    """Where a part of the clip, in its own pixels, stands on the frame."""
    left, top, width, _ = ground.crop
    x, y, shown_px, _ = ground.box
    scale = shown_px / width
    return Box(
        x + (part.left - left) * scale,
        y + (part.top - top) * scale,
        x + (part.right - left) * scale,
        y + (part.bottom - top) * scale,
    )


def share_on(box: Box, other: Box) -> float:
    width = min(box.right, other.right) - max(box.left, other.left)
    height = min(box.bottom, other.bottom) - max(box.top, other.top)
    return max(width, 0) * max(height, 0) / (box.width * box.height)


def test_a_clip_is_judged_by_all_its_moments_and_its_core_by_most_of_them():
    moments = [still(UPRIGHT, (40, 90, 90, 150))] * 4 + [still(UPRIGHT, (10, 90, 60, 150))]
    reel = Reel.of(moments)
    assert reel.subject.left == pytest.approx(10, abs=4) and reel.subject.right == pytest.approx(90, abs=4)
    assert reel.core.left == pytest.approx(40, abs=4)
    assert all(reel.plain_sides)


def test_a_border_that_is_busy_at_one_moment_cannot_go_on():
    busy = still(UPRIGHT, (40, 90, 90, 150), *((0, y, 8, y + 6) for y in range(0, 240, 12)))
    assert not Reel.of([still(UPRIGHT), busy]).plain_sides.left


@pytest.mark.parametrize("size", [WIDE, UPRIGHT])
def test_a_card_shows_what_the_clip_is_about_whole_and_its_colour_to_the_last_column(size):
    reel = Reel.of([still(size, in_the_middle(size, 0.6))])
    box = clip_stage.card_box(reel, Box(120, 300, 888, 900), 1.0)
    page = np.full((HEIGHT_PX, WIDTH_PX, 3), 240, np.uint8)
    staged = clip_stage.in_card(clip_of(size), reel, Grade(), box, page, 44, 0.2)
    ground = staged.ground

    assert (box.left, box.top) >= (120, 300) and box.right == 888 and box.bottom <= 900
    subject = place_of(Box(*(5 * edge for edge in reel.subject)), ground)
    assert share_on(subject, box) == pytest.approx(1.0, abs=0.02)
    assert ground.crop[2] / ground.crop[3] == pytest.approx(ground.box[2] / ground.box[3], rel=0.01)
    # A chroma sample at the card's right edge takes in the column before it, which is the clip's.
    assert ground.box[0] + ground.box[2] == box.right + 2
    assert all(side % 2 == 0 for side in ground.box)


def test_a_still_that_would_be_soft_is_not_shown_nearer():
    reel = Reel.of([still(UPRIGHT, in_the_middle(UPRIGHT, 0.5))])
    assert clip_stage.near_still(reel, 768, 616) is None
    near = clip_stage.near_still(reel, 150, 120)
    assert near is not None and near.shape == (120, 150, 3)


@pytest.mark.parametrize("role", ["hook", "feature", "call_to_action"])
def test_beside_a_card_no_type_lies_on_the_clip(composed, role):
    composition = composed("product_hero_clean", role, UPRIGHT, 0.5, index=2)
    ground = composition.ground
    assert isinstance(ground, MovingGround) and ground.box[2] >= 350
    left, top, width, height = ground.box
    for layer in composition.layers:
        if layer.name in TYPE:
            assert share_on(ink_box(layer), Box(left, top, left + width, top + height)) == 0, layer.name


def test_over_a_clip_type_keeps_off_what_the_clip_shows(composed):
    share = 0.5
    composition = composed("overlay_classic", "call_to_action", UPRIGHT, share)
    ground = composition.ground
    assert isinstance(ground, MovingGround)
    subject = place_of(Box(*(5 * edge for edge in in_the_middle(UPRIGHT, share))), ground)
    assert subject.width > 200
    for layer in composition.layers:
        if layer.name in TYPE:
            assert share_on(ink_box(layer), subject) <= 0.1, layer.name
