"""Upbeat, optimistic, four to the floor in the refrain: plucked guitars, bells, strings, claps."""

from __future__ import annotations

from pytoon.film.sound.music.composing.score import (
    Bar,
    Note,
    Part,
    Passage,
    Song,
    at,
    bars_of,
    louder,
    root,
    voicing,
)

_VERSE = ("Dadd9", "A/C#", "Bm7", "Gadd9")
_REFRAIN = ("Bm7", "Gadd9", "D", "Asus4")
_REFRAIN_TURN = ("Bm7", "Gadd9", "D", "A")

_PASSAGES = (
    Passage("intro", _VERSE, 0.35),
    Passage("verse", _VERSE * 2, 0.6),
    Passage("refrain", _REFRAIN + _REFRAIN_TURN, 1.0),
    Passage("break", _VERSE, 0.45),
    Passage("last refrain", _REFRAIN + _REFRAIN_TURN, 1.0),
    Passage("ending", ("Dadd9",), 0.5),
)

_KICK, _SNARE, _CLAP, _HAT, _OPEN_HAT, _CRASH, _TAMBOURINE, _SHAKER = 36, 38, 39, 42, 46, 49, 54, 82
_LOW_TOM, _MID_TOM, _HIGH_TOM = 45, 47, 50

#: The refrain's tune, a bar a line: (beat, beats, pitch).
_TUNE = (
    ((0, 1.5, 78), (1.5, 0.5, 76), (2, 1, 74), (3, 1, 76)),
    ((0, 1.5, 74), (1.5, 0.5, 71), (2, 2, 74)),
    ((0, 1.5, 78), (1.5, 0.5, 81), (2, 1, 78), (3, 1, 76)),
    ((0, 2, 76), (2.5, 0.5, 74), (3, 1, 76)),
    ((0, 1.5, 78), (1.5, 0.5, 76), (2, 1, 74), (3, 1, 76)),
    ((0, 1, 79), (1, 1, 78), (2, 1, 76), (3, 1, 74)),
    ((0, 2, 81), (2, 1, 78), (3, 1, 74)),
    ((0, 1, 76), (1, 0.5, 73), (1.5, 0.5, 74), (2, 2, 76)),
)
#: What answers the verse on its even bars, and leads from the intro.
_ANSWERS = {
    1: ((2, 0.5, 81), (2.5, 0.5, 78), (3, 1, 76)),
    3: ((1.5, 0.5, 79), (2, 0.5, 78), (2.5, 0.5, 74), (3, 1, 71)),
    5: ((2, 0.5, 81), (2.5, 0.5, 83), (3, 1, 81)),
    7: ((1, 0.5, 74), (1.5, 0.5, 76), (2, 0.5, 78), (2.5, 0.5, 79), (3, 1, 83)),
}


def compose() -> Song:
    bars = tuple(bars_of(_PASSAGES))
    parts = (
        Part("drums", 0, _drums(bars), -19.5, bank=128, room=0.06, low_cut_hz=30, timing_ms=2),
        Part("shaker", 0, _shaker(bars), -34, bank=128, pan=0.45, room=0.1, low_cut_hz=2500, timing_ms=4),
        Part(
            "bass",
            33,
            _bass(bars),
            -21.5,
            room=0.0,
            low_cut_hz=36,
            high_cut_hz=4500,
            timing_ms=3,
            gives_way=0.45,
        ),
        Part("pluck left", 28, _plucks(bars, 0), -25, pan=-0.7, room=0.12, echo=0.3, low_cut_hz=160),
        Part("pluck right", 28, _plucks(bars, 1), -25.5, pan=0.7, room=0.12, echo=0.3, low_cut_hz=160),
        Part("piano", 0, _piano(bars), -23.5, pan=-0.12, room=0.22, low_cut_hz=170, gives_way=0.15),
        Part("strum left", 25, _strums(bars, 0), -29.5, pan=-0.85, room=0.1, low_cut_hz=260),
        Part("strum right", 25, _strums(bars, 1), -29.5, pan=0.85, room=0.1, low_cut_hz=260),
        Part(
            "strings",
            48,
            _strings(bars),
            -26,
            pan=0.2,
            room=0.4,
            low_cut_hz=200,
            timing_ms=10,
            gives_way=0.35,
        ),
        Part("pad", 89, _pad(bars), -30, room=0.35, low_cut_hz=180, timing_ms=10, gives_way=0.5),
        Part("bells", 9, _bells(bars), -27, pan=0.25, room=0.35, echo=0.25, low_cut_hz=500),
        Part("tune", 11, _tune(bars), -24.5, pan=-0.2, room=0.3, echo=0.2, low_cut_hz=250),
    )
    return Song(
        name="upbeat_corporate",
        title="Upbeat Corporate",
        mood="upbeat",
        key="D major",
        tempo_bpm=116,
        passages=_PASSAGES,
        parts=parts,
        ringing_s=4.0,
        rises=("refrain", "last refrain"),
    )


