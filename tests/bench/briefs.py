"""The standard brief, and briefs like it of other lengths and with other numbers of scenes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from pytoon.film.pacing import speaking_ms
from pytoon.film.words import split_sentences

STANDARD: dict[str, Any] = json.loads(Path(__file__).with_name("brief.json").read_text(encoding="utf-8"))

#: How much of a film is spoken.
_SPOKEN_SHARE = 0.8


def variant(seconds: int, scenes: int) -> dict[str, Any]:
    """Return the standard brief for a film of `seconds` with as many `scenes`, each with its own picture."""
    shots = islice(cycle(split_sentences(STANDARD["prompt"])), scenes)
    return {
        **STANDARD,
        "prompt": " ".join(f"<SHOT {number}> {shot}" for number, shot in enumerate(shots, start=1)),
        "media_files": list(islice(cycle(STANDARD["media_files"]), scenes)),
        "voice_script": " ".join(_sentences_lasting(_SPOKEN_SHARE * seconds * 1000)),
        "target_duration_seconds": seconds,
        "max_scenes": scenes,
    }


def _sentences_lasting(most_ms: float) -> Iterator[str]:
    spoken_ms = 0
    for sentence in cycle(split_sentences(STANDARD["voice_script"])):
        spoken_ms += speaking_ms(sentence)
        if spoken_ms > most_ms:
            return
        yield sentence
