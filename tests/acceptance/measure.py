"""Measure a finished film against its own timeline: what was made, not what was planned.

    python -m tests.acceptance.measure storage/jobs/<id> [LANGUAGE]

prints a line a check with its figure and its limit, and ends with 1 when one of them fails. LANGUAGE is what
the voice speaks, English when it is left out.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pytoon.film import ffmpeg
from pytoon.film.timeline import Timeline, Word
from pytoon.film.timing import FPS, frame_at
from tests.acceptance import hearing, listening
from tests.film.sound.alignment import measure_onsets

SMALL_WIDTH_PX, SMALL_HEIGHT_PX = 108, 192
SAMPLE_RATE = listening.SAMPLE_RATE

#: Rows of the small frames that may hold a caption: words that light up move no picture.
CAPTION_ROWS = slice(96, 132)
#: Mean change of luma, of 255, below which two frames are alike, and the longest stretch of such frames.
SAME_PICTURE, LONGEST_STILL_FRAMES = 0.002, FPS // 2
#: A frame whose luma varies less than this shows nothing.
EMPTY_SPREAD = 1.5
#: What a film is held to where issues and norms leave it open, by trying on good and on spoilt sounds.
QUIETEST_WORD_DB, LARGEST_JOIN_STEP, CLICK_RATIO, VOICE_OVER_REST_DB = -30.0, 0.01, 4.0, 10.0
#: The share of words that may be misheard. Whisper itself is surer of English than of the others.
ENGLISH_WORD_ERRORS, OTHER_WORD_ERRORS = 0.05, 0.20


@dataclass(frozen=True)
class Check:
    """One measured figure and whether it holds."""

    name: str
    figure: str
    limit: str
    passed: bool | None
    """None when it could not be measured here: `figure` says why."""

    def __str__(self) -> str:
        verdict = {True: "pass", False: "FAIL", None: "----"}[self.passed]
        return f"{verdict}  {self.name:<28} {self.figure:<34} {self.limit}"


def measure(folder: Path, language: str = "en") -> Iterator[Check]:
    """Yield every check of the film in a job's folder; `language` (BCP 47) is what the voice speaks."""
    film = folder / "output.mp4"
    timeline = Timeline.from_json(json.loads((folder / "timeline.json").read_text(encoding="utf-8")))
    script = json.loads((folder / "scene_graph.json").read_text(encoding="utf-8"))["globalAudio"][
        "voiceScript"
    ]
    yield from _container(film, timeline)
    yield from check_picture(_small_frames(film), timeline)
    yield _captions_in_scenes(timeline)
    if script:
        yield _words_in_subtitles(folder / "captions.srt", script)
    channels = _samples(film, channels=2)
    heard = channels.mean(axis=0)
    yield from _loudness(film) if timeline.audio else _silence(heard)
    yield check_clipping(channels)
    voice = folder / "voiceover.wav"
    if voice.is_file():
        stem = _samples(voice, channels=1)[0]
        yield _sound_offset(heard, stem)
        yield from check_voice(heard, stem, _spoken_words(timeline))
        yield _words_heard(film, script, language)
        if language.split("-")[0] == "en":
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


def check_picture(frames: NDArray[np.float32], timeline: Timeline) -> Iterator[Check]:
    """Check small frames in luma (frames, height, width): cuts in place, nothing black, empty or frozen."""
    changes = np.abs(np.diff(frames, axis=0)).mean(axis=(1, 2))
    for entry in timeline.entries[1:]:
        if entry.transition != "cut":
            continue
        cut = frame_at(entry.start_ms)
        near = slice(max(cut - 8, 0), cut + 7)
        found = int(np.argmax(changes[near])) + near.start + 1
        yield Check(f"cut into scene {entry.scene_id}", f"frame {found}", f"{cut} +-1", abs(found - cut) <= 1)
    asked_for = _frames_through_black(timeline, len(frames))
    brightest = np.where(asked_for, 255, frames.max(axis=(1, 2)))
    darkest = int(brightest.argmin())
    figure = f"{brightest[darkest]:.0f} brightest luma at {_second(darkest)}"
    yield Check("no black frame", figure, "above 40", bool(brightest[darkest] > 40))
    spread = np.where(asked_for, 255, frames.std(axis=(1, 2)))
    plainest = int(spread.argmin())
    figure = f"spread {spread[plainest]:.1f} at {_second(plainest)}"
    yield Check("no empty frame", figure, f"above {EMPTY_SPREAD}", bool(spread[plainest] > EMPTY_SPREAD))
    start, length = _longest_still(frames)
    figure = f"{length} frames alike from {_second(start)}"
    yield Check("no frozen stretch", figure, f"under {LONGEST_STILL_FRAMES}", length < LONGEST_STILL_FRAMES)


