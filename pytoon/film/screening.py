"""A clip watched once, small and quickly: where it is cut, and how good it is from moment to moment."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pytoon.film.brief import Medium
from pytoon.film.errors import FfmpegError, MediaError
from pytoon.film.ffmpeg import Tap
from pytoon.film.footage import opening
from pytoon.film.probe import probe_start
from pytoon.film.timing import Span

SAMPLE_MS = 100
"""How far apart the moments are that a take is judged at."""

_LONGEST_SIDE_PX = 160
#: What is decoded of all clips of a film together: about 6 s of work for one core, H.264; others take longer.
_MOST_DECODED_PX = 2.5e9
#: When it takes longer all the same, what has been seen until then is all there is.
_LONGEST_WATCH_S = 12.0
_THREADS = 2
#: A cut changes the mean picture by so many of 255 levels, and so many times what its neighbours change.
_CUT_LEVELS, _CUT_FACTOR = 8.0, 4.0
_CUT_NEIGHBOURS = 5
#: Standard deviations of levels: of most pictures, and of the faintest that is more than noise.
_USUAL_DEVIATION, _LEAST_DEVIATION = 45.0, 8.0
#: Either side of a cut this much is not used: between two samples nobody knows where it is.
_CUT_MARGIN_MS = SAMPLE_MS // 2
#: Up to the first level a picture is black, from the second on well lit; likewise for white.
_BLACK, _DARK = 30, 90
_WHITE, _LIGHT = 250, 225
#: A change of so many levels between samples is movement enough.
_LIVELY_LEVELS = 2.0
#: The camera jerks by this share of the picture's longest side when steadiness has halved.
_JERK = 0.01
#: Below this, pictures have too little in common to say how the camera moved.
_LEAST_RESPONSE = 0.1


@dataclass(frozen=True)
class Take:
    """A stretch of a clip without a cut."""

    start_ms: int
    end_ms: int
    qualities: tuple[float, ...]
    """How good the picture is, 0 to 1, every `SAMPLE_MS` from the start on."""

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms


def screen(clip: Medium, *, longest_ms: int, clips: int = 1) -> tuple[Take, ...]:
    """Return the takes of `clip` in order, as far as its pictures can be decoded.

    Of a clip that is too long to be decoded as a whole parts are watched, from all over it, that hold
    stretches of `longest_ms`. `clips` is how many clips share the time. Raises MediaError for a clip that
    shows nothing.
    """
    deadline_s = time.monotonic() + _LONGEST_WATCH_S / clips
    watched = (_watch(clip, part, deadline_s) for part in _parts(clip, longest_ms, _MOST_DECODED_PX / clips))
    seen = [(start_ms, pictures) for start_ms, pictures in watched if len(pictures)]
    if not seen:
        raise MediaError(f"{clip.path.name} shows nothing: export it again as an mp4")
    sharpest = max(float(np.percentile(_sharpness(pictures), 90)) for _, pictures in seen)
    return tuple(take for start_ms, pictures in seen for take in _takes(start_ms, pictures, clip, sharpest))


def _parts(clip: Medium, longest_ms: int, affordable_px: float) -> list[Span]:
    video = probe_start(clip.path).video
    if video is None:
        raise MediaError(f"{clip.path.name} shows nothing: send a clip with pictures")
    affordable_ms = affordable_px / (clip.width_px * clip.height_px * max(video.fps, 1)) * 1000
    part_ms = 2 * longest_ms
    count = max(int(affordable_ms // part_ms), 1)
    if clip.duration_ms <= max(affordable_ms, count * part_ms):
        return [Span(0, clip.duration_ms)]
    middles = [(k + 0.5) * clip.duration_ms / count for k in range(count)]
    return [Span(round(middle - part_ms / 2), round(middle + part_ms / 2)) for middle in middles]


def _watch(clip: Medium, part: Span, deadline_s: float) -> tuple[int, NDArray[np.uint8]]:
    """Return when the part begins and its pictures in grey, one every `SAMPLE_MS`, until the deadline."""
    scale = _LONGEST_SIDE_PX / max(clip.width_px, clip.height_px)
    width, height = (max(round(side * scale), 8) for side in (clip.width_px, clip.height_px))
    small = f"fps={1000 / SAMPLE_MS}:start_time=0,scale={width}:{height}:flags=area,format=gray"
    count = max(part.duration_ms // SAMPLE_MS, 1)
    pictures = np.empty((count, height, width), np.uint8)
    left_s = deadline_s - time.monotonic()
    if left_s <= 0:
        return part.start_ms, pictures[:0]
    # What the loop filter smooths is not seen at this size, and takes a third of the time.
    opened = ["-skip_loop_filter", "all", *opening(clip.path, part.start_ms, _THREADS)]
    output = ["-map", "0:V:0", "-vf", small, "-frames:v", str(count), "-fps_mode", "passthrough"]
    with closing(Tap([*opened, *output, "-f", "rawvideo", "pipe:1"], timeout_s=left_s)) as tap:
        seen = _fill(tap, pictures, deadline_s)
    return part.start_ms, pictures[:seen]


def _fill(tap: Tap, pictures: NDArray[np.uint8], deadline_s: float) -> int:
    for number, picture in enumerate(pictures):
        try:
            if time.monotonic() > deadline_s or not tap.fill(picture.reshape(-1).data):
                return number
        except FfmpegError:
            # A part that cannot be decoded, or not in time, has no takes; others may have some.
            return number
    return len(pictures)


def _takes(start_ms: int, pictures: NDArray[np.uint8], clip: Medium, sharpest: float) -> list[Take]:
    """Return the takes among pictures from `start_ms` on; black and white ones, as in fades, are in none."""
    exposure, changes = _exposure(pictures), _changes(pictures)
    seen = exposure > 0
    turns = (np.flatnonzero(np.diff(seen)) + 1).tolist()
    bounds = sorted({0, *_cuts(changes), *turns, len(pictures)})
    # The last sample may stand for less than its time.
    there_ms = min(start_ms + len(pictures) * SAMPLE_MS, clip.duration_ms)
    qualities = exposure * (
        0.45 * np.minimum(_sharpness(pictures) / max(sharpest, 1e-6), 1)
        + 0.35 * _steadiness(pictures, bounds)
        + 0.2 * np.minimum(changes / _LIVELY_LEVELS, 1)
    )
    takes = []
    for first, end in pairwise(bounds):
        begins_ms = start_ms + first * SAMPLE_MS + (_CUT_MARGIN_MS if first else 0)
        ends_ms = start_ms + (end - 1) * SAMPLE_MS - _CUT_MARGIN_MS if end < len(pictures) else there_ms
        if ends_ms > begins_ms and seen[first]:
            takes.append(Take(begins_ms, ends_ms, tuple(qualities[first:end].tolist())))
    return takes or [Take(start_ms, there_ms, tuple(qualities.tolist()))]


def _changes(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return by how many levels each picture differs from the one before it, the first from the second.

    All have the same brightness and contrast before, so that a fade is neither a cut nor movement.
    """
    if len(pictures) == 1:
        return np.zeros(1)
    evened = [_evened(picture) for picture in pictures]
    changes = [float(cv2.absdiff(after, before).mean()) for before, after in pairwise(evened)]
    return np.array([changes[0], *changes])


