"""Music cut to a film's length so that it seems to have been written for it.

One of our tracks begins at a bar, loses whole bars in its middle where that is heard least, and ends with
its own last chord shortly before the film does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pytoon.film.sound.dynamics import fade
from pytoon.film.sound.loudness import SAMPLE_RATE, Sound
from pytoon.film.sound.music.catalogue import Section, Track

#: The last chord rings at least this long; up to one bar more makes the length come out even.
_SHORTEST_ENDING_MS = 1400
_FADE_OUT_MS = 1100
#: Short enough to leave the beat before it whole, and over just before the beat it leads to.
_JOIN_MS = 40
_JOIN_LEAD_MS = 5
_LOOP_JOIN_MS = 1200
#: Harmony and melody come round every so many bars.
_PHRASE_BARS = 4
_SHORTEST_STRETCH_BARS = 2
#: What a cut has to make up for, in the points of `_merit`.
_UNBROKEN = 9.0
#: Going on a little fuller than before sounds like the piece's own way.
_WELCOME_RISE = 0.1
_SILENCE = 0.001


@dataclass(frozen=True)
class Edit:
    """A stretch of a track that is heard without a break."""

    start_ms: float
    end_ms: float


def plan_edits(track: Track, duration_ms: int) -> tuple[Edit, ...]:
    """Return the stretches of `track` that make `duration_ms` end to end, in order: one or two.

    Both begin at a bar. The last one holds the ending. Raises ValueError for a film longer than the track.
    """
    last_bar = len(track.bars_ms) - 1
    bar_ms = track.bars_ms[1] - track.bars_ms[0]
    body_bars = int((duration_ms - _SHORTEST_ENDING_MS) // bar_ms)
    if body_bars > last_bar or duration_ms > track.duration_ms:
        raise ValueError(f"{track.name} lasts {track.duration_ms} ms, so it cannot fill {duration_ms} ms")
    if body_bars < 1:
        start_ms = track.bars_ms[last_bar]
        return (Edit(start_ms, start_ms + duration_ms),)
    start, out, into = max(_ways(body_bars, last_bar), key=lambda way: _merit(track, *way))
    head = Edit(track.bars_ms[start], track.bars_ms[out])
    rest_ms = duration_ms - (head.end_ms - head.start_ms)
    ending = Edit(track.bars_ms[into], track.bars_ms[into] + rest_ms)
    return (head, ending) if out > start else (ending,)


def fit_track(track: Track, sound: Sound, duration_ms: int) -> Sound:
    """Return `sound`, the whole of `track`, cut to `duration_ms` with its own beginning and ending."""
    if duration_ms > track.duration_ms:
        return fit_sound(sound, duration_ms)
    edits = plan_edits(track, duration_ms)
    fitted = _stretch(sound, edits[0])
    for edit in edits[1:]:
        fitted = _join(fitted, sound, edit)
    fitted = _exactly(fitted, duration_ms)
    return fade(fitted, 0 if edits[0].start_ms == 0 else _JOIN_LEAD_MS, _FADE_OUT_MS)


def fit_sound(sound: Sound, duration_ms: int) -> Sound:
    """Return any `sound` in `duration_ms`: cut, or repeated without the silence at its end; faded out."""
    samples = duration_ms * SAMPLE_RATE // 1000
    heard = np.flatnonzero(np.abs(sound).max(axis=0) > _SILENCE)
    if sound.shape[1] < samples and len(heard):
        sound = _repeat(sound[:, : heard[-1] + 1], samples)
    return fade(_exactly(sound, duration_ms), _JOIN_LEAD_MS, _FADE_OUT_MS)


def _ways(body_bars: int, last_bar: int) -> Iterator[tuple[int, int, int]]:
    """Yield (start, out, into): from bar `start` up to `out`, then from `into` up to the last bar."""
    whole = last_bar - body_bars
    yield whole, whole, whole
    for start in range(whole):
        for out in range(start + _SHORTEST_STRETCH_BARS, start + body_bars - _SHORTEST_STRETCH_BARS + 1):
            yield start, out, whole + out - start


def _merit(track: Track, start: int, out: int, into: int) -> float:
    """Tell how well it sounds to begin at bar `start` and to go on from the end of `out` - 1 at `into`."""
    boundaries = {section.bar for section in track.sections}
    merit = 3.0 * _mean_energy(track, start, out, into)
    merit += 4.0 * (start == 0) + 3.0 * (start in boundaries) + 2.0 * (start % _PHRASE_BARS == 0)
    if out == into:
        return merit + _UNBROKEN
    merit += 5.0 * (out % _PHRASE_BARS == into % _PHRASE_BARS)
    merit += 3.0 * (into in boundaries) + 1.5 * (out in boundaries)
    rise = _section_at(track, into).energy - _section_at(track, out - 1).energy
    return merit - 4.0 * abs(rise - _WELCOME_RISE)


def _mean_energy(track: Track, start: int, out: int, into: int) -> float:
    bars = [*range(start, out), *range(into, len(track.bars_ms) - 1)]
    return float(np.mean([_section_at(track, bar).energy for bar in bars]))


def _section_at(track: Track, bar: int) -> Section:
    return next(section for section in reversed(track.sections) if section.bar <= bar)


def _stretch(sound: Sound, edit: Edit) -> Sound:
    return sound[:, _sample(edit.start_ms) : _sample(edit.end_ms)]


def _join(fitted: Sound, sound: Sound, edit: Edit) -> Sound:
    """Append a stretch of `sound`, crossfaded at equal power just before its first beat."""
    lead, length = _sample(_JOIN_LEAD_MS), _sample(_JOIN_MS)
    start = _sample(edit.start_ms)
    rising = np.sin(np.linspace(0, np.pi / 2, length, dtype=np.float32))
    joined = np.concatenate(
        [fitted[:, : fitted.shape[1] - lead], sound[:, start - lead : _sample(edit.end_ms)]], 1
    )
    end = fitted.shape[1] - lead
    overlap = slice(end - length, end)
    joined[:, overlap] = (
        fitted[:, overlap] * rising[::-1] + sound[:, start - lead - length : start - lead] * rising
    )
    return joined


def _repeat(sound: Sound, samples: int) -> Sound:
    """Return `sound` over and over until there are `samples`, each time crossfaded into itself."""
    length = min(_sample(_LOOP_JOIN_MS), sound.shape[1] // 2)
    rising = np.sin(np.linspace(0, np.pi / 2, length, dtype=np.float32))
    step = sound.shape[1] - length
    repeated = np.zeros((sound.shape[0], samples + sound.shape[1]), np.float32)
    once = sound.copy()
    once[:, step:] *= rising[::-1]
    repeated[:, : sound.shape[1]] = once
    once[:, :length] *= rising
    for start in range(step, samples, step):
        repeated[:, start : start + sound.shape[1]] += once
    return repeated[:, :samples]


def _exactly(sound: Sound, duration_ms: int) -> Sound:
    samples = duration_ms * SAMPLE_RATE // 1000
    return np.pad(sound[:, :samples], ((0, 0), (0, max(samples - sound.shape[1], 0))))


def _sample(time_ms: float) -> int:
    return round(time_ms * SAMPLE_RATE / 1000)
