"""Type: measured by ink, broken evenly, fitted, and never a box for a missing glyph."""

import numpy as np
import pytest

from pytoon.film.picture.typesetting import (
    Font,
    Shadow,
    break_lines,
    clusters,
    draw_line,
    drawable,
    fill_block,
    fit_size_px,
    ink,
    is_rtl,
    set_block,
    units,
)

INTER = Font("inter-600", 100, -0.045)


def drawn_width(text: str, font: Font) -> int:
    columns = np.flatnonzero((draw_line(text, font).pixels[..., 3] > 96).any(axis=0))
    return int(columns[-1] - columns[0] + 1)


NASTY = {
    "one long word": "Donaudampfschifffahrtsgesellschaftskapitän",
    "two hundred characters": "Light that follows you from room to room, " * 5,
    "arabic": "مرحبا بالعالم، هذا نص طويل للاختبار",
    "hebrew": "שלום עולם, זה משפט ארוך למדי לבדיקה",
    "japanese": "日本語のとても長い見出しをここに置いて、折り返しを確認する。",
    "chinese": "简体中文的说明书还有图，一行放不下的时候会换行。",
    "korean": "한국어 문장도 잘 보여야 합니다",
    "thai": "สวัสดีชาวโลกนี่คือข้อความภาษาไทยที่ยาวมาก",
    "hindi": "नमस्ते दुनिया, क्षत्रिय और संस्कृति",
    "emoji": "Fire 🔥🔥 for 👩🏽‍🚀 and ❤️ from 🇫🇷",
    "no spaces": "https://shop.example/a/very/long/address?with=parameters&and=more",
}


def test_the_left_edge_of_the_ink_is_where_the_black_begins():
    drawn = draw_line("Turn", INTER)
    left = drawn.x_px + np.flatnonzero((drawn.pixels[..., 3] > 96).any(axis=0))[0]

    assert left == pytest.approx(ink("Turn", INTER).left, abs=1.0)


def test_a_size_fitted_to_a_width_gives_ink_of_that_width():
    size_px = fit_size_px("Turn it down.", INTER, 775)

    assert drawn_width("Turn it down.", INTER.at(size_px)) == pytest.approx(775, abs=2)
    assert ink("Turn it down.", INTER.at(size_px)).width == pytest.approx(775, abs=0.5)


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_a_block_never_leaves_its_box_and_never_falls_below_its_size(text):
    block = set_block(text, INTER.at(140), 768, max_lines=3, min_px=64)

    assert 1 <= len(block.lines) <= 3
    assert 64 <= block.font.size_px <= 140
    assert all(drawn_width(line, block.font) <= 770 for line in block.lines)


def test_a_text_that_fits_is_never_shortened():
    text = "A quote that goes on for quite a while because the customer was so very happy."

    block = fill_block(text, INTER.at(150), 768, 640, leading=1.0, min_px=64)

    assert " ".join(block.lines) == text
    assert (len(block.lines) - 1) * block.font.size_px + 0.74 * block.font.size_px <= 640


def test_what_cannot_fit_ends_with_an_ellipsis_after_a_whole_word():
    block = set_block("word " * 60, INTER.at(140), 768, max_lines=2, min_px=64)

    assert block.lines[-1].endswith("word…")


def test_even_a_text_without_any_break_fills_its_lines_and_ends_with_an_ellipsis():
    block = fill_block("x" * 300, INTER.at(150), 768, 600, leading=1.0, min_px=64)

    assert block.lines[-1].endswith("…")
    assert all(drawn_width(line, block.font) <= 770 for line in block.lines)


def test_a_torn_word_carries_a_hyphen():
    block = set_block(NASTY["one long word"], INTER.at(140), 768, max_lines=3, min_px=64)

    assert block.lines[0].endswith("-")
    assert "".join(block.lines).replace("-", "") == NASTY["one long word"]


def test_lines_come_out_even_and_no_short_word_is_left_alone():
    lines = break_lines("Every night, two hundred panes of light so", INTER.at(64), 768, 3)

    assert lines is not None and len(lines) == 2
    widths = [ink(line, INTER.at(64)).width for line in lines]
    assert min(widths) > 0.6 * max(widths)
    assert len(lines[-1].split()) > 1


def test_a_line_does_not_end_with_an_article_when_another_break_is_as_good():
    lines = break_lines("Built by hand for the long way home", INTER.at(72), 768, 2)

    assert lines is not None
    assert not lines[0].endswith((" the", " for"))


def test_japanese_breaks_without_spaces_but_never_before_a_full_stop_or_inside_katakana():
    text = "日本語のキャプションを確認する。"

    assert "".join(units(text)) == text
    assert not any(unit.startswith("。") for unit in units(text))
    assert any("キャプション" in unit for unit in units(text))


def test_marks_joiners_and_flags_stay_with_their_character():
    assert clusters("e\u0301🇫🇷👩🏽‍🚀❤️") == ["e\u0301", "🇫🇷", "👩🏽‍🚀", "❤️"]


def test_a_character_that_no_font_has_leaves_nothing_rather_than_a_box():
    assert drawable("price\ue000 tag\u0007") == "price tag"
    assert drawable("\U00012000") == ""


def test_white_space_collapses_and_an_empty_text_gives_no_lines():
    assert drawable("  two\n words\t") == "two words"
    assert set_block(" \n ", INTER, 768, max_lines=3, min_px=64).lines == ()
    assert fill_block("", INTER, 768, 500, leading=1.0, min_px=64).lines == ()


def test_the_direction_is_that_of_the_first_letter_with_one():
    assert is_rtl("2024 שלום Hello")
    assert not is_rtl("100 % Hello שלום")
    assert not is_rtl("")


def test_the_full_stop_of_an_arabic_sentence_stands_at_its_left():
    font = Font("inter-600", 80)
    with_stop, without = ink("مرحبا بالعالم!", font), ink("مرحبا بالعالم", font)
    drawn = draw_line([("مرحبا بالعالم", None), ("!", (0, 0, 0))], font)
    middle = drawn.x_px + drawn.pixels.shape[1] / 2

    assert with_stop.width > without.width
    assert middle < with_stop.left + 0.1 * with_stop.width


def test_colour_never_moves_a_letter():
    whole = draw_line("AVATAR, Today", INTER)
    parts = draw_line([("AVA", (0, 0, 0)), ("TAR, ", (0, 0, 0)), ("Today", (0, 0, 0))], INTER)

    assert np.array_equal(whole.pixels, parts.pixels)


def test_a_word_keeps_its_weight_in_every_colour():
    dark = draw_line("Words", INTER, (0, 0, 0), coverage_of=(0, 0, 0))
    light = draw_line("Words", INTER, (255, 246, 233), coverage_of=(0, 0, 0))

    assert np.array_equal(dark.pixels[..., 3], light.pixels[..., 3])
    assert light.pixels[..., 0].max() == 255


def test_emoji_are_drawn_in_colour():
    pixels = draw_line("🔥❤️", INTER).pixels.astype(int)

    assert (abs(pixels[..., 0] - pixels[..., 2]) > 60).sum() > 500


def test_a_shadow_lies_under_the_type_and_reaches_further():
    plain = draw_line("Shade", INTER, (255, 255, 255))
    shaded = draw_line("Shade", INTER, (255, 255, 255), shadows=(Shadow(2, 30, 0.45),))

    assert shaded.pixels.shape[0] > plain.pixels.shape[0] + 30
    assert shaded.pixels[..., :3].max() == 255
