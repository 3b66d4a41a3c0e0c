"""Changes of level over time: the limiter, ducking and fades.

A level is worked out once per block and drawn as a line between blocks, so that no gain ever jumps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pytoon.film.sound.loudness import SAMPLE_RATE, Sound, fast_length, gain
from pytoon.film.timeline import DuckRegion

#: A third of a millisecond: finer than any peak that the limiter has to catch.
_LIMITER_BLOCK = 16
#: Blocks over which the limiter's gain comes down and goes up again: 10 ms to either side of a peak.
_LIMITER_REACH = 30
#: 2.5 ms, and over how many of them a change of level is spread.
_SIBILANT_BLOCK = 120
_SIBILANT_SMOOTHING = 5
#: Where the band begins, and where it is whole.
_SIBILANTS_FROM_HZ = (4500.0, 5500.0)
_SIBILANTS_BELOW_VOWELS_DB = 16.0


def limit(sound: Sound, peaks: npt.NDArray[np.float32], ceiling_dbtp: float) -> Sound:
    """Return `sound` with its true peaks at or below `ceiling_dbtp`, by turning it down around each of them.

    `peaks` are what `true_peaks` says of `sound`; they take most of the work and scale with it. The gain at
    a block is the lowest that any block in reach needs, then smoothed over less than that reach, so it is
    already low enough when the peak comes.
    """
    highest = _blocks(peaks, _LIMITER_BLOCK).max(axis=1)
    per_block = np.minimum(gain(ceiling_dbtp) / np.maximum(highest, 1e-9), 1.0).astype(np.float32)
    padded = np.pad(per_block, _LIMITER_REACH, constant_values=1.0)
    lowest = np.lib.stride_tricks.sliding_window_view(padded, 2 * _LIMITER_REACH + 1).min(axis=1)
    smooth = _smooth(lowest, 2 * _LIMITER_REACH - 1)
    return sound * _draw(smooth, _LIMITER_BLOCK, sound.shape[1])


def soften_sibilants(speech: Sound) -> Sound:
    """Return `speech` with its hissing (s, sh, ch) held back: half of what exceeds the usual, in dB.

    Only the band above 5 kHz gives way, and only where it stands out against the loud vowels.
    """
    samples = speech.shape[1]
    length = fast_length(samples + _SIBILANT_BLOCK)
    low_hz, high_hz = _SIBILANTS_FROM_HZ
    band = np.clip((np.fft.rfftfreq(length, 1 / SAMPLE_RATE) - low_hz) / (high_hz - low_hz), 0, 1)
    hiss = np.fft.irfft(np.fft.rfft(speech, length) * band, length)[:, :samples].astype(np.float32)
    loud_db = np.percentile(_block_levels_db(speech), 95)
    excess_db = np.maximum(_block_levels_db(hiss) - (loud_db - _SIBILANTS_BELOW_VOWELS_DB), 0)
    kept = _smooth(10 ** (-excess_db / 2 / 20), _SIBILANT_SMOOTHING)
    return speech - hiss * (1 - _draw(kept, _SIBILANT_BLOCK, samples))


def _block_levels_db(sound: Sound) -> npt.NDArray[np.float32]:
    power = _blocks(np.square(sound).mean(axis=0), _SIBILANT_BLOCK).mean(axis=1)
    return 10 * np.log10(power + np.float32(1e-12))


def duck(sound: Sound, regions: Sequence[DuckRegion]) -> Sound:
    """Return `sound` turned down in `regions`, with ramps that are straight in dB.

    Where regions overlap the lowest level counts; one that is too short for its ramps keeps its depth.
    """
    samples = sound.shape[1]
    times_ms = np.arange(samples // 48 + 2, dtype=np.float64)
    level_db = np.zeros(len(times_ms))
    for region in regions:
        squeeze = min(1.0, (region.end_ms - region.start_ms) / max(region.fade_in_ms + region.fade_out_ms, 1))
        down_ms = region.start_ms + region.fade_in_ms * squeeze
        up_ms = region.end_ms - region.fade_out_ms * squeeze
        corners_ms = [region.start_ms, down_ms, up_ms, region.end_ms]
        line = np.interp(times_ms, corners_ms, [0.0, -region.amount_db, -region.amount_db, 0.0])
        np.minimum(level_db, line, out=level_db)
    curve = np.interp(np.arange(samples) / 48, times_ms, 10 ** (level_db / 20))
    return sound * curve.astype(np.float32)


def fade(sound: Sound, in_ms: int, out_ms: int) -> Sound:
    """Return `sound` rising from and falling to silence, along a quarter of a sine."""
    faded = sound.copy()
    for length_ms, direction in ((in_ms, slice(None)), (out_ms, slice(None, None, -1))):
        samples = min(length_ms * SAMPLE_RATE // 1000, sound.shape[1])
        ramp = np.sin(np.linspace(0, np.pi / 2, samples, dtype=np.float32))
        faded[:, direction][:, :samples] *= ramp
    return faded


def _blocks(values: npt.NDArray[np.float32], block: int) -> npt.NDArray[np.float32]:
    """Return `values` as rows of `block`, the last one filled up with 0."""
    return np.pad(values, (0, -len(values) % block)).reshape(-1, block)


def _smooth(values: npt.NDArray[np.float32], width: int) -> npt.NDArray[np.float32]:
    """Return the moving average of `values` under a Hann window of `width` (odd); the ends count as held."""
    window = np.hanning(width + 2)[1:-1]
    padded = np.pad(values, width // 2, mode="edge")
    return np.convolve(padded, window / window.sum(), mode="valid").astype(np.float32)


def _draw(per_block: npt.NDArray[np.float32], block: int, samples: int) -> npt.NDArray[np.float32]:
    """Return one value a sample: straight lines between the centres of the blocks."""
    centres = np.arange(len(per_block)) * block + (block - 1) / 2
    return np.interp(np.arange(samples), centres, per_block).astype(np.float32)
