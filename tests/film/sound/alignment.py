"""Holds the times of spoken words against an independent witness: pocketsphinx aligns words to sound.

English words of its dictionary only; scripts to measure with are chosen accordingly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from pocketsphinx import Decoder

from pytoon.film import ffmpeg
from pytoon.film.timeline import Word

_SAMPLE_RATE = 16_000
_FRAME_MS = 10


@dataclass(frozen=True)
class OnsetErrors:
    """How far told onsets are from heard ones in ms; positive means told too late."""

    signed_ms: tuple[float, ...]

    @property
    def bias_ms(self) -> float:
        return float(np.median(self.signed_ms))

    @property
    def median_ms(self) -> float:
        return float(np.median(np.abs(self.signed_ms)))

    @property
    def p95_ms(self) -> float:
        return float(np.percentile(np.abs(self.signed_ms), 95))


def measure_onsets(sound: Path, words: Sequence[Word]) -> OnsetErrors:
    """Compare the onsets of `words` (times in ms from the start of the file `sound`) with an alignment.

    Every word has to be one plain dictionary word; raises AssertionError for others, since a word left out
    would be an unnoticed gap.
    """
    heard = heard_onsets_ms(sound, [plain(word.text) for word in words])
    return OnsetErrors(tuple(word.start_ms - onset for word, onset in zip(words, heard, strict=True)))


def plain(word: str) -> str:
    """Return `word` as a dictionary has it: small letters and apostrophes."""
    return re.sub(r"[^a-z']", "", word.lower().replace("’", "'")).strip("'")


def heard_onsets_ms(sound: Path, words: Sequence[str]) -> list[float]:
    """Return when each of `words` begins in the file `sound`, as pocketsphinx aligns them."""
    decoder = _decoder()
    unknown = [word for word in words if decoder.lookup_word(word) is None]
    assert not unknown, f"pocketsphinx does not know {unknown}"
    pcm = ffmpeg.run([*ffmpeg.source(sound), "-ac", "1", "-ar", str(_SAMPLE_RATE), "-f", "s16le", "-"])
    decoder.set_align_text(" ".join(words))
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    segments = [s for s in decoder.seg() if not s.word.startswith(("<", "["))]
    aligned = [re.sub(r"\(\d+\)$", "", s.word) for s in segments]
    assert aligned == list(words), f"the alignment has {aligned}"
    return [float(s.start_frame * _FRAME_MS) for s in segments]


@cache
def _decoder() -> Decoder:
    return Decoder(bestpath=False, samprate=_SAMPLE_RATE, loglevel="FATAL")
