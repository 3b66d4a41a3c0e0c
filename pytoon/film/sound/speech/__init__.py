"""Words into sound: voices as data, and a speaker for each that also tells when each word is heard."""

from __future__ import annotations

import os
from importlib import import_module
from types import ModuleType

from pytoon.film.sound.speech import language
from pytoon.film.sound.speech.speaker import Speaker, Speech, VoiceUnavailableError
from pytoon.film.sound.speech.voices import Voice, find_voice, is_installed, languages, voices

__all__ = [
    "Speaker",
    "Speech",
    "Voice",
    "VoiceUnavailableError",
    "find_voice",
    "is_installed",
    "languages",
    "load_speaker",
    "prepare",
    "voices",
]

# ONNX Runtime reports its use to its makers unless it is told not to before it is imported.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")


def load_speaker(voice: Voice, threads: int = 2) -> Speaker:
    """Return the speaker of `voice`, loaded once per process. Raises VoiceUnavailableError."""
    speaker: Speaker = _engine_of(voice).load(voice, threads)
    return speaker


def prepare() -> None:
    """Read what takes a second and survives a fork: dictionaries and statistics, but no ONNX session.

    Worker parents call it so that their children speak at once. Raises VoiceUnavailableError.
    """
    language.prepare()
    for engine in {voice.engine: _engine_of(voice) for voice in voices() if is_installed(voice)}.values():
        engine.prepare()


def _engine_of(voice: Voice) -> ModuleType:
    try:
        return import_module(f"pytoon.film.sound.speech.{voice.engine}_speaker")
    except ImportError as error:
        raise VoiceUnavailableError(f"The voice {voice.name} is not installed ({error}).") from error
