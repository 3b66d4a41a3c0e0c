import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pytoon.film.ffmpeg import run, source
from pytoon.film.mp4 import read_mp4
from pytoon.film.picture.colour import opaque_planes
from pytoon.film.picture.encoding import arguments, encode
from pytoon.film.picture.frames import Frame
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX

pytestmark = pytest.mark.media

BRAND = [(228, 0, 43), (0, 87, 184), (255, 205, 0), (20, 20, 20), (250, 250, 250), (0, 154, 68)]


def flat(rgb: tuple[int, int, int]) -> Frame:
    frame, planes = Frame(), opaque_planes(np.full((2, 2, 3), rgb, np.uint8))
    for plane, colour in zip(frame.planes, (planes.y, planes.u, planes.v), strict=True):
        plane.fill(colour[0, 0])
    return frame


def test_a_flat_brand_colour_comes_back_within_three_of_255(tmp_path: Path):
    film = tmp_path / "colours.mp4"
    encode((flat(colour) for colour in BRAND), film)
    small = ["-vf", "crop=8:8", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    decoded = np.frombuffer(run([*source(film), *small]), np.uint8).reshape(-1, 64, 3)
    assert np.abs(decoded.astype(int) - np.array(BRAND)[:, None]).max() <= 3


def test_every_frame_is_encoded_once_and_begins_with_a_key_frame(tmp_path: Path):
    film = tmp_path / "piece.mp4"
    frame = flat((1, 2, 3))
    assert encode((frame for _ in range(17)), film) == 17
    assert read_mp4(film).video.samples == 17
    packets = run([*source(film), "-c", "copy", "-f", "framecrc", "-"]).decode().splitlines()
    # Flags say which packets are no key frames; a key frame is every fifteenth.
    keys = [number for number, line in enumerate(p for p in packets if p[0] == "0") if "F=0x0" not in line]
    assert keys == [0, 15]


def test_a_piece_is_not_seen_before_it_is_whole(tmp_path: Path):
    film, frame, seen = tmp_path / "piece.mp4", flat((9, 9, 9)), []

    def frames() -> Iterator[Frame]:
        for _ in range(3):
            seen.append(film.exists())
            yield frame

    encode(frames(), film)
    assert seen == [False] * 3 and film.exists()


def test_an_error_while_drawing_leaves_no_file(tmp_path: Path):
    def frames() -> Iterator[Frame]:
        yield flat((1, 1, 1))
        raise RuntimeError("the layout broke")

    with pytest.raises(RuntimeError, match="the layout broke"):
        encode(frames(), tmp_path / "piece.mp4")
    assert not list(tmp_path.iterdir())


def test_pieces_of_any_content_and_length_carry_the_same_parameter_sets(tmp_path: Path):
    rng = np.random.default_rng(7)
    noise = Frame()
    noise.buffer[:] = rng.integers(16, 235, noise.buffer.size, np.uint8)
    for name, frames, threads in (("flat", [flat((0, 0, 0))], 1), ("noise", [noise] * 3, 2)):
        encode(frames, tmp_path / f"{name}.mp4", threads)
    configs = {read_mp4(piece).video.decoder_config for piece in tmp_path.iterdir()}
    assert len(configs) == 1 and configs != {b""}


ENDLESS = """
import itertools, sys
from pathlib import Path
from pytoon.film.picture.encoding import encode
from pytoon.film.picture.frames import Frame

def frames():
    for number in itertools.count():
        if number == 3:
            print("drawing", flush=True)
        yield Frame.black()

encode(frames(), Path(sys.argv[1]))
"""


def test_ffmpeg_ends_when_the_process_that_draws_is_killed(tmp_path: Path):
    film = tmp_path / "film.mp4"
    with subprocess.Popen([sys.executable, "-c", ENDLESS, film], stdout=subprocess.PIPE) as artist:
        assert artist.stdout is not None and artist.stdout.readline() == b"drawing\n"
        children = Path(f"/proc/{artist.pid}/task/{artist.pid}/children").read_text().split()
        artist.kill()
    assert len(children) == 1
    ffmpeg = Path("/proc") / children[0] / "cmdline"
    for _ in range(100):
        # A process that has ended but was not yet reaped has an empty command line.
        if not ffmpeg.exists() or not ffmpeg.read_bytes():
            break
        time.sleep(0.05)
    else:
        pytest.fail("ffmpeg is still running")
    assert not film.exists()


def test_the_setting_is_said_to_ffmpeg_in_full():
    said = " ".join(arguments(Path("x.mp4"), threads=2))
    assert f"-video_size {WIDTH_PX}x{HEIGHT_PX} -framerate 30" in said
    assert "-threads 2" in said and said.endswith("file:x.mp4")
    assert said.count("-color_range tv") == 2
