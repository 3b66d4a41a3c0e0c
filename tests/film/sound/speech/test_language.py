import pytest

from pytoon.film.errors import SpeechError
from pytoon.film.sound.speech.language import language_name, recognise_language
from pytoon.film.sound.speech.voices import ENGINE_PACKAGES, find_voice, voices


@pytest.mark.parametrize(
    ("script", "language"),
    [
        ("Introducing our amazing product. Crafted for every day.", "en"),
        ("Meet Lumo", "en"),
        ("Fresh.", "en"),
        ("Acme Pro 3000", "en"),
        ("", "en"),
        ("123 🎉", "en"),
        ("Buy the new München jacket now", "en"),
        ("Entdecken Sie die neue Flasche und bleiben Sie frisch.", "de"),
        ("Découvrez notre nouvelle crème pour le visage.", "fr"),
        ("La mejor botella para tu café de cada mañana.", "es"),
        ("Il caffè perfetto per te", "it"),
        ("De beste koffie voor jou", "nl"),
        ("新しいボトルを見てください", "ja"),
        ("全新水瓶 iPhone", "zh"),
        ("새로운 병", "ko"),
        ("اكتشف الزجاجة الجديدة", "ar"),
        ("بطری جدید را ببینید", "fa"),
        ("Откройте новую бутылку", "ru"),
        ("Відкрийте нову пляшку її", "uk"),
        ("Ανακαλύψτε το νέο", "el"),
        ("गर्म चाय", "hi"),
        ("ขวดใหม่", "th"),
    ],
)
def test_a_script_is_recognised_and_english_is_the_default(script, language):
    assert recognise_language(script) == language


def test_a_language_is_named_in_english_with_its_code():
    assert language_name("de-DE") == "German (de-DE)"
    assert language_name("tlh") == "tlh"


def test_a_voice_is_found_by_name_and_by_language():
    heart = voices()[0]
    assert find_voice("Heart") == heart
    assert find_voice(language="en") == find_voice(language="en-AU") == heart
    assert find_voice(language="de") is None


def test_a_british_voice_reads_british_english_where_one_is_installed(monkeypatch):
    monkeypatch.setitem(ENGINE_PACKAGES, "kokoro", ("json",))
    assert find_voice(language="en-GB").language == "en-GB"
    monkeypatch.setitem(ENGINE_PACKAGES, "kokoro", ("no_such_package",))
    assert find_voice(language="en-GB").name == "heart"


def test_an_unknown_voice_is_refused_with_the_list():
    with pytest.raises(SpeechError, match="heart"):
        find_voice("bob")


def test_voices_have_unique_names():
    assert len({voice.name for voice in voices()}) == len(voices())
