"""Pictures as they are opened for a stage, whatever their transparency, shape and size."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pytoon.film.errors import MediaError
from pytoon.film.picture.staging import open_picture


def saved(path: Path, pixels: np.ndarray) -> Path:
    Image.fromarray(pixels.astype(np.uint8)).save(path)
    return path


def with_alpha(alpha: np.ndarray, colour: tuple[int, int, int] = (200, 100, 50)) -> np.ndarray:
    return np.dstack([*(np.full(alpha.shape, channel) for channel in colour), alpha])


def test_a_screenshot_with_rounded_corners_has_no_black_ones(tmp_path: Path):
    alpha = np.zeros((300, 300), np.uint8)
    cv2.rectangle(alpha, (10, 0), (289, 299), 255, -1)
    cv2.rectangle(alpha, (0, 10), (299, 289), 255, -1)
    for corner in ((10, 10), (289, 10), (10, 289), (289, 289)):
        cv2.circle(alpha, corner, 10, 255, -1, cv2.LINE_AA)

    picture = open_picture(saved(tmp_path / "rounded.png", with_alpha(alpha)))

    assert picture.pixels.shape == (300, 300, 3)
    assert np.abs(picture.pixels.astype(int) - (200, 100, 50)).max() <= 2


@pytest.mark.parametrize("alpha", [40, 128, 254])
def test_a_picture_that_is_faint_all_over_is_shown_in_its_own_colours(alpha: int, tmp_path: Path):
    picture = open_picture(saved(tmp_path / "faint.png", with_alpha(np.full((240, 240), alpha))))

    assert picture.pixels.shape == (240, 240, 3)
    assert np.abs(picture.pixels.astype(int) - (200, 100, 50)).max() <= 4


def test_a_picture_that_fades_out_keeps_its_transparency(tmp_path: Path):
    alpha = np.tile(np.linspace(10, 255, 80), (60, 1))

    picture = open_picture(saved(tmp_path / "fading.png", with_alpha(alpha)))

    assert picture.kind == "cutout"
    assert (picture.pixels[..., 3].astype(int) == alpha.astype(np.uint8)).all()


def test_nothing_is_never_opened_as_black(tmp_path: Path):
    with pytest.raises(MediaError, match="nothing.png"):
        open_picture(saved(tmp_path / "nothing.png", with_alpha(np.zeros((60, 60)))))


@pytest.mark.parametrize("size", [(6000, 150), (150, 3000), (90, 120)])
def test_a_picture_too_long_or_too_small_to_fill_a_frame_is_staged_whole(size, tmp_path: Path):
    pixels = np.full((size[1], size[0], 3), (40, 90, 160), np.uint8)

    picture = open_picture(saved(tmp_path / "odd.png", pixels))

    assert picture.is_card and picture.kind == "cutout"
    assert picture.aspect == pytest.approx(size[0] / size[1], rel=0.03)
    assert picture.pixels[picture.height_px // 2, picture.width_px // 2].tolist() == [40, 90, 160, 255]


@pytest.mark.parametrize("size", [(200, 200), (600, 200), (300, 900)])
def test_a_picture_of_a_usual_shape_is_no_card(size, tmp_path: Path):
    assert not open_picture(saved(tmp_path / "usual.png", np.full((*size[::-1], 3), 90, np.uint8))).is_card


def test_a_white_product_on_white_is_set_off_and_its_ground_stays_white(tmp_path: Path):
    pixels = np.full((400, 400, 3), 254, np.uint8)
    cv2.circle(pixels, (200, 200), 110, (246, 246, 246), -1, cv2.LINE_AA)

    picture = open_picture(saved(tmp_path / "white.png", pixels))

    shown = picture.pixels
    assert tuple(picture.subject) == pytest.approx((90, 90, 310, 310), abs=10)
    assert shown[5, 5].min() >= 253
    assert shown[200, 200].max() <= 230


def test_a_picture_that_can_be_seen_is_left_as_it_is(tmp_path: Path):
    pixels = np.full((400, 400, 3), 254, np.uint8)
    cv2.circle(pixels, (200, 200), 110, (180, 60, 40), -1)

    assert np.array_equal(open_picture(saved(tmp_path / "red.png", pixels)).pixels, pixels)
