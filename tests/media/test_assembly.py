import shutil
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pytoon.film.assembly import SAMPLE_RATE_HZ, assemble, check_film
from pytoon.film.errors import FilmError
from pytoon.film.ffmpeg import run, source
from pytoon.film.joining import check_joinable
from pytoon.film.mp4 import read_mp4
from pytoon.film.picture.colour import opaque_planes
from pytoon.film.picture.encoding import encode
from pytoon.film.picture.frames import Frame
from pytoon.film.shooting import Clip
from pytoon.film.timeline import Caption, Entry, Timeline, Word

pytestmark = pytest.mark.media

COLOURS = {1: (228, 0, 43), 2: (0, 87, 184)}
FRAMES = {1: 20, 2: 11}
TIMELINE = Timeline(
    1033,
    (Entry(1, 0, 667), Entry(2, 667, 1033)),
    captions=(Caption("Hello there", 100, 600, 1, (Word("Hello", 100, 300), Word("there", 300, 600))),),
)
BEEPS_MS = (200, 500, 900)


def flat(rgb: tuple[int, int, int]) -> Frame:
    frame, planes = Frame(), opaque_planes(np.full((2, 2, 3), rgb, np.uint8))
    for plane, colour in zip(frame.planes, (planes.y, planes.u, planes.v), strict=True):
        plane.fill(colour[0, 0])
    return frame


