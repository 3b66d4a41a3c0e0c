"""Compositions on frames: where a layer falls, what it leaves alone, how evenly it moves."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from pytoon.film.picture.compositor import Compositor
from pytoon.film.picture.frames import Frame
from pytoon.film.picture.layers import HEIGHT_PX, REST, WIDTH_PX, Composition, Layer, Pose

GREY_Y = 16 + 219 * 100 / 255
# A ground goes on outside of its pixels, so few of them are enough.
GROUND = Layer(np.full((2, 2, 3), 100, np.uint8), 0, 0)


def drawn(*layers: Layer, ground: Layer = GROUND, t_ms: int = 0) -> Frame:
    frame = Frame()
    Compositor(Composition(ground, layers)).draw(t_ms, frame)
    return frame


def card(width: int, height: int, rgb: tuple[int, int, int] = (255, 255, 255)) -> np.ndarray:
    return np.full((height, width, 3), rgb, np.uint8)


def spot(size: int = 41, rgb: tuple[int, int, int] = (255, 0, 0)) -> np.ndarray:
    """A soft round spot in premultiplied RGBA, its middle at the middle of the picture."""
    line = np.arange(size) - size // 2
    alpha = np.exp(-(line[:, None] ** 2 + line**2) / 50)
    return np.rint(np.dstack([alpha * channel for channel in (*rgb, 255)])).astype(np.uint8)


def word(text: str = "Type") -> np.ndarray:
    alpha = np.zeros((120, 400), np.uint8)
    cv2.putText(alpha, text, (10, 90), cv2.FONT_HERSHEY_DUPLEX, 3, 255, 6, cv2.LINE_AA)
    return np.dstack([alpha] * 4)


def posed(pixels: np.ndarray, x: float, y: float, pose: Pose | Callable[[int], Pose], **others) -> Layer:
    return Layer(pixels, x, y, pose if callable(pose) else lambda _: pose, **others)


def centre(plane: np.ndarray, rest: int) -> tuple[float, float]:
    """The centre of mass of what differs from `rest`, in samples; whole levels blur it by 0.05."""
    weight = cv2.absdiff(plane, np.full_like(plane, rest))
    columns, rows = weight.sum(axis=0), weight.sum(axis=1)
    return (
        float(columns @ np.arange(columns.size) / columns.sum()),
        float(rows @ np.arange(rows.size) / rows.sum()),
    )


def test_a_resting_layer_lies_on_exactly_its_pixels_even_at_an_odd_place():
    frame = drawn(Layer(card(51, 31), 101, 203))
    changed = frame.y != round(GREY_Y)
    assert changed[203:234, 101:152].all()
    assert changed.sum() == 51 * 31
    assert (frame.y[203:234, 101:152] == 235).all()


def test_a_layer_that_hangs_over_the_edge_is_cut_there():
    frame = drawn(Layer(card(200, 200), -150, -150), Layer(card(200, 200), WIDTH_PX - 20, HEIGHT_PX - 20))
    changed = frame.y != round(GREY_Y)
    assert changed.sum() == 50 * 50 + 20 * 20
    assert changed[:50, :50].all() and changed[-20:, -20:].all()


@pytest.mark.parametrize("place", [(-500, 0), (0, 3000), (WIDTH_PX + 10, 0)])
@pytest.mark.parametrize("pose", [REST, Pose(scale=1.1), Pose(rotation_deg=5, reveal=(0, 0, 0.5, 1))])
def test_a_layer_outside_the_frame_changes_nothing(place, pose):
    frame = drawn(posed(card(100, 100), place[0], place[1], pose))
    assert np.array_equal(frame.buffer, drawn().buffer)


def test_a_clear_layer_and_one_of_opacity_zero_change_nothing():
    frame = drawn(
        Layer(np.zeros((50, 50, 4), np.uint8), 10, 10), posed(card(50, 50), 100, 100, Pose(opacity=0))
    )
    assert np.array_equal(frame.buffer, drawn().buffer)


def test_half_opacity_is_half_way_between_ground_and_layer():
    frame = drawn(posed(card(100, 100), 100, 100, Pose(opacity=0.5)))
    assert abs(frame.y[150, 150] - (GREY_Y + 235) / 2) <= 1


def test_scale_and_rotation_keep_the_pivot_where_it_is():
    pixels = spot(101)
    for pose in (REST, Pose(scale=1.5), Pose(rotation_deg=30), Pose(scale=0.7, rotation_deg=-80)):
        frame = drawn(posed(pixels, 300.25, 500.5, pose, pivot_px=(50.5, 50.5)))
        x, y = centre(frame.y, round(GREY_Y))
        assert (x, y) == pytest.approx((350.25, 550.5), abs=0.1)


def test_positive_rotation_turns_clockwise():
    frame = drawn(posed(spot(), 500, 500, Pose(rotation_deg=90), pivot_px=(-100, 20.5)))
    x, y = centre(frame.y, round(GREY_Y))
    assert (x, y) == pytest.approx((399.5, 500 + 20 + 120.5), abs=0.1)


def test_slow_movement_is_even_and_colour_moves_with_brightness():
    step = 0.2
    layer = posed(spot(rgb=(255, 255, 0)), 500, 900, lambda t: Pose(dx_px=step * t / 33))
    compositor, frame, luma, chroma = Compositor(Composition(GROUND, (layer,))), Frame(), [], []
    for number in range(20):
        compositor.draw(33 * number, frame)
        luma.append(centre(frame.y, round(GREY_Y))[0])
        # Chroma sample k sits on luma column 2k.
        chroma.append(2 * centre(frame.u, 128)[0])
    assert np.diff(luma) == pytest.approx(np.full(19, step), abs=0.07)
    assert np.array(chroma) == pytest.approx(np.array(luma), abs=0.1)


def test_a_slow_zoom_of_the_ground_moves_every_place_evenly():
    pixels = np.full((2100, 1200, 3), 100, np.uint8)
    pixels[300:341, 200:241] = spot(rgb=(255, 255, 255))[..., :3] // 2 + 100
    ground = posed(pixels, -60, -90, lambda t: Pose(scale=1 + t / 66_000))
    compositor, frame, found = Compositor(Composition(ground)), Frame(), []
    for number in range(20):
        compositor.draw(33 * number, frame)
        found.append(centre(frame.y, round(GREY_Y)))
    # The spot lies 380 px left of and 730 px above the pivot, and goes out by a 2000th of that a frame.
    steps = np.diff(found, axis=0)
    assert steps[:, 0] == pytest.approx(np.full(19, -379.5 / 2000), abs=0.07)
    assert steps[:, 1] == pytest.approx(np.full(19, -729.5 / 2000), abs=0.07)


@pytest.mark.parametrize(
    "pose", [REST, Pose(dx_px=0.4, dy_px=7.3), Pose(scale=1.07), Pose(rotation_deg=4, opacity=0.6)]
)
def test_white_type_on_grey_has_no_coloured_fringe(pose):
    frame = drawn(posed(word(), 101, 301, pose))
    assert np.abs(frame.u.astype(int) - 128).max() <= 1
    assert np.abs(frame.v.astype(int) - 128).max() <= 1


def test_coloured_type_on_its_own_colour_cannot_be_seen():
    """Premultiplied edges must not darken: type in the ground's colour leaves the ground as it was."""
    ink = word().astype(float)
    ink[..., :3] *= np.array([220, 40, 60]) / 255
    ground = Layer(card(WIDTH_PX, HEIGHT_PX, (220, 40, 60)), 0, 0)
    bare = drawn(ground=ground)
    for pose in (REST, Pose(dx_px=0.5, scale=1.03)):
        frame = drawn(posed(np.rint(ink).astype(np.uint8), 100, 300, pose), ground=ground)
        assert np.abs(frame.buffer.astype(int) - bare.buffer).max() <= 2


