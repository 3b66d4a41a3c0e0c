"""Moving pictures of the caller's: which stretch of a clip a scene shows, and its frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pytoon.film.errors import MediaError
from pytoon.film.ffmpeg import Tap, source
from pytoon.film.normalising import Colour, Crop, filters
from pytoon.film.picture.colour import Plane, rgb_pixels
from pytoon.film.probe import probe_start
from pytoon.film.timing import FPS, frame_at

#: A clip that breaks off early may stand still on its last frame for less than this.
_LONGEST_HOLD_FRAMES = FPS // 2
#: Going backwards reads this many frames at a time, or as many as fit into so much memory.
_MOST_BACKWARDS_FRAMES = 30
_MOST_BACKWARDS_BYTES = 64_000_000
#: Stills are for looking at, not for showing.
_STILL_SIDE_PX = 960
_PAPER: Colour = (255, 255, 255)


@dataclass(frozen=True)
class Footage:
    """The stretch of a clip that a scene shows."""

    path: Path
    start_ms: int
    """Where in the clip the stretch begins."""
    end_ms: int
    """Where in the clip it ends. A scene that lasts longer goes back from here, then forward again."""
    speed: float
    """1 is the clip's own; below 1 the clip is slowed."""
    width_px: int
    height_px: int
    """Width and height of the clip as shown: after rotation, with square pixels."""

    @property
    def frames(self) -> int:
        """How many frames of the film the stretch fills, at least 1."""
        return max(frame_at(round((self.end_ms - self.start_ms) / self.speed)), 1)

    def frame_shown(self, frame: int) -> tuple[int, bool]:
        """Return which of its frames is shown in the scene's `frame`, and whether the clip runs backwards."""
        return _to_and_fro(frame, self.frames)

    def to_transform(self) -> dict[str, float]:
        """Return all but the path, as a video track of the timeline has it."""
        return {
            "start": self.start_ms,
            "end": self.end_ms,
            "speed": self.speed,
            "width": self.width_px,
            "height": self.height_px,
        }

    @classmethod
    def from_transform(cls, path: Path, transform: Mapping[str, float]) -> Self:
        return cls(
            path,
            int(transform["start"]),
            int(transform["end"]),
            transform["speed"],
            int(transform["width"]),
            int(transform["height"]),
        )


