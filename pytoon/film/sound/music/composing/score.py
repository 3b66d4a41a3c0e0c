"""What a piece of music is written in: notes in beats, parts that play them, sections made of bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

BEATS_PER_BAR = 4

_PITCH_CLASSES = {
    "C": 0, "C#": 1, "Db": 1, "D": 2, "D#": 3, "Eb": 3, "E": 4, "F": 5, "F#": 6,
    "Gb": 6, "G": 7, "G#": 8, "Ab": 8, "A": 9, "A#": 10, "Bb": 10, "B": 11,
}  # fmt: skip
_QUALITIES = {
    "": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7, 10), "maj7": (0, 4, 7, 11), "m7": (0, 3, 7, 10),
    "sus2": (0, 2, 7), "sus4": (0, 5, 7), "add9": (0, 4, 7, 14), "maj9": (0, 4, 7, 11, 14),
    "m9": (0, 3, 7, 10, 14), "5": (0, 7), "6": (0, 4, 7, 9), "m6": (0, 3, 7, 9), "9": (0, 4, 7, 10, 14),
    "13": (0, 4, 10, 14, 21), "7sus4": (0, 5, 7, 10), "m11": (0, 3, 7, 10, 17), "dim7": (0, 3, 6, 9),
    "m7b5": (0, 3, 6, 10), "69": (0, 4, 7, 9, 14), "madd9": (0, 3, 7, 14),
}  # fmt: skip


@dataclass(frozen=True)
class Note:
    beat: float
    """When it begins, in beats from the start of the piece."""
    beats: float
    """How long it is held."""
    pitch: int
    """MIDI number: 60 is middle C. For drums, the instrument."""
    velocity: int
    """How hard it is played, 1 to 127."""


@dataclass(frozen=True)
class Part:
    """One instrument, what it plays, and where it stands in the mix."""

    name: str
    program: int
    """General MIDI program."""
    notes: tuple[Note, ...]
    loudness_lufs: float
    """How loud the part is by itself, before mastering."""
    pan: float = 0.0
    """-1 left to 1 right."""
    room: float = 0.15
    """How much of it is heard from the room."""
    echo: float = 0.0
    """How much of it comes back a dotted eighth later, from the other side."""
    low_cut_hz: float = 120.0
    high_cut_hz: float = 18_000.0
    timing_ms: float = 5.0
    """How far notes stray from the beat (standard deviation)."""
    bank: int = 0
    gives_way: float = 0.0
    """How much it is turned down by each stroke of the bass drum, 0 to 1."""
    drive: float = 0.0
    """How far it is driven into a valve's curve: 0 clean, 2 warm, 6 distorted."""


@dataclass(frozen=True)
class Passage:
    """A section: as many bars as `chords`, and how full it sounds (0 to 1)."""

    name: str
    chords: tuple[str, ...]
    energy: float


@dataclass(frozen=True)
class Song:
    name: str
    title: str
    mood: str
    key: str
    tempo_bpm: float
    passages: tuple[Passage, ...]
    """The last one is the final chord's single bar."""
    parts: tuple[Part, ...]
    ringing_s: float
    """How long the final chord is heard."""
    rises: tuple[str, ...] = ()
    """Passages that a rush of noise leads into, one bar long."""

    @property
    def bar_s(self) -> float:
        return BEATS_PER_BAR * 60 / self.tempo_bpm

    @property
    def bars(self) -> int:
        return sum(len(passage.chords) for passage in self.passages)


@dataclass(frozen=True)
class Bar:
    """One bar of a song as a player sees it."""

    number: int
    """From 0."""
    chord: str
    passage: str
    place: int
    """Which bar of its passage, from 0."""
    last: bool
    """Whether the passage ends with it."""

    @property
    def beat(self) -> float:
        return float(self.number * BEATS_PER_BAR)


def bars_of(passages: Iterable[Passage]) -> Iterator[Bar]:
    number = 0
    for passage in passages:
        for place, chord in enumerate(passage.chords):
            yield Bar(number, chord, passage.name, place, place == len(passage.chords) - 1)
            number += 1


def root(chord: str, above: int) -> int:
    """Return the lowest pitch from `above` on that the bass plays: the note after a slash, or the root."""
    bass = chord.split("/")[-1] if "/" in chord else _split(chord)[0]
    return above + (_PITCH_CLASSES[bass] - above) % 12


def voicing(chord: str, centre: int) -> tuple[int, ...]:
    """Return the chord's pitches, each in the octave nearest `centre`, from low to high."""
    name, quality = _split(chord.split("/")[0])
    pitches = []
    for interval in _QUALITIES[quality]:
        pitch_class = (_PITCH_CLASSES[name] + interval) % 12
        distance = (pitch_class - centre + 6) % 12 - 6
        pitches.append(centre + distance)
    return tuple(sorted(pitches))


def degree(chord: str, number: int) -> int:
    """Return how many half-tones above its root the chord has its 3rd, 5th or 7th; 12 when it has no 7th."""
    among = {3: (4, 3, 5, 2), 5: (7, 6), 7: (11, 10, 9)}[number]
    intervals = _QUALITIES[_split(chord.split("/")[0])[1]]
    return next((interval for interval in among if interval in intervals), 12 if number == 7 else 7)


def pitch_of(name: str) -> int:
    """Return the MIDI number of a note such as `C4`, which is middle C, or `F#5`. Raises KeyError."""
    return _PITCH_CLASSES[name[:-1]] + 12 * (int(name[-1]) + 1)


def at(bar: Bar, figure: Iterable[tuple[float, float, int, int]]) -> tuple[Note, ...]:
    """Return notes given as (beat in the bar, beats, pitch, velocity)."""
    return tuple(Note(bar.beat + beat, beats, pitch, velocity) for beat, beats, pitch, velocity in figure)


def louder(notes: Iterable[Note], factor: float) -> tuple[Note, ...]:
    return tuple(replace(n, velocity=max(1, min(127, round(n.velocity * factor)))) for n in notes)


def _split(chord: str) -> tuple[str, str]:
    length = 2 if len(chord) > 1 and chord[1] in "#b" else 1
    return chord[:length], chord[length:]
