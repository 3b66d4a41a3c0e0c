import itertools
import json
import subprocess
import sys

import numpy as np
import pytest

from pytoon.film import narration
from pytoon.film.errors import SpeechError
from pytoon.film.narration import Narration, narrate
from pytoon.film.scene_graph import Media, Scene, SceneGraph
from pytoon.film.sound.loudness import loudness_lufs
from pytoon.film.sound.speech import Speech, VoiceUnavailableError
from pytoon.film.sound.wav import read_wav
from pytoon.film.timeline import Word
from tests.film.sound.alignment import measure_onsets

SCRIPT = "Meet the bottle that keeps your coffee hot. Only $19.99 at acme.com, for 250 ml of steel."


def graph(*scripts: str) -> SceneGraph:
    scenes = (
        Scene(n, "feature", "", 3000, Media(), audio=script) for n, script in enumerate(scripts, start=1)
    )
    return SceneGraph(tuple(scenes))


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
    said = narrate(graph("One two. Three!", "", "Only $19.99 at acme.com today."), tmp_path)
    assert [(u.scene_id, u.text) for u in said.utterances] == [
        (1, "One two."),
        (1, "Three!"),
        (3, "Only $19.99 at acme.com today."),
    ]
    assert (said.voice, said.language, said.note) == ("heart", "en", "")


def test_silence_around_the_words_is_trimmed_and_times_move_along(tmp_path, beeper):
    utterance = narrate(graph("One two three."), tmp_path).utterances[0]
    assert 600 <= utterance.duration_ms <= 700
    assert [word.text for word in utterance.words] == ["One", "two", "three."]
    assert 0 <= utterance.words[0].start_ms <= 50
    assert utterance.words[-1].end_ms <= utterance.duration_ms


def test_utterances_begin_and_end_in_silence(tmp_path, beeper):
    for utterance in narrate(graph("One. Two."), tmp_path).utterances:
        sound = read_wav(utterance.file)
        assert sound.shape == (1, utterance.duration_ms * 48)
        assert sound[0, 0] == sound[0, -1] == 0


def test_sentences_keep_their_loudness_to_each_other(tmp_path, beeper):
    one, three = narrate(graph("One. One two three."), tmp_path).utterances
    assert np.abs(read_wav(three.file)).max() / np.abs(read_wav(one.file)).max() == pytest.approx(3, rel=0.02)


def test_the_rate_is_handed_to_the_voice(tmp_path, beeper):
    narrate(graph("One."), tmp_path, rate=1.1)
    assert beeper.rates == [1.1]


@pytest.mark.parametrize("scripts", [(), ("",), ("  ", ""), ("🎉 …",)])
def test_a_film_without_words_has_no_voice_and_needs_no_excuse(tmp_path, scripts):
    assert narrate(graph(*scripts), tmp_path) == Narration()


def test_a_language_without_a_voice_is_not_read_by_another(tmp_path, beeper):
    said = narrate(graph("Entdecken Sie die neue Flasche und bleiben Sie frisch."), tmp_path)
    assert said.utterances == ()
    assert said.note == (
        "No voice for German (de) is installed, so the film has captions and music instead of a voice-over."
    )
    assert beeper.rates == []


@pytest.mark.parametrize(
    "script", ["Die Lampe.", "Luz para tu casa.", "Meet Lumière. Diese Lampe ist schön. It is yours."]
)
def test_short_and_mixed_scripts_are_not_read_by_the_voice_of_another_language(tmp_path, beeper, script):
    said = narrate(graph(script), tmp_path)
    assert (said.utterances, beeper.rates) == ((), [])
    assert "captions and music instead" in said.note


def test_a_script_of_two_languages_is_read_when_the_caller_names_one(tmp_path, beeper):
    said = narrate(graph("Meet Lumière. Diese Lampe ist schön. It is yours."), tmp_path, language="en")
    assert (len(said.utterances), said.note) == (3, "")


def test_doubt_about_the_language_is_told(tmp_path, beeper):
    assert "taken for English" in narrate(graph("Zorvex."), tmp_path).note
    assert narrate(graph("Hush One. Turn it down."), tmp_path).note == ""


def test_a_voice_does_not_read_a_language_that_is_not_its_own(tmp_path, beeper):
    assert narrate(graph("Hello."), tmp_path, voice="heart", language="fr").note.startswith(
        "No voice for French (fr)"
    )


def test_a_voice_that_cannot_be_loaded_is_told_in_the_note(tmp_path, monkeypatch):
    def broken(voice, threads):
        raise VoiceUnavailableError("The voice heart cannot be loaded (no such file).")

    monkeypatch.setattr(narration, "load_speaker", broken)
    said = narrate(graph("Hello."), tmp_path)
    assert said.utterances == ()
    assert "cannot be loaded" in said.note
    assert "captions and music instead" in said.note


def test_another_voice_of_the_language_speaks_for_one_that_cannot_be_loaded(tmp_path, monkeypatch):
    def load(voice, threads):
        if voice.engine == "kokoro":
            raise VoiceUnavailableError(f"The voice {voice.name} cannot be loaded (no such file).")
        return Beeper()

    monkeypatch.setattr(narration, "load_speaker", load)
    said = narrate(graph("Hello."), tmp_path, voice="bf_emma")
    assert (said.voice, len(said.utterances)) == ("heart", 1)
    assert said.note == "The voice bf_emma cannot be loaded (no such file), so heart speaks instead."


