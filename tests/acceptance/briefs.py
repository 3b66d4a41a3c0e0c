"""The table of briefs, and each brief ready to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.acceptance.odd_media import EXAMPLES

TABLE: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("briefs.yaml").read_text(encoding="utf-8")
)
_SOUND_SUFFIXES = (".mp3", ".wav")


@dataclass(frozen=True)
class Expectation:
    """What a film must show, beside what holds for every film."""

    voice: bool
    music: bool
    language: str = ""
    scenes: int | None = None
    note: str = ""
    length_s: int | None = None


def request(name: str, made: Path) -> dict[str, Any]:
    """Return the body of the order, its media found in examples/media or in the folder `made`."""
    body = {field: value for field, value in TABLE[name].items() if field != "expect"}
    if "media_files" in body:
        body["media_files"] = [_located(file, made) for file in body["media_files"]]
    for field in ("music_source", "voice_file"):
        if str(body.get(field, "")).endswith(_SOUND_SUFFIXES):
            body[field] = _located(body[field], made)
    return body


def expectation(name: str) -> Expectation:
    row = TABLE[name]
    follows: Mapping[str, Any] = {
        "voice": "voice_script" in row,
        "music": row.get("music_source") != "none",
        "language": str(row.get("language", "")),
        "length_s": row.get("target_duration_seconds"),
    }
    return Expectation(**{**follows, **row.get("expect", {})})


def _located(file: str, made: Path) -> str:
    example = EXAMPLES / file
    return str(example if example.is_file() else made / file)
