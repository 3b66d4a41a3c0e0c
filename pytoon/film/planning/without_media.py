"""A plan that goes on when a picture or clip cannot be shown after all."""

from __future__ import annotations

from dataclasses import replace

from pytoon.film.planning import titles
from pytoon.film.scene_graph import Media, Overlay, Scene, SceneGraph
from pytoon.film.words import split_sentences


def draw_as_type(graph: SceneGraph, scene_id: int) -> SceneGraph:
    """Return `graph` with scene `scene_id` made of type alone; its length and its words stay.

    A scene without words is given some, because it would show nothing: the film's claim or, where the whole
    film is silent, what the scene was to show.
    """
    return replace(
        graph,
        scenes=tuple(_as_type(scene, graph) if scene.id == scene_id else scene for scene in graph.scenes),
    )


def _as_type(scene: Scene, graph: SceneGraph) -> Scene:
    media = Media(engine=scene.media.engine, prompt=scene.media.prompt, effect=scene.media.effect)
    overlays = scene.overlays
    if not scene.caption and not any(overlay.text for overlay in overlays):
        overlays = (*overlays, Overlay("text", text=_claim_for(scene, graph), position="claim"))
    return replace(scene, media=media, overlays=overlays)


def _claim_for(scene: Scene, graph: SceneGraph) -> str:
    claims = (other.text("claim") or other.text("wordmark") for other in graph.scenes)
    shown = titles.large_claim(split_sentences(scene.description))
    return next(filter(None, claims), "") or shown or scene.description
