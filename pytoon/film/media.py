"""The caller's pictures and clips, opened safely: what a file holds decides, not what it is called."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from pytoon.film.brief import Medium
from pytoon.film.clips import ASK_FOR_CLIP, inspect_clip, looks_like_clip
from pytoon.film.effort import takes_too_long
from pytoon.film.errors import MediaError
from pytoon.film.picture.layers import Pixels
from pytoon.film.probe import probe

#: Pillow knows many more formats, most of them unneeded and little tested.
PICTURE_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
#: The brands of pictures in a film's container: AVIF and HEIC. The box `ftyp` names one at byte 8.
STILL_BRANDS = (b"avif", b"heic", b"heix", b"mif1")
MAX_PICTURE_PIXELS = 40_000_000
MIN_SIDE_PX = 32
#: Alpha up to this is not seen by anyone.
INVISIBLE_ALPHA = 8

_ASK = "send a JPEG, PNG, WebP or GIF picture"
# What Pillow's readers raise on damaged files, by reading them and by trying.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
    zlib.error,
)


def inspect_medium(path: Path) -> Medium:
    """Return what the picture or clip at `path` is, after decoding a picture once, of a clip some.

    Raises MediaError, saying what to do, for anything that is neither, not whole, or of no usable size.
    """
    if path.is_file() and looks_like_clip(path) and not _is_still(path):
        return inspect_clip(path)
    with _opened(path) as picture:
        upright = _upright(picture)
        if min(upright.size) < MIN_SIDE_PX:
            raise MediaError(
                f"{path.name} is {upright.width}x{upright.height}: "
                f"send a picture of at least {MIN_SIDE_PX} pixels a side"
            )
        alpha = _alpha(upright)
        if alpha is not None and not any(alpha.histogram()[INVISIBLE_ALPHA + 1 :]):
            raise MediaError(
                f"{path.name} is transparent from edge to edge: send a picture with something on it"
            )
        return Medium(path, "image", upright.width, upright.height, alpha is not None)


def load_picture(path: Path, max_px: int) -> Pixels:
    """Return the picture at `path` in sRGB, upright, its longer side at most `max_px`.

    Height x width x 4, premultiplied RGBA, where some of it is transparent, else height x width x 3 RGB; of
    an animation the first picture. Raises MediaError.
    """
    with _opened(path) as picture:
        # A JPEG can be decoded at a half, quarter or eighth of its size, in a fraction of the time.
        picture.draft(None, (max_px, max_px))
        upright = _upright(picture)
        pixels, alpha = _to_srgb(upright), _alpha(upright)
        if alpha is not None:
            pixels.putalpha(alpha)
            pixels = pixels.convert("RGBa")
        if max(pixels.size) > max_px:
            pixels.thumbnail((max_px, max_px), Image.Resampling.LANCZOS, reducing_gap=3)
        return np.array(pixels)


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """Open one of `PICTURE_FORMATS`; damage found now or while the block reads pixels is a MediaError."""
    if not path.is_file():
        raise MediaError(f"{path.name} is not a file: check the path")
    if takes_too_long(path):
        raise MediaError(f"{path.name} is stored in a way that takes too long to read: export it again")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(path, formats=PICTURE_FORMATS)
        with picture:
            if picture.width * picture.height > MAX_PICTURE_PIXELS:
                raise MediaError(_too_large(path))
            yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise MediaError(_too_large(path)) from error
    except UnidentifiedImageError as error:
        raise MediaError(_not_a_picture(path)) from error
    except _DAMAGE as error:
        raise MediaError(f"{path.name} is damaged or incomplete: export it again or {_ASK}") from error


def _too_large(path: Path) -> str:
    return f"{path.name} has more than {MAX_PICTURE_PIXELS // 1_000_000} million pixels: send it smaller"


def _is_still(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(12).startswith(STILL_BRANDS, 8)


def _not_a_picture(path: Path) -> str:
    unreadable = f"{path.name} is not a picture or clip that can be read: {_ASK}, or {ASK_FOR_CLIP}"
    if _is_still(path):
        return f"{path.name} is not a picture that can be read: {_ASK}"
    try:
        probe(path)
    except MediaError:
        return unreadable
    return f"{path.name} is a sound: {_ASK}, or {ASK_FOR_CLIP}"


# A picture of 40 million pixels takes 160 MB in Pillow: these two make no second one where they can.


def _upright(picture: Image.Image) -> Image.Image:
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _alpha(picture: Image.Image) -> Image.Image | None:
    """Return the alpha channel, or None when no pixel is transparent."""
    clear, last_band = picture.info.get("transparency"), picture.getbands()[-1]
    if last_band in ("A", "a"):
        alpha = picture.getchannel(last_band)
    elif picture.mode == "P" and clear is not None:
        alpha = picture.point(_alphas_of_palette(clear), "L")
    elif picture.mode in ("1", "L", "RGB") and clear is not None:
        alpha = picture.convert("RGBA").getchannel("A")
    else:
        return None
    return alpha if any(alpha.histogram()[:255]) else None


def _alphas_of_palette(clear: int | bytes) -> list[int]:
    """Return the alpha of each of 256 colours: `clear` is the one that is, or the alphas of the first few."""
    alphas = list(clear) if isinstance(clear, bytes) else [255] * clear + [0]
    return alphas + [255] * (256 - len(alphas))


def _to_srgb(picture: Image.Image) -> Image.Image:
    """Return the picture's colours as RGB in sRGB, whatever its mode and profile, without its alpha."""
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        picture = _from_sixteen_bits(picture)
    if picture.mode not in ("RGB", "L", "CMYK"):
        picture = picture.convert("RGBA").convert("RGB")
    return _through_profile(picture, picture.info.get("icc_profile"))


def _from_sixteen_bits(picture: Image.Image) -> Image.Image:
    values = np.clip(np.asarray(picture, dtype=np.float64) / 257, 0, 255)
    return Image.fromarray(np.rint(values).astype(np.uint8))


def _through_profile(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert from the embedded ICC profile to sRGB; without one, colours are taken to be sRGB already.

    A profile that is broken or meant for another kind of picture is left out, as browsers do.
    """
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            return picture.convert("RGB")
        if converted is not None:
            return converted
    return picture.convert("RGB")
