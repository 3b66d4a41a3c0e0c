import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytoon.film.captions import lay_out_captions, spell, time_words, to_srt, to_vtt
from pytoon.film.timeline import Caption, Word
from pytoon.film.timing import Span
from pytoon.film.words import columns
from tests.film.stories import solid, speak, texts

SPAN = Span(0, 60_000)


def captions_of(sentence: str, *, words: str = "spaced", span: Span = SPAN, rate: float = 1.0) -> list[str]:
    return [caption.text for caption in laid_out(sentence, words=words, span=span, rate=rate)]


def laid_out(
    sentence: str, *, words: str = "spaced", span: Span = SPAN, rate: float = 1.0
) -> tuple[Caption, ...]:
    utterance = speak(sentence, rate=rate, words=words)
    return lay_out_captions(utterance.words, 1, span, text=sentence)


def wrap(text: str, width: int) -> int:
    """The number of lines of at most `width` columns that `text` takes."""
    lines, used = 1, 0
    for word in text.split():
        if used and used + 1 + columns(word) > width:
            lines, used = lines + 1, 0
        used += columns(word) + (1 if used else 0)
    return lines


def test_a_sentence_breaks_at_its_punctuation() -> None:
    assert captions_of("Meet Aurora Glow Serum: gentle vitamin C, in three light drops.") == [
        "Meet Aurora Glow Serum:",
        "gentle vitamin C, in three light drops.",
    ]


def test_a_short_word_pair_does_not_stand_alone_at_a_sentences_end() -> None:
    assert captions_of("Every lamp holds 286 hand-cut panes of glass.") == [
        "Every lamp holds",
        "286 hand-cut panes of glass.",
    ]


def test_a_chunk_does_not_end_with_an_article() -> None:
    chunks = captions_of(
        "We spent eleven days looking for the perfect chair in every town by the sea of Norway"
    )

    assert len(chunks) > 1
    assert not any(chunk.split()[-1] in ("the", "for", "in", "by", "of") for chunk in chunks)


def test_no_word_is_left_alone() -> None:
    for sentence in (
        "This serum is gentle enough for every single morning you will have",
        "Every chair in this room was bent by hand by one woman called Ingrid",
    ):
        assert all(len(chunk.split()) > 1 for chunk in captions_of(sentence))


def test_sixty_words_without_a_comma_are_chunked_for_reading() -> None:
    chunks = captions_of(" ".join(["wonderful morning light"] * 20))

    assert all(wrap(chunk, 22) <= 2 for chunk in chunks)


@pytest.mark.parametrize("words", ["spaced", "bare", "characters", "whole"])
@pytest.mark.parametrize(
    "sentence",
    [
        "Meet Aurora: “gentle” vitamin C – in three drops, for $19.99.",
        "オーロラセラムは、やさしいビタミンCを3滴に閉じ込めました。",
        "我们的新产品让每一个早晨都充满光彩，轻松使用，立即购买。",
        "بطارية تدوم 10 أيام كاملة، اطلبها الآن من noor.com!",
        "สวัสดีครับ ยินดีต้อนรับสู่ร้านของเราทุกคน",
    ],
)
def test_captions_keep_the_spelling_whatever_the_voice_calls_a_word(sentence: str, words: str) -> None:
    chunks = laid_out(sentence, words=words)

    assert solid("".join(chunk.text for chunk in chunks)) == solid(sentence)
    assert all(chunk.text in sentence for chunk in chunks)
    assert all(columns(chunk.text) <= 44 for chunk in chunks if " " not in chunk.text)


def test_a_chunk_stands_from_its_first_word_until_the_next_chunk() -> None:
    first, second = laid_out("Meet Aurora Glow Serum: gentle vitamin C, in three light drops.")

    assert 0 <= first.words[0].start_ms - first.start_ms <= 34
    assert first.end_ms == second.start_ms
    assert second.end_ms == second.words[-1].end_ms + 400


