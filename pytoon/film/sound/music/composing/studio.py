"""From a score to a finished track: players, room, mixing desk, mastering."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import scipy.signal
import tinysoundfont

from pytoon.film.sound.dynamics import limit
from pytoon.film.sound.loudness import SAMPLE_RATE, Sound, gain, loudness_lufs, true_peaks
from pytoon.film.sound.music.composing.score import Note, Part, Song

_MASTER_LUFS = -16.0
_MASTER_PEAK_DBTP = -2.8
_CHANNEL = 0
_VELOCITY_SPREAD = 4.0
_ROOM_S = 1.7
_ROOM_BEFORE_MS = 18
_KICK = 36
_RISE_LEVEL = 0.09
_RISE_STOP_S = 0.03
_DRUM_BANK = 128


def record(song: Song, soundfont: Path) -> Sound:
    """Return `song`, played and mastered, as (2, samples) at 48 kHz."""
    length = round(((song.bars - 1) * song.bar_s + song.ringing_s) * SAMPLE_RATE)
    room = _room(np.random.default_rng(7))
    kicks = _kick_curve(song, length)
    dry: Sound = np.zeros((2, length), np.float32)
    to_room: Sound = np.zeros((2, length), np.float32)
    for seed, part in enumerate(song.parts):
        sound = _place(_driven(_play(part, song, soundfont, length, seed), part.drive), part, song)
        sound *= 1 - part.gives_way * kicks
        sound *= gain(part.loudness_lufs - loudness_lufs(sound))
        dry += sound
        to_room += part.room * sound
    rises = _rises(song, length)
    dry += rises
    to_room += 0.3 * rises
    wet = np.stack([scipy.signal.fftconvolve(to_room[i], room[i])[:length] for i in (0, 1)])
    return _master((dry + wet).astype(np.float32))


def _play(part: Part, song: Song, soundfont: Path, length: int, seed: int) -> Sound:
    """Return the part as its instrument plays it, with a human's small unevenness, straight from the line."""
    rng = np.random.default_rng(1000 + seed)
    beat_s = 60 / song.tempo_bpm
    events: list[tuple[int, int, Note, int]] = []
    for note in part.notes:
        stray = (
            float(np.clip(rng.normal(0, part.timing_ms), -2.5 * part.timing_ms, 2.5 * part.timing_ms)) / 1000
        )
        velocity = int(np.clip(round(note.velocity + rng.normal(0, _VELOCITY_SPREAD)), 1, 127))
        start = max(round((note.beat * beat_s + stray) * SAMPLE_RATE), 0)
        events.append((start, 1, note, velocity))
        events.append((start + round(note.beats * beat_s * SAMPLE_RATE), 0, note, 0))
    events.sort(key=lambda event: (event[0], event[1]))
    synth, font = _orchestra(soundfont)
    synth.sounds_off(_CHANNEL)
    synth.program_select(_CHANNEL, font, part.bank, part.program, part.bank == _DRUM_BANK)
    pieces: list[Sound] = []
    position = 0
    for time, on, note, velocity in events:
        time = min(time, length)
        if time > position:
            pieces.append(_generate(synth, time - position))
            position = time
        if on:
            synth.noteon(_CHANNEL, note.pitch, velocity)
        else:
            synth.noteoff(_CHANNEL, note.pitch)
    pieces.append(_generate(synth, length - position))
    return np.concatenate(pieces, axis=1)


@cache
def _orchestra(soundfont: Path) -> tuple[tinysoundfont.Synth, int]:
    synth = tinysoundfont.Synth(gain=-8, samplerate=SAMPLE_RATE)
    return synth, synth.sfload(str(soundfont))


def _generate(synth: tinysoundfont.Synth, samples: int) -> Sound:
    if samples <= 0:
        return np.zeros((2, 0), np.float32)
    return np.frombuffer(bytes(synth.generate(samples)), np.float32).reshape(-1, 2).T.copy()


def _driven(sound: Sound, drive: float) -> Sound:
    """Return `sound` with its waves rounded off, as by a valve: fuller, brighter and more even."""
    peak = np.abs(sound).max()
    return np.tanh(drive * sound / peak) * peak if drive and peak else sound


def _place(sound: Sound, part: Part, song: Song) -> Sound:
    """Return `sound` filtered, panned at constant power, and with its echo."""
    for kind, frequency in (("highpass", part.low_cut_hz), ("lowpass", part.high_cut_hz)):
        sections = scipy.signal.butter(2, frequency, kind, fs=SAMPLE_RATE, output="sos")
        sound = scipy.signal.sosfilt(sections, sound, axis=1).astype(np.float32)
    angle = (part.pan + 1) * np.pi / 4
    panned = sound * (np.sqrt(2) * np.array([[np.cos(angle)], [np.sin(angle)]], np.float32))
    if not part.echo:
        return panned
    delay = round(0.75 * 60 / song.tempo_bpm * SAMPLE_RATE)
    darker = scipy.signal.butter(1, 3500, "lowpass", fs=SAMPLE_RATE, output="sos")
    echoed = panned.copy()
    heard = panned
    for _ in range(3):
        heard = scipy.signal.sosfilt(
            darker, np.pad(heard, ((0, 0), (delay, 0)))[::-1, : sound.shape[1]], axis=1
        )
        heard = (part.echo * heard).astype(np.float32)
        echoed += heard
    return echoed


