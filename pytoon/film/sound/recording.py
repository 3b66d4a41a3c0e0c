"""The caller's own recording of a script, as the speech of its sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pytoon.film.errors import MediaError
from pytoon.film.sound.alignment import MOST_UNLIKE, STEP_MS, Ways, align, find_pauses
from pytoon.film.sound.inspecting import SILENCE_DBFS
from pytoon.film.sound.loudness import SAMPLE_RATE, Sound, gain, loudness_lufs
from pytoon.film.sound.music.decoding import decode
from pytoon.film.sound.passages import Passage, Stretch, divide, estimate
from pytoon.film.sound.speech import Speech
from pytoon.film.sound.wav import resample
from pytoon.film.timeline import Word

#: The longest film at the fastest pace, and as much again of what is not of the script.
LONGEST_RECORDING_S = 100

#: Below the voices of men; doors, traffic and hands on the table are there.
_HIGH_PASS_HZ = 70
#: The channels' mean has half the power of one of them when they have nothing in common, a quarter when one
#: is silent, and none when one is the other upside down.
_CANCELLED = 0.3
#: With so many of its words not found, a sentence may not have been said ...
_DOUBTFUL = 1 / 3
#: ... and was not if leaving it out makes the recording so much less unlike: measured are 0.016 to 0.034, and
#: at least 0.020 more for one that was said.
_TELLING = 0.005
#: Of the words of the script so many must be in a recording of it.
_LEAST_SHARE = 1 / 3
#: A word that is so far from its own sentence, and next to another one, was not heard where it was found.
_STRAYED_MS = 200
#: A sentence is brought this far towards the others.
_MOST_LEVELLING_DB = 6.0


@dataclass(frozen=True)
class Recorded:
    """What is heard of a script in a recording of it."""

    passages: tuple[Passage, ...]
    missing: tuple[int, ...] = ()
    """The sentences that are not in the recording."""
    found: bool = False
    """Whether the words were heard; else their times are estimated."""


def read_recording(path: Path) -> tuple[Sound, bool]:
    """Return the first `LONGEST_RECORDING_S` of a recording, and whether it is longer.

    The sound is (1, samples) at 48 kHz, without what rumbles. Raises MediaError for the field `voice_file`
    when it is damaged or silent.
    """
    try:
        stereo = decode(path, (LONGEST_RECORDING_S + 1) * 1000, filters=f"highpass=f={_HIGH_PASS_HZ}")
    except MediaError as error:
        raise MediaError(str(error), "voice_file") from error
    if np.abs(stereo).max() < gain(SILENCE_DBFS):
        raise MediaError(f"{path.name} is silent: send a recording that can be heard", "voice_file")
    samples = LONGEST_RECORDING_S * SAMPLE_RATE
    return _to_mono(stereo)[:, :samples], stereo.shape[1] > samples


def _to_mono(stereo: Sound) -> Sound:
    """Return the mean of both channels, or the louder one when little would be left of it."""
    mean = stereo.mean(axis=0, keepdims=True)
    powers = np.square(stereo).mean(axis=1)
    louder = int(powers.argmax())
    return stereo[louder : louder + 1] if np.square(mean).mean() < _CANCELLED * powers[louder] else mean


def hear(recording: Sound, sentences: Sequence[str], spoken: Sequence[Speech]) -> Recorded:
    """Find `sentences` in `recording`, which says them in their order; `spoken` is our speech of them.

    Without `spoken`, or when the recording says something else, the times of the words are estimated.
    """
    heard = _find(recording, spoken) if spoken else None
    if heard is None:
        return Recorded(_levelled(divide(recording, estimate(recording, sentences))))
    stretches, missing = heard
    return Recorded(_levelled(divide(recording, stretches)), missing, found=True)


def _find(recording: Sound, spoken: Sequence[Speech]) -> tuple[list[Stretch], tuple[int, ...]] | None:
    """Return the words of each sentence that is heard, and which ones are not; None when hardly any is.

    A sentence with many words that were not found is left out if the rest is then more like the recording.
    """
    kept = [k for k, speech in enumerate(spoken) if speech.words]
    unlikeness, ways = _align(recording, spoken, kept)
    tried: set[int] = set()
    while doubtful := {k for k in kept if _unheard(ways[k]) >= _DOUBTFUL and len(kept) > 1} - tried:
        doubted = max(doubtful, key=lambda k: _unheard(ways[k]))
        tried.add(doubted)
        others = [k for k in kept if k != doubted]
        without, ways_without = _align(recording, spoken, others)
        if without < unlikeness - _TELLING:
            kept, unlikeness, ways = others, without, ways_without
    kept = [k for k in kept if any(ways[k])]
    ways = _without_strays(ways, kept, find_pauses(recording))
    total = sum(len(speech.words) for speech in spoken)
    if unlikeness > MOST_UNLIKE or sum(len(spoken[k].words) for k in kept) < _LEAST_SHARE * total:
        return None
    missing = tuple(k for k, speech in enumerate(spoken) if speech.words and k not in kept)
    return [Stretch((k,), _placed(spoken[k].words, ways[k])) for k in kept], missing


def _without_strays(
    ways: Mapping[int, Ways], kept: Sequence[int], quiet: npt.NDArray[np.bool_]
) -> dict[int, Ways]:
    """Forget first and last words that were found at another sentence, across a pause from their own."""

    def far(before: tuple[float, float] | None, after: tuple[float, float] | None) -> bool:
        """Tell whether there is a pause between two words that were found."""
        if before is None or after is None:
            return False
        between = quiet[round(before[1] / STEP_MS) : round(after[0] / STEP_MS)]
        return STEP_MS * int(between.sum()) >= _STRAYED_MS

    left = dict(ways)
    for before, after in pairwise(kept):
        last, first = left[before], left[after]
        if last[-1] is None or first[0] is None or far(last[-1], first[0]):
            continue
        if len(first) > 1 and far(first[0], first[1]):
            left[after] = (None, *first[1:])
        elif len(last) > 1 and far(last[-2], last[-1]):
            left[before] = (*last[:-1], None)
    return left


def _unheard(words_ms: Ways) -> float:
    """Return the share of words that were not found."""
    return sum(word is None for word in words_ms) / len(words_ms)


def _align(recording: Sound, spoken: Sequence[Speech], kept: Sequence[int]) -> tuple[float, dict[int, Ways]]:
    """Hold the recording against the sentences `kept`; return how unlike it is, and where their words are."""
    speeches = [spoken[k] for k in kept]
    sounds = [resample(speech.samples[np.newaxis], speech.sample_rate) for speech in speeches]
    begins_ms = np.cumsum([0, *(sound.shape[1] * 1000 / SAMPLE_RATE for sound in sounds)])
    words_ms = [
        (begin_ms + word.start_ms, begin_ms + word.end_ms)
        for begin_ms, speech in zip(begins_ms, speeches, strict=False)
        for word in speech.words
    ]
    alignment = align(recording, np.concatenate(sounds, axis=1), words_ms)
    ends = np.cumsum([len(speech.words) for speech in speeches])
    return alignment.unlikeness, {
        k: alignment.words_ms[end - len(spoken[k].words) : end] for k, end in zip(kept, ends, strict=True)
    }


def _placed(words: Sequence[Word], found_ms: Ways) -> tuple[Word, ...]:
    """Return `words` where they were heard, and those that were not between their neighbours.

    There they share the time as in our own speech. Before the first word and after the last one that was
    heard they take as long as there.
    """
    heard = [k for k, word_ms in enumerate(found_ms) if word_ms]
    said_ms = [edge for word in words for edge in (word.start_ms, word.end_ms)]
    known_said = [said_ms[2 * k + edge] for k in heard for edge in (0, 1)]
    known_ms = [edge for k in heard for edge in found_ms[k] or ()]
    before_ms, after_ms = known_ms[0] - known_said[0], known_ms[-1] - known_said[-1]
    ends_said = [said_ms[0] - 1, *known_said, said_ms[-1] + 1]
    ends_ms = [said_ms[0] - 1 + before_ms, *known_ms, said_ms[-1] + 1 + after_ms]
    times_ms = np.maximum(np.interp(said_ms, ends_said, ends_ms), 0)
    return tuple(
        Word(word.text, round(start_ms), round(end_ms))
        for word, (start_ms, end_ms) in zip(words, times_ms.reshape(-1, 2), strict=True)
    )


def _levelled(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Bring the passages towards the loudness of most of them."""
    levels = [loudness_lufs(passage.speech.samples[np.newaxis]) for passage in passages]
    if not levels:
        return ()
    usual = float(np.median(levels))
    gains_db = [float(np.clip(usual - level, -_MOST_LEVELLING_DB, _MOST_LEVELLING_DB)) for level in levels]
    return tuple(
        replace(
            passage, speech=replace(passage.speech, samples=passage.speech.samples * np.float32(gain(db)))
        )
        for passage, db in zip(passages, gains_db, strict=True)
    )
