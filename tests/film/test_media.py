import io
import struct
import wave
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from pytoon.film.errors import MediaError
from pytoon.film.media import inspect_medium, load_picture

RED, BLUE = (220, 30, 40), (20, 60, 200)


def two_halves(width: int = 60, height: int = 40) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def near(pixel: np.ndarray, colour: tuple[int, ...], tolerance: int = 4) -> bool:
    return bool(np.abs(pixel.astype(int) - colour).max() <= tolerance)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_every_kind_of_picture_is_read_whatever_its_name_says(kind: str, tmp_path: Path):
    path = tmp_path / "picture.dat"
    two_halves().save(path, kind, **({"quality": 95} if kind in ("JPEG", "WEBP") else {}))
    medium = inspect_medium(path)
    assert (medium.kind, medium.width_px, medium.height_px, medium.has_alpha) == ("image", 60, 40, False)
    pixels = load_picture(path, 100)
    assert pixels.shape == (40, 60, 3) and pixels.dtype == np.uint8
    assert near(pixels[20, 10], RED, 8) and near(pixels[20, 50], BLUE, 8)


def test_a_picture_is_turned_as_its_camera_was_held(tmp_path: Path):
    path = tmp_path / "held.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    two_halves().save(path, exif=exif, quality=95)
    medium = inspect_medium(path)
    assert (medium.width_px, medium.height_px) == (40, 60)
    pixels = load_picture(path, 100)
    assert near(pixels[10, 20], RED, 8) and near(pixels[50, 20], BLUE, 8)


def test_a_large_picture_is_made_smaller_in_its_own_proportions(tmp_path: Path):
    path = tmp_path / "large.jpg"
    two_halves(1600, 900).save(path, quality=95)
    assert load_picture(path, 400).shape == (225, 400, 3)
    assert inspect_medium(path).width_px == 1600


def test_a_small_picture_is_not_made_larger(tmp_path: Path):
    path = tmp_path / "small.png"
    two_halves().save(path)
    assert load_picture(path, 2000).shape == (40, 60, 3)


def test_transparency_is_kept_and_premultiplied(tmp_path: Path):
    path = tmp_path / "cutout.png"
    picture = Image.new("RGBA", (40, 40), (200, 100, 50, 128))
    picture.paste((9, 9, 9, 0), (0, 0, 20, 40))
    picture.save(path)
    assert inspect_medium(path).has_alpha
    pixels = load_picture(path, 100)
    assert pixels.shape == (40, 40, 4)
    assert not pixels[20, 5].any()
    assert near(pixels[20, 35], (100, 50, 25, 128), 1)


@pytest.mark.parametrize("alpha", [0, 5])
def test_a_picture_with_nothing_visible_on_it_is_refused(alpha: int, tmp_path: Path):
    path = tmp_path / "nothing.png"
    Image.new("RGBA", (60, 40), (200, 100, 50, alpha)).save(path)
    with pytest.raises(MediaError, match=r"nothing\.png is transparent from edge to edge"):
        inspect_medium(path)


