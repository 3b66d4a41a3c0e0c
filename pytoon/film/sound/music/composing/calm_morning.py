"""Calm and warm: electric piano, nylon guitar, brushes, a piano tune with room around it."""

from __future__ import annotations

from pytoon.film.sound.music.composing.score import Bar, Note, Part, Passage, Song, at, bars_of, root, voicing

_HOME = ("Gmaj9", "Bm7", "Em9", "Cmaj9")
_AWAY = ("Cmaj7", "Dsus2", "Em9", "Cmaj9")

_PASSAGES = (
    Passage("intro", _HOME, 0.4),
    Passage("first", _HOME * 2, 0.7),
    Passage("second", _AWAY * 2, 1.0),
    Passage("return", _HOME, 0.6),
    Passage("ending", ("Gmaj9",), 0.5),
)

_SOFT_KICK, _BRUSH_TAP, _BRUSH_SWIRL, _RIDE, _SHAKER = 36, 38, 40, 51, 82

#: The tune of each passage, a bar a line: (beat, beats, pitch).
_TUNES: dict[str, tuple[tuple[tuple[float, float, int], ...], ...]] = {
    "first": (
        ((0.5, 0.5, 74), (1, 1.5, 78), (3, 1, 76)),
        ((0, 2.5, 74),),
        ((0.5, 0.5, 71), (1, 1.5, 74), (3, 0.5, 71), (3.5, 0.5, 69)),
        ((0, 3, 67),),
        ((0.5, 0.5, 74), (1, 1.5, 78), (3, 0.5, 79), (3.5, 0.5, 81)),
        ((0, 1.5, 78), (2, 1.5, 74)),
        ((0.5, 0.5, 76), (1, 1, 74), (2, 1, 71), (3, 1, 69)),
        ((0, 3, 71),),
    ),
    "second": (
        ((0, 1.5, 83), (2, 1, 79), (3, 1, 76)),
        ((0, 1.5, 81), (2, 1.5, 76)),
        ((0, 1, 79), (1, 0.5, 78), (1.5, 1.5, 74), (3, 1, 71)),
        ((0, 2.5, 74), (3, 0.5, 76), (3.5, 0.5, 78)),
        ((0, 1.5, 83), (2, 1, 84), (3, 1, 83)),
        ((0, 1, 81), (1, 1, 78), (2, 2, 76)),
        ((0, 1, 79), (1, 0.5, 78), (1.5, 1.5, 74), (3, 0.5, 76), (3.5, 0.5, 74)),
        ((0, 3, 71),),
    ),
    "return": (
        ((1, 1, 78), (3, 1, 76)),
        ((0, 2, 74),),
        ((1, 1, 74), (3, 1, 71)),
        ((0, 1.5, 67), (2, 1, 69), (3, 1, 71)),
    ),
    "ending": (((0, 4, 74),),),
}


def compose() -> Song:
    bars = tuple(bars_of(_PASSAGES))
    parts = (
        Part("drums", 0, _drums(bars), -27, bank=128, room=0.14, low_cut_hz=32, timing_ms=7),
        Part("brushes", 40, _brushes(bars), -27, bank=128, pan=0.15, room=0.2, low_cut_hz=150, timing_ms=8),
        Part("shaker", 0, _shaker(bars), -37, bank=128, pan=-0.5, room=0.15, low_cut_hz=2500, timing_ms=7),
        Part(
            "bass",
            32,
            _bass(bars),
            -22,
            room=0.03,
            low_cut_hz=34,
            high_cut_hz=3500,
            timing_ms=7,
            gives_way=0.2,
        ),
        Part(
            "electric piano",
            4,
            _electric_piano(bars),
            -22.5,
            pan=-0.2,
            room=0.25,
            low_cut_hz=140,
            timing_ms=9,
        ),
        Part("guitar left", 24, _guitar(bars, 0), -24.5, pan=-0.65, room=0.2, echo=0.18, timing_ms=9),
        Part("guitar right", 24, _guitar(bars, 1), -25.5, pan=0.65, room=0.2, echo=0.18, timing_ms=9),
        Part(
            "strings",
            49,
            _strings(bars),
            -28,
            pan=0.25,
            room=0.5,
            low_cut_hz=220,
            high_cut_hz=9000,
            timing_ms=15,
        ),
        Part("pad", 89, _pad(bars), -28, room=0.4, low_cut_hz=160, timing_ms=15, gives_way=0.2),
        Part("piano", 0, _tune(bars), -22, pan=0.1, room=0.38, echo=0.15, low_cut_hz=180, timing_ms=10),
        Part(
            "vibraphone",
            11,
            _vibraphone(bars),
            -30,
            pan=0.4,
            room=0.45,
            echo=0.3,
            low_cut_hz=300,
            timing_ms=10,
        ),
    )
    return Song(
        name="calm_morning",
        title="Calm Morning",
        mood="calm",
        key="G major",
        tempo_bpm=88,
        passages=_PASSAGES,
        parts=parts,
        ringing_s=5.2,
    )


