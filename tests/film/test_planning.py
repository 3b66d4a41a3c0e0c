from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings

from pytoon.film.brief import Brief, Medium
from pytoon.film.errors import BriefError
from pytoon.film.planning import plan_scenes
from pytoon.film.planning.directions import camera_effect, is_direction, read_directions, read_style
from pytoon.film.planning.titles import (
    Figure,
    Quote,
    find_address,
    find_button,
    find_figure,
    find_quote,
    find_wordmark,
    spoken_claim,
)
from pytoon.film.scene_graph import Scene, SceneGraph
from pytoon.film.schemas import check_scene_graph
from tests.film.stories import DIRECTIONS, SERUM, brief, briefs, look, pictures, solid


def plan(order: Brief) -> tuple[Scene, ...]:
    return plan_scenes(order).scenes


def titles(scene: Scene) -> dict[str, str | None]:
    return {overlay.position: overlay.text for overlay in scene.overlays}


def assets(scenes: tuple[Scene, ...]) -> list[str]:
    return [(scene.media.asset or "")[-5:-4] for scene in scenes]


@settings(max_examples=60, deadline=None)
@given(briefs)
def test_any_brief_has_a_valid_plan(order: Brief) -> None:
    graph = plan_scenes(order)
    scenes = graph.scenes

    check_scene_graph(graph.to_json())
    assert SceneGraph.from_json(graph.to_json()) == graph
    assert plan_scenes(order) == graph
    assert len(scenes) <= min(order.max_scenes or 12, 12)
    assert [scene.id for scene in scenes] == list(range(1, len(scenes) + 1))
    assert scenes[0].role == "hook"
    assert scenes[0].transition == "cut"
    assert len(scenes) == 1 or scenes[-1].role == "call_to_action"
    if len(order.media) > 1:
        assert all(a.media.asset != b.media.asset for a, b in pairwise(scenes))
    if graph.global_audio.voice_script:
        assert solid("".join(s.caption for s in scenes)) == solid("".join(s.audio for s in scenes))


def test_the_contracts_own_example_has_three_scenes() -> None:
    scenes = plan(
        brief(
            DIRECTIONS, "Introducing our amazing product...", target_ms=30_000, max_scenes=5, music="upbeat"
        )
    )

    assert [scene.role for scene in scenes] == ["hook", "feature", "call_to_action"]
    assert [scene.description for scene in scenes] == ["Product reveal.", "Key features.", "Call to action."]
    assert [scene.audio for scene in scenes] == ["Introducing our amazing product...", "", ""]


def test_sentences_of_the_script_are_dealt_in_order_by_length() -> None:
    scenes = plan(brief("A serum bottle. Three drops. The bottle on marble.", SERUM, media=3))

    assert [scene.audio for scene in scenes] == [
        "Good skin starts with a good morning.",
        "Meet Aurora Glow Serum: gentle vitamin C, in three light drops.",
        "Aurora.\nLet it show.",
    ]
    assert assets(scenes) == ["0", "1", "2"]


def test_shot_blocks_make_the_scenes() -> None:
    scenes = plan(
        brief(
            "Moody. <SHOT 1>A runner. At dawn.</SHOT> <shot 2> Pan left over it <Shot3>The shoe, neon light",
            media=5,
        )
    )

    assert [scene.description for scene in scenes] == [
        "A runner. At dawn.",
        "Pan left over it",
        "The shoe, neon light",
    ]
    assert [scene.style.mood for scene in scenes] == ["moody"] * 3
    assert scenes[2].style.lighting == "neon light"


def test_more_sentences_than_fit_are_merged() -> None:
    scenes = plan(brief("One bird. Two cats. Three dogs. Four cows. Five pigs.", max_scenes=2))

    assert len(scenes) == 2
    assert (
        " ".join(scene.description for scene in scenes)
        == "One bird. Two cats. Three dogs. Four cows. Five pigs."
    )


def test_scenes_are_never_too_short_to_be_seen() -> None:
    scenes = plan(brief(" ".join(f"Product shot {i}." for i in range(12)), target_ms=6_000))

    assert len(scenes) == 5


def test_a_long_script_splits_a_short_prompt() -> None:
    script = " ".join(f"This is what the chair can do for you, number {i}." for i in range(6))

    assert len(plan(brief("A chair.", script, target_ms=20_000))) == 6


