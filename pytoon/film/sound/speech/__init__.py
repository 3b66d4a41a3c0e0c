"""Words into sound: voices as data, and a speaker for each that also tells when each word is heard."""

from __future__ import annotations

from importlib import import_module

from pytoon.film.sound.speech.speaker import Speaker, Speech, VoiceUnavailableError
from pytoon.film.sound.speech.voices import Voice, find_voice, languages, voices

__all__ = [
    "Speaker",
    "Speech",
    "Voice",
    "VoiceUnavailableError",
    "find_voice",
    "languages",
    "load_speaker",
    "voices",
]


def load_speaker(voice: Voice, threads: int = 2) -> Speaker:
    """Return the speaker of `voice`, loaded once per process. Raises VoiceUnavailableError."""
    try:
        engine = import_module(f"pytoon.film.sound.speech.{voice.engine}_speaker")
    except ImportError as error:
        raise VoiceUnavailableError(f"The voice {voice.name} is not installed ({error}).") from error
    speaker: Speaker = engine.load(threads)
    return speaker
