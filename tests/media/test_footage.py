"""Whatever a clip is made of, a scene has its frames upright, in its colours, and at 30 a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pytoon.film.ffmpeg import run, source
from pytoon.film.footage import Footage, FootageReader
from pytoon.film.media import inspect_medium
from pytoon.film.picture.colour import rgb_pixels
from pytoon.film.probe import probe_start
from pytoon.film.timing import time_of

pytestmark = pytest.mark.media

#: Quarters of the picture: red, green, blue, and a grey that tells full range from limited.
QUARTERS = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "0x606060": (96, 96, 96)}
FAST = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "8")
SDR = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")


def quartered(size: str, *, rate: str = "25", seconds: float = 1) -> str:
    red, green, blue, grey = QUARTERS
    return (
        f"color={red}:s={size}:r={rate}:d={seconds},format=gbrp,drawbox=iw/2:0:iw/2:ih/2:{green}:fill,"
        f"drawbox=0:ih/2:iw/2:ih/2:{blue}:fill,drawbox=iw/2:ih/2:iw/2:ih/2:{grey}:fill"
    )


def made(path: Path, graph: str, *output: str) -> Path:
    run(["-f", "lavfi", "-i", graph, *output, f"file:{path}"])
    return path


@contextmanager
def reading(path: Path, size_px: tuple[int, int] = (180, 320), **changes: float) -> Iterator[FootageReader]:
    """Read the whole of a clip."""
    medium = inspect_medium(path)
    shown = {"start_ms": 0, "end_ms": medium.duration_ms, "speed": 1.0, **changes}
    footage = Footage(path, width_px=medium.width_px, height_px=medium.height_px, **shown)
    reader = FootageReader(footage, (0.0, 0.0, float(medium.width_px), float(medium.height_px)), size_px)
    try:
        yield reader
    finally:
        reader.close()


def pixels(reader: FootageReader, t_ms: int) -> NDArray[np.uint8]:
    return rgb_pixels(*(plane.copy() for plane in reader.read(t_ms)))


def quarters(path: Path, **options) -> list[NDArray[np.float64]]:
    """Return the mean colours of the four quarters, row by row, without their borders."""
    with reading(path, **options) as reader:
        shown = pixels(reader, 300).astype(float)
    height, width = shown.shape[0] // 2, shown.shape[1] // 2
    inner = np.s_[height // 5 : -height // 5, width // 5 : -width // 5]
    rows, columns = (slice(0, height), slice(height, None)), (slice(0, width), slice(width, None))
    return [shown[row, column][inner].mean(axis=(0, 1)) for row in rows for column in columns]


def assert_quarters(found: list[NDArray[np.float64]], wanted=None, levels: float = 8):
    wanted = wanted or tuple(QUARTERS.values())
    for colour, expected in zip(found, wanted, strict=True):
        assert np.abs(colour - expected).max() <= levels, (found, wanted)


TO_709 = "scale=out_color_matrix=bt709:out_range=tv"


@pytest.mark.parametrize(
    ("name", "size", "rate", "output"),
    [
        ("60 fps", "320x180", "60", ("-vf", f"{TO_709},format=yuv420p", *FAST, *SDR)),
        ("24 fps", "320x180", "24", ("-vf", f"{TO_709},format=yuv420p", *FAST, *SDR)),
        ("without a word on its colours", "320x180", "25", (
            "-vf", "scale=out_color_matrix=smpte170m:out_range=tv,format=yuv420p", *FAST)),
        ("full range", "320x180", "25", (
            "-vf", "scale=out_color_matrix=bt709:out_range=pc,format=yuvj420p",
            *FAST, *SDR, "-color_range", "pc")),
        ("odd sides", "1079x607", "25", ("-vf", f"{TO_709},format=yuv444p", *FAST, *SDR)),
        ("odd sides in RGB", "321x181", "25", ("-c:v", "libx264rgb", "-preset", "ultrafast", "-crf", "4")),
        ("25i", "720x576", "50", (
            "-vf", f"interlace,{TO_709},format=yuv420p",
            *FAST, *SDR, "-flags", "+ildct+ilme", "-x264opts", "tff=1")),
        ("4K", "3840x2160", "30", ("-vf", f"{TO_709},format=yuv420p", *FAST, *SDR)),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value or value in ("25i", "4K") else "",
)  # fmt: skip
def test_a_clip_has_its_own_colours_in_their_places(tmp_path: Path, name, size, rate, output):
    seconds = 0.5 if name == "4K" else 1
    path = made(tmp_path / "clip.mp4", quartered(size, rate=rate, seconds=seconds), *output)
    assert_quarters(quarters(path, size_px=(320, 180)))


def test_a_webm_clip_has_its_own_colours(tmp_path: Path):
    vp9 = ("-vf", f"{TO_709},format=yuv420p", "-c:v", "libvpx-vp9", "-cpu-used", "8", "-crf", "10", *SDR)
    assert_quarters(quarters(made(tmp_path / "clip.webm", quartered("320x180"), *vp9)))


@pytest.mark.parametrize(
    ("turned", "order"), [(0, "red lime blue grey"), (90, "lime grey red blue"), (180, "grey blue lime red"),
                          (270, "blue red grey lime")]
)  # fmt: skip
def test_a_clip_that_was_held_sideways_is_shown_upright(tmp_path: Path, turned: int, order: str):
    upright = made(tmp_path / "a.mp4", quartered("320x180"), "-vf", f"{TO_709},format=yuv420p", *FAST, *SDR)
    path = tmp_path / "turned.mp4"
    run(["-display_rotation", str(turned), *source(upright), "-c", "copy", f"file:{path}"])
    colours = dict(zip(("red", "lime", "blue", "grey"), QUARTERS.values(), strict=True))
    assert_quarters(quarters(path), tuple(colours[name] for name in order.split()))


def test_paper_shows_through_transparency(tmp_path: Path):
    graph = "color=red:s=320x180:r=25:d=1,format=gbrap,geq=r='255':g='0':b='0':a='if(lt(X,W/2),255,0)'"
    path = made(
        tmp_path / "a.mov", graph, "-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuva444p10le"
    )
    assert_quarters(quarters(path), ((255, 0, 0), (255, 255, 255)) * 2)


def test_white_of_an_hdr_clip_is_nearly_the_white_of_the_film_and_its_colours_stay(tmp_path: Path):
    """203 cd/m2 is 58 % of PQ's scale (BT.2408); BT.709 red, green and blue are inside BT.2020."""
    tags = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=gbr:range=pc"
    to_pq = "format=gbrp10le,zscale=p=bt2020:t=smpte2084:m=bt2020nc:r=limited:npl=203,format=yuv420p10le"
    grade = ["-colorspace", "bt2020nc", "-color_primaries", "bt2020", "-color_trc", "smpte2084"]
    tagged = "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:log-level=none"
    white = quartered("320x180").replace("0x606060", "white")
    path = made(
        tmp_path / "hdr.mp4", f"{white},{tags},{to_pq}",
        *("-c:v", "libx265", "-preset", "ultrafast", "-crf", "8", "-x265-params", tagged, *grade),
    )  # fmt: skip
    red, green, blue, lit = quarters(path)
    assert lit.min() > 190 and np.ptp(lit) < 6
    for colour, own in ((red, 0), (green, 1), (blue, 2)):
        assert colour[own] > 170 and np.delete(colour, own).max() < 60


