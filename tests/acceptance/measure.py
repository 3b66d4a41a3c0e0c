"""Measure a finished film against its own timeline: what was made, not what was planned.

    python -m tests.acceptance.measure storage/jobs/<id>

prints a line a check with its figure and its limit, and ends with 1 when one of them fails.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pytoon.film import ffmpeg
from pytoon.film.timeline import Timeline
from pytoon.film.timing import FPS, frame_at
from tests.film.sound.alignment import measure_onsets

SMALL_WIDTH_PX, SMALL_HEIGHT_PX = 108, 192
SAMPLE_RATE = 48_000


@dataclass(frozen=True)
class Check:
    """One measured figure and whether it holds."""

    name: str
    figure: str
    limit: str
    passed: bool

    def __str__(self) -> str:
        return f"{'pass' if self.passed else 'FAIL'}  {self.name:<28} {self.figure:<34} {self.limit}"


def measure(folder: Path) -> Iterator[Check]:
    """Yield every check of the film in a job's folder."""
    film = folder / "output.mp4"
    timeline = Timeline.from_json(json.loads((folder / "timeline.json").read_text(encoding="utf-8")))
    yield from _container(film, timeline)
    frames = _small_frames(film)
    yield from _picture(frames, timeline)
    yield from _loudness(film)
    voice = folder / "voiceover.wav"
    if voice.is_file():
        yield _sound_offset(film, voice)
        yield _words_in_subtitles(folder)
        yield from _caption_onsets(voice, timeline)


def _container(film: Path, timeline: Timeline) -> Iterator[Check]:
    said = ffmpeg.report([*ffmpeg.source(film), "-f", "null", "-"], timeout_s=300)
    complaints = subprocess.run(
        [ffmpeg.executable(), "-v", "error", "-i", str(film), "-f", "null", "-"],
        capture_output=True,
        check=False,
    ).stderr.decode()
    yield Check("decodes in silence", complaints[:30] or "no word", "", not complaints)
    video = next(line for line in said.splitlines() if "Video:" in line)
    audio = next((line for line in said.splitlines() if "Audio:" in line), "")
    for name, pattern, line in (
        ("H.264 High", r"h264 \(High\)", video),
        ("size", r"1080x1920", video),
        ("pixels and colours", r"yuv420p\(tv, bt709", video),
        ("frame rate", rf"\b{FPS} fps", video),
        ("AAC 48 kHz stereo", r"aac \(LC\).*48000 Hz, stereo", audio),
    ):
        yield Check(name, line.split(": ", 2)[-1][:34], pattern, bool(re.search(pattern, line)))
    count = int(re.findall(r"frame=\s*(\d+)", said)[-1])
    wanted = frame_at(timeline.total_ms)
    yield Check("frames", str(count), f"{wanted} +-1", abs(count - wanted) <= 1)
    starts = film.read_bytes()
    yield Check("faststart", "", "moov before mdat", starts.find(b"moov") < starts.find(b"mdat"))
    yield Check("length", f"{timeline.total_ms} ms", "at most 60000 ms", timeline.total_ms <= 60_000)


def _small_frames(film: Path) -> NDArray[np.float32]:
    raw = ffmpeg.run(
        [
            *ffmpeg.source(film),
            *("-vf", f"scale={SMALL_WIDTH_PX}:{SMALL_HEIGHT_PX}", "-pix_fmt", "gray"),
            *("-f", "rawvideo", "-"),
        ],
        timeout_s=300,
    )
    return np.frombuffer(raw, np.uint8).reshape(-1, SMALL_HEIGHT_PX, SMALL_WIDTH_PX).astype(np.float32)


def _picture(frames: NDArray[np.float32], timeline: Timeline) -> Iterator[Check]:
    changes = np.abs(np.diff(frames, axis=0)).mean(axis=(1, 2))
    for entry in timeline.entries[1:]:
        if entry.transition != "cut":
            continue
        cut = frame_at(entry.start_ms)
        near = slice(max(cut - 8, 0), cut + 7)
        found = int(np.argmax(changes[near])) + near.start + 1
        yield Check(f"cut into scene {entry.scene_id}", f"frame {found}", f"{cut} +-1", abs(found - cut) <= 1)
    darkest = float(frames.max(axis=(1, 2)).min())
    yield Check("no black frame", f"{darkest:.0f} brightest luma", "above 40", darkest > 40)
    still, longest = 0, 0
    for change in changes:
        still = still + 1 if change < 0.002 else 0
        longest = max(longest, still)
    yield Check("no frozen stretch", f"{longest} frames alike", "under 1 s", longest < FPS)


def _loudness(film: Path) -> Iterator[Check]:
    said = ffmpeg.report([*ffmpeg.source(film), "-vn", "-af", "ebur128=peak=true", "-f", "null", "-"])
    summary = said[said.rindex("Summary:") :]
    loudness = float(re.search(r"I:\s+(-?[\d.]+|-inf) LUFS", summary)[1])  # type: ignore[index]
    peak = float(re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", summary)[1])  # type: ignore[index]
    yield Check("loudness", f"{loudness} LUFS", "-14 +-1", abs(loudness + 14) <= 1)
    yield Check("true peak", f"{peak} dBTP", "at most -1.5", peak <= -1.5)


def _samples(path: Path) -> NDArray[np.float32]:
    raw = ffmpeg.run([*ffmpeg.source(path), "-vn", "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "f32le", "-"])
    return np.frombuffer(raw, np.float32)


def _sound_offset(film: Path, voice: Path) -> Check:
    """Find the shift at which the film's sound fits the voice stem best, by cross-correlation."""
    heard, stem = _samples(film), _samples(voice)
    size = 1 << (len(heard) + len(stem)).bit_length()
    fitted = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(stem, size)), size)
    reach = SAMPLE_RATE // 5
    window = np.concatenate([fitted[-reach:], fitted[: reach + 1]])
    offset_ms = (int(np.argmax(window)) - reach) * 1000 / SAMPLE_RATE
    return Check("sound against the stem", f"{offset_ms:+.2f} ms", "+-30 ms", abs(offset_ms) <= 30)


def _caption_onsets(voice: Path, timeline: Timeline) -> Iterator[Check]:
    words = [word for caption in timeline.captions for word in caption.words]
    errors = measure_onsets(voice, words)
    yield Check("word onsets, median", f"{errors.median_ms:.0f} ms", "at most 40 ms", errors.median_ms <= 40)
    yield Check(
        "word onsets, 95th percentile", f"{errors.p95_ms:.0f} ms", "at most 100 ms", errors.p95_ms <= 100
    )


def _words_in_subtitles(folder: Path) -> Check:
    graph = json.loads((folder / "scene_graph.json").read_text(encoding="utf-8"))
    subtitles = re.sub(r"(?m)^\d+$|^.*-->.*$", " ", (folder / "captions.srt").read_text(encoding="utf-8"))
    wanted, shown = graph["globalAudio"]["voiceScript"].split(), subtitles.split()
    missing = [word for word in wanted if word not in shown]
    in_order = [word for word in shown if word in set(wanted)] == wanted
    figure = f"{len(wanted)} words, {len(missing)} missing"
    return Check("every word in the subtitles", figure, "all, in order", not missing and in_order)


def main(folder: str) -> int:
    checks = list(measure(Path(folder)))
    for check in checks:
        sys.stdout.write(f"{check}\n")
    return 0 if all(check.passed for check in checks) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