class FootageReader:
    """The frames of a stretch, cut out and scaled: 30 a second, I420, BT.709, limited range.

    What is shown at a time is the same whatever was read before. Times that rise cost least. A clip that
    breaks off early stands still on its last frame, or, where that would be half a second or longer, turns
    round there. ffmpeg ends with the thread that asked for the reader's first frame.
    """

    def __init__(
        self,
        footage: Footage,
        crop: Crop,
        size_px: tuple[int, int],
        *,
        threads: int = 1,
        paper: Colour = _PAPER,
    ) -> None:
        """Show `crop` of the clip at `size_px` (both even); `paper` (RGB) shows through transparency.

        Raises MediaError for a clip that cannot be read.
        """
        width, height = size_px
        if width % 2 or height % 2 or min(size_px) < 2:
            raise ValueError(f"frames of {width}x{height} have no halves: the caller asks for even sides")
        self._footage, self._crop, self._size_px = footage, crop, size_px
        self._threads, self._paper = threads, paper
        self._length = self._there = footage.frames
        self._tap: Tap | None = None
        self._next = 0
        frame_bytes = width * height * 3 // 2
        self._chunk = max(min(_MOST_BACKWARDS_BYTES // frame_bytes, _MOST_BACKWARDS_FRAMES), 1)
        self._held: NDArray[np.uint8] = np.empty((1, frame_bytes), np.uint8)
        self._held_frames = range(0)

    def read(self, t_ms: int) -> tuple[Plane, Plane, Plane]:
        """Return the Y, U and V planes at `t_ms` of the scene; they change with the next call.

        Raises MediaError when the stretch holds no frame, FfmpegError.
        """
        while True:
            index, backwards = _to_and_fro(frame_at(t_ms), self._length)
            index = min(index, self._there - 1)
            if index not in self._held_frames:
                first = max(index + 1 - self._chunk, 0) if backwards else index
                if not self._load(range(first, index + 1)):
                    continue
            return self._planes(self._held[index - self._held_frames.start])

    def close(self) -> None:
        if self._tap is not None:
            self._tap.close()
            self._tap = None

    def _load(self, frames: range) -> bool:
        """Hold these frames; return False when the clip proved to end before them, and is now known to."""
        if len(self._held) < len(frames):
            self._held = np.empty((len(frames), self._held.shape[1]), np.uint8)
        self._held_frames = range(0)
        if self._tap is None or not self._next <= frames.start <= self._next + FPS:
            self._open(frames.start)
        while self._next < frames.stop:
            if not self._step(self._held[max(self._next - frames.start, 0)]):
                self._end_early()
                return False
        self._held_frames = frames
        return True

    def _open(self, first_frame: int) -> None:
        self.close()
        footage = self._footage
        video = probe_start(footage.path).video
        if video is None:
            raise MediaError(f"{footage.path.name} shows nothing: send a clip with pictures")
        graph = filters(
            video, self._crop, self._size_px, self._paper, speed=footage.speed, first_frame=first_frame
        )
        opened = opening(footage.path, footage.start_ms, self._threads)
        self._tap = Tap([*opened, "-filter_complex", f"[0:V:0]{graph}", *RAW_FRAMES])
        self._next = first_frame

    def _step(self, into: NDArray[np.uint8]) -> bool:
        assert self._tap is not None
        if not self._tap.fill(into.data):
            return False
        self._next += 1
        return True

    def _end_early(self) -> None:
        """Count the frames that are really there, and turn round earlier if too many are missing."""
        self._open(0)
        while self._step(self._held[0]):
            pass
        if self._next == 0:
            raise MediaError(
                f"{self._footage.path.name} shows nothing after {self._footage.start_ms / 1000:.1f} s: "
                "export it again"
            )
        self._there = self._next
        if self._length - self._there >= _LONGEST_HOLD_FRAMES:
            self._length = self._there
        self.close()

    def _planes(self, frame: NDArray[np.uint8]) -> tuple[Plane, Plane, Plane]:
        width, height = self._size_px
        luma, chroma = width * height, width * height // 4
        half = (height // 2, width // 2)
        return (
            frame[:luma].reshape(height, width),
            frame[luma : luma + chroma].reshape(half),
            frame[luma + chroma :].reshape(half),
        )


def opening(path: Path, start_ms: int, threads: int) -> list[str]:
    """Return the arguments that read the clip at `path` from `start_ms` on, with its first picture at 0."""
    threading = ("-threads", str(threads), "-filter_threads", str(threads))
    return [*threading, "-ss", f"{start_ms / 1000:.3f}", *source(path)]


#: The arguments that write what a filter graph makes as bare frames.
RAW_FRAMES = ("-an", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1")


def stills(footage: Footage, count: int) -> list[NDArray[np.uint8]]:
    """Return `count` RGB pictures of the whole clip, evenly spread over the stretch, at most 960 px a side.

    Raises MediaError, FfmpegError.
    """
    whole = (0.0, 0.0, float(footage.width_px), float(footage.height_px))
    reader = FootageReader(footage, whole, still_size(footage))
    times_ms = [round((k + 0.5) * footage.frames / count) * 1000 // FPS for k in range(count)]
    try:
        return [rgb_pixels(*reader.read(t_ms)) for t_ms in times_ms]
    finally:
        reader.close()


def still_size(footage: Footage) -> tuple[int, int]:
    """Return the size of the clip's stills, width and height, both even."""
    scale = min(_STILL_SIDE_PX / max(footage.width_px, footage.height_px), 1)
    return tuple(max(round(side * scale / 2) * 2, 2) for side in (footage.width_px, footage.height_px))  # type: ignore[return-value]


def _to_and_fro(frame: int, length: int) -> tuple[int, bool]:
    """Return which of `length` frames comes at `frame` when they run forward, backward, forward and so on."""
    if length == 1:
        return 0, False
    place = frame % (2 * length - 2)
    return (place, False) if place < length else (2 * length - 2 - place, True)
