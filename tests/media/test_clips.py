from pathlib import Path

import pytest

from pytoon.film.errors import MediaError
from pytoon.film.ffmpeg import run, source
from pytoon.film.media import inspect_medium

pytestmark = pytest.mark.media


def clip(path: Path, picture: str, *output: str) -> Path:
    run(["-f", "lavfi", "-i", picture, *output, f"file:{path}"])
    return path


def test_a_clip_is_known_by_what_it_holds_not_by_its_name(tmp_path: Path):
    path = tmp_path / "photo.jpg"
    sound = ["-f", "lavfi", "-i", "sine=duration=1"]
    clip(path, "testsrc2=s=320x180:r=25:d=1", *sound, "-c:v", "libx264", "-c:a", "aac", "-f", "mp4")
    medium = inspect_medium(path)
    assert (medium.kind, medium.width_px, medium.height_px) == ("video", 320, 180)
    assert abs(medium.duration_ms - 1000) <= 40
    assert medium.has_sound and not medium.has_alpha


def test_a_turned_clip_has_the_size_it_is_shown_at_and_no_sound(tmp_path: Path):
    upright = clip(tmp_path / "a.mp4", "testsrc2=s=320x180:r=25:d=1", "-c:v", "libx264")
    turned = tmp_path / "turned.mp4"
    run(["-display_rotation", "90", *source(upright), "-c", "copy", f"file:{turned}"])
    medium = inspect_medium(turned)
    assert (medium.width_px, medium.height_px, medium.has_sound) == (180, 320, False)


def test_transparency_is_seen(tmp_path: Path):
    output = ["-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuva444p10le"]
    path = clip(tmp_path / "a.mov", "color=red:s=160x160:r=25:d=0.4,format=rgba", *output)
    assert inspect_medium(path).has_alpha


def test_a_clip_that_was_cut_off_is_as_long_as_its_pictures(tmp_path: Path):
    output = ["-c:v", "libx264", "-g", "10", "-movflags", "+faststart"]
    whole = clip(tmp_path / "whole.mp4", "testsrc2=s=320x180:r=25:d=6", *output)
    half = tmp_path / "half.mp4"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert 1500 < inspect_medium(half).duration_ms < 4500


@pytest.mark.parametrize(
    "picture, said",
    [
        ("testsrc2=s=160x160:r=25:d=0.04", "single picture|at least 0.3 s"),
        ("testsrc2=s=160x160:r=25:d=0.2", "at least 0.3 s, or a picture"),
        ("testsrc2=s=64x48:r=25:d=1", "64x48: send a clip of at least 128 pixels a side"),
        ("testsrc2=s=160x160:r=1000:d=1", "more than 300 pictures a second: export it with 30 or 60"),
        ("color=s=128x128:r=0.1:d=700", "12 minutes long: cut it to at most 10 minutes"),
        ("color=s=16000x128:r=10:d=0.5", "16000x128: send the clip in at most 8192x4320 pixels"),
    ],
)
def test_a_clip_that_cannot_be_used_is_refused_with_what_to_send(picture: str, said: str, tmp_path: Path):
    path = clip(tmp_path / "clip.mp4", picture, "-c:v", "libx264", "-preset", "ultrafast")
    with pytest.raises(MediaError, match=said):
        inspect_medium(path)


def test_a_sound_in_a_container_for_clips_is_refused(tmp_path: Path):
    path = clip(tmp_path / "song.mp4", "sine=duration=1", "-c:a", "aac")
    with pytest.raises(MediaError, match="a sound without pictures"):
        inspect_medium(path)


def test_pictures_that_cannot_be_decoded_are_refused(tmp_path: Path):
    path = clip(
        tmp_path / "a.mp4", "testsrc2=s=320x180:r=25:d=2", "-c:v", "libx264", "-movflags", "+faststart"
    )
    content = bytearray(path.read_bytes())
    begin = content.index(b"mdat") + 4
    content[begin:] = bytes(number * 89 % 251 for number in range(len(content) - begin))
    path.write_bytes(content)
    with pytest.raises(MediaError, match="damaged"):
        inspect_medium(path)


def test_a_clip_without_its_index_is_refused(tmp_path: Path):
    path = clip(tmp_path / "a.mp4", "testsrc2=s=320x180:r=25:d=2", "-c:v", "libx264")
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(MediaError, match="incomplete"):
        inspect_medium(path)
