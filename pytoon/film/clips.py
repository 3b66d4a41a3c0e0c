"""The caller's clips, looked at before they are taken: what a file holds decides, not what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytoon.film.brief import Medium
from pytoon.film.errors import FfmpegError, FfmpegTimeoutError, MediaError
from pytoon.film.ffmpeg import run
from pytoon.film.footage import opening
from pytoon.film.probe import MediaInfo, VideoStream, probe, probe_start

LONGEST_CLIP_MS = 10 * 60_000
#: A shorter one would have to run to and fro several times a second.
SHORTEST_CLIP_MS = 300
LONGEST_SIDE_PX = 8192
MOST_PIXELS = 8192 * 4320
SHORTEST_SIDE_PX = 128
#: The slow motion of phones; beyond this a scene would decode dozens of pictures for each it shows.
MOST_FPS = 300
ASK_FOR_CLIP = "an MP4, MOV or WebM clip"

#: Inspection happens while the caller waits.
_READING_S = 5
_DECODING_S = 5
_DECODED_FRAMES = 6
_SAMPLE_SIDE_PX = 32
#: A file may end a little before the time it states, for instance where its sound lasts longer.
_TRUSTED_MS = 500
_BRANDS_AT = 4
_STARTS = (
    *((_BRANDS_AT, atom) for atom in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")),
    (8, b"AVI "),
    (0, b"\x1a\x45\xdf\xa3"),
)
_TS_PACKET_BYTES, _TS_SYNC = 188, 0x47
#: As much of a file as tells whether it is a clip.
HEAD_BYTES = 2 * _TS_PACKET_BYTES + 1


def looks_like_clip(path: Path) -> bool:
    """Tell by its first bytes whether the file is of a kind that holds clips (or only sounds)."""
    with path.open("rb") as file:
        return begins_like_clip(file.read(HEAD_BYTES))


def begins_like_clip(head: bytes) -> bool:
    """Tell the same of a file whose first `HEAD_BYTES`, or all if it is shorter, are `head`."""
    return is_transport_stream(head) or any(head.startswith(mark, at) for at, mark in _STARTS)


def is_transport_stream(head: bytes) -> bool:
    """Tell whether a file that begins with `head` is an MPEG transport stream."""
    return len(head) > 2 * _TS_PACKET_BYTES and set(head[::_TS_PACKET_BYTES]) == {_TS_SYNC}


def inspect_clip(path: Path) -> Medium:
    """Return what the clip at `path` is, after reading all of it and decoding its first pictures.

    The length is that of the pictures really there. Takes a few seconds at most. Raises MediaError.
    """
    stated = _probed(probe_start, path)
    video = stated.video
    if video is None:
        raise MediaError(f"{path.name} is a sound without pictures: send a picture or {ASK_FOR_CLIP}")
    _check_size(path, video)
    _check_length(path, stated.duration_ms)
    read = _probed(probe, path)
    duration_ms = _length_there(read)
    _check_pictures(path, read, duration_ms)
    _decode_some(path)
    sound = read.audio is not None
    return Medium(
        path, "video", video.width_px, video.height_px, video.has_alpha, duration_ms, has_sound=sound
    )


def _probed(look_at: Callable[..., MediaInfo], path: Path) -> MediaInfo:
    try:
        return look_at(path, timeout_s=_READING_S)
    except MediaError as error:
        raise MediaError(_damaged(path)) from error


def _check_size(path: Path, video: VideoStream) -> None:
    width, height = video.width_px, video.height_px
    size = f"{path.name} is {width}x{height}"
    if max(width, height) > LONGEST_SIDE_PX or width * height > MOST_PIXELS:
        raise MediaError(f"{size}: send the clip in at most 8192x4320 pixels; 1080x1920 is enough")
    if min(width, height) < SHORTEST_SIDE_PX:
        raise MediaError(f"{size}: send a clip of at least {SHORTEST_SIDE_PX} pixels a side")


def _check_length(path: Path, duration_ms: int) -> None:
    if duration_ms > LONGEST_CLIP_MS:
        minutes = LONGEST_CLIP_MS // 60_000
        raise MediaError(
            f"{path.name} is {duration_ms / 60_000:.0f} minutes long: cut it to at most {minutes} minutes"
        )


def _check_pictures(path: Path, read: MediaInfo, duration_ms: int) -> None:
    assert read.video is not None
    if read.video.frames == 1:
        raise MediaError(f"{path.name} holds a single picture: send it as a JPEG or PNG")
    if duration_ms < SHORTEST_CLIP_MS:
        raise MediaError(
            f"{path.name} shows {duration_ms / 1000:.1f} s: send a clip of at least "
            f"{SHORTEST_CLIP_MS / 1000} s, or a picture"
        )
    _check_length(path, duration_ms)
    if read.video.frames / duration_ms * 1000 > MOST_FPS:
        raise MediaError(f"{path.name} has more than {MOST_FPS} pictures a second: export it with 30 or 60")


def _length_there(read: MediaInfo) -> int:
    """Return how long the pictures last: what is stated, unless the file ends before."""
    if read.read_ms + _TRUSTED_MS < read.duration_ms:
        return read.read_ms
    return read.duration_ms


def _decode_some(path: Path) -> None:
    tiny = f"scale={_SAMPLE_SIDE_PX}:{_SAMPLE_SIDE_PX},format=gray"
    output = ["-map", "0:V:0", "-frames:v", str(_DECODED_FRAMES), "-vf", tiny, "-fps_mode", "passthrough"]
    try:
        pixels = run([*opening(path, 0, 1), *output, "-f", "rawvideo", "pipe:1"], timeout_s=_DECODING_S)
    except FfmpegTimeoutError as error:
        raise MediaError(f"{path.name} takes too long to read: export it as an mp4 in 1080x1920") from error
    except FfmpegError as error:
        raise MediaError(_damaged(path)) from error
    if len(pixels) < 2 * _SAMPLE_SIDE_PX**2:
        raise MediaError(_damaged(path))


def _damaged(path: Path) -> str:
    return f"{path.name} is damaged, incomplete or of an unknown kind: export it again as an mp4"