def _is_refrain(bar: Bar) -> bool:
    return "refrain" in bar.passage


def _drums(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        if bar.passage == "ending":
            notes += at(bar, [(0, 1, _KICK, 112), (0, 2, _CRASH, 92)])
        elif _is_refrain(bar):
            notes += _refrain_drums(bar)
        elif bar.passage == "verse":
            notes += at(bar, [(0, 0.5, _KICK, 100), (2, 0.5, _KICK, 94), (2.5, 0.5, _KICK, 80)])
            notes += at(bar, [(1, 0.5, _CLAP, 72), (3, 0.5, _CLAP, 76)])
            notes += at(bar, [(i / 2, 0.25, _HAT, 62 if i % 2 else 46) for i in range(8)])
        elif bar.passage == "break" and bar.place >= 2:
            notes += at(bar, [(float(i), 0.5, _KICK, 84 + 4 * i) for i in range(4)])
        elif bar.passage == "intro":
            notes += at(bar, [(0, 0.5, _KICK, 84), (1, 0.5, _CLAP, 58), (3, 0.5, _CLAP, 62)])
        if bar.last and bar.passage in ("verse", "break"):
            notes += _fill(bar)
    return tuple(notes)


def _refrain_drums(bar: Bar) -> list[Note]:
    figure = [(float(i), 0.5, _KICK, 112 if i == 0 else 104) for i in range(4)]
    figure += [
        (beat, 0.5, drum, velocity) for beat in (1, 3) for drum, velocity in ((_SNARE, 88), (_CLAP, 96))
    ]
    figure += [(i + 0.5, 0.4, _OPEN_HAT, 60) for i in range(4)]
    figure += [(i / 2, 0.25, _HAT, 66) for i in range(0, 8, 2)]
    figure += [(i / 4, 0.2, _TAMBOURINE, 52 if i % 4 == 2 else 34) for i in range(16)]
    if bar.place % 4 == 3 and not bar.last:
        figure += [(3.5, 0.25, _SNARE, 62), (3.75, 0.25, _SNARE, 74)]
    if bar.place == 0:
        figure += [(0, 2, _CRASH, 100)]
    if bar.last:
        figure += [
            (2.5, 0.5, _HIGH_TOM, 84),
            (2.75, 0.5, _HIGH_TOM, 80),
            (3.25, 0.5, _MID_TOM, 90),
            (3.5, 0.5, _LOW_TOM, 98),
        ]
    return list(at(bar, figure))


def _fill(bar: Bar) -> list[Note]:
    """A snare roll that grows through the bar before a refrain."""
    return list(at(bar, [(2 + i / 4, 0.25, _SNARE, 48 + 8 * i) for i in range(7)]))


def _shaker(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        if bar.passage != "ending":
            notes += at(bar, [(i / 4, 0.2, _SHAKER, (78, 40, 58, 44)[i % 4]) for i in range(16)])
    return tuple(notes)


def _bass(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        low = root(bar.chord, above=33)
        if bar.passage == "ending":
            notes += at(bar, [(0, 7, low, 96)])
        elif bar.passage == "verse":
            notes += at(bar, [(0, 1.4, low, 92), (1.5, 0.4, low, 76), (2, 0.9, low, 88), (3, 0.4, low, 74)])
            notes += at(bar, [(3.5, 0.45, low + (7 if bar.place % 2 else 12), 78)])
        elif _is_refrain(bar):
            notes += at(bar, [(i / 2, 0.42, low, 100 if i % 2 == 0 else 84) for i in range(7)])
            notes += at(bar, [(3.5, 0.42, low + 12, 88)])
        elif bar.passage == "break" and bar.place >= 2:
            notes += at(bar, [(0, 3.8, low, 84)])
        elif bar.passage == "intro":
            notes += at(bar, [(0, 3.8, low, 70)])
    return tuple(notes)


def _plucks(bars: tuple[Bar, ...], take: int) -> tuple[Note, ...]:
    """Eighths through the chord; the second take walks another way and rests on other beats."""
    walks = ((0, 2, 1, 2, 3, 2, 1, 2), (2, 1, 3, 1, 0, 1, 3, 2))
    rests = ((6,), (0, 3))
    notes: list[Note] = []
    for bar in bars:
        chord = voicing(bar.chord, centre=62 if take == 0 else 66)
        ladder = (*chord, chord[0] + 12)
        if bar.passage == "ending":
            notes += at(bar, [(i * 0.06, 2, pitch, 84) for i, pitch in enumerate(chord)])
            continue
        for step, rung in enumerate(walks[take]):
            if step in rests[take] and bar.place % 2:
                continue
            accent = 96 if step in (0, 3, 6) else 76
            notes += at(bar, [(step / 2, 0.4, ladder[min(rung, len(ladder) - 1)], accent)])
    quieter = {bar.number for bar in bars if bar.passage == "break"}
    return tuple(n for note in notes for n in louder([note], 0.75 if int(note.beat // 4) in quieter else 1.0))


def _piano(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        chord = voicing(bar.chord, centre=67)
        low = root(bar.chord, above=43)
        if bar.passage == "ending":
            notes += at(
                bar, [(0.02 * i, 8, pitch, 92) for i, pitch in enumerate((low, *chord, chord[0] + 12))]
            )
        elif bar.passage in ("intro", "break"):
            notes += at(bar, [(0.015 * i, 3.6, pitch, 88) for i, pitch in enumerate((low, *chord))])
            notes += at(bar, [(1.5, 0.9, pitch, 70) for pitch in chord])
            notes += at(bar, [(2.5, 1.2, chord[-1], 60), (3, 0.9, chord[1], 56)])
        elif bar.passage == "verse":
            notes += at(
                bar, [(beat, length, pitch, 70) for beat, length in ((0, 1.4), (1.5, 2.2)) for pitch in chord]
            )
        else:
            stabs = ((0, 0.9, 92), (1.5, 0.4, 80), (2, 0.4, 74), (2.5, 0.9, 86), (3.5, 0.4, 78))
            notes += at(bar, [(beat, length, pitch, v) for beat, length, v in stabs for pitch in chord])
            notes += at(bar, [(0, 1.9, low, 84), (2.5, 1.2, low, 78)])
    return tuple(notes)


def _strums(bars: tuple[Bar, ...], take: int) -> tuple[Note, ...]:
    strokes = ((0, 1, 92), (1, 1, 84), (1.5, -1, 64), (2.5, -1, 70), (3, 1, 86), (3.5, -1, 66))
    notes: list[Note] = []
    for bar in bars:
        if not _is_refrain(bar):
            continue
        strings = (
            root(bar.chord, above=40),
            *voicing(bar.chord, centre=57),
            *voicing(bar.chord, centre=66 - take),
        )
        for beat, direction, velocity in strokes:
            order = strings[::direction] if direction > 0 else strings[:0:-1]
            notes += at(
                bar, [(beat + 0.022 * i, 0.45, pitch, velocity - 3 * i) for i, pitch in enumerate(order)]
            )
    return tuple(notes)


def _strings(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        chord = voicing(bar.chord, centre=69)
        if _is_refrain(bar):
            top = chord[-1] + (12 if bar.passage == "last refrain" else 0)
            notes += at(bar, [(0, 3.95, pitch, 82) for pitch in (*chord, top)])
        elif bar.passage == "verse" and bar.place >= 4:
            notes += at(bar, [(0, 3.95, pitch, 52 + 6 * (bar.place - 4)) for pitch in chord])
        elif bar.passage == "break" and bar.place >= 2:
            notes += at(bar, [(0, 3.95, pitch, 66 + 8 * (bar.place - 2)) for pitch in chord])
        elif bar.passage == "ending":
            notes += at(bar, [(0, 5, pitch, 72) for pitch in chord])
    return tuple(notes)


def _pad(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    return tuple(
        note
        for bar in bars
        for note in at(
            bar,
            [
                (0, 5.0 if bar.passage == "ending" else 3.98, pitch, 80)
                for pitch in voicing(bar.chord, centre=60)
            ],
        )
    )


def _bells(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        if bar.passage == "last refrain":
            notes += at(bar, [(beat, length, pitch + 12, 74) for beat, length, pitch in _TUNE[bar.place]])
        elif bar.passage == "verse":
            notes += at(
                bar, [(beat, length, pitch, 70) for beat, length, pitch in _ANSWERS.get(bar.place, ())]
            )
        elif bar.passage in ("intro", "break") and bar.place % 2:
            notes += at(bar, [(2, 0.5, 81, 60), (2.5, 0.5, 86, 66), (3, 1, 90, 62)])
        elif bar.passage == "ending":
            notes += at(bar, [(0, 2, 86, 76), (0.5, 2, 90, 66), (1, 3, 93, 60)])
    return tuple(notes)


def _tune(bars: tuple[Bar, ...]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for bar in bars:
        if _is_refrain(bar):
            notes += at(bar, [(beat, length * 0.95, pitch, 92) for beat, length, pitch in _TUNE[bar.place]])
        elif bar.passage == "ending":
            notes += at(bar, [(0, 4, 78, 84)])
    return tuple(notes)
