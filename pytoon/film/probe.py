"""What a media file is, by ffmpeg's own report.

The bundled ffmpeg comes without ffprobe, so the report that people read is read here. It is made by copying
all packets to nowhere: that decodes nothing and still counts the frames that are really there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pytoon.film.errors import FfmpegError, MediaError
from pytoon.film.ffmpeg import report, source

_STREAM = re.compile(r"^  Stream #0:\d+.*?: (Video|Audio): (.*)$", re.MULTILINE)
_COVER = "(attached pic)"
_DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d\.\d+),", re.MULTILINE)
_COPIED_TIME = re.compile(r"time=(\d+):(\d\d):(\d\d\.\d+)")
_COPIED_FRAMES = re.compile(r"frame=\s*(\d+)")
_SIZE = re.compile(r"\b([1-9]\d{0,4})x([1-9]\d{0,4})\b(?: \[SAR (\d+):(\d+))?")
_RATE = re.compile(r"([\d.]+)(k?) fps")
_ROTATION = re.compile(r"Display Matrix: rotation of (-?[\d.]+) degrees")
_MATRICES = ("bt709", "bt470bg", "smpte170m", "smpte240m", "fcc", "bt2020nc", "bt2020c", "gbr", "ycgco")
_FIELD_ORDERS = ("top first", "bottom first", "top coded first (swapped)", "bottom coded first (swapped)")
_ALPHA_FORMATS = ("yuva", "rgba", "bgra", "argb", "abgr", "gbrap", "ya8", "ya16", "pal8")


@dataclass(frozen=True)
class VideoStream:
    codec: str
    profile: str
    pix_fmt: str
    colour_range: str
    """`tv`, `pc`, or empty when the file does not say."""
    colour_space: str
    """`bt709` when matrix, primaries and transfer all are; else `matrix/primaries/transfer`, or empty."""
    width_px: int
    height_px: int
    """Width and height as shown: after rotation, with square pixels."""
    rotation_deg: int
    """How far a player turns the stored picture clockwise: 0, 90, 180 or 270."""
    fps: float
    frames: int
    interlaced: bool = False

    @property
    def matrix(self) -> str:
        """What turns YUV into RGB, in ffmpeg's words: `bt709`, `smpte170m`, `unknown` or empty."""
        return self.colour_space.split("/")[0]

    @property
    def transfer(self) -> str:
        """What turns values into light: `bt709`, `smpte2084`, `arib-std-b67`, `unknown` or empty."""
        return self.colour_space.split("/")[-1]

    @property
    def has_alpha(self) -> bool:
        return self.pix_fmt.startswith(_ALPHA_FORMATS)


@dataclass(frozen=True)
class AudioStream:
    codec: str
    sample_rate_hz: int
    channels: str
    """`mono`, `stereo`, `5.1` and so on."""


@dataclass(frozen=True)
class MediaInfo:
    duration_ms: int
    video: VideoStream | None
    audio: AudioStream | None
    read_ms: int = 0
    """Where the packets really end; `duration_ms` is what the file states, if it does."""


def probe(path: Path, *, timeout_s: float = 30) -> MediaInfo:
    """Return what the first picture and the first sound stream of the file at `path` are.

    Raises MediaError for a file that `ffmpeg.source` does not open, holds neither picture nor sound, or is
    damaged.
    """
    return _probe(path, [], timeout_s)


def probe_start(path: Path, *, timeout_s: float = 30) -> MediaInfo:
    """Return the same without reading more than the first second: quick, and the length is only stated.

    Raises MediaError.
    """
    return _probe(path, ["-t", "1"], timeout_s)


def _probe(path: Path, limit: list[str], timeout_s: float) -> MediaInfo:
    # A capital V leaves out the picture on a sound's cover.
    copying = ["-map", "0:V:0?", "-map", "0:a:0?", "-c", "copy", *limit, "-f", "null", "-"]
    try:
        said = report([*source(path), *copying], timeout_s=timeout_s)
    except FfmpegError as error:
        raise MediaError(
            f"{path.name} cannot be read as a clip or sound: send an mp4, mov, webm or wav"
        ) from error
    described, _, copied = said.partition("\nStream mapping:")
    streams = dict(reversed([found for found in _STREAM.findall(described) if _COVER not in found[1]]))
    return MediaInfo(
        duration_ms=_time_ms(_DURATION.findall(described) or _COPIED_TIME.findall(copied)),
        video=_video(streams["Video"], described, copied) if "Video" in streams else None,
        audio=_audio(streams["Audio"]) if "Audio" in streams else None,
        read_ms=_time_ms(_COPIED_TIME.findall(copied)),
    )


def _time_ms(times: list[tuple[str, str, str]]) -> int:
    """Return the last of some times as they are printed, or 0."""
    if not times:
        return 0
    hours, minutes, seconds = times[-1]
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def _video(details: str, described: str, copied: str) -> VideoStream:
    codec, pixels, *_ = _fields(details)
    name, profile = _with_note(codec)
    pix_fmt, colour = _with_note(pixels)
    notes = colour.split(", ")
    size, rate, turned = _SIZE.search(details), _RATE.search(details), _ROTATION.search(described)
    if size is None:
        raise MediaError("the clip does not say how large its picture is: export it again as mp4")
    width, height = int(size[1]), int(size[2])
    if size[3] and int(size[4]):
        width = round(width * int(size[3]) / int(size[4]))
    # ffmpeg states the rotation counter-clockwise.
    rotation = -round(float(turned[1])) % 360 if turned else 0
    if rotation in (90, 270):
        width, height = height, width
    frames = _COPIED_FRAMES.findall(copied)
    return VideoStream(
        codec=name,
        profile=profile,
        pix_fmt=pix_fmt,
        colour_range=next((note for note in notes if note in ("tv", "pc")), ""),
        colour_space=next((note for note in notes if "/" in note or note in _MATRICES), ""),
        width_px=width,
        height_px=height,
        rotation_deg=rotation,
        fps=float(rate[1]) * (1000 if rate[2] else 1) if rate else 0.0,
        frames=int(frames[-1]) if frames else 0,
        interlaced=any(note in _FIELD_ORDERS for note in notes),
    )


def _audio(details: str) -> AudioStream:
    codec, rate, channels, *_ = _fields(details)
    return AudioStream(_with_note(codec)[0], int(rate.removesuffix(" Hz")), channels)


def _fields(details: str) -> list[str]:
    """Split at the commas that are not inside brackets."""
    return re.split(r", (?![^(]*\))", details)


def _with_note(field: str) -> tuple[str, str]:
    """Split `h264 (High) (avc1 / ...)` or `yuv420p(tv, bt709)` into the name and its first brackets."""
    name, _, rest = field.partition("(")
    return name.strip(), rest.partition(")")[0]