def _frames_through_black(timeline: Timeline, count: int) -> NDArray[np.bool_]:
    asked_for = np.zeros(count, bool)
    for entry in timeline.entries:
        if entry.transition == "fade_black":
            asked_for[frame_at(entry.start_ms) : frame_at(entry.start_ms + entry.transition_ms) + 1] = True
    return asked_for


def _longest_still(frames: NDArray[np.float32]) -> tuple[int, int]:
    """Return where the longest stretch of frames alike begins, captions left aside, and its length."""
    pictures = np.delete(frames, CAPTION_ROWS, axis=1)
    still = np.abs(np.diff(pictures, axis=0)).mean(axis=(1, 2)) < SAME_PICTURE
    edges = np.flatnonzero(np.diff(np.concatenate([[False], still, [False]]).astype(np.int8)))
    runs = [(int(end - start), int(start)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    length, start = max(runs, default=(0, 0))
    return start, length


def _second(frame: int) -> str:
    return f"{frame / FPS:.1f} s"


def _loudness(film: Path) -> Iterator[Check]:
    said = ffmpeg.report([*ffmpeg.source(film), "-vn", "-af", "ebur128=peak=true", "-f", "null", "-"])
    summary = said[said.rindex("Summary:") :]
    loudness = float(re.search(r"I:\s+(-?[\d.]+|-inf) LUFS", summary)[1])  # type: ignore[index]
    peak = float(re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", summary)[1])  # type: ignore[index]
    yield Check("loudness", f"{loudness} LUFS", "-14 +-1", abs(loudness + 14) <= 1)
    yield Check("true peak", f"{peak} dBTP", "at most -1.5", peak <= -1.5)


def _samples(path: Path, channels: int) -> NDArray[np.float32]:
    """Return the sound as (channels, samples)."""
    raw = ffmpeg.run(
        [*ffmpeg.source(path), "-vn", "-ac", str(channels), "-ar", str(SAMPLE_RATE), "-f", "f32le", "-"]
    )
    return np.frombuffer(raw, np.float32).reshape(-1, channels).T


def _silence(heard: NDArray[np.float32]) -> Iterator[Check]:
    peak = float(np.abs(heard).max(initial=0))
    yield Check("silent, as ordered", f"peak {peak:.5f}", "under 0.0001", peak < 1e-4)


def _sound_offset(heard: NDArray[np.float32], stem: NDArray[np.float32]) -> Check:
    """Find the shift at which the film's sound fits the voice stem best, by cross-correlation."""
    size = 1 << (len(heard) + len(stem)).bit_length()
    fitted = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(stem, size)), size)
    reach = SAMPLE_RATE // 5
    window = np.concatenate([fitted[-reach:], fitted[: reach + 1]])
    offset_ms = (int(np.argmax(window)) - reach) * 1000 / SAMPLE_RATE
    return Check("sound against the stem", f"{offset_ms:+.2f} ms", "+-30 ms", abs(offset_ms) <= 30)


def check_clipping(channels: NDArray[np.float32]) -> Check:
    """Check that no channel of (channels, samples) stays at full scale."""
    clipped = max(map(listening.longest_clipped_run, channels))
    return Check("no clipping", f"{clipped} samples at full scale", "under 3 in a row", clipped < 3)


def check_voice(
    film: NDArray[np.float32], voice: NDArray[np.float32], words: Sequence[Word]
) -> Iterator[Check]:
    """Check the film's sound and the voice stem in it: whole, above the rest, without clicks and clipping."""
    flat = listening.longest_flat_top(voice)
    yield Check("no flat tops in the voice", f"{flat} samples alike", "under 4 in a row", flat < 4)
    level_db, word = listening.quietest_word_db(voice, words)
    figure = f"{level_db:.0f} dB at {word!r}"
    yield Check("sound where words are", figure, f"above {QUIETEST_WORD_DB:.0f}", level_db > QUIETEST_WORD_DB)
    step = listening.largest_join_step(voice)
    figure = f"{100 * step:.2f} % of the peak"
    yield Check("steps at joins", figure, f"at most {LARGEST_JOIN_STEP:.0%}", step <= LARGEST_JOIN_STEP)
    click = listening.worst_click(voice)
    figure = f"{click.ratio:.1f} times its surroundings at {click.at_s:.2f} s"
    yield Check("no click", figure, f"under {CLICK_RATIO:.0f} times", click.ratio < CLICK_RATIO)
    above_db = listening.voice_over_rest_db(film, voice, words)
    limit = f"at least {VOICE_OVER_REST_DB:.0f} dB"
    yield Check("voice above the rest", f"{above_db:.1f} dB", limit, above_db >= VOICE_OVER_REST_DB)


def _spoken_words(timeline: Timeline) -> list[Word]:
    return [word for caption in timeline.captions for word in caption.words]


def _words_heard(film: Path, script: str, language: str) -> Check:
    """Let Whisper write down what the finished film says, music and all."""
    most = ENGLISH_WORD_ERRORS if language.split("-")[0] == "en" else OTHER_WORD_ERRORS
    limit = f"at most {most:.0%}"
    try:
        text = hearing.transcribe(film, language)
    except hearing.WhisperMissingError as error:
        return Check("words heard", f"not done: {error}", limit, None)
    errors, words = hearing.word_errors(script, text, language)
    rate = errors / max(words, 1)
    understood = f", heard: {text}" if rate > most else ""
    return Check("words heard", f"{rate:.1%} of {words} wrong{understood}", limit, rate <= most)


def _captions_in_scenes(timeline: Timeline) -> Check:
    spans = {entry.scene_id: (entry.start_ms, entry.end_ms) for entry in timeline.entries}
    outside = [
        caption.text
        for caption in timeline.captions
        if caption.start_ms < spans[caption.scene_id][0] or caption.end_ms > spans[caption.scene_id][1]
    ]
    figure = f"{len(timeline.captions)} captions, {len(outside)} outside"
    return Check("captions inside their scenes", figure, "all", not outside)


def _caption_onsets(voice: Path, timeline: Timeline) -> Iterator[Check]:
    errors = measure_onsets(voice, _spoken_words(timeline))
    yield Check("word onsets, median", f"{errors.median_ms:.0f} ms", "at most 40 ms", errors.median_ms <= 40)
    yield Check(
        "word onsets, 95th percentile", f"{errors.p95_ms:.0f} ms", "at most 100 ms", errors.p95_ms <= 100
    )


def _words_in_subtitles(subtitles: Path, script: str) -> Check:
    text = re.sub(r"(?m)^\d+$|^.*-->.*$", " ", subtitles.read_text(encoding="utf-8"))
    wanted, shown = script.split(), text.split()
    missing = [word for word in wanted if word not in shown]
    in_order = [word for word in shown if word in set(wanted)] == wanted
    figure = f"{len(wanted)} words, {len(missing)} missing"
    return Check("every word in the subtitles", figure, "all, in order", not missing and in_order)


def main(folder: str, language: str = "en") -> int:
    failed = False
    for check in measure(Path(folder), language):
        sys.stdout.write(f"{check}\n")
        failed = failed or check.passed is False
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
