import numpy as np
import pytest

from pytoon.film.sound.dynamics import duck, fade, limit, soften_sibilants
from pytoon.film.sound.loudness import SAMPLE_RATE, gain, true_peak_dbtp, true_peaks
from pytoon.film.timeline import DuckRegion

RNG = np.random.default_rng(5)


def ones(seconds: float):
    return np.ones((2, int(seconds * SAMPLE_RATE)), np.float32)


def test_the_limiter_keeps_every_true_peak_below_the_ceiling():
    noise = RNG.standard_normal((2, SAMPLE_RATE)).astype(np.float32)
    noise[:, SAMPLE_RATE // 2] = 8
    limited = limit(noise, true_peaks(noise), -1.9)
    assert true_peak_dbtp(limited) <= -1.85


def test_the_limiter_leaves_quiet_sound_untouched():
    noise = 0.01 * RNG.standard_normal((2, SAMPLE_RATE // 4)).astype(np.float32)
    assert np.allclose(limit(noise, true_peaks(noise), -2), noise)


def test_the_limiter_never_jumps():
    """One high peak on a steady level: the gain glides to it and back."""
    steady = 0.5 * ones(0.5)
    steady[:, 12_000] = 3
    limited = limit(steady, true_peaks(steady), -2)
    beside = np.delete(limited[0], slice(11_980, 12_021))
    assert np.abs(np.diff(beside)).max() < 0.05


@pytest.mark.parametrize("samples", [1, 15, 16, 17, 1000])
def test_the_limiter_takes_sounds_of_any_length(samples):
    loud = 4 * np.ones((2, samples), np.float32)
    limited = limit(loud, true_peaks(loud), -2)
    assert limited.shape == loud.shape
    assert np.abs(limited).max() <= gain(-2) + 1e-4


def test_ducked_music_is_as_much_quieter_as_the_region_says():
    ducked = duck(ones(3), [DuckRegion(1000, 2000, amount_db=12, fade_in_ms=200, fade_out_ms=200)])
    at = lambda ms: ducked[0, ms * 48]  # noqa: E731
    assert at(500) == at(2500) == 1
    assert 20 * np.log10(at(1500)) == pytest.approx(-12, abs=0.01)
    assert 20 * np.log10(at(1100)) == pytest.approx(-6, abs=0.1)
    assert np.abs(np.diff(ducked[0])).max() < 0.001


def test_overlapping_regions_do_not_duck_twice():
    regions = [DuckRegion(0, 1500), DuckRegion(1000, 2500)]
    assert 20 * np.log10(duck(ones(3), regions).min()) == pytest.approx(-12, abs=0.01)


def test_a_region_too_short_for_its_ramps_still_reaches_its_depth():
    ducked = duck(ones(1), [DuckRegion(400, 600, 12, 200, 200)])
    assert 20 * np.log10(ducked.min()) == pytest.approx(-12, abs=0.3)


def test_fades_begin_and_end_in_silence():
    faded = fade(ones(1), 100, 200)
    assert faded[0, 0] == 0
    assert faded[0, -1] == 0
    assert faded[0, SAMPLE_RATE // 2] == 1


def test_a_fade_longer_than_the_sound_is_no_error():
    assert fade(ones(0.1), 500, 500).shape == (2, 4800)


def test_hissing_is_softened_and_vowels_are_not():
    """Half a second of a low tone, then of noise above 6 kHz as loud as the tone."""
    time = np.arange(SAMPLE_RATE // 2) / SAMPLE_RATE
    vowel = (0.3 * np.sin(2 * np.pi * 300 * time)).astype(np.float32)
    spectrum = np.fft.rfft(RNG.standard_normal(len(time)))
    spectrum[:3000] = 0
    hiss = np.fft.irfft(spectrum).astype(np.float32)
    hiss *= np.sqrt(np.square(vowel).mean() / np.square(hiss).mean())
    softened = soften_sibilants(np.concatenate([vowel, hiss])[np.newaxis])[0]
    inner_vowel, inner_hiss = slice(1000, len(vowel) - 1000), slice(len(vowel) + 1000, -1000)
    assert np.allclose(softened[inner_vowel], vowel[1000:-1000], atol=0.01)
    change_db = 10 * np.log10(np.square(softened[inner_hiss]).mean() / np.square(hiss[1000:-1000]).mean())
    assert change_db == pytest.approx(-8, abs=1)


def test_softening_takes_silence_and_short_sounds():
    assert not soften_sibilants(np.zeros((1, 500), np.float32)).any()
    assert soften_sibilants(np.ones((1, 7), np.float32)).shape == (1, 7)
