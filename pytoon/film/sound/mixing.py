"""The sound of a film: the voice on the film's clock, music that gives way to it, one loudness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pytoon.film import ffmpeg
from pytoon.film.errors import FilmError, MediaError
from pytoon.film.files import appearing
from pytoon.film.narration import Utterance
from pytoon.film.sound.dynamics import duck, fade, limit
from pytoon.film.sound.loudness import SAMPLE_RATE, Sound, gain, loudness_lufs, true_peaks
from pytoon.film.sound.measuring import measure
from pytoon.film.sound.music import music_for
from pytoon.film.sound.music.decoding import decode
from pytoon.film.sound.wav import read_wav, write_wav
from pytoon.film.timeline import AudioTrack, Timeline

TARGET_LUFS = -14.0
TRUE_PEAK_DBTP = -1.5
#: Music with nothing to duck under is this much quieter than the voice; ducking comes on top.
_MUSIC_BELOW_VOICE_LU = 4.0
#: The clips' own sound is a background; where nobody speaks it leads.
_CLIPS_BELOW_VOICE_LU = 18.0
_CLIP_FADE_MS = 150
#: A clip that is nearly silent stays quiet: more would bring up its noise.
_MOST_CLIP_GAIN_DB = 12.0
#: Gaps at the beginning or in the middle become silence, so that sound stays with its picture.
_AS_SHOWN = "aresample=async=1:first_pts=0"
#: A mono sound is this much louder from two channels than from one.
_BOTH_CHANNELS_LU = 3.01
#: Encoding moves peaks a little, so the limiter stops short of what the film may have.
_ENCODING_HEADROOM_DB = 0.4
#: How far a mix may be from its target before and after it is encoded.
_CLOSE_ENOUGH_LU = 0.1
_TOLERANCE_LU = 0.3
_ATTEMPTS = 4
#: Nothing quieter than this is brought up to the target: it would be amplified noise.
_MOST_GAIN_DB = 40.0

#: How the sound of a film is encoded: AAC-LC, 48 kHz, stereo. At these rates ffmpeg's quick coder leaves less
#: noise in the voice's range than its default one at 192k, and takes a third of the time.
ENCODING = (
    *("-c:a", "aac", "-profile:a", "aac_low", "-aac_coder", "fast", "-b:a", "224k"),
    *("-ar", str(SAMPLE_RATE), "-ac", "2"),
)


@dataclass(frozen=True)
class Soundtrack:
    """The finished sound of a film and what was measured on it, after encoding."""

    file: Path
    """AAC in an MP4 container, exactly as long as the film."""
    voice_file: Path | None
    """The voice alone on the film's clock, mono WAV; None when nobody speaks."""
    music: str
    """What plays, or empty."""
    loudness_lufs: float | None
    """Integrated loudness; None when the film is silent."""
    true_peak_dbtp: float | None
    notes: tuple[str, ...] = ()
    """What could not be heard after all, each a sentence for the caller."""


def mix(
    timeline: Timeline,
    utterances: Sequence[tuple[Utterance, int]],
    music: str | Path | None,
    folder: Path,
) -> Soundtrack:
    """Write `soundtrack.m4a` and, when somebody speaks, `voiceover.wav` into `folder`.

    `utterances` are what is said, each with its start on the film's clock in ms. `music` is the name of one
    of our tracks, a sound file, or None; its place, volume and duck regions are those of the timeline's
    music track, or the whole film without one. Tracks of type `sfx` are the clips' own sound. Without any of
    them the film is digitally silent. Raises BriefError for an unknown track, MediaError for unreadable
    music, and FilmError when an utterance does not fit into the film.
    """
    folder.mkdir(parents=True, exist_ok=True)
    samples = timeline.total_ms * SAMPLE_RATE // 1000
    voice = _place(utterances, samples)
    voice_file = None
    if utterances:
        voice_file = folder / "voiceover.wav"
        with appearing(voice_file) as draft:
            write_wav(draft, voice)
    mixed = np.repeat(voice, 2, axis=0)
    if music is not None:
        mixed += _accompany(timeline, music, voice)
    clips, notes = _clips_heard(timeline, voice)
    mixed += clips
    file = folder / "soundtrack.m4a"
    with appearing(file) as draft:
        loudness, true_peak = _master(mixed, draft)
    return Soundtrack(file, voice_file, str(music or ""), loudness, true_peak, notes)


def _place(utterances: Sequence[tuple[Utterance, int]], samples: int) -> Sound:
    """Return the voice stem (1, samples): each utterance at its start, to the sample."""
    stem: Sound = np.zeros((1, samples), np.float32)
    for utterance, start_ms in utterances:
        sound = read_wav(utterance.file)
        start = start_ms * SAMPLE_RATE // 1000
        end = start + sound.shape[1]
        if start < 0 or end > samples:
            raise FilmError(
                f"{utterance.text[:40]!r} is heard from {start_ms} to {start_ms + utterance.duration_ms} ms, "
                f"but the film has {samples * 1000 // SAMPLE_RATE} ms."
            )
        stem[:, start:end] += sound
    return stem


