"""Our own tracks, as data: each a sound file with a JSON file of the same name beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pytoon.film.errors import BriefError

_FOLDER = Path(__file__).parent / "tracks"


@dataclass(frozen=True)
class Section:
    name: str
    bar: int
    """The number of its first bar, counted from 0."""
    energy: float
    """How full it sounds: 0 is silence, 1 the fullest part of the track."""


@dataclass(frozen=True)
class Track:
    name: str
    title: str
    mood: str
    tempo_bpm: float
    key: str
    duration_ms: int
    beats_ms: tuple[float, ...]
    bars_ms: tuple[float, ...]
    """Where each bar begins; the last one is the ending's final chord, which rings until the end."""
    sections: tuple[Section, ...]
    file: Path


@cache
def tracks() -> tuple[Track, ...]:
    """Return every track that Pytoon ships, by name."""
    return tuple(_read(description) for description in sorted(_FOLDER.glob("*.json")))


def find_track(name: str) -> Track:
    """Return the track called `name`. Raises BriefError, which lists the tracks, when there is none."""
    for track in tracks():
        if track.name == name:
            return track
    known = ", ".join(track.name for track in tracks())
    raise BriefError(f"There is no music track {name!r}; choose one of: {known}.", "music_source")


def _read(description: Path) -> Track:
    facts = json.loads(description.read_text("utf-8"))
    return Track(
        name=description.stem,
        title=facts["title"],
        mood=facts["mood"],
        tempo_bpm=facts["tempo_bpm"],
        key=facts["key"],
        duration_ms=facts["duration_ms"],
        beats_ms=tuple(facts["beats_ms"]),
        bars_ms=tuple(facts["bars_ms"]),
        sections=tuple(Section(s["name"], s["bar"], s["energy"]) for s in facts["sections"]),
        file=description.with_name(facts["file"]),
    )
