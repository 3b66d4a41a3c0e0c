"""A clip under layers: where it shows, what lies over it, and that its decoder never outlives the scene."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pytoon.film import footage
from pytoon.film.footage import Footage
from pytoon.film.picture.colour import opaque_planes, rgb_pixels
from pytoon.film.picture.compositor import Compositor
from pytoon.film.picture.frames import Frame
from pytoon.film.picture.grading import graded
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX, Composition, Grade, Layer, MovingGround, Pose

FOOTAGE = Footage(Path("clip.mp4"), 0, 2000, 1.0, 720, 1280)
GROUND = MovingGround(FOOTAGE, (0, 0, 720, 1280))


class Reader:
    """A clip whose brightness is its time in tenths of a second."""

    opened: list["Reader"] = []

    def __init__(self, footage, crop, size_px, *, threads=1):
        self.size_px, self.closed = size_px, False
        Reader.opened.append(self)

    def read(self, t_ms):
        width, height = self.size_px
        half = (height // 2, width // 2)
        level = 20 + t_ms // 100
        return (
            np.full((height, width), level, np.uint8),
            np.full(half, 100, np.uint8),
            np.full(half, 150, np.uint8),
        )

    def close(self):
        self.closed = True


@pytest.fixture(autouse=True)
def readers(monkeypatch):
    Reader.opened = []
    monkeypatch.setattr(footage, "FootageReader", Reader, raising=False)
    return Reader.opened


def page_with_a_window(box: tuple[int, int, int, int]) -> Layer:
    left, top, width, height = box
    pixels = np.full((HEIGHT_PX, WIDTH_PX, 4), 255, np.uint8)
    pixels[top : top + height, left : left + width] = 0
    return Layer(pixels, 0, 0)


def test_a_clip_moves_under_layers_that_rest():
    mark = Layer(np.full((40, 40, 3), 255, np.uint8), 100, 200)
    frame = Frame()
    with Compositor(Composition(GROUND, (mark,))) as compositor:
        for t_ms in (0, 100, 200):
            compositor.draw(t_ms, frame)
            assert frame.y[1000, 500] == 20 + t_ms // 100
            assert (frame.u[500, 250], frame.v[500, 250]) == (100, 150)
            assert (frame.y[200:240, 100:140] == 235).all()
            assert (frame.y != 20 + t_ms // 100).sum() == 40 * 40


def test_a_clip_in_a_card_shows_in_its_box_only():
    box = (120, 600, 768, 432)
    frame = Frame()
    with Compositor(Composition(replace(GROUND, box=box), (page_with_a_window(box),))) as compositor:
        for t_ms in (0, 100):
            compositor.draw(t_ms, frame)
            shows = frame.y != 235
            assert shows[600:1032, 120:888].all() and shows.sum() == 768 * 432


def test_layers_merged_while_they_rest_look_as_when_drawn_one_by_one():
    soft = np.zeros((300, 500, 4), np.uint8)
    soft[...] = (np.linspace(0, 200, 500)[:, None] * (1.0, 0.5, 0.2, 1.0)).astype(np.uint8)
    arriving = Layer(soft, 200, 80, lambda t: Pose(dx_px=max(0.0, 99.0 - t)))
    layers = (Layer(soft, 31, 55), arriving, Layer(soft, 333, 170))
    merged, alone = Frame(), Frame()
    with Compositor(Composition(GROUND, layers)) as compositor:
        for t_ms in (0, 33, 500, 533, 566):
            compositor.draw(t_ms, merged)
    with Compositor(Composition(GROUND, layers)) as compositor:
        compositor.draw(566, alone)
    assert np.abs(merged.buffer.astype(int) - alone.buffer).max() <= 2


def test_a_grade_changes_the_clip_and_the_stills_alike():
    grade = Grade(shoulder=0.5, contrast=1.1, brightness=0.95, saturation=1.1)
    frame = Frame()
    with Compositor(Composition(replace(GROUND, grade=grade))) as compositor:
        compositor.draw(9000, frame)
    still = np.full((4, 4, 3), rgb_pixels(*(np.full((2, 2), v, np.uint8) for v in (110, 100, 150)))[0, 0])
    planes = opaque_planes(graded(still, grade))
    assert frame.y[0, 0] < 110
    assert [int(p[0, 0]) for p in (planes.y, planes.u, planes.v)] == pytest.approx(
        [frame.y[0, 0], frame.u[0, 0], frame.v[0, 0]], abs=2
    )


def test_the_decoder_starts_with_the_first_frame_and_ends_with_the_scene(readers):
    compositor = Compositor(Composition(GROUND))
    assert not readers
    with pytest.raises(InterruptedError), compositor:
        compositor.draw(0, Frame())
        raise InterruptedError
    assert [reader.closed for reader in readers] == [True]
