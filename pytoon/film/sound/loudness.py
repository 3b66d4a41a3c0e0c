"""How loud a sound is and how high it peaks, after ITU-R BS.1770-4 and EBU R 128.

Sounds are float arrays of shape (channels, samples) at 48 kHz, full scale is 1.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 48_000

Sound = npt.NDArray[np.float32]

# BS.1770-4, tables 1 and 2: the head's shelf and the low cut, at 48 kHz.
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_LOW_CUT = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
_OFFSET_LU = -0.691
_BLOCK = SAMPLE_RATE * 4 // 10
_STEP = SAMPLE_RATE // 10
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0

_OVERSAMPLING = 4
_HALF_TAPS = 12
#: Zeros after the sound, so that the filters' ringing does not wrap around to its start.
_RINGING = SAMPLE_RATE // 2


def loudness_lufs(sound: Sound) -> float:
    """Return the integrated (gated) loudness in LUFS; -inf for silence.

    A sound shorter than a measuring block (400 ms) is measured as if silence followed it.
    """
    energies = _block_energies(sound)
    levels = _OFFSET_LU + _decibels(energies)
    energies = energies[levels > _ABSOLUTE_GATE_LUFS]
    if not len(energies):
        return -np.inf
    gate = _OFFSET_LU + _decibels(energies.mean()) + _RELATIVE_GATE_LU
    loud = energies[_OFFSET_LU + _decibels(energies) > gate]
    return float(_OFFSET_LU + _decibels(loud.mean()))


def momentary_lufs(sound: Sound) -> npt.NDArray[np.float64]:
    """Return the loudness of each 400 ms block, one every 100 ms; -inf where there is silence."""
    return _OFFSET_LU + _decibels(_block_energies(sound))


def true_peak_dbtp(sound: Sound) -> float:
    """Return the highest peak between and at the samples, in dB relative to full scale."""
    return float(_decibels(np.square(true_peaks(sound).max(initial=0.0))))


def true_peaks(sound: Sound) -> npt.NDArray[np.float32]:
    """Return for each sample the highest absolute value of all channels from it up to the next sample."""
    peaks = np.abs(sound).max(axis=0)
    for phase in range(1, _OVERSAMPLING):
        taps = _fractional_delay(phase / _OVERSAMPLING)
        for channel in sound:
            between = np.convolve(channel, taps)[_HALF_TAPS - 1 : _HALF_TAPS - 1 + len(channel)]
            np.maximum(peaks, np.abs(between), out=peaks)
    return peaks


def gain(decibels: float) -> float:
    """Return the factor that changes a level by `decibels`."""
    return float(10 ** (decibels / 20))


def fast_length(length: int) -> int:
    """Return the smallest product of 2, 3 and 5 that is at least `length`: quick for a Fourier transform."""
    best = 1 << max(length - 1, 0).bit_length()
    fives = 1
    while fives < best:
        threes = fives
        while threes < best:
            twos = threes << max(-(-length // threes) - 1, 0).bit_length()
            best = min(best, twos)
            threes *= 3
        fives *= 5
    return best


def _block_energies(sound: Sound) -> npt.NDArray[np.float64]:
    """Return the K-weighted mean square of each block, summed over the channels."""
    samples = sound.shape[1]
    length = fast_length(max(samples, _BLOCK) + _RINGING)
    weighting = _weighting(length)
    squares = np.zeros(max(samples, _BLOCK), np.float32)
    for channel in sound:
        weighted = np.fft.irfft(np.fft.rfft(channel, length) * weighting, length)
        squares += np.square(weighted[: len(squares)])
    steps = len(squares) // _STEP
    per_step = squares[: steps * _STEP].reshape(steps, _STEP).sum(axis=1, dtype=np.float64)
    return np.convolve(per_step, np.ones(_BLOCK // _STEP), mode="valid") / _BLOCK


@lru_cache(maxsize=4)
def _weighting(length: int) -> npt.NDArray[np.complex64]:
    """Return the K-weighting of each bin of a Fourier transform of `length` samples."""
    turn = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    return (_response(_SHELF, turn) * _response(_LOW_CUT, turn)).astype(np.complex64)


def _response(
    biquad: tuple[tuple[float, ...], tuple[float, ...]], turn: npt.NDArray[np.complex128]
) -> npt.NDArray[np.complex128]:
    (b0, b1, b2), (a0, a1, a2) = biquad
    return (b0 + turn * (b1 + turn * b2)) / (a0 + turn * (a1 + turn * a2))


def _fractional_delay(fraction: float) -> npt.NDArray[np.float32]:
    """Return the filter that reads `fraction` of a sample after each sample (windowed sinc)."""
    offsets = np.arange(-_HALF_TAPS + 1, _HALF_TAPS + 1) - fraction
    taps = np.sinc(offsets) * np.cos(np.pi * offsets / (2 * _HALF_TAPS + 1)) ** 2
    return (taps / taps.sum())[::-1].astype(np.float32)


def _decibels(power: npt.ArrayLike) -> npt.NDArray[np.float64]:
    with np.errstate(divide="ignore"):
        return 10 * np.log10(np.asarray(power, np.float64))
