"""A film of a picture, a clip and type, made whole."""

import shutil
import wave
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pytoon.film.assembly import SAMPLE_RATE_HZ, assemble, check_film
from pytoon.film.ffmpeg import run, source
from pytoon.film.footage import Footage
from pytoon.film.look import Look
from pytoon.film.scene_graph import Media, Overlay, Scene, SceneGraph
from pytoon.film.shooting import Studio, shoot
from pytoon.film.timeline import Caption, Entry, Timeline, VideoTrack, Word

pytestmark = pytest.mark.media

#: Scene 2 fades in over frames 20 to 29, scene 3 over 50 to 59.
ENTRIES = (Entry(1, 0, 1000), Entry(2, 667, 2000, "fade", 333), Entry(3, 1667, 2667, "fade", 333))
CAPTION = Caption("It turns", 1067, 1600, 2, (Word("It", 1067, 1300), Word("turns", 1300, 1600)))


@pytest.fixture(scope="module", params=["overlay_classic", "product_hero_clean"])
def film(request, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Timeline]:
    folder = tmp_path_factory.mktemp("film")
    picture = np.full((600, 480, 3), (196, 200, 208), np.uint8)
    picture[200:450, 180:300] = (150, 40, 30)
    Image.fromarray(picture).save(folder / "thing.png")
    clip = folder / "clip.mp4"
    run(["-f", "lavfi", "-i", "testsrc2=s=360x640:r=30:d=3", "-c:v", "libx264", f"file:{clip}"])
    scenes = SceneGraph(
        (
            scene(1, "hook", Media(asset=str(folder / "thing.png")), claim="Look at it."),
            scene(2, "feature", Media("video", asset=str(clip)), number="40", unit="hours"),
            scene(3, "call_to_action", Media(), claim="Try it today."),
        )
    )
    shown = Footage(clip, 500, 2500, 1.0, 360, 640).to_transform()
    timeline = Timeline(
        2667, ENTRIES, video=(VideoTrack(2, str(clip), transform=shown),), captions=(CAPTION,)
    )
    look = Look(request.param, "PRODUCT_HERO", request.param, transitions=("fade",), transition_ms=333)
    studio = Studio()
    clips = [shoot(n, scenes, timeline, look, folder, brand_safe=True, studio=studio) for n in (1, 2, 3)]
    assemble(timeline, clips, silence(folder / "mix.wav", timeline.total_ms), folder)
    yield folder / "output.mp4", timeline
    shutil.rmtree(folder)


def scene(scene_id: int, role: str, media: Media, **texts: str) -> Scene:
    overlays = tuple(Overlay("text", text=text, position=slot) for slot, text in texts.items())
    return Scene(scene_id, role, f"scene {scene_id}", 1000, media, overlays=overlays)


def silence(path: Path, length_ms: int) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(bytes(4 * SAMPLE_RATE_HZ * length_ms // 1000))
    return path


def luma(path: Path) -> np.ndarray:
    raw = run([*source(path), "-vf", "scale=270:480", "-f", "rawvideo", "-pix_fmt", "gray", "-"])
    return np.frombuffer(raw, np.uint8).reshape(-1, 480, 270).astype(np.float32)


def test_it_is_in_shape_and_every_picture_of_it_decodes(film):
    check_film(*film, decode=True)


def test_the_clip_moves_and_fades_in_from_a_picture_and_out_to_type(film):
    frames = luma(film[0])
    assert len(frames) == 80
    steps = np.abs(np.diff(frames, axis=0)).mean(axis=(1, 2))
    assert steps[30:49].min() > 0.08
    for before, between, after in ((18, 24, 31), (48, 54, 61)):
        blend = (frames[before] + frames[after]) / 2
        changed = np.abs(frames[after] - frames[before]).mean()
        assert changed > 8
        assert np.abs(frames[between] - blend).mean() < 0.5 * changed
    assert frames.std(axis=(1, 2)).min() > 4
