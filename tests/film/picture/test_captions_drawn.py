"""Captions as layers: where the words stand and how they are lit."""

from dataclasses import replace

import numpy as np
import pytest

from pytoon.film.picture import typesetting
from pytoon.film.picture.captions import CaptionStyle, caption_layers, set_caption
from pytoon.film.picture.layers import Layer
from pytoon.film.picture.typesetting import Font, Shadow
from pytoon.film.timeline import Caption, Word

STYLE = CaptionStyle(
    Font("inter-600", 66, -0.025),
    78,
    1225,
    spoken=(16, 17, 20),
    active=(39, 71, 255),
    upcoming=(96, 102, 114),
)
SHADED = CaptionStyle(
    Font("inter-600", 64),
    78,
    1223,
    (255, 246, 233),
    (255, 194, 122),
    (255, 246, 233),
    0.82,
    (Shadow(2, 18, 0.6),),
)


def chunk(text: str, start_ms: int = 0, end_ms: int = 2000, words: list[str] | None = None) -> Caption:
    spoken = text.split() if words is None else words
    step = (end_ms - start_ms) // max(len(spoken), 1)
    times = [(start_ms + i * step, start_ms + (i + 1) * step) for i in range(len(spoken))]
    return Caption(
        text, start_ms, end_ms, 1, tuple(Word(w, a, b) for w, (a, b) in zip(spoken, times, strict=True))
    )


def ink_of(layer: Layer) -> tuple[float, float, float, float]:
    solid = layer.pixels[..., 3] > 96
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    return (
        layer.x_px + columns[0],
        layer.y_px + rows[0],
        layer.x_px + columns[-1] + 1,
        layer.y_px + rows[-1] + 1,
    )


def state(layers: tuple[Layer, ...], name: str) -> Layer:
    return next(layer for layer in layers if layer.name == name)


def test_two_lines_stand_on_fixed_baselines_at_the_left_edge():
    layers = caption_layers([chunk("Forty decibels quieter, all day.")], STYLE)
    first, third = ink_of(state(layers, "caption spoken 0")), ink_of(state(layers, "caption spoken 2"))

    assert first[0] == pytest.approx(120, abs=1)
    assert third[0] == pytest.approx(120, abs=1)
    assert third[1] - first[1] == pytest.approx(78, abs=16)
    assert set_caption(chunk("Forty decibels quieter, all day."), STYLE).font.size_px == 66


def lines_of(text: str) -> list[str]:
    return [line.text for line in set_caption(chunk(text), STYLE).lines]


@pytest.mark.parametrize(
    "text",
    [
        "www.handgemachte-leuchten-aus-murano.example/kollektion/2027",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "x" * 60,
    ],
)
def test_a_word_wider_than_a_line_is_torn_before_it_becomes_too_small_to_read(text):
    block = set_caption(chunk(text), STYLE)

    assert block.font.size_px >= 48
    assert all(typesetting.ink(line.text, block.font).width <= 768 for line in block.lines)
    # The word is lit as one, on whatever lines it stands.
    assert {word for line in block.lines for _, word in line.runs} == {0}


def test_an_address_is_torn_at_its_marks_and_a_word_with_a_hyphen():
    first, *others = lines_of("www.handgemachte-leuchten.example/kollektion/abendlicht")
    assert first[-1] in "/-" or others[0].startswith(".")
    assert "".join([first, *others]) == "www.handgemachte-leuchten.example/kollektion/abendlicht"
    assert lines_of("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz")[0].endswith("-")


def test_a_price_is_not_torn_where_its_line_has_room():
    assert any("1.299,00" in line for line in lines_of("Heute nur 1.299,00 statt 1.499,00 Euro im Laden."))


def test_one_line_stands_on_the_last_baseline():
    foot = ink_of(state(caption_layers([chunk("All day.")], STYLE), "caption spoken 0"))[3]

    assert foot == pytest.approx(1225, abs=2)


@pytest.mark.parametrize(
    "text",
    [
        "Short.",
        "Two lines of quite ordinary words, as they are spoken here.",
        "Donaudampfschifffahrtsgesellschaftskapitän",
        "Light that follows you " * 9,
        "مرحبا بالعالم، هذا نص طويل للاختبار",
        "日本語のとても長い字幕をここに置いて、折り返しを確認する。",
        "สวัสดีชาวโลกนี่คือข้อความภาษาไทยที่ยาวมาก",
        "Fire 🔥🔥 for 👩🏽‍🚀 and ❤️ from 🇫🇷",
        "jgpqy ÅÉÎÕ ĵģņ",
    ],
)
def test_every_word_is_inside_the_safe_box(text):
    layers = caption_layers([chunk(text)], STYLE)

    assert layers
    for layer in layers:
        left, top, right, bottom = ink_of(layer)
        assert left >= 119 and right <= 889
        assert top >= 288 and bottom <= 1248


