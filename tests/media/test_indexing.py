"""Every clip can be read from its middle, whatever it came in."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytoon.film.errors import MediaError
from pytoon.film.ffmpeg import run
from pytoon.film.footage import Footage, FootageReader
from pytoon.film.indexing import indexed
from pytoon.film.media import inspect_medium
from tests.factories import picture

pytestmark = pytest.mark.media


def clip(path: Path) -> Path:
    """Make two seconds of grey that grows lighter all the time, with a single key frame and a tone."""
    ramp = "color=black:s=320x240:r=30:d=2,format=gray,geq=lum=T*100,format=yuv420p"
    tone = ("-f", "lavfi", "-i", "sine=d=2", "-shortest")
    run(["-f", "lavfi", "-i", ramp, *tone, "-c:v", "libx264", "-g", "300", "-bf", "2", f"file:{path}"])
    return path


@pytest.mark.parametrize(("start_ms", "grey"), [(0, 0), (500, 50), (1500, 150)])
def test_a_transport_stream_shows_what_it_has_at_any_moment(tmp_path: Path, start_ms: int, grey: int):
    medium = indexed(inspect_medium(clip(tmp_path / "a.ts")), tmp_path / "a.mkv")
    footage = Footage(medium.path, start_ms, start_ms + 400, 1.0, medium.width_px, medium.height_px)
    reader = FootageReader(footage, (0.0, 0.0, 320.0, 240.0), (32, 24))
    try:
        luma, *_ = reader.read(0)
        assert (luma.mean() - 16) * 255 / 219 == pytest.approx(grey, abs=8)
    finally:
        reader.close()


def test_a_copy_is_what_the_original_was(tmp_path: Path):
    medium = inspect_medium(clip(tmp_path / "a.ts"))
    copy = inspect_medium(indexed(medium, tmp_path / "a.mkv").path)
    assert (copy.width_px, copy.height_px, copy.has_sound) == (320, 240, True)
    assert copy.duration_ms == pytest.approx(medium.duration_ms, abs=100)


def test_other_media_stay_where_they_are(tmp_path: Path):
    for path in (clip(tmp_path / "a.mp4"), picture(tmp_path)):
        medium = inspect_medium(path)
        assert indexed(medium, tmp_path / "copy.mkv") is medium
    assert not (tmp_path / "copy.mkv").exists()


def test_a_stream_that_has_broken_since_it_was_looked_at_is_refused(tmp_path: Path):
    path = clip(tmp_path / "a.ts")
    medium = inspect_medium(path)
    path.write_bytes((b"\x47" + bytes(187)) * 100)
    with pytest.raises(MediaError, match="a.ts"):
        indexed(medium, tmp_path / "a.mkv")
