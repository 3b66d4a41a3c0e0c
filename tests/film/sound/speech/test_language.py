import pytest

from pytoon.film.errors import SpeechError
from pytoon.film.sound.speech.language import Recognised, language_name, recognise, recognise_language
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


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            """
            Hush One. Turn it down. | Pure comfort. | Bold flavor. Zero sugar. | Sneakers. Reinvented.
            Café Lumière. | Meet Lumière. | Lumière, made in Paris. | Your morning café, anywhere.
            Buy it now. | El Camino. Drive it. | La Mer: skin that glows.
            A crème brûlée to remember. | Die hard fans only.
            Naïve? Never. | Open Los Angeles. | Fresh. | Señor Taco. Eat well. | Glow all day.
            Über soft towels. | That's amore. | Jalapeño heat, zero regret. | Hydrate. Repeat.
            Order yours at acme.com | Feel the über-light façade. | Piñata prices, every Friday. | Go!
            """,
        ),
        ("de", "Die Lampe. | Das Licht für dein Zuhause. | Sehr schön. | Diese Lampe ist schön."),
        ("es", "Luz para tu casa. | El café de la mañana. | Más luz. | Todo lo que necesitas."),
        ("fr", "La lampe pour la maison. | Un café parfait | L'été est là. | C'est votre lumière."),
        ("it", "La luce per te. | Il gusto vero. | Vero gusto italiano. | L'acqua che non c'era."),
        ("pt", "A luz da sua casa. | Pele macia todos os dias. | Você merece mais."),
        ("nl", "De lamp voor thuis. | Het licht van jou. | Zachte huid. | Een nieuwe dag."),
        ("pl", "Czysta woda. | Światło dla twojego domu."),
        ("de", "Entdecke Lumo. | Handgemacht in Berlin. | Neu: Lumo Pro."),
        ("fr", "Découvrez Lumo. | Nouveau parfum."),
        ("es", "Descubre Lumo. | Hecho a mano."),
        ("it", "Scopri Lumo. | Fatto a mano."),
        ("nl", "Ontdek Lumo. | Handgemaakt."),
        ("sv", "Ljus för ditt hem. | Din nya lampa är här."),
    ],
)  # fmt: skip
def test_a_short_line_is_known_by_its_small_words(language, lines):
    lines = [line.strip() for row in lines.strip().splitlines() for line in row.split("|")]
    assert {line: recognise(line) for line in lines} == dict.fromkeys(lines, Recognised(language))


@pytest.mark.parametrize("line", ["Mjuk hud.", "Lumière.", "Zorvex."])
def test_a_line_that_tells_nothing_is_taken_for_english_with_doubt(line):
    assert recognise(line, "A lamp on a table.") == Recognised("en", sure=False)


def test_a_name_that_the_english_prompt_has_leaves_no_doubt():
    assert recognise("Zorvex.", "Show the Zorvex on a table.") == Recognised("en")


def test_the_prompt_decides_what_a_line_alone_does_not_tell():
    assert recognise("Nova Lampe.", "Zeige die Lampe auf einem Tisch.") == Recognised("de")
    assert recognise("Luz para tu casa.", "Show the lamp on a table.") == Recognised("es")


@pytest.mark.parametrize(
    ("script", "also"),
    [
        ("Meet Lumière. Diese Lampe ist schön. It is yours.", ("de",)),
        ("This is the lamp you want. Luz para tu casa. Order yours today.", ("es",)),
        ("Life is short. C'est la vie. Order the café crème now.", ()),
        ("Good skin starts with a good morning. Meet La Roche El Sol. Let it show.", ()),
    ],
)
def test_a_sentence_in_another_language_is_heard_of(script, also):
    assert recognise(script) == Recognised("en", also=also)


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
