"""What every engine of speech gives: sound, and the time of each word in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pytoon.film.errors import SpeechError
from pytoon.film.timeline import Word


class VoiceUnavailableError(SpeechError):
    """The voice exists but cannot be loaded on this machine."""


@dataclass(frozen=True)
class Speech:
    samples: npt.NDArray[np.float32]
    """Mono, -1 to 1."""
    sample_rate: int
    words: tuple[Word, ...]
    """The words as they were written, in order, in ms from the first sample."""
    unread: tuple[str, ...] = ()
    """Written words that this voice could not say; `words` has them beside a word it could."""


class Speaker(Protocol):
    def speak(self, text: str, rate: float = 1.0, pronunciations: Mapping[str, str] | None = None) -> Speech:
        """Say `text` at `rate` times the voice's own pace, and words that `pronunciations` has as it says."""
        ...
