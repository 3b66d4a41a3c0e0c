import json
import subprocess
import sys

import numpy as np
import pytest

from pytoon.film import narration
from pytoon.film.errors import SpeechError
from pytoon.film.narration import Narration, narrate
from pytoon.film.sound.speech import Speech, VoiceUnavailableError
from pytoon.film.sound.wav import read_wav
from pytoon.film.timeline import Word
from tests.film.stories import scripted


class Beeper:
    """Says each word as 200 ms of tone, with 300 ms of silence around the sentence."""

    def __init__(self) -> None:
        self.rates: list[float] = []

    def speak(self, text: str, rate: float = 1.0, pronunciations=None) -> Speech:
        self.rates.append(rate)
        words = tuple(Word(word, 300 + 200 * n, 500 + 200 * n) for n, word in enumerate(text.split()))
        time = np.arange(24 * 200 * len(words)) / 24_000
        silence = np.zeros(24 * 300, np.float32)
        tone = 0.1 * len(words) * np.sin(2 * np.pi * 440 * time).astype(np.float32)
        return Speech(np.concatenate([silence, tone, silence]), 24_000, words)


@pytest.fixture
def beeper(monkeypatch):
    speaker = Beeper()
    monkeypatch.setattr(narration, "load_speaker", lambda voice, threads: speaker)
    return speaker


def test_every_sentence_is_an_utterance_of_the_scene_it_begins_in(tmp_path, beeper):
    said = narrate(scripted("One two. Three!", "", "Only $19.99 at acme.com today."), tmp_path)
    assert [(u.scene_id, u.text) for u in said.utterances] == [
        (1, "One two."),
        (1, "Three!"),
        (3, "Only $19.99 at acme.com today."),
    ]
    assert (said.voice, said.language, said.note) == ("heart", "en", "")


def test_silence_around_the_words_is_trimmed_and_times_move_along(tmp_path, beeper):
    utterance = narrate(scripted("One two three."), tmp_path).utterances[0]
    assert 600 <= utterance.duration_ms <= 700
    assert [word.text for word in utterance.words] == ["One", "two", "three."]
    assert 0 <= utterance.words[0].start_ms <= 50
    assert utterance.words[-1].end_ms <= utterance.duration_ms


def test_utterances_begin_and_end_in_silence(tmp_path, beeper):
    for utterance in narrate(scripted("One. Two."), tmp_path).utterances:
        sound = read_wav(utterance.file)
        assert sound.shape == (1, utterance.duration_ms * 48)
        assert sound[0, 0] == sound[0, -1] == 0


def test_sentences_keep_their_loudness_to_each_other(tmp_path, beeper):
    one, three = narrate(scripted("One. One two three."), tmp_path).utterances
    assert np.abs(read_wav(three.file)).max() / np.abs(read_wav(one.file)).max() == pytest.approx(3, rel=0.02)


def test_the_rate_is_handed_to_the_voice(tmp_path, beeper):
    narrate(scripted("One."), tmp_path, rate=1.1)
    assert beeper.rates == [1.1]


@pytest.mark.parametrize("scripts", [(), ("",), ("  ", ""), ("🎉 …",)])
def test_a_film_without_words_has_no_voice_and_needs_no_excuse(tmp_path, scripts):
    assert narrate(scripted(*scripts), tmp_path) == Narration()


def test_a_language_without_a_voice_is_not_read_by_another(tmp_path, beeper):
    said = narrate(scripted("Entdecken Sie die neue Flasche und bleiben Sie frisch."), tmp_path)
    assert said.utterances == ()
    assert said.note == (
        "No voice for German (de) is installed, so the film has captions and music instead of a voice-over."
    )
    assert beeper.rates == []


@pytest.mark.parametrize(
    "script", ["Die Lampe.", "De lamp voor thuis.", "Meet Lumière. Diese Lampe ist schön. It is yours."]
)
def test_short_and_mixed_scripts_are_not_read_by_the_voice_of_another_language(tmp_path, beeper, script):
    said = narrate(scripted(script), tmp_path)
    assert (said.utterances, beeper.rates) == ((), [])
    assert "captions and music instead" in said.note


def test_a_script_of_two_languages_is_read_when_the_caller_names_one(tmp_path, beeper):
    said = narrate(scripted("Meet Lumière. Diese Lampe ist schön. It is yours."), tmp_path, language="en")
    assert (len(said.utterances), said.note) == (3, "")


def test_doubt_about_the_language_is_told(tmp_path, beeper):
    assert "taken for English" in narrate(scripted("Zorvex."), tmp_path).note
    assert narrate(scripted("Hush One. Turn it down."), tmp_path).note == ""


def test_a_voice_does_not_read_a_language_that_is_not_its_own(tmp_path, beeper):
    assert narrate(scripted("Hello."), tmp_path, voice="heart", language="fr").note.startswith(
        "The voice heart does not speak French (fr)"
    )


def test_a_voice_that_cannot_be_loaded_is_told_in_the_note(tmp_path, monkeypatch):
    def broken(voice, threads):
        raise VoiceUnavailableError("The voice heart cannot be loaded (no such file).")

    monkeypatch.setattr(narration, "load_speaker", broken)
    said = narrate(scripted("Hello."), tmp_path)
    assert said.utterances == ()
    assert "cannot be loaded" in said.note
    assert "captions and music instead" in said.note


def test_another_voice_of_the_language_speaks_for_one_that_cannot_be_loaded(tmp_path, monkeypatch):
    def load(voice, threads):
        if voice.engine == "kokoro":
            raise VoiceUnavailableError(f"The voice {voice.name} cannot be loaded (no such file).")
        return Beeper()

    monkeypatch.setattr(narration, "load_speaker", load)
    said = narrate(scripted("Hello."), tmp_path, voice="bf_emma")
    assert (said.voice, len(said.utterances)) == ("heart", 1)
    assert said.note == "The voice bf_emma cannot be loaded (no such file), so heart speaks instead."


def test_an_unknown_voice_is_refused_before_anything_is_spoken(tmp_path, beeper):
    with pytest.raises(SpeechError, match="heart"):
        narrate(scripted("Hello."), tmp_path, voice="bob")
    assert beeper.rates == []


def test_a_narration_survives_json(tmp_path, beeper):
    said = narrate(scripted("One two. Three!"), tmp_path)
    assert Narration.from_json(json.loads(json.dumps(said.to_json()))) == said


def test_a_narration_stored_before_recordings_were_taken_has_the_times_of_its_voice(tmp_path, beeper):
    document = narrate(scripted("One two."), tmp_path).to_json()
    del document["wordTimes"]
    assert Narration.from_json(document).word_times == "voice_durations"


def test_nothing_is_loaded_before_somebody_speaks():
    """Worker parents import this before they fork, and the runtime of the models does not survive a fork."""
    program = "import sys, pytoon.film.narration; sys.exit('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