def test_the_three_states_of_a_word_differ_in_colour_alone():
    layers = caption_layers([chunk("Words never move.")], STYLE)
    states = [state(layers, f"caption {name} 1") for name in ("upcoming", "active", "spoken")]

    assert len({(layer.x_px, layer.y_px) for layer in states}) == 1
    assert all(np.array_equal(layer.pixels[..., 3], states[0].pixels[..., 3]) for layer in states)
    assert not np.array_equal(states[0].pixels, states[1].pixels)


def test_a_word_lights_in_80_ms_around_its_sound_and_stays_lit_until_the_next():
    layers = caption_layers([chunk("One two three.", 0, 3000)], STYLE)

    def opacities(index: int, t_ms: int) -> list[float]:
        names = ("upcoming", "active", "spoken")
        return [state(layers, f"caption {name} {index}").pose_at(t_ms).opacity for name in names]

    assert opacities(1, 900) == [1.0, 0.0, 0.0]
    assert opacities(1, 1000) == [1.0, 0.5, 0.0]
    assert opacities(1, 1040) == [0.0, 1.0, 0.0]
    assert opacities(1, 1900) == [0.0, 1.0, 0.0]
    assert opacities(1, 2040) == [0.0, 0.0, 1.0]
    assert opacities(0, 2900) == [0.0, 0.0, 1.0]
    assert opacities(2, 2600) == [0.0, 1.0, 0.0]


def test_nothing_shows_before_a_chunk_or_after_it():
    layers = caption_layers([chunk("Now and then.", 500, 1500)], SHADED)

    assert all(layer.pose_at(t).opacity == 0.0 for layer in layers for t in (0, 499, 1500, 4000))
    assert any(layer.pose_at(500).opacity > 0.3 for layer in layers)


def test_a_chunk_fades_before_a_silence_and_cuts_to_a_near_follower():
    near = caption_layers([chunk("First part", 0, 1000), chunk("second part.", 1100, 2000)], STYLE)
    alone = caption_layers([chunk("First part", 0, 1000)], STYLE)

    assert max(layer.pose_at(960).opacity for layer in near) == 1.0
    assert max(layer.pose_at(960).opacity for layer in alone) < 0.5


def test_a_title_is_not_drawn_as_a_caption():
    title = Caption("Glow that lasts.", 0, 2000, 1, (), "title")

    assert caption_layers([title], STYLE) == ()


def test_a_chunk_without_word_times_stands_in_the_colour_of_spoken_words():
    layers = caption_layers([Caption("No times known.", 0, 2000, 1)], STYLE)

    assert [layer.name for layer in layers] == ["caption spoken 0"]
    assert layers[0].pose_at(1000).opacity == 1.0


def test_arabic_words_stand_from_right_to_left():
    layers = caption_layers([chunk("مرحبا بالعالم")], STYLE)
    first, second = ink_of(state(layers, "caption spoken 0")), ink_of(state(layers, "caption spoken 1"))

    assert first[0] > second[2] - 2
    assert first[2] == pytest.approx(888, abs=1)


def test_japanese_words_without_spaces_each_have_their_place():
    words = ["光が", "夜を", "照らす。"]
    layers = caption_layers([chunk("光が夜を照らす。", words=words)], STYLE)
    boxes = [ink_of(state(layers, f"caption spoken {i}")) for i in range(3)]

    assert boxes[0][2] <= boxes[1][0] + 1 and boxes[1][2] <= boxes[2][0] + 1


def test_spaces_and_marks_between_words_are_the_scripts_own():
    block = set_caption(chunk("Soft — not slow.", words=["Soft", "not", "slow."]), STYLE)

    assert [line.text for line in block.lines] == ["Soft — not slow."]
    assert ("—", 0) in block.lines[0].runs or ("Soft", 0) in block.lines[0].runs


def test_a_shadow_lies_below_the_words_of_its_line():
    layers = caption_layers([chunk("All day.")], SHADED)

    assert layers[0].name == "caption shadow"
    assert not layers[0].pixels[..., :3].any()


def test_centred_captions_are_centred_on_the_safe_box():
    layers = caption_layers([Caption("Keep it.", 0, 2000, 1)], replace(STYLE, centred=True))
    left, _, right, _ = ink_of(layers[0])

    assert (left + right) / 2 == pytest.approx(504, abs=1.5)
