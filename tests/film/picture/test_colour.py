import numpy as np
import pytest

from pytoon.film.picture.colour import alpha_planes, opaque_planes


def flat(*channels: int, height: int = 4, width: int = 6) -> np.ndarray:
    return np.full((height, width, len(channels)), channels, np.uint8)


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
    ],
)
def test_colours_have_the_values_of_bt_709_limited_range(rgb, yuv):
    planes = opaque_planes(flat(*rgb))
    assert [int(plane[1, 1]) for plane in (planes.y, planes.u, planes.v)] == list(yuv)


def test_chroma_has_half_the_width_and_half_the_height():
    planes = opaque_planes(flat(1, 2, 3))
    assert planes.y.shape == (4, 6)
    assert planes.u.shape == planes.v.shape == (2, 3)


def test_a_clear_pixel_is_nothing_at_all_in_every_plane():
    planes = alpha_planes(flat(0, 0, 0, 0))
    assert all(not plane.any() for plane in (planes.y, planes.u, planes.v, planes.alpha, planes.alpha_half))


def test_laying_half_clear_red_over_black_gives_the_half_bright_red():
    over = alpha_planes(flat(128, 0, 0, 128))
    black = opaque_planes(flat(0, 0, 0))
    wanted = opaque_planes(flat(128, 0, 0))
    for plane, alpha, below, mixed in (
        (over.y, over.alpha, black.y, wanted.y),
        (over.u, over.alpha_half, black.u, wanted.u),
        (over.v, over.alpha_half, black.v, wanted.v),
    ):
        laid = plane + below * (255.0 - alpha) / 255
        assert np.abs(laid - mixed).max() <= 1


def test_chroma_sits_on_the_even_columns():
    """A red column at 2 lies on chroma sample 1 alone; one at 3 lies half way to sample 2."""
    columns = np.zeros((2, 8, 3), np.uint8)
    columns[:, 2] = (255, 0, 0)
    on_sample = opaque_planes(columns).v[0].astype(int) - 128
    assert on_sample[1] == 56 and on_sample[0] == on_sample[2] == 0
    between = opaque_planes(np.roll(columns, 1, axis=1)).v[0].astype(int) - 128
    assert between[1] == between[2] == 28


@pytest.mark.parametrize(("height", "width"), [(3, 4), (4, 5)])
def test_odd_sides_are_refused_because_they_cannot_be_halved(height, width):
    with pytest.raises(ValueError, match="even"):
        opaque_planes(flat(0, 0, 0, height=height, width=width))
