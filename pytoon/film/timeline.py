"""The only clock of a film: when each scene, word and sound begins and ends.

`Timeline.to_json()` is the document of `schemas/timeline_v2.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pytoon.film.look import TransitionType
from pytoon.film.timing import Span

VERSION = "2.0"


@dataclass(frozen=True)
class Word:
    """A spoken (or shown) word with the time it is heard at, on the film's clock."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Caption:
    """One chunk of caption: what stands on screen together, at most two lines."""

    text: str
    start_ms: int
    end_ms: int
    scene_id: int
    words: tuple[Word, ...] = ()
    """The words in reading order; `text` is these joined, with the script's own spacing."""
    style: Literal["caption", "title"] = "caption"
    """A `title` is already drawn by the layout as a claim, so it stands in the subtitles only."""


@dataclass(frozen=True)
class Entry:
    """A scene on the timeline. It begins with the transition into it, which overlaps the scene before."""

    scene_id: int
    start_ms: int
    end_ms: int
    transition: TransitionType = "cut"
    transition_ms: int = 0


@dataclass(frozen=True)
class VideoTrack:
    scene_id: int
    asset: str | None
    effect: str = ""
    layer: int = 0
    transform: Mapping[str, float] | None = None


@dataclass(frozen=True)
class DuckRegion:
    """A stretch in which music is `amount_db` quieter, with ramps inside it at both ends."""

    start_ms: int
    end_ms: int
    amount_db: float = 12.0
    fade_in_ms: int = 200
    fade_out_ms: int = 200


@dataclass(frozen=True)
class AudioTrack:
    type: Literal["voiceover", "music", "sfx"]
    file: str
    start_ms: int
    end_ms: int
    volume: float = 1.0
    duck_regions: tuple[DuckRegion, ...] = ()
    offset_ms: int = 0
    """Where in the file its sound begins."""


@dataclass(frozen=True)
class Timeline:
    total_ms: int
    entries: tuple[Entry, ...]
    video: tuple[VideoTrack, ...] = ()
    audio: tuple[AudioTrack, ...] = ()
    captions: tuple[Caption, ...] = ()
    version: str = VERSION

    def pieces_of(self, scene_id: int) -> tuple[Span, Span]:
        """Return scene `scene_id`'s own stretch of the film: the transition into it, then its body.

        The body lasts until the next scene's transition begins. The stretches of all scenes, end to
        end, are the film: no frame is missing and none is there twice. The first span may be empty.
        """
        index = next(i for i, entry in enumerate(self.entries) if entry.scene_id == scene_id)
        entry = self.entries[index]
        last = index + 1 == len(self.entries)
        body_start = entry.start_ms if index == 0 else self.entries[index - 1].end_ms
        body_end = entry.end_ms if last else self.entries[index + 1].start_ms
        return Span(entry.start_ms, body_start), Span(body_start, body_end)

    def to_json(self) -> dict[str, Any]:
        """Return the document as the wire has it: camelCase, milliseconds."""
        return {
            "version": self.version,
            "totalDuration": self.total_ms,
            "timeline": [
                {
                    "sceneId": entry.scene_id,
                    "start": entry.start_ms,
                    "end": entry.end_ms,
                    "transition": {"type": entry.transition, "duration": entry.transition_ms},
                }
                for entry in self.entries
            ],
            "tracks": {
                "video": [
                    {
                        "sceneId": track.scene_id,
                        "asset": track.asset,
                        "effect": track.effect,
                        "layer": track.layer,
                        "transform": dict(track.transform or {}),
                    }
                    for track in self.video
                ],
                "audio": [_audio_to_json(track) for track in self.audio],
                "captions": [_caption_to_json(caption) for caption in self.captions],
            },
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Timeline:
        """Read a document that fits `schemas/timeline_v2.json`."""
        tracks = document["tracks"]
        return cls(
            version=document["version"],
            total_ms=document["totalDuration"],
            entries=tuple(
                Entry(
                    e["sceneId"], e["start"], e["end"], e["transition"]["type"], e["transition"]["duration"]
                )
                for e in document["timeline"]
            ),
            video=tuple(
                VideoTrack(v["sceneId"], v["asset"], v["effect"], v["layer"], v["transform"] or None)
                for v in tracks["video"]
            ),
            audio=tuple(_audio_from_json(track) for track in tracks["audio"]),
            captions=tuple(_caption_from_json(caption) for caption in tracks["captions"]),
        )


def _audio_to_json(track: AudioTrack) -> dict[str, Any]:
    return {
        "type": track.type,
        "file": track.file,
        "start": track.start_ms,
        "end": track.end_ms,
        "volume": track.volume,
        "duckRegions": [
            {
                "start": region.start_ms,
                "end": region.end_ms,
                "duckAmount": region.amount_db,
                "fadeIn": region.fade_in_ms,
                "fadeOut": region.fade_out_ms,
            }
            for region in track.duck_regions
        ],
        **({"offset": track.offset_ms} if track.offset_ms else {}),
    }


def _audio_from_json(document: Mapping[str, Any]) -> AudioTrack:
    regions = tuple(
        DuckRegion(r["start"], r["end"], r["duckAmount"], r["fadeIn"], r["fadeOut"])
        for r in document["duckRegions"]
    )
    return AudioTrack(
        document["type"],
        document["file"],
        document["start"],
        document["end"],
        document["volume"],
        regions,
        document.get("offset", 0),
    )


def _caption_to_json(caption: Caption) -> dict[str, Any]:
    return {
        "text": caption.text,
        "start": caption.start_ms,
        "end": caption.end_ms,
        "sceneId": caption.scene_id,
        "style": caption.style,
        "words": [{"text": w.text, "start": w.start_ms, "end": w.end_ms} for w in caption.words],
    }


def _caption_from_json(document: Mapping[str, Any]) -> Caption:
    words = tuple(Word(w["text"], w["start"], w["end"]) for w in document["words"])
    return Caption(
        document["text"], document["start"], document["end"], document["sceneId"], words, document["style"]
    )
