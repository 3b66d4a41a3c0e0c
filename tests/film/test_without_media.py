"""A plan that has to do without one of its pictures."""

from dataclasses import replace

import pytest

from pytoon.film.planning.without_media import draw_as_type
from pytoon.film.scene_graph import Media, Overlay, Scene, SceneGraph


def scene(number: int, **fields) -> Scene:
    shown = Media("video", f"/media/{number}.mp4", prompt="A serum", effect="push_in")
    return replace(Scene(number, "feature", "The serum in soft light.", 3_000, shown), **fields)


def test_only_the_scene_asked_for_goes_without_and_keeps_its_words_and_length():
    graph = SceneGraph((scene(1, caption="Good morning."), scene(2, caption="Order it.")))
    first, second = draw_as_type(graph, 2).scenes
    assert first == graph.scenes[0]
    assert (second.media.asset, second.media.type, second.media.prompt) == (None, "image", "A serum")
    assert second == replace(graph.scenes[1], media=second.media)


@pytest.mark.parametrize(
    ("elsewhere", "shown"),
    [
        ((Overlay("text", text="Glow all day", position="claim"),), "Glow all day"),
        ((Overlay("text", text="Aurora", position="wordmark"),), "Aurora"),
        ((), "The serum in soft light."),
    ],
)
def test_a_scene_that_would_be_empty_shows_what_the_film_is_about(elsewhere, shown):
    graph = SceneGraph((scene(1, overlays=elsewhere), scene(2)))
    assert draw_as_type(graph, 2).scenes[1].text("claim") == shown


def test_doing_it_twice_changes_nothing_more():
    once = draw_as_type(SceneGraph((scene(1), scene(2))), 2)
    assert draw_as_type(once, 2) == once
