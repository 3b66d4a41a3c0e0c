"""Finding the phrases of a word list in a text, as whole words and whatever their case."""

from __future__ import annotations

import re
from functools import cache

from pytoon.film.words import is_unspaced


def find_phrases(text: str, phrases: tuple[str, ...]) -> list[str]:
    """Return which of `phrases` occur in `text`, in its order, each once and in lower case."""
    return list(dict.fromkeys(match.group().casefold() for match in _anywhere(phrases).finditer(text)))


def begins_with(text: str, phrases: tuple[str, ...]) -> str:
    """Return the phrase with which `text` begins, as `text` spells it, or an empty string."""
    match = _anywhere(phrases).match(text)
    return match.group() if match else ""


@cache
def _anywhere(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of `phrases`, the longest first; scripts without spaces have no word ends."""
    longest_first = sorted(phrases, key=len, reverse=True)
    spaced = "|".join(re.escape(phrase) for phrase in longest_first if not is_unspaced(phrase))
    unspaced = "|".join(re.escape(phrase) for phrase in longest_first if is_unspaced(phrase))
    whole_words = rf"(?<![\w-])(?:{spaced})(?![\w-])"
    return re.compile(rf"{whole_words}|{unspaced}" if unspaced else whole_words, re.IGNORECASE)
