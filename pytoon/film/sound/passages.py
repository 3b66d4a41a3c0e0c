"""A recording cut where its speaker pauses between sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pytoon.film.captions import time_words
from pytoon.film.sound.alignment import STEP_MS, find_pauses
from pytoon.film.sound.dynamics import fade
from pytoon.film.sound.loudness import SAMPLE_RATE, Sound
from pytoon.film.sound.speech import Speech
from pytoon.film.timeline import Word
from pytoon.film.timing import Span
from pytoon.film.words import tokens

#: The stops inside words (t, p, k) are shorter.
_SHORTEST_PAUSE_MS = 100
#: How far a word's edge may be from where it was found.
_TOLERANCE_MS = 120
#: What sounds so long between two sentences is neither the end of one nor the beginning of the other.
_ASIDE_MS = 200
#: What is kept of the pauses around a passage: quiet consonants and the room's answer are in them.
_LEAD_MS, _TAIL_MS = 80, 120
_FADE_IN_MS, _FADE_OUT_MS = 30, 60
#: A longer pause inside a passage loses its middle, so that this much is left.
_LONGEST_PAUSE_MS, _SHORTENED_MS = 1200, 700
_JOIN_MS = 20
#: A pause that ends a sentence is longer than most of those inside.
_STOP_MS = 200


@dataclass(frozen=True)
class Stretch:
    """Sentences that belong together, by their numbers, and their words, in ms of the recording."""

    sentences: tuple[int, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Passage:
    """What is said between two pauses: one sentence, or several by their numbers."""

    sentences: tuple[int, ...]
    speech: Speech


def divide(recording: Sound, stretches: Sequence[Stretch]) -> tuple[Passage, ...]:
    """Cut `recording` (1, samples) in the pauses between `stretches`; where there is none they stay together.

    What else is said between them is left out, and long pauses inside them are shortened.
    """
    pauses = _runs(find_pauses(recording), _SHORTEST_PAUSE_MS)
    length_ms = recording.shape[1] * 1000 // SAMPLE_RATE
    joined = [stretches[0]]
    gaps = [_gap(pauses, 0, stretches[0].words[0].start_ms)]
    for after in stretches[1:]:
        before = joined[-1]
        gap = _gap(pauses, before.words[-1].end_ms, after.words[0].start_ms)
        if gap is None:
            joined[-1] = Stretch(before.sentences + after.sentences, before.words + after.words)
        else:
            gaps.append(gap)
            joined.append(after)
    gaps.append(_gap(pauses, joined[-1].words[-1].end_ms, length_ms))
    return tuple(
        Passage(
            stretch.sentences,
            _cut_out(recording, stretch.words, _sounding(stretch, *around, length_ms), pauses),
        )
        for stretch, around in zip(joined, pairwise(gaps), strict=True)
    )


def estimate(recording: Sound, sentences: Sequence[str]) -> tuple[Stretch, ...]:
    """Deal the sounding time of `recording` out to `sentences` by the length of their words.

    Their ends are moved into pauses nearby; sentences without one between them are one stretch.
    """
    quiet = find_pauses(recording)
    stops = _runs(quiet, _STOP_MS)
    whole = Span(0, len(quiet) * STEP_MS)
    guessed = [Span(words[0].start_ms, words[-1].end_ms) for words in _deal(quiet, whole, sentences)]
    groups, edges_ms = [[0]], [0]
    for k, (before, after) in enumerate(pairwise(guessed), start=1):
        reach_ms = min(before.duration_ms, after.duration_ms) / 2
        near = [
            stop
            for stop in stops
            if abs(_middle(stop) - before.end_ms) <= reach_ms and _middle(stop) > edges_ms[-1]
        ]
        if near:
            edges_ms.append(_middle(min(near, key=lambda stop: abs(_middle(stop) - before.end_ms))))
            groups.append([k])
        else:
            groups[-1].append(k)
    spans = (Span(start, end) for start, end in pairwise([*edges_ms, whole.end_ms]))
    return tuple(
        Stretch(
            tuple(group),
            tuple(word for words in _deal(quiet, span, [sentences[k] for k in group]) for word in words),
        )
        for group, span in zip(groups, spans, strict=True)
    )


def _deal(quiet: npt.NDArray[np.bool_], span: Span, sentences: Sequence[str]) -> list[tuple[Word, ...]]:
    """Return the words of each sentence, which share by their width the time in `span` that is not quiet."""
    first = span.start_ms // STEP_MS
    sounding = first + np.flatnonzero(~quiet[first : span.end_ms // STEP_MS])
    written = [[(token.text, token.space_after) for token in tokens(sentence)] for sentence in sentences]
    shares = iter(time_words([pair for pairs in written for pair in pairs], 0, len(sounding)))
    dealt = [[next(shares) for _ in pairs] for pairs in written]
    return [
        tuple(
            Word(
                word.text,
                int(sounding[min(word.start_ms, len(sounding) - 1)]) * STEP_MS,
                (int(sounding[max(word.end_ms - 1, 0)]) + 1) * STEP_MS,
            )
            for word in words
        )
        for words in dealt
    ]


def _runs(quiet: npt.NDArray[np.bool_], shortest_ms: int) -> list[Span]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    runs = (Span(int(start) * STEP_MS, int(end) * STEP_MS) for start, end in edges.reshape(-1, 2))
    return [run for run in runs if run.duration_ms >= shortest_ms]


def _middle(span: Span) -> int:
    return (span.start_ms + span.end_ms) // 2


def _gap(pauses: Sequence[Span], end_ms: int, start_ms: int) -> Span | None:
    """Return what lies between the word that ends at `end_ms` and the one that starts at `start_ms`.

    It is the longest pause there, with what is said aside next to it; None without a pause.
    """
    near = [pause for pause in pauses if end_ms - _TOLERANCE_MS <= _middle(pause) <= start_ms + _TOLERANCE_MS]
    if not near:
        return None
    longest = max(range(len(near)), key=lambda k: near[k].duration_ms)
    first = last = longest
    while first > 0 and near[first].start_ms - near[first - 1].end_ms >= _ASIDE_MS:
        first -= 1
    while last + 1 < len(near) and near[last + 1].start_ms - near[last].end_ms >= _ASIDE_MS:
        last += 1
    return Span(near[first].start_ms, near[last].end_ms)


def _sounding(stretch: Stretch, before: Span | None, after: Span | None, length_ms: int) -> Span:
    """Return from when to when `stretch` is heard, with some of the gaps around it."""
    if before is None:
        start_ms = max(stretch.words[0].start_ms - _TOLERANCE_MS, 0)
    else:
        start_ms = before.end_ms - min(_LEAD_MS, before.duration_ms // 2)
    if after is None:
        end_ms = min(stretch.words[-1].end_ms + _TOLERANCE_MS, length_ms)
    else:
        end_ms = min(after.start_ms + min(_TAIL_MS, after.duration_ms // 2), length_ms)
    return Span(start_ms, end_ms)


def _cut_out(recording: Sound, words: Sequence[Word], span: Span, pauses: Sequence[Span]) -> Speech:
    """Return `span` of the recording without the middle of its long pauses, and when its words are heard."""
    long = [
        pause
        for pause in pauses
        if span.start_ms < pause.start_ms
        and pause.end_ms < span.end_ms
        and pause.duration_ms > _LONGEST_PAUSE_MS
    ]
    cuts = [(pause.start_ms + _SHORTENED_MS // 2, pause.end_ms - _SHORTENED_MS // 2) for pause in long]
    edges_ms = [span.start_ms, *(edge for cut in cuts for edge in cut), span.end_ms]
    kept = [Span(start, end) for start, end in zip(edges_ms[::2], edges_ms[1::2], strict=True)]
    sound = _part(recording, kept[0])
    for part in kept[1:]:
        sound = _joined(sound, recording, part)
    lost_ms = np.cumsum([0, *(end - start for start, end in cuts)])
    heard_ms = [edge - span.start_ms - lost_ms[k // 2] for k, edge in enumerate(edges_ms)]

    def moved(time_ms: int) -> int:
        return round(float(np.interp(time_ms, edges_ms, heard_ms)))

    return Speech(
        fade(sound, _FADE_IN_MS, _FADE_OUT_MS)[0],
        SAMPLE_RATE,
        tuple(Word(word.text, moved(word.start_ms), moved(word.end_ms)) for word in words),
    )


def _part(recording: Sound, span: Span) -> Sound:
    return recording[:, _sample(span.start_ms) : _sample(span.end_ms)]


def _joined(sound: Sound, recording: Sound, part: Span) -> Sound:
    """Append `part` of the recording, crossfaded with what comes before it there."""
    rising = np.sin(np.linspace(0, np.pi / 2, _sample(_JOIN_MS), dtype=np.float32))
    before = _part(recording, Span(part.start_ms - _JOIN_MS, part.start_ms))
    crossed = sound[:, -len(rising) :] * rising[::-1] + before * rising
    return np.concatenate([sound[:, : -len(rising)], crossed, _part(recording, part)], axis=1)


def _sample(time_ms: int) -> int:
    return time_ms * SAMPLE_RATE // 1000
