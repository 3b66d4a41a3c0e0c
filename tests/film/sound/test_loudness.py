import numpy as np
import pytest

from pytoon.film.sound.loudness import (
    SAMPLE_RATE,
    fast_length,
    gain,
    loudness_lufs,
    momentary_lufs,
    true_peak_dbtp,
)


def tone(frequency_hz: float, level_dbfs: float, seconds: float = 2.0, channels: int = 2):
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return np.tile(np.sin(2 * np.pi * frequency_hz * time + 0.7) * gain(level_dbfs), (channels, 1)).astype(
        np.float32
    )


def test_the_calibration_tone_of_the_standard_measures_as_it_says():
    """EBU Tech 3341, case 1: a stereo tone of 1 kHz at -23 dBFS is -23 LUFS."""
    assert loudness_lufs(tone(1000, -23)) == pytest.approx(-23, abs=0.1)


def test_one_channel_is_three_units_quieter_than_two():
    assert loudness_lufs(tone(1000, -20, channels=1)) == pytest.approx(
        loudness_lufs(tone(1000, -20)) - 3.01, abs=0.02
    )


def test_pauses_do_not_lower_the_loudness():
    """The relative gate leaves out what is 10 LU below the rest."""
    sound = tone(1000, -20, 4)
    with_pause = np.concatenate([sound, np.zeros_like(sound), sound], axis=1)
    assert loudness_lufs(with_pause) == pytest.approx(loudness_lufs(sound), abs=0.4)


def test_silence_has_no_loudness():
    assert loudness_lufs(np.zeros((2, SAMPLE_RATE), np.float32)) == -np.inf
    assert true_peak_dbtp(np.zeros((2, 100), np.float32)) == -np.inf


def test_low_tones_count_less_than_high_ones():
    assert loudness_lufs(tone(40, -20)) < loudness_lufs(tone(4000, -20)) - 6


def test_peaks_between_samples_are_found():
    """A quarter of the sample rate at 45 degrees: every sample is 3 dB below the wave's true peak."""
    time = np.arange(SAMPLE_RATE)
    sound = np.sin(np.pi / 2 * time + np.pi / 4).astype(np.float32)[np.newaxis]
    assert 20 * np.log10(np.abs(sound).max()) == pytest.approx(-3.01, abs=0.01)
    assert true_peak_dbtp(sound[:, 1000:-1000]) == pytest.approx(0, abs=0.3)


def test_short_sounds_are_measured_too():
    assert np.isfinite(loudness_lufs(tone(1000, -10, 0.1)))
    assert len(momentary_lufs(tone(1000, -10, 1.0))) == 7


@pytest.mark.parametrize("length", [1, 2, 7, 11, 97, 1001, 48_001])
def test_fast_lengths_are_products_of_small_primes(length):
    fast = fast_length(length)
    assert length <= fast < 2 * length or fast == 1
    for prime in (2, 3, 5):
        while fast % prime == 0:
            fast //= prime
    assert fast == 1
