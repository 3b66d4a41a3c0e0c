"""Clips that can be read from any moment on: a transport stream has no index, so it is given one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytoon.film.brief import Medium
from pytoon.film.clips import HEAD_BYTES, is_transport_stream
from pytoon.film.errors import FfmpegError, MediaError, means_full_disk
from pytoon.film.ffmpeg import run, source

_COPYING_S = 30


def indexed(medium: Medium, target: Path) -> Medium:
    """Return `medium` as one that can be read from any moment on, most often as it is.

    A transport stream is copied to `target` as Matroska, packet by packet: ffmpeg finds no key frame to
    begin at in the original, and shows nothing where key frames are far apart. Raises MediaError.
    """
    if medium.kind != "video" or not _has_no_index(medium.path):
        return medium
    opened = ["-fflags", "+genpts", *source(medium.path)]
    copying = ["-map", "0:V:0", "-map", "0:a:0?", "-c", "copy", "-f", "matroska", f"file:{target}"]
    try:
        run([*opened, *copying], timeout_s=_COPYING_S)
    except FfmpegError as error:
        if means_full_disk(error):
            raise
        raise MediaError(f"{medium.path.name} cannot be read from its middle: export it as an mp4") from error
    return replace(medium, path=target)


def _has_no_index(path: Path) -> bool:
    with path.open("rb") as file:
        return is_transport_stream(file.read(HEAD_BYTES))