@pytest.mark.parametrize(
    ("order", "count"),
    [
        (brief(script="Buy it now.", target_ms=60_000), 12),
        (brief("The lamp on a table."), 5),
        (brief("The lamp on a table.", media=3), 3),
        (brief("The lamp on a table.", target_ms=60_000, max_scenes=4), 4),
        (brief(target_ms=30_000), 3),
        (brief("<SHOT 1> The lamp. <SHOT 2> Its light.", target_ms=60_000), 2),
    ],
)
def test_a_scene_far_too_long_is_seen_in_several_framings(order: Brief, count: int) -> None:
    scenes = plan(order)

    assert len(scenes) == count
    shots = [scene.description for scene in scenes]
    assert list(dict.fromkeys(shots)) == [shot.text for shot in read_directions(order.prompt).shots]
    for before, after in pairwise(scenes):
        assert before.media.effect != after.media.effect
        assert (before.role, before.media.asset) != (after.role, after.media.asset)


def test_framings_of_one_picture_do_not_scatter_its_sentence() -> None:
    scenes = plan(brief("Fresh coffee, brewed by hand every single morning in our shop by the sea."))
    assert [len(scene.caption.split()) for scene in scenes] == [2, 6, 6, 0, 0]


def test_a_clip_and_a_film_of_type_alone_are_not_divided() -> None:
    clip = Medium(Path("/clips/0.mp4"), "video", 1080, 1920, duration_ms=20_000)
    assert len(plan(brief("The lamp on a table.", media=0))) == 1
    assert len(plan_scenes(replace(brief("The lamp on a table."), media=(clip,))).scenes) == 1


def test_pictures_beyond_the_sentences_get_scenes_of_their_own() -> None:
    scenes = plan(brief("A shoe. Buy now.", media=5))

    assert assets(scenes) == ["0", "1", "2", "3", "4"]


def test_two_pictures_take_turns() -> None:
    assert assets(plan(brief("One. Two. Three. Four.", media=2))) == ["0", "1", "0", "1"]


def test_a_picture_named_twice_is_one_picture() -> None:
    scenes = plan(Brief("One. Two.", look(), (*pictures(1), *pictures(2))))

    assert assets(scenes) == ["0", "1"]


def test_with_a_script_the_prompt_is_never_on_screen() -> None:
    for scene in plan(brief("Zebras at noon. A lonely zebra. Buy zebras.", SERUM, media=3)):
        shown = " ".join([scene.caption, *(text or "" for text in titles(scene).values())])
        assert "zebra" not in shown.casefold()


def test_without_a_script_the_prompt_is_the_copy_but_its_directions_are_not() -> None:
    scenes = plan(brief("Slow pan over the table. Coffee for slow mornings. Close-up of a cup. Order now."))

    assert [scene.caption for scene in scenes] == ["", "Coffee for slow mornings.", "", "Order now."]
    assert titles(scenes[1]) == {"claim": "Coffee for slow mornings."}
    assert titles(scenes[3]) == {"button": "Order now"}


def test_nobody_reads_make_me_a_video_in_the_film() -> None:
    scene, *_ = plan(brief("Make me a video about our summer sale"))

    assert scene.caption == "Our summer sale"
    assert scene.description == "Make me a video about our summer sale"


def test_one_long_sentence_of_copy_is_spread_over_its_pictures() -> None:
    scenes = plan(
        brief("Our new running shoe is light, fast and made from recycled yarn", media=2, target_ms=6_000)
    )

    assert [scene.caption for scene in scenes] == [
        "Our new running shoe is light,",
        "fast and made from recycled yarn",
    ]


def test_a_date_does_not_end_a_sentence_in_a_language_that_was_not_named() -> None:
    scenes = plan(
        brief("Details.", "Am 3. Oktober ist es so weit. Der Sessel kommt, z. B. in Eiche.", target_ms=8_000)
    )

    assert scenes[0].audio.split("\n")[0] == "Am 3. Oktober ist es so weit."


def test_directions_are_shown_when_the_film_would_be_empty() -> None:
    scenes = plan(brief(DIRECTIONS, media=0))

    assert all(titles(scene) for scene in scenes)


def test_an_empty_prompt_is_refused() -> None:
    with pytest.raises(BriefError, match="prompt is empty"):
        plan(brief(" \u200b\n"))


def test_a_script_without_words_is_no_script() -> None:
    graph = plan_scenes(brief("Fresh coffee.", "…"))

    assert graph.global_audio.voice_script == ""
    assert graph.scenes[0].caption == "Fresh coffee."


def test_the_title_is_the_hook_and_the_wordmark() -> None:
    scenes = plan(brief(DIRECTIONS, SERUM, title="Glow"))

    assert titles(scenes[0]) == {"claim": "Glow"}
    assert titles(scenes[-1]) == {"wordmark": "Glow"}