def moving_bar(rate: str, seconds: float) -> str:
    """A white bar over black whose left edge moves 100 px a second."""
    bar = f"color=white:s=8x180:r={rate}:d={seconds}"
    return f"color=black:s=320x180:r={rate}:d={seconds}[b];{bar}[w];[b][w]overlay=x='100*t'"


def edge_px(reader: FootageReader, t_ms: int) -> float:
    """Return where the bar's middle stands, less half its width."""
    column = reader.read(t_ms)[0].astype(float).mean(axis=0) - 16
    return float((column * np.arange(len(column))).sum() / column.sum()) - 3.5


@pytest.mark.parametrize(
    ("rate", "filters"), [("60", "null"), ("24", "null"), ("30", "select='not(mod(n*n,3))+lt(mod(n,7),3)'")],
    ids=["60 fps", "24 fps", "a varying rate"],
)  # fmt: skip
def test_a_clip_runs_at_the_speed_of_the_clock_whatever_its_rate(tmp_path: Path, rate: str, filters: str):
    path = made(
        tmp_path / "a.mp4", moving_bar(rate, 2), "-vf", f"{filters},format=yuv420p", "-fps_mode", "vfr", *FAST
    )
    with reading(path, (320, 180)) as reader:
        for t_ms in range(0, 1900, 100):
            assert edge_px(reader, t_ms) == pytest.approx(t_ms / 10, abs=7)


