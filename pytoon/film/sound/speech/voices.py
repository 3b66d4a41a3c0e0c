"""The voices that can speak, as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pytoon.film.errors import SpeechError


@dataclass(frozen=True)
class Voice:
    name: str
    language: str
    """BCP 47, with the region: `en-US`."""
    gender: Literal["female", "male"]
    engine: str
    """Which module speaks it."""


_VOICES = (Voice("heart", "en-US", "female", "hibari"),)


def voices() -> tuple[Voice, ...]:
    """Return every voice, the ones to prefer first."""
    return _VOICES


def languages() -> frozenset[str]:
    """Return the languages (`en`, without region) that some voice speaks."""
    return frozenset(primary(voice.language) for voice in _VOICES)


def primary(language: str) -> str:
    """Return the language of a BCP 47 tag in small letters, without script or region: `en` of `en-GB`."""
    return language.replace("_", "-").split("-")[0].strip().lower()


def find_voice(name: str = "", language: str = "") -> Voice | None:
    """Return the voice called `name`, or the first one of `language`, or None when nobody speaks that.

    Of several voices of a language the one of the asked region comes first. Raises SpeechError, which
    lists the voices, when there is no voice of that name.
    """
    if name:
        named = [voice for voice in _VOICES if voice.name == name.strip().lower()]
        if not named:
            raise SpeechError(f"There is no voice {name!r}; choose one of: {_list(_VOICES)}.")
        return named[0]
    wanted = language.replace("_", "-").lower()
    speaking = [voice for voice in _VOICES if primary(voice.language) == primary(language)]
    speaking.sort(key=lambda voice: voice.language.lower() != wanted)
    return speaking[0] if speaking else None


def _list(all_voices: Iterable[Voice]) -> str:
    return ", ".join(f"{voice.name} ({voice.language})" for voice in all_voices)
