import numpy as np
import pytest

from pytoon.film.look import TransitionType
from pytoon.film.picture.frames import Frame
from pytoon.film.picture.layers import WIDTH_PX
from pytoon.film.picture.transitions import blend


def striped(low: int, high: int) -> Frame:
    """A picture whose every column can be told from the others, the same in luma and chroma."""
    frame = Frame()
    for plane in frame.planes:
        plane[:] = np.linspace(low, high, plane.shape[1]).astype(np.uint8)
    return frame


BEFORE, AFTER = striped(20, 100), striped(120, 220)


def blended(kind: TransitionType, share: float) -> Frame:
    frame = Frame()
    blend(kind, BEFORE, AFTER, share, frame)
    return frame


@pytest.mark.parametrize("kind", ["cut", "fade", "fade_black", "swipe_left", "swipe_right"])
def test_every_transition_begins_with_the_one_picture_and_ends_with_the_other(kind):
    assert np.array_equal(blended(kind, 0).buffer, BEFORE.buffer)
    assert np.array_equal(blended(kind, 1).buffer, AFTER.buffer)


def test_a_cut_changes_pictures_at_the_middle():
    assert np.array_equal(blended("cut", 0.49).buffer, BEFORE.buffer)
    assert np.array_equal(blended("cut", 0.5).buffer, AFTER.buffer)


def test_a_fade_shows_half_of_both_at_the_middle_and_only_ever_goes_on():
    middle = blended("fade", 0.5).buffer.astype(float)
    assert np.abs(middle - (BEFORE.buffer / 2 + AFTER.buffer / 2)).max() <= 1
    levels = [blended("fade", share).y.mean() for share in np.linspace(0, 1, 11)]
    assert (np.diff(levels) > 0).all()


def test_a_fade_through_black_is_black_without_colour_at_the_middle():
    frame = blended("fade_black", 0.5)
    assert [(plane.min(), plane.max()) for plane in frame.planes] == [(16, 16), (128, 128), (128, 128)]


def test_a_swipe_to_the_left_pushes_the_old_picture_out_on_the_left():
    frame = blended("swipe_left", 0.5)
    half = WIDTH_PX // 2
    assert np.array_equal(frame.y[:, :half], BEFORE.y[:, half:])
    assert np.array_equal(frame.y[:, half:], AFTER.y[:, :half])


def test_a_swipe_to_the_right_pushes_the_old_picture_out_on_the_right():
    frame = blended("swipe_right", 0.5)
    half = WIDTH_PX // 2
    assert np.array_equal(frame.y[:, :half], AFTER.y[:, half:])
    assert np.array_equal(frame.y[:, half:], BEFORE.y[:, :half])


@pytest.mark.parametrize("kind", ["swipe_left", "swipe_right"])
@pytest.mark.parametrize("share", np.linspace(0.15, 0.85, 17))
def test_brightness_and_colour_are_cut_at_the_same_column(kind, share):
    frame = blended(kind, share)
    seams = [int(np.abs(np.diff(plane[0].astype(int))).argmax()) + 1 for plane in frame.planes]
    assert seams[0] == 2 * seams[1] == 2 * seams[2]
