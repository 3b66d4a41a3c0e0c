"""Pictures whose files are built to keep their reader busy."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from pytoon.film import effort
from pytoon.film.errors import MediaError
from pytoon.film.media import inspect_medium


def saved(kind: str, size: int = 64, **options: object) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (size, size), (90, 120, 60)).save(content, kind, **options)
    return content.getvalue()


def jpeg_of_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    whole = saved("JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * count + b"\xff\xd9"


def jpeg_of_exif(segments: int) -> bytes:
    segment = b"\xff\xe1" + struct.pack(">H", 65_533) + b"Exif\0\0" + bytes(65_525)
    whole = saved("JPEG")
    return whole[:2] + segment * segments + whole[2:]


def png_of_chunks(count: int, kind: bytes = b"prVt", content: bytes = b"") -> bytes:
    chunk = struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    whole = saved("PNG")
    pixels = whole.index(b"IDAT") - 4
    return whole[:pixels] + chunk * count + whole[pixels:]


def gif_of_comments(blocks: int) -> bytes:
    whole = saved("GIF")
    picture = whole.index(b"\x2c", 13 + 3 * 2 ** (whole[10] % 8 + 1))
    return whole[:picture] + b"\x21\xfe" + (b"\xff" + b"a" * 255) * blocks + b"\0" + whole[picture:]


BOMBS: dict[str, Callable[[int], bytes]] = {
    "scans": jpeg_of_scans,
    "exif": jpeg_of_exif,
    "chunks": png_of_chunks,
    "comments": gif_of_comments,
}
MANY = {"scans": 3_000, "exif": 300, "chunks": 20_000, "comments": 5_000}
FEW = {"scans": 10, "exif": 3, "chunks": 50, "comments": 50}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_file_that_keeps_its_reader_busy_is_refused_before_it_is_opened(kind, tmp_path, monkeypatch):
    path = tmp_path / "bomb.png"
    path.write_bytes(BOMBS[kind](MANY[kind]))

    def opened(*_: object, **__: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(Image, "open", opened)
    with pytest.raises(MediaError, match=r"bomb\.png is stored in a way that takes too long to read: export"):
        inspect_medium(path)


@pytest.mark.parametrize("kind", BOMBS)
def test_a_file_with_a_little_of_the_same_is_taken(kind, tmp_path):
    path = tmp_path / "fine.png"
    path.write_bytes(BOMBS[kind](FEW[kind]))
    assert inspect_medium(path).width_px == 64


def test_what_a_preview_inside_the_metadata_holds_is_not_counted(tmp_path):
    preview = b"\xff\xda" * 500
    segment = b"\xff\xe1" + struct.pack(">H", len(preview) + 2) + preview
    whole = saved("JPEG")
    (tmp_path / "a.jpg").write_bytes(whole[:2] + segment + whole[2:])
    assert not effort.takes_too_long(tmp_path / "a.jpg")


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xda", b"\x89PNG\r\n\x1a\n", b"GIF89a"]
)
def test_a_file_that_ends_at_once_is_not_said_to_take_long(content, tmp_path):
    (tmp_path / "a").write_bytes(content)
    assert not effort.takes_too_long(tmp_path / "a")


@pytest.mark.parametrize(
    ("kind", "mark", "payload"), [("GIF", b"\x21\xf9\x04", 19), ("PNG", b"fdAT", 8), ("WEBP", b"ANMF", 42)]
)
def test_of_a_thousand_frames_only_the_first_is_decoded(kind, mark, payload, tmp_path):
    """All frames but the first are destroyed, and nobody notices."""
    frames = [Image.new("RGB", (40, 40), (shade % 250, 60, 90)) for shade in range(1_000)]
    whole = io.BytesIO()
    frames[0].save(whole, kind, save_all=True, append_images=frames[1:], duration=20)
    content = bytearray(whole.getvalue())
    frame = content.index(mark, content.index(mark) + 1 if kind != "PNG" else 0)
    while frame != -1:
        content[frame + payload : frame + payload + 12] = b"\xff" * 12
        frame = content.find(mark, frame + payload + 12)
    path = tmp_path / "moving.png"
    path.write_bytes(content)
    medium = inspect_medium(path)
    assert (medium.kind, medium.width_px) == ("image", 40)
    with Image.open(path) as moving, pytest.raises((OSError, SyntaxError, EOFError, ValueError)):
        moving.seek(1)
        moving.load()