def test_brand_safe_films_use_calm_transitions_only() -> None:
    wild = look(transitions=("swipe_left", "fade_black", "fade"))

    calm = {scene.transition for scene in plan(brief(look=wild))}
    free = [scene.transition for scene in plan(brief(look=wild, brand_safe=False))]
    assert calm <= {"cut", "fade"}
    assert free == ["cut", "swipe_left", "fade_black"]


def test_the_planned_lengths_add_up_to_the_asked_one() -> None:
    scenes = plan(brief(script=SERUM, target_ms=15_000, look=look(transitions=("cut",))))

    assert sum(scene.duration_ms for scene in scenes) == 15_000


def test_the_camera_moves_another_way_in_every_scene_unless_told() -> None:
    scenes = plan(brief("One. Two. Slow zoom out from it. Four. Five."))

    assert [scene.media.effect for scene in scenes] == [
        "push_in",
        "pull_out",
        "pull_out",
        "pan_right",
        "push_in",
    ]


def test_mood_and_light_of_the_prompt_hold_for_the_whole_film() -> None:
    scenes = plan(brief("Warm golden hour light on a chair. The legs."))

    assert scenes[1].style.mood == "warm"
    assert scenes[1].media.prompt == "The legs, warm, golden hour"


def test_a_huge_script_is_read_only_as_far_as_a_film_can_go() -> None:
    scenes = plan(brief("A chair.", "All work and no play makes a dull boy. " * 3_000))

    assert sum(len(scene.audio) for scene in scenes) < 2_000


def test_a_sentence_without_end_is_spoken_in_parts() -> None:
    scenes = plan(brief("A chair.", "and then we went on " * 40))

    assert max(len(sentence) for scene in scenes for sentence in scene.audio.split("\n")) <= 300


@pytest.mark.parametrize(
    "sentence",
    [
        "Product reveal.",
        "Key features",
        "Call to action!",
        "Close-up of the bottle",
        "Slow pan.",
        "Camera orbits the shoe.",
        "Warm golden hour light.",
        "End with the logo.",
        "Hauptmerkmale.",
        "行動喚起。",
    ],
)
def test_directions_are_known(sentence: str) -> None:
    assert is_direction(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Reveal your glow.",
        "Features you will love.",
        "Slow coffee.",
        "Order now.",
        "Use it daily.",
        "Start.",
        "Meet Aurora.",
    ],
)
def test_copy_is_not_taken_for_a_direction(sentence: str) -> None:
    assert not is_direction(sentence)


def test_style_words_are_found_whole() -> None:
    style = read_style("A cinematic, moody warmth: slow zoom, soft light")

    assert (style.mood, style.camera_motion, style.lighting) == (
        "cinematic, moody",
        "slow zoom",
        "soft light",
    )
    assert camera_effect(style) == "push_in"


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("Meet Halo One.", "Meet Halo One."),
        ("Meet Aurora Glow Serum: gentle vitamin C.", "Meet Aurora Glow Serum."),
        ("Say hello to Halo, the new lamp.", "Say hello to Halo."),
        ("Sleep well…", "Sleep well."),
        ("When night falls: sleep.", "When night falls: sleep."),
        ("When the long night falls: sleep like a stone.", ""),
        ("Sweet, salty, crunchy snacks for everyone.", ""),
        ("Good skin starts with a good morning.", ""),
        ("朝の光で目覚める肌へ。", "朝の光で目覚める肌へ。"),
    ],
)
def test_a_claim_stands_by_itself(sentence: str, claim: str) -> None:
    assert spoken_claim(sentence) == claim