def _accompany(timeline: Timeline, music: str | Path, voice: Sound) -> Sound:
    """Return the music as it plays beside `voice` (mono): placed, at its level, ducked."""
    whole_film = AudioTrack("music", str(music), 0, timeline.total_ms)
    track = next((track for track in timeline.audio if track.type == "music"), whole_film)
    sound = music_for(music, track.end_ms - track.start_ms)
    wanted_lufs = _below_voice(voice, _MUSIC_BELOW_VOICE_LU)
    level_db = min(wanted_lufs - loudness_lufs(sound), _MOST_GAIN_DB)
    start = track.start_ms * SAMPLE_RATE // 1000
    placed = np.zeros((2, voice.shape[1]), np.float32)
    part = sound[:, : placed.shape[1] - start]
    placed[:, start : start + part.shape[1]] = part * (gain(level_db) * track.volume)
    return duck(placed, track.duck_regions)


def _below_voice(voice: Sound, below_lu: float) -> float:
    """Return the loudness of what lies that far under `voice` (mono), or leads where nobody speaks."""
    voice_lufs = loudness_lufs(voice) + _BOTH_CHANNELS_LU
    return TARGET_LUFS if np.isinf(voice_lufs) else voice_lufs - below_lu


def _clips_heard(timeline: Timeline, voice: Sound) -> tuple[Sound, tuple[str, ...]]:
    """Return the clips' own sound on the film's clock, and notes on what of it cannot be read any more."""
    placed = np.zeros((2, voice.shape[1]), np.float32)
    notes = []
    wanted_lufs = _below_voice(voice, _CLIPS_BELOW_VOICE_LU)
    for track in timeline.audio:
        if track.type != "sfx":
            continue
        try:
            sound = decode(
                Path(track.file), track.end_ms - track.start_ms, _AS_SHOWN, start_ms=track.offset_ms
            )
        except MediaError:
            notes.append(f"The sound of {Path(track.file).name} could not be read, so it is not heard.")
            continue
        level_db = min(wanted_lufs - loudness_lufs(sound), _MOST_CLIP_GAIN_DB)
        start = track.start_ms * SAMPLE_RATE // 1000
        part = fade(sound[:, : placed.shape[1] - start], _CLIP_FADE_MS, _CLIP_FADE_MS)
        placed[:, start : start + part.shape[1]] += part * (gain(level_db) * track.volume)
    return placed, tuple(dict.fromkeys(notes))


def _master(mixed: Sound, file: Path) -> tuple[float | None, float | None]:
    """Encode `mixed` at the target loudness; return loudness and true peak of what was encoded.

    The encoder changes both a little, and more where a sound is mostly above what it keeps (noise).
    """
    if not np.any(mixed):
        _encode(mixed, file)
        return None, None
    peaks = true_peaks(mixed)
    target_lufs, ceiling_dbtp = TARGET_LUFS, TRUE_PEAK_DBTP - _ENCODING_HEADROOM_DB
    for _ in range(_ATTEMPTS):
        _encode(_to_loudness(mixed, peaks, target_lufs, ceiling_dbtp), file)
        loudness, true_peak = measure(file)
        if true_peak <= TRUE_PEAK_DBTP and abs(loudness - TARGET_LUFS) <= _TOLERANCE_LU:
            break
        target_lufs += TARGET_LUFS - loudness
        ceiling_dbtp -= max(true_peak - TRUE_PEAK_DBTP, 0)
    return loudness, true_peak


def _to_loudness(
    mixed: Sound, peaks: npt.NDArray[np.float32], target_lufs: float, ceiling_dbtp: float
) -> Sound:
    """Return `mixed` at `target_lufs` with its peaks limited, as near as limiting allows."""
    level_db = 0.0
    loudness = loudness_lufs(mixed)
    for _ in range(_ATTEMPTS):
        level_db = min(level_db + target_lufs - loudness, _MOST_GAIN_DB)
        level = np.float32(gain(level_db))
        limited = limit(mixed * level, peaks * level, ceiling_dbtp)
        loudness = loudness_lufs(limited)
        if abs(loudness - target_lufs) < _CLOSE_ENOUGH_LU:
            break
    return limited


def _encode(sound: Sound, file: Path) -> None:
    pcm = np.ascontiguousarray(sound.T, "<f4").tobytes()
    source = ["-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "2", "-i", "pipe:0"]
    ffmpeg.run([*source, *ENCODING, "-movflags", "+faststart", file], stdin=pcm)
