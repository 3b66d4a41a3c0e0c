"""What the encoder alone takes: the least time in which the pictures of a film can be made."""

from __future__ import annotations

import mmap
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pytoon.film import ffmpeg
from pytoon.film.picture.encoding import GOP_FRAMES, arguments
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX

FRAME_BYTES = WIDTH_PX * HEIGHT_PX * 3 // 2


@dataclass(frozen=True)
class Limit:
    """The encoder's best time for a film, and the way in which it was reached."""

    seconds: float
    processor_s: float
    way: str
    frames: int


def decode(film: Path, raw: Path) -> None:
    """Write the pictures of `film` to `raw` as planes of YUV 4:2:0, one frame after the other."""
    pictures = ["-map", "0:v", "-f", "rawvideo", "-pix_fmt", "yuv420p", f"file:{raw}"]
    ffmpeg.run([*ffmpeg.source(film), *pictures], timeout_s=600)


def measure_limit(raw: Path) -> Limit:
    """Encode the frames in `raw` as our pieces are encoded; return the better of two ways to use all cores.

    Either one x264 with a thread a core, or an x264 with one thread a core, each with its share of the film.
    """
    cores = os.cpu_count() or 1
    frames = raw.stat().st_size // FRAME_BYTES
    with raw.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        # Every page is touched once, so that no disk is measured.
        sum(mapped[:: mmap.PAGESIZE])
        ways = (
            (*_time(mapped, [range(frames)], threads=cores), f"one x264 with {cores} threads"),
            (*_time(mapped, _shares(frames, cores), threads=1), f"{cores} x264 with one thread each"),
        )
    return Limit(*min(ways), frames)


def _shares(frames: int, count: int) -> list[range]:
    """Cut the film into `count` parts, each of whole GOPs."""
    gops = -(-frames // GOP_FRAMES)
    cuts = [min(gops * i // count * GOP_FRAMES, frames) for i in range(count + 1)]
    return [range(start, end) for start, end in zip(cuts, cuts[1:], strict=False)]


def _time(mapped: mmap.mmap, shares: list[range], threads: int) -> tuple[float, float]:
    """Return the seconds that it took and those that the processors worked, ours for the feeding included."""
    began_s, began_processor_s = time.perf_counter(), _processor_s()
    with ThreadPoolExecutor(len(shares)) as pool:
        for encoded in [pool.submit(_encode, mapped, share, threads) for share in shares]:
            encoded.result()
    return time.perf_counter() - began_s, _processor_s() - began_processor_s


def _processor_s() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _encode(mapped: mmap.mmap, frames: range, threads: int) -> None:
    with memoryview(mapped) as view, ffmpeg.Feed(arguments(Path(os.devnull), threads)) as feed:
        for number in frames:
            with view[number * FRAME_BYTES : (number + 1) * FRAME_BYTES] as frame:
                feed.write(frame)
