"""Each check of the acceptance run passes what is good and fails what is spoilt in its own way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pytoon.film.timeline import Caption, Entry, Timeline, Word
from tests.acceptance import briefs, hearing, odd_media, report
from tests.acceptance.films import Film
from tests.acceptance.hearing import word_errors
from tests.acceptance.listening import SAMPLE_RATE, worst_click
from tests.acceptance.measure import Check, _captions_in_scenes, check_clipping, check_picture, check_voice

WORDS = (Word("one", 200, 700), Word("two", 1_200, 1_700))


def sung(level: float = 0.3) -> np.ndarray:
    """Two seconds with two "words": a tone with overtones, eased in and out, nothing between."""
    time = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    tone = sum(np.sin(2 * np.pi * 180 * n * time + n) / n for n in range(1, 9))
    envelope = np.zeros_like(time)
    for word in WORDS:
        start, end = word.start_ms * SAMPLE_RATE // 1000, word.end_ms * SAMPLE_RATE // 1000
        envelope[start:end] = np.minimum(
            1, np.minimum(np.arange(end - start), np.arange(end - start)[::-1]) / 400
        )
    return (level * tone * envelope / 3).astype(np.float32)


def failed(film: np.ndarray, voice: np.ndarray) -> set[str]:
    return {check.name for check in check_voice(film, voice, WORDS) if not check.passed}


def test_a_clean_voice_over_quiet_music_passes_every_check():
    voice = sung()
    hum = np.sin(np.arange(len(voice)) / 40).astype(np.float32) * 0.01
    assert failed(voice + hum, voice) == set()


def test_samples_at_full_scale_are_clipping():
    channels = np.stack([sung(), sung()])
    assert check_clipping(channels).passed
    channels[1] = np.clip(channels[1] * 20, -1, 1)
    assert not check_clipping(channels).passed


def test_a_voice_that_was_clipped_before_it_was_turned_down_is_found():
    assert "no flat tops in the voice" in failed(sung(), np.clip(sung(), -0.15, 0.15))


def test_silence_where_a_word_should_be_is_found():
    voice = sung()
    voice[SAMPLE_RATE:] = 0
    assert failed(voice, voice) == {"sound where words are"}


def test_speech_that_begins_without_a_fade_is_found():
    voice = sung()
    voice[: int(0.25 * SAMPLE_RATE)] = 0
    assert "steps at joins" in failed(voice, voice)


def test_a_click_in_the_middle_of_a_word_is_found_where_it_is():
    voice = sung()
    at = int(0.4 * SAMPLE_RATE)
    voice[at : at + SAMPLE_RATE // 4] += np.linspace(0.12, 0, SAMPLE_RATE // 4, dtype=np.float32)
    assert failed(voice, voice) == {"no click"}
    assert worst_click(voice).at_s == pytest.approx(0.4, abs=0.001)


def test_noise_is_no_click():
    noise = np.random.default_rng(1).normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    assert worst_click(noise).ratio < 2


def test_music_that_does_not_give_way_is_found():
    voice = sung()
    loud = np.sin(np.arange(len(voice)) / 40).astype(np.float32) * 0.1
    assert failed(voice + loud, voice) == {"voice above the rest"}


TIMELINE = Timeline(3_000, (Entry(1, 0, 1_500), Entry(2, 1_500, 3_000)))


def moving() -> np.ndarray:
    """Three seconds of a grey slope that moves, and turns round at the cut."""
    slope = np.linspace(20, 220, 192)[:, np.newaxis] + np.zeros(108)
    frames = np.stack([np.roll(slope, number, axis=0) for number in range(90)])
    frames[45:] = frames[45:, ::-1]
    return frames.astype(np.float32)


def failed_pictures(frames: np.ndarray, timeline: Timeline = TIMELINE) -> set[str]:
    return {check.name for check in check_picture(frames, timeline) if not check.passed}


def test_a_moving_picture_with_its_cut_in_place_passes_every_check():
    assert failed_pictures(moving()) == set()


def test_half_a_second_without_movement_is_frozen_even_below_a_moving_caption():
    frames = moving()
    frames[10:27] = frames[10]
    frames[10:27, 100:120] += np.arange(17)[:, np.newaxis, np.newaxis]
    assert failed_pictures(frames) == {"no frozen stretch"}


def test_black_and_empty_frames_are_found():
    frames = moving()
    frames[30], frames[60] = 16, 128
    frames[60, 0] = 130
    assert failed_pictures(frames) == {"no black frame", "no empty frame"}


def test_black_is_allowed_where_the_film_fades_through_it():
    frames = moving()
    frames[46] = 16
    fading = Timeline(3_000, (Entry(1, 0, 1_700), Entry(2, 1_500, 3_000, "fade_black", 200)))
    assert failed_pictures(frames, fading) == set()


def test_a_cut_that_comes_late_is_found():
    frames = moving()
    frames[45:48] = frames[44]
    frames[45:48, 0, 0] += 20
    assert failed_pictures(frames) == {"cut into scene 2"}


def test_a_caption_that_outlasts_its_scene_is_found():
    late = Timeline(3_000, TIMELINE.entries, captions=(Caption("Late", 1_000, 1_600, 1),))
    assert not _captions_in_scenes(late).passed


@pytest.mark.parametrize(
    ("script", "heard"),
    [
        ("It costs $19.99, 50% less.", "it costs nineteen dollars and ninety nine cents fifty percent less"),
        ("286 hand-cut panes, every day.", "Two hundred eighty six hand cut pains everyday."),
        (
            "More than 12,000 since 2021, 250ml a day.",
            "more than twelve thousand since 2021 250 milliliters a day",
        ),
        ("See it at aurora.example.", "See it at aurora dot example."),
    ],
)
def test_what_sounds_the_same_is_no_error(script, heard):
    assert word_errors(script, heard, "en")[0] == 0


@pytest.mark.parametrize(
    ("script", "heard", "language", "errors"),
    [
        ("Quiet on demand.", "Quite on demand.", "en", 1),
        ("Quiet on demand.", "Quiet on.", "en", 1),
        ("Quiet on demand.", "", "en", 3),
        ("It costs $19.99, 50% less.", "it costs $19.99, 50 dollars percent less", "en", 1),
        ("Enciéndela, y la pared brilla.", "enciéndela y la pared grita", "es", 1),
    ],
)
def test_words_that_were_misheard_are_counted(script, heard, language, errors):
    assert word_errors(script, heard, language)[0] == errors


def test_without_whisper_hearing_says_that_it_was_not_done(monkeypatch, tmp_path):
    monkeypatch.setattr(hearing, "WHISPER_PYTHON", tmp_path / "python")
    with pytest.raises(hearing.WhisperMissingError, match="make acceptance"):
        hearing.transcribe(tmp_path / "film.mp4", "en")


def test_the_summary_names_every_failure_with_its_figure_and_its_limit():
    loud = Check("loudness", "-9 LUFS", "-14 +-1", False)
    unheard = Check("words heard", "not done: no Whisper", "at most 5%", None)
    lines = "\n".join(report.summary_lines([Film("lamp", (loud,)), Film("desk", (unheard,))]))
    assert "lamp: loudness: -9 LUFS, limit: -14 +-1" in lines
    assert "desk: words heard: not done: no Whisper" in lines
    assert "0 of 2 films pass every check; 1 of 2 checks could not be done." in lines


@pytest.mark.parametrize("name", briefs.TABLE)
def test_every_brief_names_media_that_exist_or_are_made(name, tmp_path):
    body = briefs.request(name, tmp_path)
    files = [*body.get("media_files", []), *filter(None, [body.get("voice_file")])]
    if "/" in body.get("music_source", ""):
        files.append(body["music_source"])
    made = {str(tmp_path / file) for file in odd_media.names()}
    assert all(file in made or Path(file).is_file() for file in files)
    assert briefs.expectation(name)
