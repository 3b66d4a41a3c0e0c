"""Speaking with a network that says how long each phoneme lasts: sound, and when each word is heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pytoon.film.sound.speech.phonemes import SILENT, Phoneme, split, symbol_ids
from pytoon.film.sound.speech.speaker import Speech
from pytoon.film.timeline import Word


class Network(Protocol):
    sample_rate: int
    frame_ms: float
    """One unit of the durations."""
    lead_ms: float
    """A phoneme is heard this much before the sum of the durations before it."""

    def synthesise(
        self, ids: list[int], rate: float
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Return the sound of `ids` (symbols between two pads) and how many frames each of them lasts."""
        ...


class Reader(Protocol):
    def __call__(self, text: str, pronunciations: Mapping[str, str] | None) -> list[Phoneme]:
        """Return the phonemes of plain `text`, each with its word."""
        ...


@dataclass(frozen=True)
class NeuralSpeaker:
    """Speaks the language that its reader reads."""

    network: Network
    read: Reader

    def speak(self, text: str, rate: float = 1.0, pronunciations: Mapping[str, str] | None = None) -> Speech:
        """Say `text` (plain words, no markup) at `rate` times the voice's own pace (0.5 to 2).

        The words of the result are those of `text` as white space separates them, each with the time of
        all that was said for it; a mark that is not said, such as a dash or an emoji, stands with the word
        before it. When nothing in `text` can be said the result has neither sound nor words.
        """
        network = self.network
        sounds: list[npt.NDArray[np.float32]] = []
        times: dict[int, tuple[float, float]] = {}
        offset_ms = 0.0
        for chunk in split(self.read(text, pronunciations)):
            samples, durations = network.synthesise(symbol_ids(chunk), rate)
            starts_ms = offset_ms - network.lead_ms
            _note_times(times, chunk, starts_ms + np.cumsum(durations, dtype=np.float64) * network.frame_ms)
            sounds.append(samples)
            offset_ms += 1000 * len(samples) / network.sample_rate
        words, unread = _words_with_marks(text.split(), times, offset_ms)
        samples = np.concatenate([np.zeros(0, np.float32), *sounds])
        return Speech(samples, network.sample_rate, words, unread)


def _note_times(
    times: dict[int, tuple[float, float]], chunk: list[Phoneme], edges_ms: npt.NDArray[np.float64]
) -> None:
    """Widen each word's time by the sounding phonemes of `chunk`, each between two of the edges."""
    for phoneme, start_ms, end_ms in zip(chunk, edges_ms[:-1], edges_ms[1:], strict=False):
        if phoneme.symbol in SILENT:
            continue
        first_ms = times.get(phoneme.owner, (float(start_ms), 0.0))[0]
        times[phoneme.owner] = (first_ms, float(end_ms))


def _words_with_marks(
    source: list[str], times: dict[int, tuple[float, float]], total_ms: float
) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """Return the words with their times, and those with letters or digits that have no sound."""
    words: list[Word] = []
    leading: list[str] = []
    unread = [word for index, word in enumerate(source) if index not in times and _has_letters(word)]
    for index, text in enumerate(source):
        if index in times:
            start_ms, end_ms = (round(min(max(time, 0.0), total_ms)) for time in times[index])
            words.append(Word(" ".join([*leading, text]), start_ms, end_ms))
            leading = []
        elif words:
            last = words[-1]
            words[-1] = Word(f"{last.text} {text}", last.start_ms, last.end_ms)
        else:
            leading.append(text)
    return tuple(words), tuple(unread)


def _has_letters(word: str) -> bool:
    return any(character.isalnum() for character in word)
