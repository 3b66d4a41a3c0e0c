"""The script, spoken: sentence by sentence, each with its own sound and the times of its words.

Speech comes before timing, because the words set how long the scenes are. Times in here are
relative to their own utterance; the timeline decides when each utterance begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytoon.film.timeline import Word


@dataclass(frozen=True)
class Utterance:
    """One sentence, spoken. `words` carry the script's spelling, times in ms from the sound's start."""

    scene_id: int
    """The scene in which it begins."""
    text: str
    file: Path
    """Mono 48 kHz WAV, trimmed to the words with at most 50 ms of silence at either end."""
    duration_ms: int
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Narration:
    """Everything that is said in a film, in order. Without utterances the film has no voice."""

    utterances: tuple[Utterance, ...] = ()
    voice: str = ""
    """The voice that speaks, or empty."""
    language: str = ""
    note: str = ""
    """What was simplified and why, in a sentence for the caller; empty when nothing was."""

    def to_json(self) -> dict[str, Any]:
        return {
            "voice": self.voice,
            "language": self.language,
            "note": self.note,
            "utterances": [
                {
                    "sceneId": u.scene_id,
                    "text": u.text,
                    "file": str(u.file),
                    "duration": u.duration_ms,
                    "words": [{"text": w.text, "start": w.start_ms, "end": w.end_ms} for w in u.words],
                }
                for u in self.utterances
            ],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Narration:
        utterances = tuple(
            Utterance(
                u["sceneId"],
                u["text"],
                Path(u["file"]),
                u["duration"],
                tuple(Word(w["text"], w["start"], w["end"]) for w in u["words"]),
            )
            for u in document["utterances"]
        )
        return cls(utterances, document["voice"], document["language"], document["note"])