def test_an_unknown_voice_is_refused_before_anything_is_spoken(tmp_path, beeper):
    with pytest.raises(SpeechError, match="heart"):
        narrate(graph("Hello."), tmp_path, voice="bob")
    assert beeper.rates == []


def test_a_narration_survives_json(tmp_path, beeper):
    said = narrate(graph("One two. Three!"), tmp_path)
    assert Narration.from_json(json.loads(json.dumps(said.to_json()))) == said


@pytest.mark.media
def test_spoken_words_are_heard_when_their_times_say(tmp_path):
    said = narrate(graph(SCRIPT), tmp_path)
    errors = [measure_onsets(utterance.file, utterance.words) for utterance in said.utterances]
    assert max(error.median_ms for error in errors) <= 40
    assert max(error.p95_ms for error in errors) <= 120


@pytest.mark.media
@pytest.mark.parametrize("voice", ["bf_emma", "am_michael"])
def test_words_of_other_voices_are_heard_when_their_times_say_and_as_loud(tmp_path, voice):
    said = narrate(graph("Meet the bottle that keeps your coffee hot."), tmp_path, voice=voice)
    assert (said.voice, said.note) == (voice, "")
    (utterance,) = said.utterances
    errors = measure_onsets(utterance.file, utterance.words)
    assert errors.median_ms <= 40
    assert errors.p95_ms <= 120
    assert loudness_lufs(read_wav(utterance.file)) == pytest.approx(-23, abs=0.5)


@pytest.mark.media
def test_a_word_is_spoken_as_the_caller_says_and_written_as_the_script_does(tmp_path):
    plain = narrate(graph("Wear SPF all day."), tmp_path / "plain").utterances[0]
    spelled = narrate(
        graph("Wear SPF all day."), tmp_path / "spelled", pronunciations={"spf": "sun protection factor"}
    ).utterances[0]
    assert [word.text for word in spelled.words] == ["Wear", "SPF", "all", "day."]
    lengths = [word.end_ms - word.start_ms for word in (plain.words[1], spelled.words[1])]
    assert lengths[1] > lengths[0]


@pytest.mark.media
def test_the_real_voice_times_every_written_word(tmp_path):
    script = "🎉 Get 50% off — only $19.99 at acme.com, for 250 ml of 日本 tea & 2x the taste!"
    said = narrate(graph(script), tmp_path)
    (utterance,) = said.utterances
    assert " ".join(word.text for word in utterance.words) == utterance.text == script
    assert said.note == "Words that this voice cannot say are in the captions only: 日本."
    assert all(word.start_ms < word.end_ms for word in utterance.words)
    pairs = itertools.pairwise(utterance.words)
    assert all(before.end_ms <= after.start_ms + 1 for before, after in pairs)
    assert utterance.words[-1].end_ms <= utterance.duration_ms
    assert loudness_lufs(read_wav(utterance.file)) == pytest.approx(-23, abs=0.2)


@pytest.mark.media
def test_a_sentence_of_hundreds_of_words_is_spoken_to_its_end(tmp_path):
    script = "we count " + " ".join(["apples and pears"] * 100) + " until the very end."
    (utterance,) = narrate(graph(script), tmp_path).utterances
    assert len(utterance.words) == len(script.split())
    starts = [word.start_ms for word in utterance.words]
    assert starts == sorted(starts)
    assert utterance.duration_ms - utterance.words[-1].end_ms < 100
    assert utterance.duration_ms > 40_000


@pytest.mark.media
def test_the_same_words_are_the_same_sound(tmp_path):
    first = narrate(graph("Hello there."), tmp_path / "a").utterances[0]
    again = narrate(graph("Hello there."), tmp_path / "b").utterances[0]
    assert first.file.read_bytes() == again.file.read_bytes()
    assert first.words == again.words


@pytest.mark.media
@pytest.mark.parametrize(
    "script",
    [
        "'Cause it's 5x5, i'm sure = yes; v2.0.1 of .NET is ²!",
        "?? +5, 5 x 5! “Hi”… l'été - ÇA - ſ 1.2.3.",
        "5",
        "A",
        "Call +1 (555) 123-4567, only 99999999999999999999 left of $1,000,000,000,000,000,000,000.",
        "(really) [now] {here} / there \\ gone",
        "SALE!!! 50% OFF — ONLY 24h @ ACME.COM #deal",
    ],
)
def test_no_word_with_letters_is_skipped(tmp_path, script):
    said = narrate(graph(script), tmp_path, language="en")
    assert said.note == ""
    heard = " ".join(word.text for utterance in said.utterances for word in utterance.words)
    assert heard == " ".join(utterance.text for utterance in said.utterances)
    assert all(word.end_ms - word.start_ms >= 20 for utterance in said.utterances for word in utterance.words)


@pytest.mark.media
@pytest.mark.parametrize("rate", [0.9, 1.1])
def test_a_rate_makes_speech_as_much_shorter_as_it_says(tmp_path, rate):
    own = narrate(graph(SCRIPT), tmp_path / "own").utterances
    changed = narrate(graph(SCRIPT), tmp_path / "changed", rate=rate).utterances
    lengths = [sum(utterance.duration_ms for utterance in said) for said in (own, changed)]
    assert lengths[0] / lengths[1] == pytest.approx(rate, abs=0.03)


def test_nothing_is_loaded_before_somebody_speaks():
    """Worker parents import this before they fork, and the runtime of the models does not survive a fork."""
    program = "import sys, pytoon.film.narration; sys.exit('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
