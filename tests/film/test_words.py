import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytoon.film.words import ADDRESS, clean, clusters, columns, join_sentences, split_sentences, tokens
from tests.film.stories import texts


@pytest.mark.parametrize(
    ("text", "language", "sentences"),
    [
        ("Product reveal. Key features. Call to action.", "", 3),
        ("Dr. Smith paid $19.99 for the U.S. model. It weighs 3.5 oz. Amazing!", "en", 3),
        ("Handgefertigt, z. B. in Eiche. Am 3. Oktober nur 5,99 €. Jetzt kaufen!", "de", 3),
        ("これはペンです。それは本です！今すぐ購入", "ja", 3),
        ("我们的新产品。轻松使用！立即购买。", "zh", 3),
        ("هل تريد المزيد؟ اشترِ الآن!", "ar", 2),
        ("यह अच्छा है। अभी खरीदें।", "hi", 2),
        ("Order at Acme.Com today. Visit shop.acme.com.", "en", 2),
        ("Great taste.Buy now.", "en", 2),
        ("First line\nsecond line\r\nthird", "en", 3),
        ("“Best ever.” — Anna K. Order now.", "en", 2),
        ("", "", 0),
        (" \n\t ", "", 0),
    ],
)
def test_sentences_end_where_people_end_them(text: str, language: str, sentences: int) -> None:
    assert len(split_sentences(text, language)) == sentences


def test_a_sentence_is_never_split_inside_a_price_or_an_address() -> None:
    assert split_sentences("Now $1.99 at www.acme.co.uk/shop. Really.") == (
        "Now $1.99 at www.acme.co.uk/shop.",
        "Really.",
    )


def test_emoji_belong_to_the_sentence_beside_them() -> None:
    assert split_sentences("🔥 Hot deal! 🎉\n👍\nBuy now.") == ("🔥 Hot deal! 🎉 👍", "Buy now.")
    assert split_sentences("🎉🎉") == ("🎉🎉",)


def test_markup_is_neither_spoken_nor_shown() -> None:
    assert clean("# Title\n- **Bold** claim <b>now</b>. [pause] 5*3 is snake_case") == (
        "Title\nBold claim now. 5*3 is snake_case"
    )


def test_invisible_characters_go_and_the_joiners_of_spelling_stay() -> None:
    assert clean("a\u200bb\u00ad\u202ec\ufeff\x00") == "abc"
    assert clean("می\u200cخواهم 👨\u200d👩\u200d👧") == "می\u200cخواهم 👨\u200d👩\u200d👧"
    assert clean("e\u0301") == "é"


@pytest.mark.parametrize("control", ["\x07", "\x00", "\x1b", "\x7f", "\x9f", " \x07 "])
def test_a_control_character_between_two_words_keeps_them_apart(control: str) -> None:
    assert clean(f"Six{control}Seven{control}") == "Six Seven"


@given(texts)
def test_nothing_that_can_be_spoken_is_lost(text: str) -> None:
    def letters(text: str) -> str:
        return "".join(c for c in text if c.isalnum())

    assert letters("".join(split_sentences(text))) == letters(clean(text))


@given(
    st.lists(
        st.sampled_from(["Go now.", "Dr. Ross says: “Yes.”", "5,99 € only!", "今日は。", "Ça va ?", "🎉"])
    )
)
def test_sentences_kept_as_lines_split_the_same_again(sentences: list[str]) -> None:
    once = split_sentences("\n".join(sentences))

    assert split_sentences("\n".join(once)) == once


@given(texts)
def test_tokens_joined_are_the_text(text: str) -> None:
    joined = "".join(token.text + " " * token.space_after for token in tokens(text))

    assert joined == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5,99 € per month", ["5,99 €", "per", "month"]),
        ("Ça va ? Oui – oui", ["Ça", "va ?", "Oui –", "oui"]),
        ("« Super » dit-elle", ["« Super »", "dit-elle"]),
        ("今すぐお試しください。", ["今すぐお", "試しください。"]),
        ("オーロラは、やさしい", ["オーロラは、", "やさしい"]),
        ("购买（现在）。", ["购", "买", "（现", "在）。"]),
    ],
)
def test_lines_break_only_where_they_may(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokens(text)] == expected


def test_characters_are_what_readers_call_characters() -> None:
    assert len(clusters("e\u0301a")) == 2
    assert len(clusters("👨\u200d👩\u200d👧🇩🇪🇫🇷👍🏽")) == 4


def test_chinese_characters_and_emoji_are_two_columns_wide() -> None:
    assert columns("abc") == 3
    assert columns("日本🎉") == 6


def test_sentences_are_joined_as_their_script_joins_them() -> None:
    assert join_sentences(["One.", "Two."]) == "One. Two."
    assert join_sentences(["一。", "二。"]) == "一。二。"


@pytest.mark.parametrize("text", ["mail@acme.com", "e.g", "3.5", "etc.", "Node.js", "a.m."])
def test_dotted_words_are_not_all_addresses(text: str) -> None:
    assert not ADDRESS.search(text)
