"""The caller's own recording, made by voices that say when they say each word."""

import numpy as np
import pytest

from pytoon.film import ffmpeg
from pytoon.film.errors import MediaError
from pytoon.film.narration import Narration, hasten, narrate
from pytoon.film.sound.loudness import SAMPLE_RATE, Sound, loudness_lufs
from pytoon.film.sound.music.catalogue import tracks
from pytoon.film.sound.recording import read_recording
from pytoon.film.sound.speech import find_voice, load_speaker
from pytoon.film.sound.wav import read_wav, resample, write_wav
from tests.film.sound.alignment import measure_onsets
from tests.film.stories import scripted

pytestmark = pytest.mark.media

SENTENCES = (
    "Every morning begins the same way.",
    "You reach for the cup, and it is cold.",
    "Find yours at your local shop today.",
)
SCRIPT = " ".join(SENTENCES)
OTHER = "The light comes up over the hill. Lace up and go. Nothing else matters before breakfast."
GERMAN = "Entdecken Sie die neue Flasche. Sie hält den Kaffee einen ganzen Tag lang heiß."


def said(text: str, voice: str = "bf_emma", rate: float = 1.0) -> Sound:
    """A person in a room: a second of nothing at both ends, some hiss, not loud."""
    chosen = find_voice(voice)
    assert chosen is not None
    speech = load_speaker(chosen, 1).speak(text, rate)
    sound = resample(speech.samples[np.newaxis], speech.sample_rate) * 0.3
    sound = np.pad(sound, ((0, 0), (SAMPLE_RATE, SAMPLE_RATE)))
    return (sound + np.random.default_rng(5).normal(0, 3e-4, sound.shape)).astype(np.float32)


@pytest.fixture
def told(tmp_path):
    """Return the narration of a script for a recording of it, or of something else."""

    def tell(sound: Sound, script: str = SCRIPT) -> Narration:
        write_wav(tmp_path / "recording.wav", sound)
        return narrate(scripted(script), tmp_path / "said", voice_file=tmp_path / "recording.wav")

    return tell


@pytest.mark.parametrize("voice", ["bf_emma", "am_michael"])
def test_words_of_a_recording_are_heard_when_their_times_say(voice, tmp_path):
    write_wav(tmp_path / "recording.wav", said(SCRIPT, voice))
    file = tmp_path / "recording.mp3"
    ffmpeg.run([*ffmpeg.source(tmp_path / "recording.wav"), "-b:a", "96k", file])
    narration = narrate(scripted(SCRIPT), tmp_path / "said", voice_file=file)
    assert (narration.voice, narration.note, narration.word_times) == ("", "", "forced_alignment")
    assert " ".join(u.text for u in narration.utterances) == SCRIPT
    errors = [
        abs(error)
        for utterance in narration.utterances
        for error in measure_onsets(utterance.file, utterance.words).signed_ms
    ]
    assert np.median(errors) <= 40
    assert np.percentile(errors, 95) <= 120
    sounds = [read_wav(utterance.file) for utterance in narration.utterances]
    assert loudness_lufs(np.concatenate(sounds, axis=1)) == pytest.approx(-23, abs=0.5)
    for sound in sounds:
        assert sound[0, 0] == sound[0, -1] == 0
        assert np.abs(np.diff(sound[0, :240])).max() < 0.01
        assert np.abs(np.diff(sound[0, -240:])).max() < 0.01


def test_a_sentence_that_is_not_in_the_recording_is_not_in_the_captions(told):
    narration = told(said(f"{SENTENCES[0]} {SENTENCES[2]}"))
    assert [utterance.text for utterance in narration.utterances] == [SENTENCES[0], SENTENCES[2]]
    assert narration.note == (
        "The recording does not say “You reach for the cup, and it is cold.”, so the captions do not either."
    )


def test_a_weak_first_word_is_not_taken_from_the_sentence_before(told):
    """Its `the` is hardly louder than the pause before it."""
    sentences = (*SENTENCES[:2], "The Ember bottle keeps your coffee hot for twelve hours.", SENTENCES[2])
    narration = told(
        np.concatenate([said(sentence, "am_michael", 0.95) for sentence in sentences], axis=1),
        " ".join(sentences),
    )
    assert [utterance.text for utterance in narration.utterances] == list(sentences)
    the, ember, *_ = narration.utterances[2].words
    assert ember.start_ms - the.start_ms < 300


def test_a_recording_of_another_text_is_played_with_estimated_captions(told):
    narration = told(said(OTHER))
    assert " ".join(utterance.text for utterance in narration.utterances) == SCRIPT
    assert narration.word_times == "estimated"
    assert narration.note == (
        "The recording seems to say something else than the script, "
        "so the times of the captions are estimated."
    )


def test_music_is_not_taken_for_a_recording_of_the_script(tmp_path):
    narration = narrate(scripted(SCRIPT), tmp_path, voice_file=tracks()[0].file)
    assert narration.word_times == "estimated"
    assert "something else" in narration.note


def test_a_language_that_no_voice_reads_is_timed_by_its_length(told):
    narration = told(said(OTHER), GERMAN)
    assert (narration.language, narration.word_times) == ("de", "estimated")
    assert narration.note == (
        "No voice that reads German (de) is installed to find the words of the recording with, "
        "so the times of the captions are estimated."
    )
    assert " ".join(word.text for u in narration.utterances for word in u.words) == GERMAN


def test_a_recording_that_is_too_long_is_played_faster_with_its_words(told):
    narration = told(said(SCRIPT))
    slow_ms = [(u.duration_ms, u.words[-1].start_ms) for u in narration.utterances]
    faster = hasten(narration, 1.1)
    for (duration_ms, start_ms), utterance in zip(slow_ms, faster.utterances, strict=True):
        assert utterance.duration_ms == pytest.approx(duration_ms / 1.1, rel=0.02)
        assert read_wav(utterance.file).shape[1] * 1000 // SAMPLE_RATE == utterance.duration_ms
        assert utterance.words[-1].start_ms == pytest.approx(start_ms / 1.1, rel=0.02)


def test_channels_that_cancel_each_other_are_not_mixed(tmp_path):
    voice = said("Hello there.")
    write_wav(tmp_path / "recording.wav", np.concatenate([voice, -0.9 * voice]))
    sound, longer = read_recording(tmp_path / "recording.wav")
    assert not longer
    assert np.abs(sound).max() > 0.7 * np.abs(voice).max()


@pytest.mark.parametrize("level", [0.0, 0.5])
def test_silence_and_rumble_are_not_recordings(tmp_path, level):
    rumble = level * 1e-3 * np.sin(2 * np.pi * 5 * np.arange(SAMPLE_RATE) / SAMPLE_RATE)
    write_wav(tmp_path / "recording.wav", rumble.astype(np.float32)[np.newaxis])
    with pytest.raises(MediaError, match="silent") as refused:
        read_recording(tmp_path / "recording.wav")
    assert refused.value.field == "voice_file"
