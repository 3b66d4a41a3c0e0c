"""Listening by measure: what a careful ear would object to, as figures. Sounds are mono, 48 kHz, -1 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from pytoon.film.timeline import Word

SAMPLE_RATE = 48_000
Mono = NDArray[np.float32]

#: AAC rebuilds a clipped peak to a little under or over full scale.
_FULL_SCALE = 0.995
#: Digital silence of this length parts two utterances: speech itself is never exactly zero for so long.
_PAUSE_SAMPLES = SAMPLE_RATE * 20 // 1000
_SHORTEST_LISTENED = SAMPLE_RATE * 120 // 1000
#: A step is compared with the steps on both sides, as far as the ear takes them for one event (2 ms).
_AROUND_SAMPLES = SAMPLE_RATE * 2 // 1000
#: The few samples beside a step that belong to it.
_STEP_SAMPLES = 2
#: Steps smaller than this part of the peak are not heard as clicks beside speech.
_AUDIBLE_STEP = 0.02


@dataclass(frozen=True)
class Click:
    """The most conspicuous step of a sound."""

    at_s: float
    size: float
    """As a part of the sound's peak."""
    ratio: float
    """How many times larger it is than every other step around it."""


def longest_clipped_run(sound: Mono) -> int:
    """Return the longest run of samples at full scale."""
    return _longest_run(np.abs(sound) >= _FULL_SCALE)


def longest_flat_top(sound: Mono) -> int:
    """Return the longest run of equal samples near the peak: tops that were cut off at some stage."""
    peak = float(np.abs(sound).max(initial=0))
    loud = np.abs(sound[1:]) > peak / 2
    return _longest_run(loud & (np.diff(sound) == 0)) + 1 if peak else 0


def quietest_word_db(voice: Mono, words: Sequence[Word]) -> tuple[float, str]:
    """Return the level of the quietest word against all of them together, and that word.

    A short word is listened to for 120 ms around its time: times may be off by a few tens of ms.
    """
    powers = [(_power(voice, word), word.text) for word in words]
    overall = np.mean([power for power, _ in powers])
    power, text = min(powers)
    return _decibels(power / overall) if overall else -np.inf, text


def largest_join_step(voice: Mono) -> float:
    """Return the largest step between two samples where speech begins or ends, as a part of the peak."""
    peak = float(np.abs(voice).max(initial=0))
    steps = np.abs(np.diff(voice))
    edges = _edges(voice)
    if not peak or not edges:
        return 0.0
    beside = (slice(max(edge - _STEP_SAMPLES, 0), edge + _STEP_SAMPLES) for edge in edges)
    return max(float(steps[few].max()) for few in beside) / peak


def worst_click(voice: Mono) -> Click:
    """Return the step that stands out most from the steps around it, anywhere in the sound."""
    steps = np.abs(np.diff(voice))
    peak = float(np.abs(voice).max(initial=0))
    width = 2 * (_AROUND_SAMPLES + _STEP_SAMPLES) + 1
    if not peak or len(steps) < width:
        return Click(0, 0, 0)
    windows = sliding_window_view(steps, width)
    middle = width // 2
    loud = np.flatnonzero(windows[:, middle] > _AUDIBLE_STEP * peak)
    if not len(loud):
        return Click(0, 0, 0)
    beside = np.delete(np.arange(width), slice(middle - _STEP_SAMPLES, middle + _STEP_SAMPLES + 1))
    # In parts: all windows at once would take a gigabyte.
    around = np.concatenate(
        [windows[part][:, beside].max(axis=1) for part in np.array_split(loud, len(loud) // 10_000 + 1)]
    )
    ratios = windows[loud, middle] / np.maximum(around, peak * 1e-6)
    worst = int(np.argmax(ratios))
    at = int(loud[worst]) + middle
    return Click(at / SAMPLE_RATE, float(steps[at]) / peak, float(ratios[worst]))


def voice_over_rest_db(film: Mono, voice: Mono, words: Sequence[Word]) -> float:
    """Return how far the voice stands above everything else in the film while words are spoken.

    The film is the voice at some level plus the rest; the level is the one that leaves least of the rest.
    """
    spoken = np.concatenate([np.arange(*_span(voice, word)) for word in words])
    spoken = spoken[spoken < min(len(film), len(voice))]
    heard, said = film[spoken].astype(np.float64), voice[spoken].astype(np.float64)
    level = float(heard @ said / max(said @ said, 1e-12))
    rest = heard - level * said
    return _decibels(level**2 * (said @ said) / max(rest @ rest, 1e-12))


def _edges(voice: Mono) -> list[int]:
    """Return where digital silence of some length ends or begins."""
    silent = np.concatenate([[False], voice == 0, [False]])
    changes = np.flatnonzero(np.diff(silent.astype(np.int8)))
    runs = zip(changes[::2], changes[1::2], strict=True)
    ends = [edge for start, end in runs if end - start >= _PAUSE_SAMPLES for edge in (start, end)]
    return [int(edge) for edge in ends if 0 < edge < len(voice)]


def _power(voice: Mono, word: Word) -> float:
    start, end = _span(voice, word)
    wider = max(_SHORTEST_LISTENED - (end - start), 0) // 2
    heard = voice[max(start - wider, 0) : end + wider]
    return float(np.square(heard).mean()) if len(heard) else 0.0


def _span(voice: Mono, word: Word) -> tuple[int, int]:
    return word.start_ms * SAMPLE_RATE // 1000, min(word.end_ms * SAMPLE_RATE // 1000, len(voice))


def _longest_run(true: NDArray[np.bool_]) -> int:
    changes = np.flatnonzero(np.diff(np.concatenate([[False], true, [False]]).astype(np.int8)))
    return int((changes[1::2] - changes[::2]).max(initial=0))


def _decibels(power_ratio: float) -> float:
    return float(10 * np.log10(max(power_ratio, 1e-12)))