@pytest.mark.parametrize(
    ("script", "claim"),
    [
        ("Good skin starts with a good morning.", "Good skin starts with a good morning."),
        ("Tired of noise at your desk? Meet Halo One, and work.", "Halo One"),
        ("Every month you spend 31 hours in meetings that nobody needs.", "31 hours"),
        ("In the morning the desk is clear, and so is your head.", "In the morning the desk is clear."),
        ("With a single charge, you listen to your music for the whole of the week.", ""),
    ],
)
def test_a_spoken_film_opens_with_a_claim_from_its_script(script: str, claim: str) -> None:
    assert plan(brief("A desk. A lamp.", f"{script} It is that simple.", media=2))[0].text("claim") == claim


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("It plays 40 hours on one charge.", Figure("40", "hours", "on one charge")),
        ("Now 50% off!", Figure("50%", "off")),
        ("Only $19.99 today.", Figure("$19.99")),
        ("SUMMER SALE: 50% OFF", Figure("50%", "OFF")),
        ("Nur 499,00 € statt 599 €.", Figure("499,00 €")),
        ("Each holds 286 hand-cut panes of glass.", Figure("286", "hand-cut panes", "of glass")),
        ("Jeden Monat 31 Stunden gespart.", Figure("31", "Stunden")),
        ("30ml of calm", Figure("30", "ml", "of calm")),
        ("Rated 4.8 stars by 2,000 customers.", Figure("4.8", "stars", "by 2,000 customers")),
        ("24時間うるおい", Figure("24", "時間")),
        ("بطارية تدوم 10 أيام", Figure("10", "أيام")),
        ("In three light drops.", None),
        ("Since 1987.", None),
        ("The X100 is No. 1.", None),
        ("Open 24/7 from 9:30.", None),
        ("In 2026 we will win.", None),
        ("2026年に発売。", None),
    ],
)
def test_a_figure_counts_something(words: str, figure: Figure | None) -> None:
    assert find_figure(words) == figure


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("“I love it.” — Anna K.", Quote("I love it.", "Anna K.")),
        ("“I sit in it every evening”, says Ingrid.", Quote("I sit in it every evening", "Ingrid")),
        ('She said "never again" twice.', Quote("never again")),
        ("„Einfach gut“ – Max", Quote("Einfach gut", "Max")),
        ('The "best" one.', None),
        ('A 5" screen, 6" wide.', None),
    ],
)
def test_a_quotation_has_at_least_two_words(words: str, quote: Quote | None) -> None:
    assert find_quote(words) == quote


@pytest.mark.parametrize(
    ("sentences", "button"),
    [
        (["Order yours now at acme.com."], "Order yours now"),
        (["Shop now and save 20%."], "Shop now"),
        (["Try it for 30 nights at hush.example."], "Try it for 30 nights"),
        (["See the collection at verrier.example."], "See the collection"),
        (["Visit acme.com"], ""),
        (["Try it today.", "You will love it."], "Try it today"),
        (["Jetzt bestellen auf nordlys.de!"], "Jetzt bestellen"),
        (["今すぐお試しください。"], "今すぐお試しください"),
        (["Aurora.", "Let it show."], ""),
        (["Call to action."], ""),
        (["Take your hours back, and start your first quiet week today."], "Start today"),
        (["See the whole collection today."], "See the whole collection"),
        (["Commandez votre premier flacon aujourd'hui."], "Commandez aujourd'hui"),
        (["Essayez-le."], "Essayez-le"),
        (["Provale oggi, e senti la differenza."], "Provale oggi"),
        (["Pídela hoy."], "Pídela hoy"),
        (["Cómpralo en tu tienda."], "Cómpralo en tu tienda"),
        (["Bestell noch heute deine ganz persönliche Lampe."], "Bestell noch heute"),
        (["Entdecken Sie die ganze Sammlung."], "Entdecken"),
        (["Bestellen Sie Ihre neue Lieblingslampe noch heute."], "Noch heute bestellen"),
        (["Peça já o seu."], "Peça já o seu"),
        (["Enciéndela, y la pared se convierte en un jardín."], ""),
    ],
)
def test_a_button_is_a_short_invitation(sentences: list[str], button: str) -> None:
    assert find_button(sentences) == button


def test_a_wordmark_is_a_name_beyond_doubt() -> None:
    assert find_wordmark(["Meet Aurora Glow Serum: gentle.", "Aurora.", "Let it show."]) == "Aurora"
    assert find_wordmark(["Meet Halo One, the lamp."]) == "Halo One"
    assert find_wordmark(["Introducing our amazing product...", "Wow.", "Now."]) == ""
    assert find_wordmark(["Softer sleep.", "Nordlys."]) == "Nordlys"
    assert find_wordmark(["In 256 colours.", "Grey.", "Lying on its side."]) == ""
    assert find_wordmark(["A lamp.", "Headphones.", "A serum."]) == ""


def test_an_address_is_shown_as_people_write_it() -> None:
    assert find_address("See https://www.acme.com/shop.") == "acme.com/shop"
    assert find_address("Write to me@acme.com.") == ""


def test_a_shot_of_several_scenes_borrows_other_pictures_and_the_next_shot_keeps_its_own() -> None:
    script = " ".join(f"This is what the chair can do for you, number {i}." for i in range(7))
    scenes = plan(brief("The chair. The legs. The seat.", script, media=3, target_ms=25_000))

    assert assets(scenes) == ["0", "1", "0", "1", "0", "1", "2"]


