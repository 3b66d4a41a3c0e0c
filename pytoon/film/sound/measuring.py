"""What a finished sound file or film measures, as ffmpeg hears it."""

from __future__ import annotations

import re
from pathlib import Path

from pytoon.film import ffmpeg
from pytoon.film.errors import FilmError


def measure(file: Path) -> tuple[float, float]:
    """Return the integrated loudness (LUFS) and true peak (dBTP) of a finished sound file or film.

    ffmpeg's ebur128 decodes and measures it, independently of the code that made it.
    """
    filters = "ebur128=peak=true:framelog=quiet"
    said = ffmpeg.report([*ffmpeg.source(file), "-map", "0:a:0", "-af", filters, "-f", "null", "-"])
    summary = said[said.rindex("Summary:") :]
    found = {name: re.search(rf"{name}:\s+(-?[\d.]+|-?inf|nan)", summary) for name in ("I", "Peak")}
    loudness, peak = found["I"], found["Peak"]
    if loudness is None or peak is None:
        raise FilmError(f"The loudness of {file.name} could not be measured.")
    return float(loudness[1]), float(peak[1])
