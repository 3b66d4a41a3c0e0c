"""Files of every bad kind at the door: each is refused in a sentence that helps, or taken for what it is."""

from __future__ import annotations

import ctypes
import gzip
import io
import os
import re
import struct
import time
import wave
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jobs.models import Job
from pytoon.film import clips, ffmpeg

pytestmark = [pytest.mark.media, pytest.mark.django_db]

_IN_OPEN = 0x20
#: What no sentence for a caller holds: paths of the server, words of programmers and programs.
_NOT_FOR_CALLERS = re.compile(
    r"/tmp|/storage|jobs/|Traceback|Errno|Error\b|Exception|None|ffmpeg|Pillow|\b0x", re.I
)
_ADVICE = re.compile(r"\b(send|export|cut|name|check)\b")


@dataclass(frozen=True)
class Row:
    """A kind of file: its name, what it holds, and what the answer says; empty where it is taken."""

    name: str
    make: Callable[[Making], bytes]
    said: str = ""
    field: str = "media_files"

    def __str__(self) -> str:
        return f"{self.field} {self.name}"


class Making:
    """What rows are made from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret = folder / "secret.mp4"
        self.clip = self.made("clip.mp4", *_MOVING, *_TONE, *_H264, "-c:a", "aac", "-t", "2")

    def made(self, name: str, *arguments: str) -> bytes:
        path = self.folder / name
        ffmpeg.run([*arguments, f"file:{path}"])
        return path.read_bytes()

    def turned_into(self, name: str, *arguments: str) -> bytes:
        """The clip in another container."""
        return self.made(name, *ffmpeg.source(self.folder / "clip.mp4"), *arguments)


_MOVING = ("-f", "lavfi", "-i", "testsrc2=s=160x160:r=25:d=2")
_TONE = ("-f", "lavfi", "-i", "sine=d=2:r=44100")
_H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "10")


def _picture(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (96, 128), **options) -> bytes:
    content = io.BytesIO()
    noise = np.random.default_rng(1).integers(40, 200, (size[1], size[0], 3), np.uint8)
    Image.fromarray(noise).convert(mode).save(content, kind, **options)
    return content.getvalue()


def _png_of(width: int, height: int, *, real: bool = False) -> bytes:
    """A PNG in black and white that says how large it is, and holds that or nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    pixels = bytes((width // 8 + 1) * height) if real else b""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    content = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(pixels, 1)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(content)


def _clear(_: Making) -> bytes:
    content = io.BytesIO()
    Image.new("RGBA", (64, 64), (9, 9, 9, 0)).save(content, "PNG")
    return content.getvalue()


def _zip(_: Making) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.png", _picture())
    return content.getvalue()


def _animated_bomb(_: Making) -> bytes:
    """Two small frames on a canvas of 16384 x 16384."""
    content, frames = io.BytesIO(), [Image.new("RGB", (40, 40), shade) for shade in ("red", "blue")]
    frames[0].save(content, "WEBP", save_all=True, append_images=frames[1:])
    whole = bytearray(content.getvalue())
    whole[24:30] = b"\xff\x3f\x00\xff\x3f\x00"
    return bytes(whole)


def _many_scans(_: Making) -> bytes:
    whole = _picture("JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * 2_000 + b"\xff\xd9"


def _long_comment(_: Making) -> bytes:
    whole = _picture("GIF")
    picture = 13 + 3 * 2 ** (whole[10] % 8 + 1)
    return whole[:picture] + b"\x21\xfe" + (b"\xff" + b"a" * 255) * 6_000 + b"\0" + whole[picture:]


def _oriented(value: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = value
    return _picture("JPEG", exif=exif)


def _sixteen_bits(_: Making) -> bytes:
    content = io.BytesIO()
    Image.fromarray(np.full((64, 64), 30_000, np.uint16)).save(content, "PNG")
    return content.getvalue()


def _palette(_: Making) -> bytes:
    return _picture("PNG", "P", transparency=3)


def _without(box: bytes) -> Callable[[Making], bytes]:
    return lambda making: making.clip[: making.clip.index(box) - 4]


def _head_and_noise(making: Making) -> bytes:
    return making.clip[:32] + np.random.default_rng(4).bytes(60_000)


def _corrupt_in_the_middle(making: Making) -> bytes:
    content = bytearray(making.clip)
    middle = content.index(b"mdat") + (content.index(b"moov") - content.index(b"mdat")) // 2
    content[middle : middle + 2_000] = np.random.default_rng(4).bytes(2_000)
    return bytes(content)


def _external(making: Making) -> bytes:
    """The clip with its pictures said to lie in another file, as QuickTime's reference movies do."""
    target = str(making.secret).encode()
    alias = bytes(10) + b"\x02hd".ljust(28, b"\0") + bytes(12) + b"\x0asecret.mp4".ljust(64, b"\0")
    alias += bytes(16) + struct.pack(">HH", 1, 1) + bytes(16)
    alias += struct.pack(">HH", 2, len(target)) + target + b"\0" * (len(target) % 2) + b"\xff\xff\0\0"
    entry = struct.pack(">I", 12 + len(alias)) + b"alis" + bytes(4) + alias
    content = bytearray(making.clip)
    own = content.index(b"url ", content.index(b"dref")) - 4
    grown = len(entry) - 12
    content[own : own + 12] = entry
    for box in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        at = content.index(box) - 4
        content[at : at + 4] = struct.pack(">I", int.from_bytes(content[at : at + 4], "big") + grown)
    return bytes(content)


def _playlist(making: Making) -> bytes:
    return b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n%s\n#EXT-X-ENDLIST\n" % str(making.secret).encode()


def _script(making: Making) -> bytes:
    return b"ffconcat version 1.0\nfile 'file:%s'\n" % str(making.secret).encode()


def _subtitles(making: Making) -> bytes:
    (making.folder / "a.srt").write_text("1\n00:00:00,000 --> 00:00:02,000\nHello\n")
    return making.made("a.mkv", "-i", f"file:{making.folder / 'a.srt'}", "-c:s", "srt")


def _wav(samples: np.ndarray, rate_hz: int = 44_100) -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples.astype("<i2").tobytes())
    return content.getvalue()


_LOUD = 9_000 * np.sin(np.arange(44_100) / 20)


def _lying(_: Making) -> bytes:
    """A second of sound that is said to be a day long."""
    content = bytearray(_wav(_LOUD))
    content[4:8] = content[40:44] = struct.pack("<I", 0xFFFFFF00)
    return bytes(content)


def _no_numbers(_: Making) -> bytes:
    samples = np.full(44_100, np.nan, "<f4").tobytes()
    form = struct.pack("<HHIIHH", 3, 1, 44_100, 44_100 * 4, 4, 32)
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _mp3(making: Making) -> bytes:
    return making.turned_into("a.mp3", "-vn", "-c:a", "libmp3lame", "-id3v2_version", "0")


def _large_cover(making: Making) -> bytes:
    """A short MP3 behind a picture of 20 MB in its tag."""
    picture = b"\0image/jpeg\0\x03\0" + bytes(20 * 1024 * 1024)
    frame = b"APIC" + struct.pack(">I", len(picture)) + b"\0\0" + picture
    size = bytes((len(frame) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + frame + _mp3(making)


def _playlist_with_sound(making: Making) -> bytes:
    """A playlist in the eyes of one reader, an MP3 in those of another."""
    return _playlist(making) + _mp3(making)


ROWS = [
    # Pictures that are none
    Row("cut.jpg", lambda _: _picture("JPEG")[:2_000], "damaged or incomplete"),
    Row("cut.png", lambda _: _picture()[:2_000], "damaged or incomplete"),
    Row("huge.png", lambda _: _png_of(50_000, 50_000), "more than 40 million pixels"),
    Row("black.png", lambda _: _png_of(20_000, 20_000, real=True), "more than 40 million pixels"),
    Row("bomb.webp", _animated_bomb, "more than 40 million pixels|damaged"),
    Row("scans.jpg", _many_scans, "takes too long to read"),
    Row("comment.gif", _long_comment, "takes too long to read"),
    Row("page.png", lambda _: b"<!doctype html><html><body>Not found</body></html>", "not a picture"),
    Row("drawing.svg", lambda _: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not a picture"),
    Row("drawing.svgz", lambda _: gzip.compress(b"<svg/>"), "not a picture"),
    Row("paper.pdf", lambda _: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "not a picture"),
    Row("pictures.zip", _zip, "not a picture"),
    Row("noise.jpg", lambda _: np.random.default_rng(2).bytes(20_000), "not a picture"),
    Row("dot.png", lambda _: _picture(size=(1, 1)), "1x1: send a picture of at least 32 pixels"),
    Row("clear.png", _clear, "transparent from edge to edge"),
    # Pictures that are unusual
    Row("profile.png", lambda _: _picture(icc_profile=b"\xff\0garbage" * 50)),
    Row("profile.jpg", lambda _: _picture("JPEG", icc_profile=b"\xff\0garbage" * 50)),
    Row("orientation.jpg", lambda _: _oriented(99)),
    Row("exif.jpg", lambda _: _picture("JPEG", exif=b"Exif\0\0" + b"MM\0*" + b"\xff" * 60)),
    Row("deep.png", _sixteen_bits),
    Row("print.jpg", lambda _: _picture("JPEG", "CMYK")),
    Row("palette.png", _palette),
    Row("photo.mp4", lambda _: _picture("JPEG")),
    # Clips that are none
    Row("notes.mp4", lambda _: b"Dear diary, today I made no film.\n" * 20, "not a picture or clip"),
    Row("headless.mp4", _without(b"moov"), "damaged, incomplete"),
    Row("noise.mp4", _head_and_noise, "damaged, incomplete"),
    Row("sound.mp4", lambda m: m.turned_into("a.mp4", "-vn", "-c", "copy"), "sound without pictures"),
    Row("still.mp4", lambda m: m.turned_into("b.mp4", "-frames:v", "1", "-an", *_H264), "single picture"),
    Row("blink.mp4", lambda m: m.turned_into("c.mp4", "-frames:v", "3", "-an", *_H264), "at least 0.3 s"),
    Row(
        "wide.mp4",
        lambda m: m.made("w.mp4", "-f", "lavfi", "-i", "color=s=9000x128:r=5:d=1", *_H264),
        "9000x128: send the clip in at most 8192x4320",
    ),
    Row("playlist.mp4", _playlist, "not a picture or clip"),
    Row("playlist.m3u8", _playlist, "not a picture or clip"),
    Row("script.mp4", _script, "not a picture or clip"),
    Row("reference.mov", _external, "damaged, incomplete"),
    Row("subtitles.mkv", _subtitles, "damaged|pictures"),
    Row("old.flv", lambda m: m.turned_into("a.flv", "-c:v", "flv1", "-an"), "not a picture or clip"),
    Row("old.wmv", lambda m: m.turned_into("a.wmv", "-c:v", "wmv2", "-an"), "not a picture or clip"),
    # Clips with something left to show
    Row("hurt.mp4", _corrupt_in_the_middle),
    Row("picture.png", lambda m: m.clip),
    # Music
    Row("silence.wav", lambda _: _wav(np.zeros(44_100)), "silent", "music_source"),
    Row("nothing.wav", lambda _: _wav(np.zeros(0)), "0.0 s|damaged|no sound|cannot be read", "music_source"),
    Row("tick.wav", lambda _: _wav(_LOUD[:2_000]), "at least 0.3 s", "music_source"),
    Row("numbers.wav", _no_numbers, "damaged|silent|numbers", "music_source"),
    Row("photo.wav", lambda _: _picture("JPEG"), "cannot be read|no sound", "music_source"),
    Row("notes.mp3", lambda _: b"La la la. " * 500, "cannot be read|no sound|damaged", "music_source"),
    Row("playlist.mp3", _playlist, "cannot be read", "music_source"),
    Row("script.wav", _script, "cannot be read", "music_source"),
    Row("mute.mp4", lambda m: m.turned_into("d.mp4", "-an", "-c", "copy"), "no sound", "music_source"),
    Row("mixed.m3u8", _playlist_with_sound, "cannot be read", "music_source"),
    Row("mixed.mp3", _playlist_with_sound, "", "music_source"),
    Row("lying.wav", _lying, "", "music_source"),
    Row("cover.mp3", _large_cover, "", "music_source"),
    # Recordings
    Row("silence.wav", lambda _: _wav(np.zeros(44_100)), "silent", "voice_file"),
    Row("nothing.wav", lambda _: _wav(np.zeros(0)), "0.0 s|damaged|no sound|cannot be read", "voice_file"),
    Row("notes.wav", lambda _: b"Hello, hello. " * 500, "cannot be read|no sound|damaged", "voice_file"),
]


@pytest.fixture(scope="module")
def making(tmp_path_factory) -> Making:
    making = Making(tmp_path_factory.mktemp("making"))
    making.secret.write_bytes(making.clip)
    return making


@pytest.fixture
def secret_stays_shut(making) -> Iterator[None]:
    """Fail if anybody opens the file that some of the others name."""
    libc = ctypes.CDLL(None, use_errno=True)
    watcher = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    assert libc.inotify_add_watch(watcher, str(making.secret).encode(), _IN_OPEN) >= 0
    try:
        yield
        with pytest.raises(BlockingIOError):
            os.read(watcher, 4096)
    finally:
        os.close(watcher)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_every_kind_of_file_is_taken_or_refused_with_what_to_do(
    row, making, order, media, storage, secret_stays_shut
):
    (media / row.name).write_bytes(row.make(making))
    asked = {"media_files": [row.name]} if row.field == "media_files" else {row.field: row.name}
    if row.field == "voice_file":
        asked["voice_script"] = "Good morning."
    began_s = time.monotonic()
    answer = order(prompt="A serum.", **asked)
    took_s = time.monotonic() - began_s
    # What ffmpeg may take for one clip before it is stopped; a picture has nobody to stop it.
    assert took_s < 2 * clips._READING_S + clips._DECODING_S
    if not row.said:
        assert answer.status_code == 202, answer.content
        return
    assert answer.status_code == 400, answer.content
    [error] = answer.json()["errors"]
    assert error["path"] == ("media_files[0]" if row.field == "media_files" else row.field)
    said = answer.json()["detail"]
    assert re.search(row.said, said) and row.name in said and _ADVICE.search(said), said
    assert not _NOT_FOR_CALLERS.search(said.replace(row.name, "")), said
    assert not Job.objects.exists()
    assert not list((storage / "jobs").glob("*"))