def test_a_prompt_of_emoji_is_seen() -> None:
    (scene,) = plan(brief("🎉🎉🎉", media=0))

    assert titles(scene) == {"claim": "🎉🎉🎉"}


@pytest.mark.parametrize(
    ("sentence", "lead", "items"),
    [
        ("Soft, light and waterproof.", "", ("Soft", "Light", "Waterproof")),
        ("It is smooth, rich and fair.", "It is", ("Smooth", "Rich", "Fair")),
        ("Weich, leicht und dicht.", "", ("Weich", "Leicht", "Dicht")),
        ("軽い、丈夫、防水。", "", ("軽い", "丈夫", "防水")),
        ("ناعم، خفيف ومقاوم للماء.", "", ("ناعم", "خفيف", "مقاوم للماء")),
    ],
)
def test_a_film_of_type_alone_draws_what_a_sentence_lists(
    sentence: str, lead: str, items: tuple[str, ...]
) -> None:
    scene = plan(brief("An advertisement.", sentence, media=0))[0]

    assert scene.texts("item") == items
    assert scene.text("claim") == lead


def test_a_sentence_with_an_aside_is_no_list() -> None:
    assert not plan(brief("A shop.", "Hello, this is our little shop.", media=0))[0].texts("item")


def test_a_film_of_type_alone_has_no_scene_without_words() -> None:
    scenes = plan(brief(DIRECTIONS, "Everything must go today.", media=0))

    assert all(scene.caption for scene in scenes)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1. Wash. 2. Dry. 3. Glow.", ("1. Wash", "2. Dry", "3. Glow")),
        ("- soft\n- light", ("Soft", "Light")),
        ("What you get:\n• soft\n• light", ("Soft", "Light")),
    ],
)
def test_a_list_is_drawn_as_one_whether_it_is_read_or_heard(text: str, items: tuple[str, ...]) -> None:
    for order in (brief(text, media=0), brief("An advertisement.", text, media=0)):
        (scene,) = (scene for scene in plan(order) if scene.texts("item"))
        assert scene.texts("item") == items


def test_numbers_of_a_list_are_no_scenes_of_their_own() -> None:
    assert [s.caption for s in plan(brief("1. Wash. 2. Dry."))] == ["1. Wash.", "2. Dry."]


def test_what_is_said_around_a_list_has_scenes_of_its_own() -> None:
    script = "Three steps. 1. Wash your face. 2. Dry it well. 3. Glow all day. Order now."

    assert [bool(s.texts("item")) for s in plan(brief("A.", script, media=0))] == [False, True, False]


def test_a_list_of_shots_is_not_shown() -> None:
    scenes = plan(brief("- Close-up of the cup\n- Slow pan over the table\n- Coffee for slow mornings"))

    assert [scene.caption for scene in scenes] == ["", "", "Coffee for slow mornings"]


def shown(scenes: tuple[Scene, ...]) -> list[str]:
    return [Path(scene.media.asset or "").stem for scene in scenes]


def named_pictures(*names: str) -> tuple[Medium, ...]:
    return tuple(Medium(Path(f"/pictures/{name}.jpg"), "image", 1000, 1000) for name in names)


def test_a_sentence_is_seen_with_the_picture_it_names() -> None:
    script = "Some rooms only wake up in the evening. This lamp is made by hand. It is warm."
    order = Brief("Dusk. Light. Warmth.", look(), named_pictures("lamp-studio", "living-room"))

    assert shown(plan(replace(order, voice_script=script))) == ["living-room", "lamp-studio", "living-room"]
    assert shown(plan(order)) == ["lamp-studio", "living-room", "lamp-studio"]


def test_all_pictures_are_seen_even_where_sentences_name_only_one() -> None:
    script = "A quiet home. A good desk. A lamp for the lamp lovers. A warm evening."
    order = Brief("A. B. C. D.", look(), named_pictures("lamp", "a1", "b2", "c3"), voice_script=script)

    assert sorted(shown(plan(order))) == ["a1", "b2", "c3", "lamp"]
    assert shown(plan(order))[2] == "lamp"


def test_a_picture_that_comes_twice_in_the_order_comes_twice_in_the_film() -> None:
    scenes = plan(Brief("One. Two. Three. Four.", look(), named_pictures("a", "b", "a", "c")))

    assert shown(scenes) == ["a", "b", "a", "c"]


def test_pictures_of_blocks_keep_their_order_whatever_is_said() -> None:
    order = Brief(
        "<SHOT 1> A <SHOT 2> B", look(), named_pictures("lamp", "desk"), voice_script="A desk. A lamp."
    )

    assert shown(plan(order)) == ["lamp", "desk"]
