"""WAV files of 16 bits at 48 kHz, the form in which sound is handed from step to step."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from pytoon.film.errors import MediaError
from pytoon.film.sound.loudness import SAMPLE_RATE, Sound, fast_length

_FULL_SCALE = 32767


def write_wav(path: Path, sound: Sound) -> None:
    """Write `sound` (channels, samples) at 48 kHz; what is above full scale is clipped."""
    pcm = np.clip(np.rint(sound.T * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.shape[0])
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(pcm.tobytes())


def read_wav(path: Path) -> Sound:
    """Return a file written by `write_wav` as (channels, samples). Raises MediaError for any other."""
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2 or file.getframerate() != SAMPLE_RATE:
                raise MediaError(f"{path.name} must be a WAV file of 16 bits at 48 kHz.")
            pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
            channels = file.getnchannels()
    except (OSError, EOFError, wave.Error) as error:
        raise MediaError(f"{path.name} cannot be read as a WAV file ({error}).") from error
    return np.ascontiguousarray(pcm.reshape(-1, channels).T, np.float32) / np.float32(_FULL_SCALE)


def resample(sound: Sound, sample_rate: int) -> Sound:
    """Return `sound`, which was sampled at `sample_rate`, at 48 kHz, by its spectrum.

    Nothing of the sound's band is lost and nothing is added beyond it. Meant for whole sounds that begin
    and end in silence: the two ends are neighbours to this method.
    """
    if sample_rate == SAMPLE_RATE:
        return sound
    samples = sound.shape[1]
    common = int(np.gcd(sample_rate, SAMPLE_RATE))
    block = sample_rate // common
    blocks = fast_length(-(-samples // block) + 1)
    before, after = blocks * block, blocks * (SAMPLE_RATE // common)
    spectrum = np.fft.rfft(sound, before)[:, : after // 2 + 1]
    resampled = np.fft.irfft(spectrum, after) * (after / before)
    return resampled[:, : round(samples * SAMPLE_RATE / sample_rate)].astype(np.float32)
