"""Scenes of type alone: what stands where and when, in any script."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytoon.film.look import Look
from pytoon.film.picture.contrast import contrast
from pytoon.film.picture.layers import Composition, Shot
from pytoon.film.picture.looks import LAYOUTS, compose, elements
from pytoon.film.picture.typesetting import Box, drawable
from pytoon.film.scene_graph import Media, Overlay, Scene
from pytoon.film.timeline import Caption, Word

TEXTS = {
    "statement": (("claim", "Monday mornings are hard."),),
    "number": (("number", "72"), ("unit", "hours")),
    "gauge": (("number", "92%"),),
    "list": (("item", "Soft"), ("item", "Light"), ("item", "Waterproof")),
    "quote": (("quote", "I wear them every single day"), ("name", "Maja R.")),
    "closing": (("button", "Order now"), ("address", "acme.com")),
}
#: What must be read; shapes and light run to the edges.
QUIET = ("shape", "light")
WORDS = {
    "one": "Sale",
    "long": "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
    "arabic": "أفضل هدية لمن تحب",
    "japanese": "毎朝の一杯を、もっと特別に。",
    "emoji": "🔥🔥🔥",
}


def shot(
    layout: str = "product_hero_clean",
    texts: tuple[tuple[str, str], ...] = (),
    said: str = "",
    *,
    index: int = 0,
    voiced: bool = True,
    role: str = "feature",
) -> Shot:
    overlays = tuple(Overlay("text", text=text, position=slot) for slot, text in texts)
    words = said.split()
    step = 2400 // max(len(words), 1)
    times = tuple(Word(word, 200 + i * step, 200 + (i + 1) * step) for i, word in enumerate(words))
    captions = (Caption(said, 200, 2600, 1, times),) if said else ()
    scene = Scene(1, role, "", 3000, Media(), said, said if voiced else "", overlays=overlays)
    look = Look(layout, "PRODUCT_HERO", layout)
    return Shot(scene, index, 9, 3000, look, captions)


def read(composition: Composition, t_ms: int) -> list[str]:
    """The layers with words that show at a time."""
    return [
        layer.name
        for layer in (*composition.layers, *composition.captions)
        if not layer.name.startswith(QUIET) and layer.pose_at(t_ms).opacity > 0.3
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", TEXTS)
def test_a_scene_of_type_shows_words_from_its_first_frame_inside_the_safe_box(layout: str, kind: str) -> None:
    role = "call_to_action" if kind == "closing" else "feature"
    composition = compose(shot(layout, TEXTS[kind], role=role))

    assert read(composition, 300)
    for layer in composition.layers:
        if layer.name.startswith(QUIET) or layer.name == "number":
            continue
        height, width = layer.pixels.shape[:2]
        assert layer.x_px >= elements.LEFT_PX - 40 and layer.x_px + width <= elements.RIGHT_PX + 24, (
            layer.name
        )
        assert layer.y_px >= elements.TOP_PX - 12 and layer.y_px + height <= elements.BOTTOM_PX + 24, (
            layer.name
        )


@pytest.mark.parametrize("said", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("voiced", [True, False])
def test_any_words_are_drawn_large_and_never_beside_the_box(said: str, voiced: bool) -> None:
    layers = [
        layer for layer in compose(shot(said=said, voiced=voiced)).layers if layer.name.startswith("phrase")
    ]

    assert layers
    assert min(layer.x_px for layer in layers) >= elements.LEFT_PX - 30
    assert max(layer.x_px + layer.pixels.shape[1] for layer in layers) <= elements.RIGHT_PX + 24
    assert max(layer.y_px + layer.pixels.shape[0] for layer in layers) <= elements.BOTTOM_PX


def test_spoken_words_come_in_as_they_sound_and_no_caption_repeats_them() -> None:
    composition = compose(shot(said="Sleep like a stone tonight", index=1))
    first, last = (
        [
            layer
            for layer in composition.layers
            if layer.name.startswith("phrase") and layer.name.endswith(end)
        ]
        for end in (" 0", " 4")
    )

    assert not composition.captions
    assert any(layer.pose_at(0).opacity > 0.3 for layer in first)
    assert not any(layer.pose_at(1500).opacity for layer in last)
    assert any(layer.pose_at(2500).opacity > 0.9 for layer in last)


def test_two_scenes_in_a_row_share_neither_page_nor_shapes() -> None:
    one, two = (compose(shot(said="Sleep well tonight", index=index)) for index in (1, 2))

    assert abs(one.ground.pixels.mean() - two.ground.pixels.mean()) > 20


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("index", range(3))
def test_large_words_are_legible_on_every_page(layout: str, index: int) -> None:
    composition = compose(shot(layout, said="Sleep well", voiced=False, index=index))
    behind = elements.frame_zone(composition.ground.pixels, Box(120, 288, 888, 1248))

    for layer in composition.layers:
        if layer.name.startswith("phrase"):
            red, green, blue = (
                layer.pixels[layer.pixels[..., 3] > 250][:, :3].mean(axis=0).round().astype(int)
            )
            assert contrast((int(red), int(green), int(blue)), behind) >= 4.4


def test_a_button_stands_to_the_end_of_the_film() -> None:
    composition = compose(shot(texts=TEXTS["closing"], role="call_to_action", index=8))

    for t_ms in (900, 2999):
        assert "button" in read(composition, t_ms)


def test_a_sentence_does_not_repeat_the_figure_it_stands_in() -> None:
    texts = (("number", "$19.99"),)
    composition = compose(shot(texts=texts, said="Only $19.99 until Sunday.", index=1))
    names = [layer.name for layer in composition.layers]

    assert "lead" in names
    assert [name for name in names if name.startswith("phrase active")] == [
        "phrase active 0",
        "phrase active 1",
    ]


def test_type_stands_to_the_end_before_a_cut_and_leaves_before_a_blend() -> None:
    cut = compose(shot(said="Sleep well tonight", index=1))
    blend = compose(replace(shot(said="Sleep well tonight", index=1), blend_ms=500))

    assert read(cut, 2966)
    assert not read(blend, 2966)


def test_words_of_a_sentence_that_began_before_come_as_they_sound() -> None:
    composition = compose(replace(shot(said="and so is your head", voiced=False, index=1), spoken=True))

    assert any(layer.name.startswith("phrase active") for layer in composition.layers)


@pytest.mark.parametrize("word", ["Sale", "exceptional", "朝の一杯"])
def test_rows_of_words_show_whole_words_only(word: str) -> None:
    rows = [layer for layer in compose(shot(said=word, index=1)).layers if layer.name == "shape word"]

    assert rows
    for layer in rows:
        for t_ms in (0, 1500, 3000):
            left = layer.x_px + layer.pose_at(t_ms).dx_px
            assert left >= 0
            assert left + layer.pixels.shape[1] <= 1080


def test_a_call_alone_is_a_button_and_not_a_bare_arrow() -> None:
    for call, right in (("Order now", False), ("اطلبها الآن", True)):
        layers = compose(shot(texts=(("button", call),), said=call, role="call_to_action")).layers
        button, arrow = (
            next(layer for layer in layers if layer.name == name) for name in ("button", "arrow")
        )
        assert button.pixels.shape[1] == elements.BOX_WIDTH_PX
        assert button.pixels.shape[0] > 400
        assert (arrow.x_px < 540) is right


def test_a_family_is_drawn_as_people_side_by_side() -> None:
    assert drawable("\U0001f468\u200d\U0001f469\u200d\U0001f467") == "\U0001f468\U0001f469\U0001f467"


def test_a_sentence_of_two_captions_stands_on_one_page() -> None:
    whole = shot(said="Half of them could have been a short message.", index=1)
    (caption,) = whole.captions
    halves = tuple(
        replace(caption, text=text, start_ms=words[0].start_ms, end_ms=words[-1].end_ms, words=words)
        for text, words in (
            ("Half of them could have been", caption.words[:6]),
            ("a short message.", caption.words[6:]),
        )
    )

    assert "phrase active 8" in [layer.name for layer in compose(replace(whole, captions=halves)).layers]