def _kick_curve(song: Song, length: int) -> Sound:
    """Return how much room the bass drum needs at each sample: 1 at a stroke, gone after a quarter second."""
    curve = np.zeros(length, np.float32)
    decay = np.exp(-np.arange(SAMPLE_RATE // 4) / (0.07 * SAMPLE_RATE)).astype(np.float32)
    for part in song.parts:
        if part.bank != _DRUM_BANK:
            continue
        for note in part.notes:
            if note.pitch != _KICK:
                continue
            start = round(note.beat * 60 / song.tempo_bpm * SAMPLE_RATE)
            stretch = curve[start : start + len(decay)]
            np.maximum(stretch, decay[: len(stretch)], out=stretch)
    attack = np.hanning(2 * SAMPLE_RATE // 200)
    return np.convolve(curve, attack / attack.sum(), mode="same").astype(np.float32)


def _rises(song: Song, length: int) -> Sound:
    """Return the rushes of noise that swell and brighten for a bar and stop at the beat they lead to."""
    samples = round(song.bar_s * SAMPLE_RATE)
    noise = np.random.default_rng(23).standard_normal((2, samples))
    progress = np.linspace(0, 1, samples)
    swell = np.zeros((2, samples))
    for low_hz, high_hz, peak in ((300, 900, 0.3), (900, 2700, 0.6), (2700, 8000, 0.9), (6000, 14_000, 1.0)):
        band = scipy.signal.butter(2, (low_hz, high_hz), "bandpass", fs=SAMPLE_RATE, output="sos")
        swell += scipy.signal.sosfilt(band, noise, axis=1) * np.exp(-np.square((progress - peak) / 0.3))
    swell *= _RISE_LEVEL * progress**2.5 * np.minimum(1, (1 - progress) * song.bar_s / _RISE_STOP_S)
    rises = np.zeros((2, length), np.float32)
    bar = 0
    for passage in song.passages:
        if passage.name in song.rises:
            end = round(bar * song.bar_s * SAMPLE_RATE)
            rises[:, end - samples : end] += swell
        bar += len(passage.chords)
    return rises


def _room(rng: np.random.Generator) -> Sound:
    """Return the impulse response of a room: a few reflections, then noise that darkens as it dies away."""
    samples = round(_ROOM_S * SAMPLE_RATE)
    time = np.arange(samples) / SAMPLE_RATE
    response = np.zeros((2, samples))
    for low_hz, high_hz, decay_s in ((150, 900, 0.42), (900, 4000, 0.32), (4000, 11000, 0.16)):
        band = scipy.signal.butter(2, (low_hz, high_hz), "bandpass", fs=SAMPLE_RATE, output="sos")
        response += scipy.signal.sosfilt(band, rng.standard_normal((2, samples)), axis=1) * np.exp(
            -time / decay_s
        )
    for channel in response:
        for delay_ms in rng.uniform(5, 45, 7):
            channel[round(delay_ms * SAMPLE_RATE / 1000)] += rng.choice((-1, 1)) * rng.uniform(1.0, 2.5)
    response = np.pad(response, ((0, 0), (_ROOM_BEFORE_MS * SAMPLE_RATE // 1000, 0)))
    return (response / np.sqrt(np.square(response).sum(axis=1, keepdims=True))).astype(np.float32)


def _master(sound: Sound) -> Sound:
    """Return the mix with a clean bottom, some air on top, an even level and the peaks under control."""
    rumble = scipy.signal.butter(2, 28, "highpass", fs=SAMPLE_RATE, output="sos")
    air = scipy.signal.butter(1, 7000, "highpass", fs=SAMPLE_RATE, output="sos")
    sound = scipy.signal.sosfilt(rumble, sound, axis=1)
    sound = (sound + 0.35 * scipy.signal.sosfilt(air, sound, axis=1)).astype(np.float32)
    sound = _glue(sound)
    for _ in range(3):
        sound = sound * np.float32(gain(_MASTER_LUFS - loudness_lufs(sound)))
        sound = limit(sound, true_peaks(sound), _MASTER_PEAK_DBTP)
    return sound


def _glue(sound: Sound) -> Sound:
    """Return `sound` with its loud passages held together: 2:1 above the average level, slowly."""
    window = SAMPLE_RATE // 20
    power = np.square(sound).mean(axis=0)
    smooth = scipy.signal.fftconvolve(
        power, np.hanning(4 * window) / np.hanning(4 * window).sum(), mode="same"
    )
    level_db = 10 * np.log10(np.maximum(smooth, 1e-9))
    threshold_db = 10 * np.log10(power.mean())
    reduction_db = 0.5 * np.maximum(level_db - threshold_db, 0)
    return (sound * 10 ** (-reduction_db / 20)).astype(np.float32)
