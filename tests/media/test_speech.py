"""The real voices: what they say is heard when the words' times say, and nothing is skipped."""

import itertools
import os
import subprocess
import sys

import pytest

from pytoon.film.narration import narrate
from pytoon.film.sound.loudness import loudness_lufs
from pytoon.film.sound.speech import VoiceUnavailableError, espeak
from pytoon.film.sound.speech.espeak import read_aloud
from pytoon.film.sound.wav import read_wav
from tests.film.sound.alignment import measure_onsets
from tests.film.stories import scripted

pytestmark = pytest.mark.media

SCRIPT = "Meet the bottle that keeps your coffee hot. Only $19.99 at acme.com, for 250 ml of steel."


def test_spoken_words_are_heard_when_their_times_say(tmp_path):
    said = narrate(scripted(SCRIPT), tmp_path)
    errors = [measure_onsets(utterance.file, utterance.words) for utterance in said.utterances]
    assert max(error.median_ms for error in errors) <= 40
    assert max(error.p95_ms for error in errors) <= 120


@pytest.mark.parametrize("voice", ["bf_emma", "am_michael"])
def test_words_of_other_voices_are_heard_when_their_times_say_and_as_loud(tmp_path, voice):
    said = narrate(scripted("Meet the bottle that keeps your coffee hot."), tmp_path, voice=voice)
    assert (said.voice, said.note) == (voice, "")
    (utterance,) = said.utterances
    errors = measure_onsets(utterance.file, utterance.words)
    assert errors.median_ms <= 40
    assert errors.p95_ms <= 120
    assert loudness_lufs(read_wav(utterance.file)) == pytest.approx(-23, abs=0.5)


def test_a_word_is_spoken_as_the_caller_says_and_written_as_the_script_does(tmp_path):
    plain = narrate(scripted("Wear SPF all day."), tmp_path / "plain").utterances[0]
    spelled = narrate(
        scripted("Wear SPF all day."), tmp_path / "spelled", pronunciations={"spf": "sun protection factor"}
    ).utterances[0]
    assert [word.text for word in spelled.words] == ["Wear", "SPF", "all", "day."]
    lengths = [word.end_ms - word.start_ms for word in (plain.words[1], spelled.words[1])]
    assert lengths[1] > lengths[0]


def test_the_real_voice_times_every_written_word(tmp_path):
    script = "🎉 Get 50% off — only $19.99 at acme.com, for 250 ml of 日本 tea & 2x the taste!"
    said = narrate(scripted(script), tmp_path)
    (utterance,) = said.utterances
    assert " ".join(word.text for word in utterance.words) == utterance.text == script
    assert said.note == "Words that this voice cannot say are in the captions only: 日本."
    assert all(word.start_ms < word.end_ms for word in utterance.words)
    pairs = itertools.pairwise(utterance.words)
    assert all(before.end_ms <= after.start_ms + 1 for before, after in pairs)
    assert utterance.words[-1].end_ms <= utterance.duration_ms
    assert loudness_lufs(read_wav(utterance.file)) == pytest.approx(-23, abs=0.2)


def test_a_sentence_of_hundreds_of_words_is_spoken_to_its_end(tmp_path):
    script = "we count " + " ".join(["apples and pears"] * 100) + " until the very end."
    (utterance,) = narrate(scripted(script), tmp_path).utterances
    assert len(utterance.words) == len(script.split())
    starts = [word.start_ms for word in utterance.words]
    assert starts == sorted(starts)
    assert utterance.duration_ms - utterance.words[-1].end_ms < 100
    assert utterance.duration_ms > 40_000


def test_the_same_words_are_the_same_sound(tmp_path):
    first = narrate(scripted("Hello there."), tmp_path / "a").utterances[0]
    again = narrate(scripted("Hello there."), tmp_path / "b").utterances[0]
    assert first.file.read_bytes() == again.file.read_bytes()
    assert first.words == again.words


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
    said = narrate(scripted(script), tmp_path, language="en")
    assert said.note == ""
    heard = " ".join(word.text for utterance in said.utterances for word in utterance.words)
    assert heard == " ".join(utterance.text for utterance in said.utterances)
    assert all(word.end_ms - word.start_ms >= 20 for utterance in said.utterances for word in utterance.words)


@pytest.mark.parametrize("rate", [0.9, 1.1])
def test_a_rate_makes_speech_as_much_shorter_as_it_says(tmp_path, rate):
    own = narrate(scripted(SCRIPT), tmp_path / "own").utterances
    changed = narrate(scripted(SCRIPT), tmp_path / "changed", rate=rate).utterances
    lengths = [sum(utterance.duration_ms for utterance in said) for said in (own, changed)]
    assert lengths[0] / lengths[1] == pytest.approx(rate, abs=0.03)


def test_the_runtime_of_the_models_keeps_no_session_to_report(tmp_path):
    """Its telemetry leaves a session file in the temporary folder as soon as it is on."""
    program = (
        "from pytoon.film.sound.speech import find_voice, load_speaker;"
        "load_speaker(find_voice('heart', 'en'), 1).speak('Hello.')"
    )
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    subprocess.run([sys.executable, "-c", program], env={**environment, "TMPDIR": str(tmp_path)}, check=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("es", "Llévate dos por solo 19,99 € en acme.es, ¡hoy mismo!"),
        ("it", "L'acqua che non c'era: 250 ml a 9,90 €, più gusto."),
        ("pt-PT", "Você não vai acreditar: R$ 49,90 e 50% de maciez."),
        ("fr", "Parce que c'est l'eau qu'est-ce que vous attendez pour 2 000 € ?"),
    ],
)
def test_other_languages_have_voices_that_time_every_written_word(tmp_path, language, script):
    said = narrate(scripted(script), tmp_path, language=language)
    assert said.note == ""
    assert said.voice
    heard = [word for utterance in said.utterances for word in utterance.words]
    assert " ".join(word.text for word in heard) == script
    for utterance in said.utterances:
        pairs = itertools.pairwise(utterance.words)
        assert all(before.end_ms <= after.start_ms + 1 for before, after in pairs)
        assert all(word.start_ms < word.end_ms for word in utterance.words)


def test_espeak_reads_words_as_they_change_beside_each_other():
    (units,) = read_aloud(["les amis"], "fr")
    assert "".join(unit.symbols for unit in units).replace("-", "") == "lez amˈi"
    assert {unit.place for unit in units} == {0, 4}


def test_a_language_that_espeak_does_not_know_is_told():
    with pytest.raises(VoiceUnavailableError, match="does not know the language zz"):
        read_aloud(["a"], "zz")


def test_without_espeak_the_caller_is_told_which_package_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(espeak, "_PACKAGE", "no_such_package")
    said = narrate(scripted("Hola a todos."), tmp_path, voice="ef_dora", language="es")
    assert said.utterances == ()
    assert "no_such_package is not installed" in said.note
