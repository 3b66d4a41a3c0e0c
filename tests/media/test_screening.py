"""A clip is watched once: where it is cut, where it shows nothing, where it is sharp, steady and whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pytoon.film import screening
from pytoon.film.brief import Medium
from pytoon.film.errors import MediaError
from pytoon.film.ffmpeg import run
from pytoon.film.media import inspect_medium
from pytoon.film.screening import SAMPLE_MS, Take, screen

pytestmark = pytest.mark.media

PATTERN = "testsrc2=s=320x240:r=25"


def clip(path: Path, graph: str, *output: str) -> Medium:
    """Encode what a filter graph shows, with closed GOPs of a second."""
    encoding = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", *output]
    run(["-filter_complex", graph, *encoding, f"file:{path}"])
    return inspect_medium(path)


def quality(take: Take, start_ms: int, end_ms: int) -> float:
    """Return the mean quality between two times of the clip."""
    return float(
        np.mean(take.qualities[slice(*((t - take.start_ms) // SAMPLE_MS for t in (start_ms, end_ms)))])
    )


def test_takes_end_just_before_a_cut_and_begin_just_after_it(tmp_path: Path):
    graph = f"{PATTERN}:d=2.1[a];mandelbrot=s=320x240:r=25,trim=duration=1.9,setsar=1[b];[a][b]concat"
    first, second = screen(clip(tmp_path / "a.mp4", graph), longest_ms=2000)
    assert first.start_ms == 0 and 1800 <= first.end_ms <= 2100
    assert 2100 <= second.start_ms <= 2300 and second.end_ms == 4000


def test_a_fade_is_no_cut(tmp_path: Path):
    graph = f"{PATTERN}:d=3,fade=in:d=0.6"
    assert len(screen(clip(tmp_path / "a.mp4", graph), longest_ms=2000)) == 1


def test_black_at_both_ends_is_in_no_take(tmp_path: Path):
    graph = f"{PATTERN}:d=4,fade=in:st=0.5:d=0.2,fade=out:st=3.3:d=0.2"
    [take] = screen(clip(tmp_path / "a.mp4", graph), longest_ms=2000)
    assert 500 <= take.start_ms <= 750 and 3200 <= take.end_ms <= 3500


def test_a_clip_that_is_black_throughout_still_has_a_take(tmp_path: Path):
    [take] = screen(clip(tmp_path / "a.mp4", "color=black:s=160x160:r=25:d=1"), longest_ms=2000)
    assert (take.start_ms, take.end_ms) == (0, 1000)


@pytest.mark.parametrize(
    "spoiled", ["gblur=sigma=6", "lutyuv=y=val*0.15+16", "crop=280:200:20+9*sin(n*2.2):20+9*cos(n*1.7)"]
)
def test_blurred_dark_and_shaken_pictures_are_worse(tmp_path: Path, spoiled: str):
    still = "mandelbrot=s=320x240:r=25:start_scale=0.5,trim=duration=3"
    good = "crop=280:200:20:20"
    late = spoiled if spoiled.startswith("crop") else f"{good},{spoiled}"
    halves = f"[x]trim=0:1.5,{good}[a];[y]trim=1.5:3,setpts=PTS-STARTPTS,{late}[b]"
    graph = f"{still},split[x][y];{halves};[a][b]concat"
    takes = screen(clip(tmp_path / "a.mp4", graph), longest_ms=1000)
    assert quality(takes[0], 200, 1300) > quality(takes[-1], 1700, 2800) + 0.1


def test_a_clip_that_breaks_off_ends_where_its_pictures_do(tmp_path: Path):
    whole = clip(tmp_path / "whole.mp4", f"{PATTERN}:d=6", "-movflags", "+faststart")
    whole.path.write_bytes(whole.path.read_bytes()[: whole.path.stat().st_size // 2])
    takes = screen(whole, longest_ms=2000)
    assert whole.duration_ms == 6000
    assert 2000 < takes[-1].end_ms < 4000


def test_a_clip_without_any_picture_is_refused(tmp_path: Path):
    medium = clip(tmp_path / "a.mp4", f"{PATTERN}:d=2", "-movflags", "+faststart")
    content = medium.path.read_bytes()
    medium.path.write_bytes(content[: content.index(b"mdat") + 4])
    with pytest.raises(MediaError, match="shows nothing"):
        screen(medium, longest_ms=2000)


def test_of_a_long_clip_parts_from_all_over_it_are_watched(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(screening, "_MOST_DECODED_PX", 320 * 240 * 25 * 12)
    takes = screen(clip(tmp_path / "a.mp4", f"{PATTERN}:d=60"), longest_ms=2000)
    assert [take.end_ms - take.start_ms for take in takes] == [4000, 4000, 4000]
    assert [take.start_ms for take in takes] == [8000, 28_000, 48_000]


def test_what_has_been_seen_by_the_deadline_counts(tmp_path: Path, monkeypatch):
    medium = clip(tmp_path / "a.mp4", f"{PATTERN}:d=6")
    clock = iter(range(1000))
    monkeypatch.setattr(screening.time, "monotonic", lambda: next(clock) / 2)
    [take] = screen(medium, longest_ms=2000)
    assert 0 < take.duration_ms < 3000
