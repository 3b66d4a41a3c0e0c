"""espeak-ng itself is heard in tests/media; here it answers as each test needs."""

import pytest

from pytoon.film.sound.speech import romance_phonemes
from pytoon.film.sound.speech.espeak import Unit
from pytoon.film.sound.speech.romance_phonemes import phonemise


@pytest.fixture
def espeak(monkeypatch):
    """What espeak-ng answers to each text, and what it was asked."""
    answers: dict[str, list[Unit]] = {}
    monkeypatch.setattr(
        romance_phonemes, "read_aloud", lambda texts, _: [answers[text.strip()] for text in texts]
    )
    return answers


def units(*said):
    """`(0, "p a")`: sounds of the word at that place."""
    return [Unit(place, sound.replace("·", " ")) for place, sounds in said for sound in sounds.split()]


def by_word(text, language):
    words = [""] * len(text.split())
    for phoneme in phonemise(text, language=language):
        words[phoneme.owner] += phoneme.symbol
    return words


def test_sounds_go_to_their_words_and_marks_stay(espeak):
    espeak["C'est l'eau"] = units((0, "s ɛ ·"), (6, "l ˈo"))
    espeak["oui"] = units((1, "w ˈi"))
    assert by_word("C'est l'eau, oui!", "fr") == ["sɛ ", "lˈo, ", "wˈi! "]


def test_sounds_of_two_letters_are_what_the_voice_knows_as_one(espeak):
    espeak["chai"] = units((0, "tʃ ˈaɪ"))
    assert by_word("chai", "es") == ["ʧˈI."]


def test_words_that_are_swallowed_by_the_one_before_are_read_alone_and_without_stress(espeak):
    espeak["parce que oui"] = units((0, "p a ʁ s k ˈə ·"), (10, "w ˈi"))
    espeak["parce"] = units((0, "p ˈa ʁ s"))
    espeak["que"] = units((0, "k ˈə"))
    assert by_word("parce que oui", "fr") == ["pˈaʁs ", "kə ", "wˈi."]


def test_a_number_written_as_two_words_has_a_part_for_each(espeak):
    espeak["2000 euros"] = units((0, "d ø m ˈil ·"), (5, "ø ʁ ˈo"))
    assert all(word.strip() for word in by_word("2 000 €", "fr"))


def test_text_without_a_letter_has_no_sound(espeak):
    assert phonemise("🎉 …", language="es") == []
