"""Sound files of any kind as samples."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pytoon.film import ffmpeg
from pytoon.film.errors import FfmpegError, MediaError
from pytoon.film.sound.loudness import SAMPLE_RATE, Sound


def decode(file: Path, most_ms: int | None = None, filters: str = "anull", *, start_ms: int = 0) -> Sound:
    """Return the sound of `file` from `start_ms` on as (2, samples) at 48 kHz, no more than `most_ms` of it.

    It has passed through `filters`, named as ffmpeg does.
    Raises MediaError when there is no sound in it.
    """
    begin = ["-ss", f"{start_ms / 1000:.3f}"] if start_ms else []
    limit = [] if most_ms is None else ["-t", f"{most_ms / 1000:.3f}"]
    output = [
        "-map",
        "0:a:0",
        "-vn",
        "-af",
        filters,
        "-ac",
        "2",
        "-ar",
        str(SAMPLE_RATE),
        *limit,
        "-f",
        "f32le",
        "-",
    ]
    try:
        pcm = ffmpeg.run([*begin, *ffmpeg.source(file), *output])
    except FfmpegError as error:
        raise MediaError(f"{file.name} cannot be read as sound: {error}.") from error
    sound: Sound = np.frombuffer(pcm, "<f4").reshape(-1, 2).T
    if not sound.shape[1]:
        raise MediaError(f"{file.name} has no sound in it.")
    if not np.isfinite(sound.sum()):
        raise MediaError(f"{file.name} holds samples that are not numbers; export it again.")
    return np.ascontiguousarray(sound)
