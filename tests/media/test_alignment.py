"""Words found in a recording: held against voices that say when they say each word."""

import numpy as np
import pytest

from pytoon.film.sound.alignment import Alignment, align
from pytoon.film.sound.speech import Speech, find_voice, load_speaker
from pytoon.film.sound.wav import resample

pytestmark = pytest.mark.media

SCRIPT = "Meet the bottle that keeps your coffee hot for twelve hours."
OTHER = "You have run this road a thousand times, and today it feels new."


def spoken(text: str, voice: str = "heart", rate: float = 1.0) -> Speech:
    chosen = find_voice(voice)
    assert chosen is not None
    return load_speaker(chosen, 1).speak(text, rate)


def aligned(recorded: Speech, script: str) -> Alignment:
    reference = spoken(script)
    recording, said = (resample(s.samples[np.newaxis], s.sample_rate) for s in (recorded, reference))
    return align(recording, said, [(word.start_ms, word.end_ms) for word in reference.words])


@pytest.mark.parametrize(("voice", "rate"), [("am_michael", 1.0), ("bf_emma", 0.85)])
def test_words_of_another_voice_are_found_where_it_says_them(voice, rate):
    recorded = spoken(SCRIPT, voice, rate)
    found = aligned(recorded, SCRIPT)
    assert found.found
    late_ms = [
        found_ms[0] - word.start_ms
        for found_ms, word in zip(found.words_ms, recorded.words, strict=True)
        if found_ms
    ]
    assert len(late_ms) >= len(recorded.words) - 1
    assert np.median(np.abs(late_ms)) <= 40
    assert max(np.abs(late_ms)) <= 150


def test_a_recording_of_another_text_is_told_apart():
    assert not aligned(spoken(OTHER, "am_michael"), SCRIPT).found