def _drums(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        if bar.passage in ("first", "second", "return"):
            notes += at(bar, [(0, 0.5, _SOFT_KICK, 78), (2.5, 0.5, _SOFT_KICK, 66)])
        if bar.passage == "second":
            notes += at(bar, [(1.5, 0.5, _SOFT_KICK, 50)])
    return tuple(notes)


def _brushes(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        if bar.passage == "intro" and bar.last:
            notes += at(bar, [(3, 0.5, _BRUSH_TAP, 40), (3.5, 0.5, _BRUSH_TAP, 52)])
        elif bar.passage in ("first", "second"):
            notes += at(bar, [(1, 1, _BRUSH_TAP, 66), (3, 1, _BRUSH_TAP, 70)])
            notes += at(bar, [(0, 1, _BRUSH_SWIRL, 42), (2, 1, _BRUSH_SWIRL, 44)])
            ride = ((0, 60), (1, 54), (1.67, 40), (2, 58), (3, 54), (3.67, 42))
            if bar.passage == "second":
                notes += at(bar, [(beat, 0.5, _RIDE, velocity) for beat, velocity in ride])
        elif bar.passage == "return":
            notes += at(bar, [(1, 1, _BRUSH_TAP, 52), (3, 1, _BRUSH_TAP, 54)])
        if bar.last and bar.passage == "first":
            notes += at(bar, [(3.33, 0.3, _BRUSH_TAP, 50), (3.67, 0.3, _BRUSH_TAP, 60)])
    return tuple(notes)


def _shaker(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        if bar.passage in ("first", "second"):
            notes += at(bar, [(i / 2, 0.3, _SHAKER, (70, 48)[i % 2]) for i in range(8)])
    return tuple(notes)


def _bass(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        low = root(bar.chord, above=31)
        if bar.passage == "ending":
            notes += at(bar, [(0, 7, low, 84)])
        elif bar.passage in ("first", "second"):
            notes += at(bar, [(0, 2.2, low, 88), (2.5, 1.0, low, 74), (3.5, 0.45, low + 7, 66)])
        elif bar.passage == "return" or (bar.passage == "intro" and bar.place >= 2):
            notes += at(bar, [(0, 3.7, low, 80)])
    return tuple(notes)


def _electric_piano(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        chord = voicing(bar.chord, centre=62)
        if bar.passage == "ending":
            notes += at(bar, [(0.05 * i, 7, pitch, 72) for i, pitch in enumerate(chord)])
            continue
        notes += at(bar, [(0.02 * i, 2.4, pitch, 70 - 2 * i) for i, pitch in enumerate(chord)])
        if bar.passage in ("first", "second"):
            notes += at(bar, [(2.5, 1.3, pitch, 58) for pitch in chord])
    return tuple(notes)


def _guitar(bars: tuple[Bar, ...], take: int) -> tuple[Note, ...]:
    """Broken chords in eighths; the second guitar joins in the second half and plays every other note."""
    walks = ((0, 2, 3, 1, 4, 2, 3, 1), (3, 1, 4, 2, 1, 3, 2, 4))
    notes: list[Note] = []
    for bar in bars:
        chord = voicing(bar.chord, centre=64 if take == 0 else 69)
        ladder = (*chord, chord[0] + 12, chord[1] + 12)
        if bar.passage == "ending":
            notes += at(bar, [(0.5 * i, 5, pitch, 66 - 4 * i) for i, pitch in enumerate(ladder[: 5 - take])])
            continue
        if take == 1 and bar.passage in ("intro", "return"):
            continue
        for step, rung in enumerate(walks[take]):
            if take == 1 and step % 2 == 0:
                continue
            notes += at(bar, [(step / 2, 1.1, ladder[rung], 78 if step in (0, 4) else 62)])
    return tuple(notes)


def _strings(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        if bar.passage == "second" or (bar.passage == "first" and bar.place >= 6):
            notes += at(bar, [(0, 3.95, pitch, 70) for pitch in voicing(bar.chord, centre=71)[-3:]])
        elif bar.passage in ("return", "ending"):
            notes += at(
                bar,
                [(0, 5.0 if bar.last else 3.95, pitch, 54) for pitch in voicing(bar.chord, centre=67)[-3:]],
            )
    return tuple(notes)


def _pad(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    return tuple(
        note
        for bar in bars
        for note in at(
            bar,
            [
                (0, 6.0 if bar.passage == "ending" else 3.98, pitch, 74)
                for pitch in voicing(bar.chord, centre=57)
            ],
        )
    )


def _tune(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        lines = _TUNES.get(bar.passage)
        if lines:
            notes += at(bar, [(beat, length, pitch, 74) for beat, length, pitch in lines[bar.place]])
    return tuple(notes)


def _vibraphone(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        top = voicing(bar.chord, centre=79)
        if bar.passage == "second" or bar.passage == "intro":
            notes += at(bar, [(2.5, 1.5, top[-1], 58), (3, 1, top[-2], 52)])
        elif bar.passage == "ending":
            notes += at(bar, [(1, 3, top[-1], 56), (1.5, 3, top[-2], 50)])
    return tuple(notes)
