import copy
from typing import Any

import pytest

from pytoon.film.errors import BriefError
from pytoon.film.planning import plan_scenes
from pytoon.film.scheduling import build_timeline
from pytoon.film.schemas import check_scene_graph, check_timeline
from tests.film.stories import SERUM, brief, look, narrate

GRAPH = plan_scenes(brief(script=SERUM, media=2, title="Aurora"))
TIMELINE = build_timeline(GRAPH, narrate(GRAPH), look(), target_ms=15_000, music_file="calm").timeline


def put(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    place: Any = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


def test_what_we_write_fits_the_schemas() -> None:
    check_scene_graph(GRAPH.to_json())
    check_timeline(TIMELINE.to_json())


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("version",), "1.0", "version"),
        (("scenes",), [], "scenes"),
        (("colour",), "red", "its top level"),
        (("scenes", 1, "duration"), 0, "scenes[1].duration"),
        (("scenes", 0, "role"), "villain", "scenes[0].role"),
        (("scenes", 0, "media", "seed"), 4, "scenes[0].media"),
        (("scenes", 0, "overlays", 0, "position"), "middle", "scenes[0].overlays[0].position"),
        (("scenes", 0, "transition"), "star_wipe", "scenes[0].transition"),
        (("globalAudio", "voiceScript"), None, "globalAudio.voiceScript"),
    ],
)
def test_a_scene_graph_that_does_not_fit_is_refused_by_place(
    path: tuple[Any, ...], value: Any, place: str
) -> None:
    with pytest.raises(BriefError) as refusal:
        check_scene_graph(put(GRAPH.to_json(), path, value))

    assert refusal.value.field == place
    assert place in str(refusal.value)


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("totalDuration",), 60_001, "totalDuration"),
        (("timeline", 0, "transition", "duration"), 300, "timeline[0].transition.duration"),
        (("timeline", 1, "start"), -1, "timeline[1].start"),
        (("tracks", "captions", 0, "text"), "", "tracks.captions[0].text"),
        (("tracks", "captions", 0, "words", 0, "start"), 1.5, "tracks.captions[0].words[0].start"),
        (("tracks", "audio", 1, "duckRegions", 0, "depth"), 12, "tracks.audio[1].duckRegions[0]"),
        (("tracks", "video", 0, "transform"), {"scale": "big"}, "tracks.video[0].transform.scale"),
    ],
)
def test_a_timeline_that_does_not_fit_is_refused_by_place(
    path: tuple[Any, ...], value: Any, place: str
) -> None:
    with pytest.raises(BriefError) as refusal:
        check_timeline(put(TIMELINE.to_json(), path, value))

    assert refusal.value.field == place
