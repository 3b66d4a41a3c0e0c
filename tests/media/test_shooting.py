from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from pytoon.film import shooting
from pytoon.film.errors import FilmError
from pytoon.film.ffmpeg import run, source
from pytoon.film.look import Look
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX, Composition, Layer, Pose, Shot
from pytoon.film.scene_graph import Media, Scene, SceneGraph
from pytoon.film.shooting import Studio, shoot, shot_for
from pytoon.film.timeline import Caption, Entry, Timeline, Word

LOOK = Look("plain", "OVERLAY", "plain", transitions=("swipe_left",), transition_ms=600, camera=1.0)
LEVELS = [50, 120, 200]
CAPTION_BOX = (slice(900, 1000), slice(100, 300))


def grey(shot: Shot) -> Composition:
    """A grey of its own for each scene, and a white box while a caption is due."""
    ground = Layer(np.full((HEIGHT_PX, WIDTH_PX, 3), LEVELS[shot.index], np.uint8), 0, 0)

    def due(t_ms: int) -> Pose:
        return Pose(opacity=float(any(c.start_ms <= t_ms < c.end_ms for c in shot.captions)))

    return Composition(ground, captions=(Layer(np.full((100, 200, 3), 255, np.uint8), 100, 900, due),))


@pytest.fixture(autouse=True)
def plain_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shooting, "compose", grey)


def scene(number: int) -> Scene:
    return Scene(number, "hook", f"scene {number}", 600, Media())


GRAPH = SceneGraph((scene(1), scene(2), scene(3)))
# Scene 2 fades in over 200 ms, scene 3 is cut to: 8 + 6 + 9 + 5 frames.
TIMELINE = Timeline(
    933,
    (Entry(1, 0, 467), Entry(2, 267, 767, "fade", 200), Entry(3, 767, 933)),
    captions=(
        Caption("One", 0, 133, 1, (Word("One", 0, 100),)),
        Caption("two", 400, 600, 2, (Word("two", 433, 567),)),
    ),
)


def luma(path: Path) -> np.ndarray:
    raw = run([*source(path), "-f", "rawvideo", "-pix_fmt", "gray", "-"])
    return np.frombuffer(raw, np.uint8).reshape(-1, HEIGHT_PX, WIDTH_PX)


@pytest.mark.media
def test_a_scene_is_its_transition_and_its_body_with_captions_over_the_blend(tmp_path: Path):
    counted: list[int] = []
    clip = shoot(2, GRAPH, TIMELINE, LOOK, tmp_path, brand_safe=True, on_frame=counted.append)
    assert (clip.scene_id, clip.file, clip.frames) == (2, tmp_path / "scene_2.mp4", 15)
    assert counted == list(range(1, 16))
    frames = luma(clip.file)
    assert len(frames) == 15
    levels = frames[:, 100, 100].astype(int)
    assert all(later >= earlier for earlier, later in pairwise(levels[:7]))
    assert levels[0] < levels[3] < levels[6] and len(set(levels[6:])) == 1
    # Film frames 12 to 17 lie in the caption's time; scene 2 begins with film frame 8.
    lit = [bool(frame[CAPTION_BOX].mean() > 230) for frame in frames]
    assert [index + 8 for index, on in enumerate(lit) if on] == list(range(12, 18))
    assert [path.name for path in tmp_path.iterdir()] == ["scene_2.mp4"]


@pytest.mark.media
def test_scenes_end_to_end_have_every_frame_of_the_film_once(tmp_path: Path):
    clips = [shoot(n, GRAPH, TIMELINE, LOOK, tmp_path, brand_safe=True) for n in (1, 3)]
    assert [clip.frames for clip in clips] == [8, 5]
    assert 8 + 15 + 5 == 28 == round(TIMELINE.total_ms * 30 / 1000)
    assert [len(luma(clip.file)) for clip in clips] == [8, 5]


@pytest.mark.media
def test_a_scene_that_is_not_wanted_any_more_leaves_nothing(tmp_path: Path):
    def lost(frames: int) -> None:
        if frames == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        shoot(1, GRAPH, TIMELINE, LOOK, tmp_path, brand_safe=True, on_frame=lost)
    assert not list(tmp_path.iterdir())


def test_a_scene_without_a_frame_is_refused(tmp_path: Path):
    timeline = Timeline(500, (Entry(1, 0, 500), Entry(2, 500, 500)))
    with pytest.raises(FilmError, match="scene 2 has no frame"):
        shoot(2, GRAPH, timeline, LOOK, tmp_path, brand_safe=True)


def test_captions_come_to_the_layout_on_the_scenes_own_clock():
    shot = shot_for(2, GRAPH, TIMELINE, LOOK, brand_safe=True)
    assert (shot.index, shot.count, shot.duration_ms) == (1, 3, 500)
    assert shot.captions == (Caption("two", 133, 333, 2, (Word("two", 166, 300),)),)


def test_brand_safe_calms_the_look_once():
    assert shot_for(1, GRAPH, TIMELINE, LOOK, brand_safe=True).look == LOOK.calmed()
    assert shot_for(1, GRAPH, TIMELINE, LOOK, brand_safe=False).look == LOOK


@pytest.mark.media
def test_a_studio_that_shot_the_scene_before_does_not_compose_it_again(tmp_path: Path, monkeypatch):
    composed: list[int] = []

    def counting(shot: Shot) -> Composition:
        composed.append(shot.scene.id)
        return grey(shot)

    def film(folder: str, studio: Studio | None) -> bytes:
        clip = shoot(2, GRAPH, TIMELINE, LOOK, tmp_path / folder, brand_safe=True, studio=studio)
        return clip.file.read_bytes()

    monkeypatch.setattr(shooting, "compose", counting)
    studio = Studio()
    shoot(1, GRAPH, TIMELINE, LOOK, tmp_path, brand_safe=True, studio=studio)
    assert film("kept", studio) == film("alone", None)
    assert composed == [1, 2, 2, 1]
