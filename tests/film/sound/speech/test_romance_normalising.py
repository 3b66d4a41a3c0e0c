import pytest

from pytoon.film.sound.speech.romance_normalising import spoken_form


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("es", "Solo 19,99 €", "Solo 19 euros con 99"),
        ("es", "1.299,00 € o $19.99", "1299 euros o 19 dólares con 99"),
        ("it", "24,90 € al giorno", "24 euro e 90 al giorno"),
        ("pt", "R$ 49,90 ou R$49", "49 reais e 90 centavos ou 49 reais"),
        ("fr", "19,99 € ou 9€99", "19 euros 99 ou 9 euros 99"),
        ("fr", "2\u202f000 €", "2000 euros"),
        ("es", "1 € y 1 kg", "un euro y un kilo"),
        ("fr", "1 h", "une heure"),
        ("it", "250 ml", "250 millilitri"),
        ("es", "-50% hoy", "menos 50 por ciento hoy"),
        ("fr", "50 %", "50 pour cent"),
        ("es", "2x1", "2 por 1"),
        ("es", "acme.es", "acme punto es"),
        ("pt", "acme.com.br/oferta", "acme ponto com ponto b r barra oferta"),
        ("fr", "acme.com", "acme point com"),
        ("it", "ciao@acme.com", "ciao chiocciola acme punto com"),
        ("es", "Ben & Jerry", "Ben y Jerry"),
        ("pt", "24/7 em 4K", "24 por 7 em 4K"),
        ("fr", "20h30", "20 heures 30"),
        ("es", "el 3/12/2025", "el 3 de diciembre de 2025"),
        ("es", "y/o 9 €/mes", "y o 9 euros por mes"),
        ("es", "¡SOLO HOY! USB, XXI, XL", "solo hoy! USB, XXI, X L"),
        ("fr", "le 1er et la 2e", "le premier et la deuxième"),
        ("it", "l'8 marzo", "l'otto marzo"),
    ],
)
def test_what_is_no_word_is_said_as_people_of_the_language_say_it(language, written, spoken):
    assert spoken_form(written, language).text.strip() == spoken


def test_a_price_keeps_a_part_for_each_of_its_words():
    spoken = spoken_form("R$ 49,90 hoje", "pt")
    said = ["".join(s for s, o in zip(spoken.text, spoken.owners, strict=True) if o == n) for n in range(3)]
    assert [part.strip() for part in said] == ["49", "reais e 90 centavos", "hoje"]


def test_a_word_is_said_as_the_caller_asks():
    assert spoken_form("Con SPF hoy", "es", {"spf": "protección solar"}).text == "Con protección solar hoy"


@pytest.mark.parametrize("language", ["es", "it", "pt", "fr"])
@pytest.mark.parametrize("text", ["1" * 3000, "a." * 3000, "€" * 3000, "R$ " * 3000, "1.000" * 800])
def test_hostile_text_is_read_to_its_end(language, text):
    spoken = spoken_form(text, language)
    assert len(spoken.text) == len(spoken.owners)