def test_both_fields_of_an_interlaced_clip_become_frames(tmp_path: Path):
    fields = ("-vf", "format=yuv420p,interlace", *FAST, "-flags", "+ildct+ilme", "-x264opts", "tff=1")
    path = made(tmp_path / "a.mp4", moving_bar("50", 1), *fields)
    assert probe_start(path).video.interlaced
    with reading(path, (320, 180)) as reader:
        edges = [edge_px(reader, time_of(frame)) for frame in range(27)]
    # In 30 of 50 pictures a second the bar moves 2 or 4 px; in 30 of 25 it would stand still at times.
    assert np.diff(edges).min() > 1
    assert edges == pytest.approx([time_of(frame) / 10 for frame in range(27)], abs=3)


def test_a_slowed_clip_runs_slower(tmp_path: Path):
    path = made(tmp_path / "a.mp4", moving_bar("24", 2), "-vf", "format=yuv420p", *FAST)
    with reading(path, (320, 180), speed=0.7) as reader:
        for t_ms in range(0, 2700, 300):
            assert edge_px(reader, t_ms) == pytest.approx(t_ms * 0.07, abs=5)


def test_a_stretch_begins_where_it_is_asked_to(tmp_path: Path):
    path = made(tmp_path / "a.mp4", moving_bar("30", 3), "-vf", "format=yuv420p", *FAST, "-g", "300")
    with reading(path, (320, 180), start_ms=1300, end_ms=2300) as reader:
        assert edge_px(reader, 0) == pytest.approx(130, abs=2)
        assert edge_px(reader, 500) == pytest.approx(180, abs=2)


def test_frames_are_the_same_in_any_order(tmp_path: Path):
    path = made(tmp_path / "a.mp4", "testsrc2=s=320x180:r=25:d=2", "-pix_fmt", "yuv420p", *FAST)
    times = [time_of(frame) for frame in range(0, 120, 7)]
    with reading(path) as reader:
        forward = [pixels(reader, t_ms) for t_ms in times]
    with reading(path) as reader:
        shuffled = {t_ms: pixels(reader, t_ms) for t_ms in (*times[::-2], *times[::-1][1::2])}
    assert all(np.array_equal(shuffled[t_ms], frame) for t_ms, frame in zip(times, forward, strict=True))


def test_a_clip_that_is_too_short_runs_back_and_never_stands_still(tmp_path: Path):
    path = made(tmp_path / "a.mp4", moving_bar("30", 1), "-vf", "format=yuv420p", *FAST)
    with reading(path, (320, 180)) as reader:
        edges = [edge_px(reader, time_of(frame)) for frame in range(90)]
    assert max(edges) == pytest.approx(96.7, abs=3)
    assert edges[58] == pytest.approx(0, abs=3)
    assert np.abs(np.diff(edges)).min() > 1


def test_a_clip_that_breaks_off_half_way_turns_round_there(tmp_path: Path):
    path = made(
        tmp_path / "a.mp4", moving_bar("30", 3), "-vf", "format=yuv420p", *FAST, "-movflags", "+faststart"
    )
    medium = inspect_medium(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    footage = Footage(path, 0, medium.duration_ms, 1.0, 320, 180)
    reader = FootageReader(footage, (0.0, 0.0, 320.0, 180.0), (320, 180))
    edges = [edge_px(reader, time_of(frame)) for frame in range(90)]
    reader.close()
    assert 100 < max(edges) < 290
    assert np.abs(np.diff(edges)).max() < 10
    assert edges[-1] < max(edges) - 20
