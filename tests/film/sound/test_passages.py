"""Recordings made of tones and silence, cut where nothing sounds."""

import numpy as np
import pytest

from pytoon.film.sound.loudness import SAMPLE_RATE, Sound
from pytoon.film.sound.passages import Stretch, divide, estimate
from pytoon.film.sound.recording import hear
from pytoon.film.timeline import Word


def recorded(*parts: tuple[int, float]) -> Sound:
    """Sound each part for its ms at its level; 0 is a pause. There is always some hiss."""
    samples = sum(ms for ms, _ in parts) * SAMPLE_RATE // 1000
    level = np.concatenate([np.full(ms * SAMPLE_RATE // 1000, level) for ms, level in parts])
    tone = np.sin(2 * np.pi * 300 * np.arange(samples) / SAMPLE_RATE)
    hiss = np.random.default_rng(1).normal(0, 1e-4, samples)
    return (level * tone + hiss).astype(np.float32)[np.newaxis]


def stretch(number: int, *words_ms: tuple[int, int]) -> Stretch:
    words = tuple(Word(f"w{start}", start, end) for start, end in words_ms)
    return Stretch((number,), words)


def length_ms(speech) -> int:
    return len(speech.samples) * 1000 // SAMPLE_RATE


def test_sentences_are_cut_in_the_pause_between_them_and_their_words_move_along():
    sound = recorded((500, 0), (600, 0.3), (400, 0), (700, 0.3), (500, 0))
    first, second = divide(sound, [stretch(0, (500, 800), (800, 1100)), stretch(1, (1520, 2180))])
    assert (first.sentences, second.sentences) == ((0,), (1,))
    assert length_ms(first.speech) == pytest.approx(600 + 80 + 120, abs=30)
    assert first.speech.words[0].start_ms == pytest.approx(80, abs=20)
    assert first.speech.words[1].start_ms == pytest.approx(380, abs=20)
    assert second.speech.words[0].start_ms == pytest.approx(100, abs=20)


def test_sentences_without_a_pause_between_them_stay_together():
    sound = recorded((500, 0), (1300, 0.3), (500, 0))
    [both] = divide(sound, [stretch(0, (500, 1100)), stretch(1, (1100, 1800))])
    assert both.sentences == (0, 1)
    assert [word.text for word in both.speech.words] == ["w500", "w1100"]


def test_what_is_said_beside_the_script_is_left_out():
    sound = recorded((400, 0), (600, 0.3), (300, 0), (500, 0.3), (300, 0), (600, 0.3), (400, 0))
    first, second = divide(sound, [stretch(0, (400, 1000)), stretch(1, (2100, 2700))])
    assert length_ms(first.speech) < 850
    assert length_ms(second.speech) < 850


def test_a_long_pause_inside_a_sentence_is_shortened_without_a_click():
    sound = recorded((400, 0), (600, 0.3), (2000, 0), (600, 0.3), (400, 0))
    hum = 0.05 * np.sin(2 * np.pi * 50.3 * np.arange(sound.shape[1]) / SAMPLE_RATE)
    sound += hum.astype(np.float32)
    [passage] = divide(sound, [stretch(0, (400, 1000), (3000, 3600))])
    before, after = passage.speech.words
    assert after.start_ms - before.end_ms == pytest.approx(700, abs=30)
    assert length_ms(passage.speech) == pytest.approx(600 + 700 + 600 + 200, abs=60)
    pause = slice(*(ms * SAMPLE_RATE // 1000 for ms in (before.end_ms + 60, after.start_ms - 60)))
    assert np.abs(np.diff(passage.speech.samples[pause])).max() < 0.002


def test_a_pause_that_a_speaker_takes_for_breath_is_kept():
    sound = recorded((400, 0), (600, 0.3), (900, 0), (600, 0.3), (400, 0))
    [passage] = divide(sound, [stretch(0, (400, 1000), (1900, 2500))])
    assert passage.speech.words[1].start_ms - passage.speech.words[0].end_ms == 900


def test_guessed_sentences_end_in_the_pauses_nearby():
    sound = recorded((500, 0), (1300, 0.3), (400, 0), (1100, 0.3), (500, 0))
    first, second = estimate(sound, ["Some words are here.", "Others follow."])
    assert first.words[0].start_ms == pytest.approx(500, abs=20)
    assert first.words[-1].end_ms == pytest.approx(1800, abs=20)
    assert second.words[0].start_ms == pytest.approx(2200, abs=20)
    assert second.words[-1].end_ms == pytest.approx(3300, abs=20)


def test_guessed_sentences_in_an_unbroken_sound_are_one():
    [whole] = estimate(recorded((300, 0), (3000, 0.3), (300, 0)), ["One two.", "Three four."])
    assert whole.sentences == (0, 1)
    starts = [word.start_ms for word in whole.words]
    assert starts == sorted(starts)


def test_a_sentence_spoken_lower_is_brought_up_by_no_more_than_6_db():
    sound = recorded((500, 0), (800, 0.3), (400, 0), (800, 0.2), (400, 0), (800, 0.02), (500, 0))
    heard = hear(sound, ["Say it now.", "Say it now.", "Say it now."], [])
    peaks = [np.abs(passage.speech.samples).max() for passage in heard.passages]
    assert not heard.found
    assert peaks[0] == pytest.approx(peaks[1], rel=0.1)
    assert peaks[2] == pytest.approx(0.04, rel=0.1)
