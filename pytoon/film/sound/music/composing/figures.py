"""Figures: a bar of music written as a line of signs, so that a score reads like the rows of a drum machine.

Every sign is a step, and a bar has as many steps as its line is long: 8 eighths, 12 triplets, 16 sixteenths.
`.` is a rest, `-` holds the note before; what the others mean, each player says. A passage that has several
lines takes them in turn, a bar each; a passage without any is silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pytoon.film.sound.music.composing.score import (
    BEATS_PER_BAR,
    Bar,
    Note,
    Part,
    at,
    degree,
    pitch_of,
    root,
    voicing,
)

Lines = dict[str, str | tuple[str, ...]]
"""What is played in each passage, by its name."""
Groove = dict[int, str | tuple[str, ...]]
"""A line for each drum, by its General MIDI number."""

KICK, STICK, SNARE, CLAP, RIM_SNARE = 36, 37, 38, 39, 40
CLOSED_HAT, PEDAL_HAT, OPEN_HAT, CRASH, RIDE, TAMBOURINE, COWBELL = 42, 44, 46, 49, 51, 54, 56
LOW_TOM, MID_TOM, HIGH_TOM, HIGH_BONGO, LOW_CONGA, SHAKER, CLAVES, TRIANGLE = 45, 47, 50, 60, 64, 82, 75, 81

_HOLD, _REST = "-", "."
_STROKES = {"o": 0.62, "x": 0.86, "X": 1.1}
#: A note on the beat weighs more than one between, as players do it unasked.
_ON_BEAT, _OFF_BEAT, _BETWEEN = 1.0, 0.92, 0.84
_DRUM_BEATS = 0.4


def drums(
    bars: Iterable[Bar],
    grooves: Mapping[str, Groove],
    fills: Mapping[str, Groove] | None = None,
    velocity: int = 96,
) -> tuple[Note, ...]:
    """Play a groove in each passage; a fill takes the place of its last bar. Signs: o soft, x, X accented."""
    notes: list[Note] = []
    for bar in bars:
        groove = grooves.get(bar.passage, {})
        if bar.last and fills and bar.passage in fills:
            groove = fills[bar.passage]
        for drum, lines in groove.items():
            for beat, _, sign in _steps(_line(lines, bar)):
                notes += at(bar, [(beat, _DRUM_BEATS, drum, _clip(velocity * _STROKES[sign]))])
    return tuple(notes)


def only(notes: Iterable[Note], *drums: int) -> tuple[Note, ...]:
    """Return what these drums play, so that they can stand somewhere else than the rest of the kit."""
    return tuple(note for note in notes if note.pitch in drums)


def chords(
    bars: Iterable[Bar], lines: Lines, centre: int, velocity: int = 76, spread: float = 0.0, top: int = 0
) -> tuple[Note, ...]:
    """Strike whole chords around the pitch `centre`. Signs: o soft, x, X accented.

    `spread` rolls each from low to high, in beats from note to note; `top` keeps that many upper notes.
    """
    notes: list[Note] = []
    for bar in bars:
        pitches = voicing(bar.chord, centre)[-top:]
        for beat, beats, sign in _steps(_line(lines.get(bar.passage, ""), bar)):
            force = velocity * _STROKES[sign] * _weight(beat)
            notes += at(bar, [(beat + spread * i, beats, p, _clip(force)) for i, p in enumerate(pitches)])
    return tuple(notes)


def broken(bars: Iterable[Bar], lines: Lines, centre: int, velocity: int = 74) -> tuple[Note, ...]:
    """Play chords note by note. Signs: 1 to 9, the rungs from the lowest note of the voicing upwards."""
    notes: list[Note] = []
    for bar in bars:
        pitches = voicing(bar.chord, centre)
        for beat, beats, sign in _steps(_line(lines.get(bar.passage, ""), bar)):
            octave, rung = divmod(int(sign) - 1, len(pitches))
            notes += at(bar, [(beat, beats, pitches[rung] + 12 * octave, _clip(velocity * _weight(beat)))])
    return tuple(notes)


def bass(bars: tuple[Bar, ...], lines: Lines, above: int = 31, velocity: int = 88) -> tuple[Note, ...]:
    """Play the low line. Signs: 1 3 5 7 8 are degrees of the chord.

    `4` is the fifth and `6` the seventh below its root, unless that lies too low; `n` leads on, from a
    half-tone below the next bar's root.
    """
    following = {bar.number: bar.chord for bar in bars}
    notes: list[Note] = []
    for bar in bars:
        low = root(bar.chord, above)
        tonic = root(bar.chord.split("/")[0], above=low)
        pitches = {"1": low, "8": low + 12}
        pitches |= {sign: low + (tonic + degree(bar.chord, int(sign)) - low) % 12 for sign in "357"}
        below = {"4": pitches["5"] - 12, "6": pitches["7"] - 12}
        pitches |= {sign: pitch if pitch >= above else pitch + 12 for sign, pitch in below.items()}
        pitches["n"] = root(following.get(bar.number + 1, bar.chord), above) - 1
        for beat, beats, sign in _steps(_line(lines.get(bar.passage, ""), bar)):
            notes += at(bar, [(beat, beats * 0.95, pitches[sign], _clip(velocity * _weight(beat)))])
    return tuple(notes)


def tune(
    bars: Iterable[Bar], lines: Mapping[str, str], velocity: int = 84, shift: int = 0
) -> tuple[Note, ...]:
    """Play a melody: notes as `C#5:1.5` (a beat unless said) and rests as `r`, with `|` between bars.

    A melody shorter than its passage is played again from its beginning; `shift` moves it by half-tones.
    Raises ValueError for a bar that has not four beats.
    """
    notes: list[Note] = []
    for bar in bars:
        if bar.passage not in lines:
            continue
        measures = lines[bar.passage].split("|")
        beat = 0.0
        for word in measures[bar.place % len(measures)].split():
            name, _, length = word.partition(":")
            beats = float(length or 1)
            if name != "r":
                force = velocity * (1 + (beat % 1 == 0) * 0.06)
                notes += at(bar, [(beat, beats * 0.96, pitch_of(name) + shift, _clip(force))])
            beat += beats
        if abs(beat - BEATS_PER_BAR) > 0.01:
            raise ValueError(f"bar {bar.place} of {bar.passage} has {beat:g} beats: {lines[bar.passage]}")
    return tuple(notes)


def doubled(part: Part, pan: float) -> tuple[Part, Part]:
    """Return the part played twice, a little differently, from the left and from the right."""
    return replace(part, name=f"{part.name} left", pan=-pan), replace(
        part, name=f"{part.name} right", pan=pan
    )


def swung(parts: Iterable[Part], by: float, step: float = 0.25) -> tuple[Part, ...]:
    """Return the parts with every second step late: by `by` of a step, 0.33 being a triplet's swing."""

    def late(note: Note) -> Note:
        steps = note.beat / step
        off = abs(steps - round(steps)) < 0.01 and round(steps) % 2 == 1
        return replace(note, beat=note.beat + by * step) if off else note

    return tuple(replace(part, notes=tuple(late(note) for note in part.notes)) for part in parts)


def _line(lines: str | tuple[str, ...], bar: Bar) -> str:
    return lines if isinstance(lines, str) else lines[bar.place % len(lines)]


def _steps(line: str) -> Iterator[tuple[float, float, str]]:
    """Yield (beat in the bar, beats, sign) for every note of the line."""
    if not line:
        return
    step = BEATS_PER_BAR / len(line)
    for index, sign in enumerate(line):
        if sign in (_HOLD, _REST):
            continue
        rest = line[index + 1 :]
        held = len(rest) - len(rest.lstrip(_HOLD))
        yield index * step, (held + 1) * step, sign


def _weight(beat: float) -> float:
    if beat % 1 == 0:
        return _ON_BEAT
    return _OFF_BEAT if beat % 0.5 == 0 else _BETWEEN


def _clip(velocity: float) -> int:
    return max(1, min(127, round(velocity)))