def test_a_mask_shows_its_part_and_stays_while_the_pixels_move():
    pose = Pose(dx_px=100, reveal=(0.0, 0.0, 0.5, 1.0))
    frame = drawn(posed(card(400, 100), 200, 600, pose))
    columns = np.flatnonzero((frame.y != round(GREY_Y)).any(axis=0))
    assert (columns.min(), columns.max()) == (300, 399)


def test_the_edge_of_a_mask_moves_by_less_than_a_pixel():
    frame = drawn(posed(card(100, 100), 200, 600, Pose(reveal=(0, 0, 0.505, 1))))
    assert frame.y[650, 249] == 235
    assert abs(frame.y[650, 250] - (GREY_Y + 235) / 2) <= 1
    assert frame.y[650, 251] == round(GREY_Y)


def test_a_ground_with_odd_sides_and_alpha_fills_the_frame():
    pixels = np.full((HEIGHT_PX + 61, WIDTH_PX + 41, 4), (10, 200, 30, 255), np.uint8)
    frame = drawn(ground=posed(pixels, -20.5, -30.5, Pose(scale=1.01, rotation_deg=0.5)))
    assert all(len(np.unique(plane)) == 1 for plane in frame.planes)


def test_what_is_kept_between_frames_is_what_would_be_drawn_anew():
    def settling(start_ms: int) -> Callable[[int], Pose]:
        return lambda t: Pose(dy_px=max(start_ms - t, 0) / 10, opacity=min(t / start_ms, 1))

    def passing(t: int) -> Pose:
        return Pose(scale=1 + max(t - 600, 0) / 5000)

    composition = Composition(
        posed(card(1200, 2100, (40, 90, 160)), -60, -90, passing),
        (
            posed(word(), 100, 300, settling(100)),
            posed(spot(), 400, 300, settling(300)),
            posed(word("x"), 201, 333, settling(200)),
        ),
    )
    kept, frame = Compositor(composition), Frame()
    for t_ms in [*range(0, 800, 100), 300, 400, 500]:
        kept.draw(t_ms, frame)
        anew = Frame()
        Compositor(composition).draw(t_ms, anew)
        assert np.array_equal(frame.buffer, anew.buffer), t_ms


def test_captions_are_drawn_on_their_own_over_whatever_is_there():
    caption = posed(card(100, 50), 200, 1000, lambda t: Pose(opacity=1.0 if t >= 500 else 0.0))
    compositor, frame = Compositor(Composition(GROUND, captions=(caption,))), Frame()
    compositor.draw(600, frame)
    assert np.array_equal(frame.buffer, drawn().buffer)
    compositor.draw_captions(400, frame)
    assert np.array_equal(frame.buffer, drawn().buffer)
    compositor.draw_captions(600, frame)
    assert (frame.y[1000:1050, 200:300] == 235).all()


def test_opencv_leaves_the_cores_to_the_workers():
    assert cv2.getNumThreads() == 1
