"""The caller's sounds, held against what a film can use before work begins."""

from __future__ import annotations

import re
from pathlib import Path

from pytoon.film.errors import FfmpegError, MediaError
from pytoon.film.ffmpeg import report, source
from pytoon.film.probe import CONTAINERS, probe_start

MAX_SOUND_S = 300
MIN_SOUND_S = 0.3
#: A sound whose loudest sample stays below this is taken for silence.
SILENCE_DBFS = -60.0

_RATE_HZ = 48_000
_SAMPLES = re.compile(r"n_samples: (\d+)")
_PEAK = re.compile(r"max_volume: (-?[\d.]+|-inf) dB")


def inspect_sound(path: Path) -> float:
    """Return the length in seconds of the sound at `path`, counted by decoding it, whatever the file states.

    Raises MediaError, saying what to do, for a file without sound and for one that is damaged, silent,
    shorter than `MIN_SOUND_S` or longer than `MAX_SOUND_S`.
    """
    if probe_start(path).audio is None:
        raise MediaError(f"{path.name} holds no sound: send a recording such as a wav or mp3")
    whitelist = ("-format_whitelist", ",".join(CONTAINERS))
    measuring = f"aformat=sample_rates={_RATE_HZ}:channel_layouts=mono,volumedetect"
    decoding = ["-map", "0:a:0", "-t", str(MAX_SOUND_S + 1), "-af", measuring, "-f", "null", "-"]
    try:
        said = report([*source(path, *whitelist), *decoding], timeout_s=60)
    except FfmpegError as error:
        raise MediaError(f"{path.name} is damaged or incomplete: export the sound again") from error
    samples, peak = _SAMPLES.findall(said), _PEAK.findall(said)
    length_s = int(samples[-1]) / _RATE_HZ if samples else 0.0
    if length_s < MIN_SOUND_S:
        raise MediaError(f"{path.name} is {length_s:.1f} s long: send a sound of at least {MIN_SOUND_S} s")
    if length_s > MAX_SOUND_S:
        raise MediaError(f"{path.name} is longer than {MAX_SOUND_S // 60} minutes: send a shorter sound")
    if not peak or float(peak[-1]) < SILENCE_DBFS:
        raise MediaError(f"{path.name} is silent: send a sound that can be heard")
    return length_s
