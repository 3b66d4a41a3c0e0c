"""A warm bossa with its shoes off: electric piano, nylon guitar, marimba, a soft clave."""

from __future__ import annotations

from pytoon.film.sound.music.composing.figures import (
    KICK,
    SHAKER,
    STICK,
    TRIANGLE,
    Groove,
    Lines,
    bass,
    broken,
    chords,
    doubled,
    drums,
    swung,
    tune,
)
from pytoon.film.sound.music.composing.score import Part, Passage, Song, bars_of

_PORCH = ("Dmaj9", "Bm7", "Em9", "A13")
_GARDEN = ("Gmaj7", "F#m7", "Em9", "A7sus4", "Gmaj7", "F#m7", "Em9", "A13")

_PASSAGES = (
    Passage("intro", _PORCH, 0.45),
    Passage("first", _PORCH * 2, 0.75),
    Passage("second", _GARDEN, 1.0),
    Passage("return", _PORCH, 0.6),
    Passage("ending", ("D69",), 0.5),
)

_TUNE = {
    "first": "r:.5 F#4:.5 A4:.5 C#5:1.5 A4 | B4:2.5 r:1.5 | r:.5 G4:.5 B4:.5 D5:1.5 B4 |"
    "C#5:1.5 B4 F#4:1.5 |"
    "r:.5 F#4:.5 A4:.5 C#5:1.5 E5 | D5:1.5 B4 F#4:1.5 | r:.5 G4:.5 B4:.5 D5:1.5 F#5 |"
    "E5:1.5 C#5 A4:1.5",
    "second": "r:.5 D5:.5 B4:.5 F#5:1.5 D5 | E5:1.5 C#5 A4:1.5 | r:.5 B4:.5 D5:.5 G5:1.5 F#5 |"
    "E5:2.5 D5 r:.5 |"
    "r:.5 D5:.5 F#5:.5 A5:1.5 F#5 | E5:1.5 C#5 A4:1.5 | r:.5 B4:.5 D5:.5 F#5:1.5 D5 | C#5:1.5 B4 A4:1.5",
    "return": "r:.5 F#4:.5 A4:.5 C#5:1.5 A4 | B4:2.5 r:1.5 | r:.5 G4:.5 B4:.5 D5:1.5 B4 |C#5:1.5 B4 E4:1.5",
    "ending": "F#4:.5 A4:.5 E5:3",
}

_CLAVE = ("x.....x.....x...", "....x.....x.....")
_BOSSA: Groove = {KICK: "x.....oxx.....ox", STICK: _CLAVE}
_FULL: Groove = _BOSSA | {SHAKER: "xooxxooxxooxxoox", TRIANGLE: ("", "............o...")}


def compose() -> Song:
    bars = tuple(bars_of(_PASSAGES))
    kit = drums(
        bars,
        {"first": _BOSSA, "second": _BOSSA, "return": {STICK: _CLAVE}},
        fills={"intro": {STICK: "........x.x.xx.."}},
        velocity=80,
    )
    shaker = drums(
        bars,
        {"second": _FULL, "first": {SHAKER: "o..oo..oo..oo..o"}, "return": {SHAKER: "o..oo..oo..oo..o"}},
        velocity=64,
    )
    low: Lines = {
        "first": "1-----5-1-----4-",
        "second": ("1-----5-1-----5-", "1-----5-1---4-n-"),
        "return": "1-----5-1-------",
    }
    low |= {"intro": ("", "", "1-----5-1-----4-", "1-----5-1-----n-"), "ending": "1---------------"}
    strum = ("x--x--x---x--x--", "x--x---x--x---x-")
    guitar: Lines = {
        "intro": ("", "", *strum),
        "first": strum,
        "second": strum,
        "return": strum,
        "ending": "x---------------",
    }
    rhodes: Lines = {
        "intro": "x-------....x---",
        "first": ("x-----......x---", "x---------......"),
        "second": "x-----..x-----..",
        "return": "x---------------",
        "ending": "x---------------",
    }
    ripples: Lines = {"second": ("..........3.4.5.", "..........5.4.3."), "ending": "1.2.3.4.5.6-----"}
    nylon = Part(
        "guitar",
        24,
        chords(bars, guitar, centre=60, velocity=74, spread=0.02),
        -25,
        room=0.2,
        low_cut_hz=130,
        timing_ms=8,
    )
    return Song(
        name="lazy_afternoon",
        title="Lazy Afternoon",
        mood="relaxed",
        key="D major",
        tempo_bpm=90,
        passages=_PASSAGES,
        parts=swung(
            (
                Part("kit", 32, kit, -26, bank=128, room=0.15, low_cut_hz=34, timing_ms=7),
                Part(
                    "shaker",
                    0,
                    tuple(n for n in shaker if n.pitch in (SHAKER, TRIANGLE)),
                    -34,
                    bank=128,
                    pan=-0.45,
                    room=0.15,
                    low_cut_hz=2500,
                    timing_ms=7,
                ),
                Part(
                    "bass",
                    32,
                    bass(bars, low, above=28, velocity=86),
                    -21,
                    room=0.03,
                    low_cut_hz=34,
                    high_cut_hz=3000,
                    timing_ms=7,
                ),
                *doubled(nylon, pan=0.6),
                Part(
                    "rhodes",
                    4,
                    chords(bars, rhodes, centre=64, velocity=70, spread=0.02),
                    -23,
                    pan=-0.15,
                    room=0.25,
                    low_cut_hz=140,
                    high_cut_hz=6000,
                    timing_ms=9,
                    drive=1.2,
                ),
                Part(
                    "pad",
                    89,
                    chords(bars, {p.name: "x---------------" for p in _PASSAGES}, 62, 66),
                    -30.5,
                    room=0.4,
                    low_cut_hz=200,
                    timing_ms=12,
                ),
                Part(
                    "marimba",
                    12,
                    tune(bars, _TUNE, 84),
                    -22,
                    pan=0.12,
                    room=0.3,
                    echo=0.15,
                    low_cut_hz=140,
                    timing_ms=8,
                ),
                Part(
                    "flute",
                    73,
                    tune(bars, {"second": _TUNE["second"]}, 70),
                    -28,
                    pan=-0.3,
                    room=0.45,
                    low_cut_hz=250,
                    timing_ms=12,
                ),
                Part(
                    "vibraphone",
                    11,
                    broken(bars, ripples, centre=74, velocity=58),
                    -31,
                    pan=0.45,
                    room=0.45,
                    echo=0.3,
                    low_cut_hz=300,
                ),
            ),
            by=0.16,
        ),
        ringing_s=4.6,
    )