def test_a_chunk_leaves_soon_when_a_pause_follows() -> None:
    words = (Word("Wait.", 0, 900), Word("It", 5000, 5300), Word("is", 5300, 5600), Word("here", 5600, 6000))

    first, second = lay_out_captions(words, 1, SPAN, text="Wait. It is here")

    assert first.end_ms == 1300
    assert second.start_ms == 5000


def test_a_very_short_chunk_stays_long_enough_to_be_seen() -> None:
    (caption,) = lay_out_captions((Word("Now.", 1000, 1200),), 1, SPAN)

    assert caption.end_ms - caption.start_ms == 833


def test_captions_never_leave_their_stretch_of_the_film() -> None:
    for caption in laid_out("Order yours now, before they are gone for good.", span=Span(100, 2000)):
        assert 100 <= caption.start_ms <= caption.end_ms <= 2000


def test_a_long_address_is_cut_to_fit() -> None:
    chunks = captions_of(
        "See https://shop.example.com/a/very/long/path/that/nobody/could/ever/type/by/hand today"
    )

    assert all(columns(part) <= 44 for chunk in chunks for part in chunk.split())


@settings(deadline=None)
@given(texts, st.floats(0.2, 3))
def test_every_word_is_in_one_caption_in_order(text: str, rate: float) -> None:
    sentence = " ".join(text.split())
    if not sentence:
        return
    captions = laid_out(sentence, rate=rate)

    assert solid("".join(caption.text for caption in captions)) == solid(sentence)
    for caption, following in pairwise(captions):
        assert caption.end_ms <= following.start_ms


def test_words_take_the_punctuation_of_the_script() -> None:
    words = time_words([("Yes", True), ("she", True), ("said", True)], 0, 900)

    spelled = spell(words, "“Yes!” she said...")

    assert [(word.text, spaced) for word, spaced in spelled] == [
        ("“Yes!”", True),
        ("she", True),
        ("said...", False),
    ]


def test_a_word_the_voice_calls_otherwise_is_shown_as_the_script_spells_it() -> None:
    words = time_words([("Buy", True), ("five", True), ("red", True), ("apples", True)], 0, 900)

    assert [word.text for word, _ in spell(words, "Buy 5 red apples.")] == ["Buy", "5", "red", "apples."]


def test_marks_that_stand_alone_stay_with_the_word_before() -> None:
    words = time_words([("Aurora", True), ("simply", True), ("shine", True)], 0, 900)

    spelled = spell(words, "Aurora – simply « shine » !")

    assert "".join(word.text + " " * spaced for word, spaced in spelled) == "Aurora – simply « shine » !"


def test_srt_is_what_players_read() -> None:
    captions = (Caption("One --> two", 0, 1500, 1), Caption("three", 1400, 3_661_001, 1))

    assert to_srt(captions) == (
        "1\n00:00:00,000 --> 00:00:01,400\nOne → two\n\n2\n00:00:01,400 --> 01:01:01,001\nthree\n"
    )


def test_vtt_escapes_what_would_be_markup() -> None:
    assert to_vtt((Caption("Salt & <b>pepper</b>", 0, 1500, 1),)) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nSalt &amp; &lt;b&gt;pepper&lt;/b&gt;\n"
    )


def test_a_line_end_cannot_end_a_cue() -> None:
    srt = to_srt((Caption("One\n\ntwo", 0, 1500, 1),))

    assert re.fullmatch(r"1\n.+\nOne two\n", srt)


def test_no_captions_make_empty_files() -> None:
    assert to_srt(()) == ""
    assert to_vtt(()) == "WEBVTT\n"


def test_a_last_syllable_stays_with_its_word_where_the_second_line_has_room():
    text = "二十パーセント配合しました。"
    words = time_words([("二十パーセント配合しまし", False), ("た。", False)], 0, 4000)

    assert [caption.text for caption in lay_out_captions(words, 1, Span(0, 4000), text=text)] == [text]
