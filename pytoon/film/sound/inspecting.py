"""The caller's sounds, held against what a film can use before work begins."""

from __future__ import annotations

import re
from math import inf
from pathlib import Path

from pytoon.film.brief import MAX_FILM_MS
from pytoon.film.errors import FfmpegError, MediaError
from pytoon.film.ffmpeg import report, source
from pytoon.film.probe import probe_start

MAX_SOUND_S = 300
MIN_SOUND_S = 0.3
#: A sound whose loudest sample stays below this is taken for silence.
SILENCE_DBFS = -60.0

_RATE_HZ = 48_000
_SAMPLES = re.compile(r"n_samples: (\d+)")
_NO_NUMBERS = re.compile(r"Number of (?:NaNs|Infs): ([\d.]+)")
_PEAK = re.compile(r"max_volume: (-?[\d.]+|-inf) dB")


def inspect_sound(path: Path) -> float:
    """Return the length in seconds of the sound at `path`, counted by decoding it, whatever the file states.

    Raises MediaError, saying what to do, for a file without sound and for one that is damaged, silent,
    shorter than `MIN_SOUND_S` or longer than `MAX_SOUND_S`.
    """
    length_s, peak_dbfs = _heard(path, MAX_SOUND_S + 1)
    if length_s > MAX_SOUND_S:
        raise MediaError(f"{path.name} is longer than {MAX_SOUND_S // 60} minutes: send a shorter sound")
    if peak_dbfs < SILENCE_DBFS:
        raise MediaError(f"{path.name} is silent: send a sound that can be heard")
    return length_s


def inspect_music(path: Path) -> None:
    """Hold the music at `path` against what a film can use: as much of it as the longest film plays.

    Raises MediaError, saying what to do, for a file without sound and for one that is damaged, begins with
    nothing but silence or is shorter than `MIN_SOUND_S`. It may be as long as it likes.
    """
    longest_film_s = MAX_FILM_MS // 1000
    _, peak_dbfs = _heard(path, longest_film_s)
    if peak_dbfs < SILENCE_DBFS:
        raise MediaError(
            f"{path.name} is silent in its first {longest_film_s} s: send music that can be heard"
        )


def _heard(path: Path, most_s: int) -> tuple[float, float]:
    """Decode the first `most_s` of the sound at `path`; return their length in seconds and peak in dBFS."""
    if probe_start(path).audio is None:
        raise MediaError(f"{path.name} holds no sound: send one such as a wav or mp3")
    counting = "astats=measure_perchannel=none:measure_overall=Number_of_NaNs+Number_of_Infs"
    measuring = f"{counting},aformat=sample_rates={_RATE_HZ}:channel_layouts=mono,volumedetect"
    decoding = ["-map", "0:a:0", "-t", str(most_s), "-af", measuring, "-f", "null", "-"]
    try:
        said = report([*source(path), *decoding], timeout_s=60)
    except FfmpegError as error:
        raise MediaError(f"{path.name} is damaged or incomplete: export the sound again") from error
    if any(float(count) for count in _NO_NUMBERS.findall(said)):
        raise MediaError(f"{path.name} holds samples that are not numbers: export the sound again")
    samples, peak = _SAMPLES.findall(said), _PEAK.findall(said)
    length_s = int(samples[-1]) / _RATE_HZ if samples else 0.0
    if length_s < MIN_SOUND_S:
        raise MediaError(f"{path.name} is {length_s:.1f} s long: send a sound of at least {MIN_SOUND_S} s")
    return length_s, float(peak[-1]) if peak else -inf
