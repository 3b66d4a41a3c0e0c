"""Make the shipped tracks: `python -m pytoon.film.sound.music.composing SOUNDFONT [NAME ...]`."""

from __future__ import annotations

import argparse
import json
import logging
from pathlib import Path

import numpy as np

from pytoon.film import ffmpeg
from pytoon.film.sound.loudness import SAMPLE_RATE, Sound, loudness_lufs
from pytoon.film.sound.measuring import measure
from pytoon.film.sound.music.composing.score import BEATS_PER_BAR, Song
from pytoon.film.sound.music.composing.songs import SONGS
from pytoon.film.sound.music.composing.studio import record

_TRACKS = Path(__file__).parents[1] / "tracks"
_BIT_RATE = "116k"

_log = logging.getLogger(__name__)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("soundfont", type=Path)
    parser.add_argument("names", nargs="*", choices=[[], *SONGS], help="which tracks; all when left out")
    parser.add_argument("--into", type=Path, default=_TRACKS)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    arguments.into.mkdir(parents=True, exist_ok=True)
    for name in arguments.names or SONGS:
        make(SONGS[name], arguments.soundfont, arguments.into)


def make(song: Song, soundfont: Path, folder: Path) -> None:
    """Write `song` into `folder` as an Opus file and its description."""
    sound = record(song, soundfont)
    file = folder / f"{song.name}.opus"
    pcm = np.ascontiguousarray(sound.T, "<f4").tobytes()
    source = ["-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "2", "-i", "pipe:0"]
    tags = ["-metadata", f"title={song.title}", "-metadata", "license=CC0-1.0"]
    ffmpeg.run([*source, "-c:a", "libopus", "-b:a", _BIT_RATE, "-vbr", "on", *tags, file], stdin=pcm)
    description = json.dumps(_describe(song, sound, file.name), indent=1)
    file.with_suffix(".json").write_text(description + "\n", "utf-8")
    loudness, peak = measure(file)
    _log.info("%s: %.1f s, %.1f LUFS, %.1f dBTP", file.name, sound.shape[1] / SAMPLE_RATE, loudness, peak)


def _describe(song: Song, sound: Sound, file: str) -> dict[str, object]:
    bar_ms = 1000 * song.bar_s
    sections = []
    bar = 0
    for passage in song.passages:
        start, end = (round((bar + bars) * song.bar_s * SAMPLE_RATE) for bars in (0, len(passage.chords)))
        sections.append(
            {
                "name": passage.name,
                "bar": bar,
                "energy": passage.energy,
                "loudness_lufs": round(loudness_lufs(sound[:, start:end]), 1),
            }
        )
        bar += len(passage.chords)
    return {
        "title": song.title,
        "mood": song.mood,
        "tempo_bpm": song.tempo_bpm,
        "key": song.key,
        "file": file,
        "duration_ms": sound.shape[1] * 1000 // SAMPLE_RATE,
        "licence": "CC0-1.0",
        "origin": "Composed in this folder's `composing`, played with MuseScore_General_Lite (MIT)",
        "sections": sections,
        "bars_ms": [round(number * bar_ms, 3) for number in range(song.bars)],
        "beats_ms": [
            round(number * bar_ms / BEATS_PER_BAR, 3) for number in range(song.bars * BEATS_PER_BAR)
        ],
    }


if __name__ == "__main__":
    main()
