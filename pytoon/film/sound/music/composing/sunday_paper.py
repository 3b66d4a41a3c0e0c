"""A magazine on a slow morning: upright piano, brushes, double bass, low strings."""

from __future__ import annotations

from pytoon.film.sound.music.composing.figures import (
    KICK,
    PEDAL_HAT,
    RIDE,
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

_PASSAGES = (
    Passage("intro", ("Ebmaj9", "Cm7", "Fm9", "Bb7sus4"), 0.4),
    Passage("first", ("Ebmaj7", "Gm7", "Abmaj7", "Abm6", "Eb/G", "Cm7", "Fm7", "Bb13"), 0.75),
    Passage("bridge", ("Abmaj7", "Gm7", "Fm7", "Bb7sus4"), 1.0),
    Passage("return", ("Ebmaj7", "Cm7", "Fm9", "Bb13"), 0.65),
    Passage("ending", ("Eb69",), 0.5),
)

_TUNE = {
    "intro": "r:4 | r:2 Eb5 D5 | C5:2 r:2 | r:2 Bb4 F4",
    "first": "G4:1.5 Bb4:.5 Eb5:2 | D5:1.5 Bb4:.5 G4:2 | C5:1.5 Eb5:.5 G5:2 | F5:1.5 Eb5:.5 B4:2 |"
    "Bb4:1.5 Eb5:.5 G5:2 | F5:.5 Eb5:.5 C5 Eb5:2 | C5:1.5 Eb5:.5 Ab5 G5 | F5:3 r",
    "bridge": "Ab5:1.5 G5:.5 Eb5:2 | G5:1.5 F5:.5 D5:2 | F5:1.5 Eb5:.5 C5:2 | Bb4 C5 Eb5 F5",
    "return": "G4:1.5 Bb4:.5 Eb5:2 | Eb5:.5 D5:.5 C5 G4:2 | Ab4:1.5 C5:.5 Eb5:2 | D5:1.5 C5:.5 Bb4:2",
    "ending": "G4:.5 Bb4:.5 G5:3",
}

_BRUSH_TAP, _BRUSH_SWIRL = 38, 40
_SWIRLS: Groove = {_BRUSH_SWIRL: "o...o...", _BRUSH_TAP: "..x...x."}
_RIDING: Groove = {
    _BRUSH_SWIRL: "o...o...",
    _BRUSH_TAP: ("..x...x.", "..x...xo"),
    RIDE: "x.xox.xo",
    PEDAL_HAT: "..o...o.",
}
_FILL: Groove = {_BRUSH_SWIRL: "o...o.......", _BRUSH_TAP: "...x.....oxx"}


def compose() -> Song:
    bars = tuple(bars_of(_PASSAGES))
    kit = drums(
        bars,
        {"first": _SWIRLS, "bridge": _RIDING, "return": _SWIRLS, "ending": {RIDE: "o......."}},
        fills={"intro": {_BRUSH_TAP: ".........oox"}, "first": _FILL, "bridge": _FILL},
        velocity=66,
    )
    pulse = drums(bars, {name: {KICK: "x....o.."} for name in ("first", "bridge", "return")}, velocity=72)
    low: Lines = {
        "intro": "1-------",
        "first": ("1---5---", "1---5-.n"),
        "bridge": "1-3-5-8n",
        "return": ("1---5---", "1-.15-.n"),
    }
    comping: Lines = {
        "intro": "x---x---",
        "first": ("x--x----", "x----x--"),
        "bridge": "x--xx--x",
        "return": "x--x----",
    }
    walking: Lines = {"intro": "1234543.", "first": ("..2.4.5.", "..3.5.4."), "return": "..2.4.5."}
    held: Lines = dict.fromkeys(("first", "bridge", "return", "ending"), "x-------")
    strings = Part(
        "strings",
        49,
        chords(bars, held, centre=57, velocity=62),
        -26.5,
        room=0.45,
        low_cut_hz=110,
        high_cut_hz=8000,
        timing_ms=14,
    )
    parts = (
        Part("brushes", 40, kit, -28.5, bank=128, pan=0.2, room=0.2, low_cut_hz=140, timing_ms=8),
        Part("pulse", 0, pulse, -29, bank=128, room=0.1, low_cut_hz=34, timing_ms=7),
        Part(
            "double bass",
            32,
            bass(bars, low | {"ending": "1-------"}, above=29, velocity=84),
            -21.5,
            room=0.05,
            low_cut_hz=34,
            high_cut_hz=3500,
            timing_ms=8,
        ),
        Part(
            "piano, left hand",
            0,
            chords(bars, comping | {"ending": "x-------"}, 58, 60, spread=0.03),
            -24.5,
            pan=-0.2,
            room=0.25,
            low_cut_hz=110,
            high_cut_hz=7500,
            timing_ms=9,
        ),
        Part(
            "piano, walking",
            0,
            broken(bars, walking, 65, 52),
            -29.5,
            pan=-0.35,
            room=0.3,
            high_cut_hz=7500,
            timing_ms=9,
        ),
        *doubled(strings, pan=0.7),
        Part(
            "cello",
            42,
            tune(bars, {"bridge": _TUNE["bridge"]}, 70, shift=-12),
            -27,
            pan=0.3,
            room=0.4,
            timing_ms=12,
        ),
        Part(
            "piano, tune",
            0,
            tune(bars, _TUNE, 80),
            -21,
            pan=0.1,
            room=0.3,
            low_cut_hz=150,
            high_cut_hz=9000,
            timing_ms=10,
        ),
        Part(
            "celesta",
            8,
            chords(
                bars,
                {"intro": ("", "....x---"), "return": ("", "....x---"), "ending": "..x-----"},
                82,
                52,
                spread=0.12,
            ),
            -33,
            pan=0.5,
            room=0.5,
            echo=0.2,
            low_cut_hz=400,
        ),
    )
    return Song(
        name="sunday_paper",
        title="Sunday Paper",
        mood="warm",
        key="Eb major",
        tempo_bpm=78,
        passages=_PASSAGES,
        parts=swung(parts, by=0.24, step=0.5),
        ringing_s=4.8,
    )