def _evened(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a picture with the usual contrast around 0; what has next to none stays faint."""
    mean, deviation = (float(found[0, 0]) for found in cv2.meanStdDev(picture))
    contrast = _USUAL_DEVIATION / max(deviation, _LEAST_DEVIATION)
    return np.asarray((picture - np.float32(mean)) * np.float32(contrast), np.float32)


def _cuts(changes: NDArray[np.float64]) -> list[int]:
    """Return the samples that begin another take."""
    cuts = []
    for i in range(1, len(changes)):
        around = np.r_[changes[max(i - _CUT_NEIGHBOURS, 1) : i], changes[i + 1 : i + 1 + _CUT_NEIGHBOURS]]
        usual = float(np.median(around)) if len(around) else 0.0
        if changes[i] > max(_CUT_LEVELS, _CUT_FACTOR * usual):
            cuts.append(i)
    return cuts


def _sharpness(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.array([float(np.abs(cv2.Laplacian(picture, cv2.CV_16S)).mean()) for picture in pictures])


def _exposure(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return 0 for pictures that are all black or all white, 1 for those with light parts and darker ones."""
    flat = pictures.reshape(len(pictures), -1)
    darkest, lightest = np.percentile(flat, (1, 99), axis=1)
    lit = np.clip((lightest - _BLACK) / (_DARK - _BLACK), 0, 1)
    drawn = np.clip((_WHITE - darkest) / (_WHITE - _LIGHT), 0, 1)
    return np.asarray(lit * drawn)


def _steadiness(pictures: NDArray[np.uint8], bounds: list[int]) -> NDArray[np.float64]:
    """Return 1 where the camera stands or moves evenly, less where its movement changes at once."""
    window = cv2.createHanningWindow(pictures.shape[:0:-1], cv2.CV_32F)
    steadiness = np.ones(len(pictures))
    for first, end in pairwise(bounds):
        floats = pictures[first:end].astype(np.float32)
        moves = np.zeros((len(floats), 2))
        for i in range(1, len(floats)):
            move, response = cv2.phaseCorrelate(floats[i - 1], floats[i], window)
            moves[i] = move if response >= _LEAST_RESPONSE else moves[i - 1]
        jerks = np.hypot(*np.diff(moves[1:], axis=0).T) / max(pictures.shape[1:])
        steadiness[first + 2 : end] = 1 / (1 + (jerks / _JERK) ** 2)
    return steadiness