def beeping(path: Path, duration_ms: int = TIMELINE.total_ms) -> Path:
    samples = np.zeros((SAMPLE_RATE_HZ * duration_ms // 1000, 2))
    tone = 0.5 * np.sin(np.arange(960) * 2 * np.pi * 1000 / SAMPLE_RATE_HZ)
    for start_ms in BEEPS_MS:
        samples[start_ms * 48 : start_ms * 48 + 960] = tone[:, None]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def onsets_ms(film: Path, *, trusting_edit_lists: bool) -> list[float]:
    options = () if trusting_edit_lists else ("-ignore_editlist", "1")
    raw = run([*source(film, *options), "-map", "0:a", "-f", "f32le", "-ac", "1", "-"])
    loud = np.abs(np.frombuffer(raw, np.float32)) > 0.1
    found, at = [], 0
    while loud[at:].any():
        at += int(loud[at:].argmax())
        found.append(at / 48)
        at += 4800
    return found


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Clip]:
    folder = tmp_path_factory.mktemp("scenes of the film's")
    made = []
    for scene_id, colour in COLOURS.items():
        file = folder / f"scene_{scene_id}.mp4"
        frame = flat(colour)
        encode((frame for _ in range(FRAMES[scene_id])), file)
        made.append(Clip(scene_id, file, FRAMES[scene_id]))
    return made


@pytest.fixture(scope="module")
def folder(clips: list[Clip], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    assemble(TIMELINE, list(reversed(clips)), beeping(folder / "mix.wav"), folder)
    return folder


@pytest.fixture
def film(folder: Path) -> Path:
    return folder / "output.mp4"


def test_the_film_has_every_frame_and_decodes_without_a_word(film: Path):
    check_film(film, TIMELINE, decode=True)
    tracks = {track.kind: track for track in read_mp4(film).tracks}
    assert tracks["vide"].samples == 31
    assert not tracks["vide"].edited and not tracks["soun"].edited


def test_scenes_are_in_the_timelines_order_and_change_on_its_frame(film: Path):
    raw = run([*source(film), "-vf", "crop=2:2", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
    shown = np.frombuffer(raw, np.uint8).reshape(-1, 12)[:, :3].astype(int)
    wanted = [COLOURS[1]] * FRAMES[1] + [COLOURS[2]] * FRAMES[2]
    assert np.abs(shown - np.array(wanted)).max() <= 3


@pytest.mark.parametrize("trusting", [True, False])
def test_sound_is_heard_when_the_timeline_says_by_every_kind_of_player(film: Path, trusting: bool):
    assert onsets_ms(film, trusting_edit_lists=trusting) == pytest.approx(BEEPS_MS, abs=1.5)


def test_sound_that_is_already_aac_is_copied_and_stays_in_place(clips: list[Clip], tmp_path: Path):
    mix = beeping(tmp_path / "mix.wav")
    run([*source(mix), "-c:a", "aac", "-b:a", "192k", f"file:{tmp_path / 'mix.m4a'}"])
    made = assemble(TIMELINE, clips, tmp_path / "mix.m4a", tmp_path)
    assert onsets_ms(made.file, trusting_edit_lists=False) == pytest.approx(BEEPS_MS, abs=1.5)


def test_the_thumbnail_is_a_full_frame_of_the_hook_in_its_colours(folder: Path):
    with Image.open(folder / "thumbnail.jpg") as thumbnail:
        assert (thumbnail.format, thumbnail.size) == ("JPEG", (1080, 1920))
        middle = np.asarray(thumbnail)[960, 540].astype(int)
    assert np.abs(middle - COLOURS[1]).max() <= 4


def test_the_subtitles_say_the_words(folder: Path):
    assert "00:00:00,100 --> 00:00:00,600\nHello there\n" in (folder / "captions.srt").read_text()


def test_nothing_but_the_three_files_is_left(folder: Path):
    assert {path.name for path in folder.iterdir()} == {
        *("mix.wav", "output.mp4", "thumbnail.jpg", "captions.srt")
    }


def test_a_film_with_a_missing_or_doubled_scene_is_not_made(clips: list[Clip], tmp_path: Path):
    mix = beeping(tmp_path / "mix.wav")
    for wrong in (clips[:1], [*clips, clips[0]], [clips[0], replace(clips[1], scene_id=5)]):
        with pytest.raises(FilmError, match="the film has the scenes"):
            assemble(TIMELINE, wrong, mix, tmp_path)
    assert not (tmp_path / "output.mp4").exists()


def test_a_scene_whose_clip_is_gone_is_named(clips: list[Clip], tmp_path: Path):
    gone = [clips[0], replace(clips[1], file=tmp_path / "scene_2.mp4")]
    with pytest.raises(FilmError, match=r"scene_2\.mp4 is missing"):
        assemble(TIMELINE, gone, beeping(tmp_path / "mix.wav"), tmp_path)


def test_pieces_of_different_settings_are_refused(clips: list[Clip], tmp_path: Path):
    other = tmp_path / "other.mp4"
    run([*source(clips[0].file), "-c:v", "libx264", "-bf", "0", "-preset", "ultrafast", f"file:{other}"])
    with pytest.raises(FilmError, match="shoot it again"):
        check_joinable([clips[0].file, other])


def test_a_film_that_does_not_fit_its_timeline_is_named_with_both_figures(film: Path):
    with pytest.raises(FilmError, match="31 frames, the timeline 45"):
        check_film(film, replace(TIMELINE, total_ms=1500))


def test_sound_that_ends_early_is_found(clips: list[Clip], tmp_path: Path):
    with pytest.raises(FilmError, match="sound lasts"):
        assemble(TIMELINE, clips, beeping(tmp_path / "mix.wav", 950), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mix.wav"]


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["-c", "copy", "-use_editlist", "0"], "index at the end"),
        (["-c", "copy", "-movflags", "+faststart", "-an"], "lacks sound"),
        (["-c:v", "copy", "-movflags", "+faststart", "-ac", "1"], "channels mono, not stereo"),
        (["-vf", "scale=540:960", "-c:a", "copy", "-movflags", "+faststart"], "width 540, not 1080"),
        (["-c", "copy", "-movflags", "+faststart"], "edit list"),
    ],
)
def test_a_film_out_of_shape_is_refused_with_the_cause(film: Path, tmp_path: Path, arguments, cause):
    broken = tmp_path / "broken.mp4"
    run([*source(film), *arguments, f"file:{broken}"])
    with pytest.raises(FilmError, match=cause):
        check_film(broken, TIMELINE)


def test_a_film_cut_off_in_the_middle_is_refused(film: Path, tmp_path: Path):
    broken = tmp_path / "broken.mp4"
    shutil.copy(film, broken)
    with broken.open("r+b") as file:
        file.truncate(film.stat().st_size // 2)
    with pytest.raises(FilmError):
        check_film(broken, TIMELINE, decode=True)
