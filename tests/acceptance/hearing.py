"""What a listener who has never seen the script understands: Whisper's words against the script's.

Whisper lives in an environment of its own (`make acceptance` installs it), never in the product's.
"""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hibari.g2p import G2P

from pytoon.film.sound.speech.normalising import spoken_form
from tests.acceptance.numerals import numbers_in_words

_ROOT = Path(__file__).parents[2]
WHISPER_PYTHON = _ROOT / "build" / "whisper" / "bin" / "python"
_TIMEOUT_S = 300
_STRESS = re.compile("[ˈˌː]")


class WhisperMissingError(Exception):
    """Whisper is not installed; the message says how it is."""


def transcribe(sound: Path, language: str) -> str:
    """Return what Whisper understands in a file with sound. Raises WhisperMissingError."""
    if not WHISPER_PYTHON.is_file():
        raise WhisperMissingError("Whisper is not installed; `make acceptance` does that")
    script = Path(__file__).with_name("whisper_words.py")
    done = subprocess.run(
        [WHISPER_PYTHON, "-I", script, sound, language], capture_output=True, text=True, timeout=_TIMEOUT_S
    )
    if done.returncode != 0:
        raise RuntimeError(f"Whisper ended with an error: {done.stderr[-1000:]}")
    text: str = json.loads(done.stdout)["text"]
    return text


@dataclass(frozen=True)
class _Word:
    letters: str
    sound: str
    """Its phonemes by themselves, whatever the neighbours are: what sounds the same is the same."""

    def __add__(self, other: _Word) -> _Word:
        return _Word(self.letters + other.letters, self.sound + other.sound)

    def is_heard_as(self, other: _Word) -> bool:
        return self.letters == other.letters or self.sound == other.sound


def word_errors(script: str, heard: str, language: str) -> tuple[int, int]:
    """Return how many words were heard wrongly, and how many the script has.

    Numbers are written out; English words may be spelled as another word of the same sound; and where a word
    ends is not counted: "every day" is "everyday".
    """
    listed = _english if language.split("-")[0] == "en" else _foreign
    wanted = listed(script)
    return _distance(wanted, listed(heard)), len(wanted)


def _english(text: str) -> list[_Word]:
    # The product's own reading of numbers is on trial here, so it does not write them out.
    spoken = spoken_form(numbers_in_words(text)).text
    return [_Word(word, _sound(word)) for word in _letters(spoken)]


def _foreign(text: str) -> list[_Word]:
    return [_Word(word, word) for word in _letters(text)]


def _letters(text: str) -> list[str]:
    return re.findall(
        r"[^\W_]+(?:'[^\W_]+)*", unicodedata.normalize("NFC", text.casefold()).replace("’", "'")
    )


@cache
def _sound(word: str) -> str:
    return _STRESS.sub("", _phonemiser()(word))


@cache
def _phonemiser() -> G2P:
    return G2P()


def _distance(wanted: Sequence[_Word], heard: Sequence[_Word]) -> int:
    """Return the least number of words to change, drop or add, where joining two words costs nothing."""
    rows = [list(range(len(heard) + 1))]
    for i, word in enumerate(wanted, start=1):
        row = [i]
        for j, other in enumerate(heard, start=1):
            best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (not word.is_heard_as(other)))
            if i > 1 and (wanted[i - 2] + word).is_heard_as(other):
                best = min(best, rows[i - 2][j - 1])
            if j > 1 and word.is_heard_as(heard[j - 2] + other):
                best = min(best, rows[i - 1][j - 2])
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