def test_making_a_cutout_smaller_leaves_no_dark_edge(tmp_path: Path):
    path = tmp_path / "cutout.png"
    picture = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    picture.paste((255, 255, 255, 255), (101, 0, 400, 400))
    picture.save(path)
    pixels = load_picture(path, 100).astype(int)
    assert np.abs(pixels[..., 0] - pixels[..., 3]).max() <= 1


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "RGB", "L"])
def test_a_large_picture_is_looked_at_without_a_second_one_beside_it(
    mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    picture = Image.new(mode, (40, 60))
    picture.paste(1 if mode in ("P", "L") else "white", (10, 10, 30, 30))
    picture.save(tmp_path / "a.png", **({"transparency": 0} if mode == "P" else {}))

    def second(*_: object, **__: object) -> None:
        raise AssertionError("the whole picture was copied")

    monkeypatch.setattr(Image.Image, "convert", second)
    monkeypatch.setattr(Image.Image, "copy", second)
    assert inspect_medium(tmp_path / "a.png").has_alpha == (mode in ("RGBA", "LA", "P"))


@pytest.mark.parametrize(("clear", "alphas"), [(2, [255, 255, 0]), (b"\x00\x80", [0, 128, 255])])
def test_a_palette_tells_how_clear_each_of_its_colours_is(
    clear: int | bytes, alphas: list[int], tmp_path: Path
):
    picture = Image.new("P", (60, 60))
    picture.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    for index in range(3):
        picture.paste(index, (20 * index, 0, 20 * index + 20, 60))
    picture.save(tmp_path / "a.png", transparency=clear)
    pixels = load_picture(tmp_path / "a.png", 100)
    assert pixels[30, [10, 30, 50], 3].tolist() == alphas


def test_an_alpha_channel_without_a_clear_pixel_is_dropped(tmp_path: Path):
    path = tmp_path / "opaque.png"
    two_halves().convert("RGBA").save(path)
    assert not inspect_medium(path).has_alpha
    assert load_picture(path, 100).shape == (40, 60, 3)


def gradient_16_bit() -> Image.Image:
    return Image.fromarray(np.full((40, 40), 128 * 257, np.uint16))


@pytest.mark.parametrize(
    ("picture", "options", "colour"),
    [
        (Image.new("L", (40, 40), 128), {}, (128, 128, 128)),
        (Image.new("1", (40, 40), 1), {}, (255, 255, 255)),
        (two_halves().quantize(4), {}, RED),
        (gradient_16_bit(), {}, (128, 128, 128)),
        (Image.new("LA", (40, 40), (128, 255)), {}, (128, 128, 128)),
    ],
    ids=["grey", "black and white", "palette", "16 bits", "grey with alpha"],
)
def test_every_colour_mode_becomes_rgb(picture: Image.Image, options, colour, tmp_path: Path):
    path = tmp_path / "mode.png"
    picture.save(path, **options)
    pixels = load_picture(path, 100)
    assert pixels.shape[2] == 3 and near(pixels[20, 10], colour)


def test_a_palette_with_a_clear_colour_is_transparent(tmp_path: Path):
    path = tmp_path / "clear.gif"
    picture = two_halves().quantize(4)
    picture.save(path, transparency=picture.getpixel((1, 1)))
    pixels = load_picture(path, 100)
    assert pixels.shape[2] == 4
    assert pixels[20, 10, 3] == 0 and pixels[20, 50, 3] == 255


def test_cmyk_becomes_rgb(tmp_path: Path):
    path = tmp_path / "print.jpg"
    Image.new("CMYK", (40, 40), (0, 255, 255, 0)).save(path, quality=95)
    pixels = load_picture(path, 100)
    assert pixels.shape == (40, 40, 3)
    assert pixels[20, 20, 0] > 200 > 60 > pixels[20, 20, 1]


def profile_with_red_and_green_swapped() -> bytes:
    content = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return content.replace(b"rXYZ", b"?XYZ").replace(b"gXYZ", b"rXYZ").replace(b"?XYZ", b"gXYZ")


def test_an_embedded_profile_is_converted_to_srgb(tmp_path: Path):
    path = tmp_path / "profile.png"
    two_halves().save(path, icc_profile=profile_with_red_and_green_swapped())
    assert near(load_picture(path, 100)[20, 10], (RED[1], RED[0], RED[2]))


def test_a_broken_profile_is_left_out(tmp_path: Path):
    path = tmp_path / "profile.png"
    two_halves().save(path, icc_profile=b"not a profile")
    assert near(load_picture(path, 100)[20, 10], RED)


def test_of_an_animation_the_first_picture_is_taken(tmp_path: Path):
    path = tmp_path / "moving.gif"
    Image.new("RGB", (40, 40), RED).save(
        path, save_all=True, append_images=[Image.new("RGB", (40, 40), BLUE)]
    )
    assert near(load_picture(path, 100)[20, 20], RED)


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it is that large and holds nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [6_400, 10_000, 30_000, 60_000])
def test_a_bomb_is_refused_before_it_is_unpacked(side: int, tmp_path: Path):
    path = tmp_path / "bomb.png"
    path.write_bytes(png_header(side, side))
    with pytest.raises(MediaError, match=r"bomb\.png has more than 40 million pixels: send it smaller"):
        inspect_medium(path)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_picture_that_was_cut_off_is_refused(kind: str, share: float, tmp_path: Path):
    path = tmp_path / "half.jpg"
    noise = np.random.default_rng(3).integers(0, 255, (200, 200, 3), np.uint8)
    whole = io.BytesIO()
    Image.fromarray(noise).save(whole, kind)
    path.write_bytes(whole.getvalue()[: int(len(whole.getvalue()) * share)])
    with pytest.raises(MediaError, match=r"half\.jpg"):
        inspect_medium(path)
    with pytest.raises(MediaError, match=r"half\.jpg"):
        load_picture(path, 100)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_bytes_never_raise_anything_but_a_media_error(seed: int, tmp_path: Path):
    path = tmp_path / "damaged"
    rng = np.random.default_rng(seed)
    whole = io.BytesIO()
    two_halves().save(whole, ["JPEG", "PNG", "WEBP", "GIF"][seed % 4])
    content = bytearray(whole.getvalue())
    for at in rng.integers(0, len(content), 12):
        content[at] = rng.integers(0, 256)
    path.write_bytes(content)
    try:
        medium = inspect_medium(path)
    except MediaError as error:
        assert "damaged" in str(error)
    else:
        assert load_picture(path, 100).shape[:2] == (medium.height_px, medium.width_px)


@pytest.mark.parametrize("content", [b"", b"hello", b"<svg/>", b"%PDF-1.4", b"BM" + bytes(60)])
def test_other_files_are_refused_with_what_to_send(content: bytes, tmp_path: Path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    with pytest.raises(MediaError, match="send a JPEG, PNG, WebP or GIF picture"):
        inspect_medium(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path):
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(MediaError, match="is not a file"):
            inspect_medium(path)


def test_a_picture_too_small_to_show_is_refused(tmp_path: Path):
    path = tmp_path / "dot.png"
    Image.new("RGB", (1, 1)).save(path)
    with pytest.raises(MediaError, match="1x1: send a picture of at least 32 pixels a side"):
        inspect_medium(path)


@pytest.mark.media
def test_a_sound_is_not_a_picture(tmp_path: Path):
    path = tmp_path / "voice.png"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(bytes(9600))
    with pytest.raises(MediaError, match="is a sound"):
        inspect_medium(path)


def test_a_picture_in_a_container_for_films_is_not_called_a_clip(tmp_path: Path):
    Image.new("RGB", (64, 64)).save(tmp_path / "a.avif")
    with pytest.raises(MediaError, match="a.avif is not a picture that can be read: send a JPEG"):
        inspect_medium(tmp_path / "a.avif")
