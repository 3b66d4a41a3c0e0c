"""A slow film's music: low pulses, a lone piano, strings that rise to one summit and let go."""

from __future__ import annotations

from pytoon.film.sound.music.composing.figures import (
    Lines,
    bass,
    broken,
    chords,
    doubled,
    drums,
    tune,
)
from pytoon.film.sound.music.composing.score import Part, Passage, Song, bars_of

_VALLEY = ("Dm", "Bbmaj7", "F", "C")

_PASSAGES = (
    Passage("dawn", _VALLEY, 0.3),
    Passage("walk", _VALLEY, 0.5),
    Passage("climb", ("Gm7", "Bbmaj7", "F/A", "Asus4"), 0.75),
    Passage("summit", ("Dm", "Bbmaj7", "F", "C"), 1.0),
    Passage("view", ("Gm7", "Dm7", "Bbmaj7", "C"), 0.7),
    Passage("ending", ("F",), 0.45),
)

_TUNE = {
    "dawn": "r:4 | r A4 D5:2 | C5:2 A4:2 | G4:4",
    "walk": "A4:2 D5 E5 | F5:3 D5 | C5:2 A4 C5 | G4:4",
    "climb": "Bb4:2 D5 F5 | A5:3 F5 | C5:2 F5 A5 | A5:2 D5:2",
    "summit": "A5:2 D6 C6 | Bb5:2 A5 F5 | A5:2 C6 A5 | G5:3 E5",
    "view": "F5:2 D5 Bb4 | F5:2 D5 A4 | D5:2 F5 D5 | E5:2 G5:2",
    "ending": "F5:4",
}

_TAIKO = 116
_BOOM = 36


def compose() -> Song:
    bars = tuple(bars_of(_PASSAGES))
    held: Lines = {passage.name: "x---------------" for passage in _PASSAGES}
    late: Lines = {name: held[name] for name in ("climb", "summit", "view", "ending")}
    pulses: Lines = {
        "walk": "1.1.1.1.1.1.1.1.",
        "climb": "1.1.1.1.1.1.5.1.",
        "summit": "1.111.111.111.58",
        "view": "1...1...1...1...",
    }
    rocking: Lines = {"climb": "1.2.3.2.1.2.3.2.", "summit": "1232323212323432", "view": "1.2.3.2.1.2.3.2."}
    low: Lines = {passage.name: "1---------------" for passage in _PASSAGES}
    low |= {"dawn": ("", "", "1---------------", "1---------------")}
    drops: Lines = {
        "dawn": ("3-------5-------", "....4-------6---"),
        "walk": "1-2-3-4-5-4-3-2-",
        "view": "1-2-3-4-5-------",
    }
    drops |= {"ending": "1-2-3-4-5-------"}
    boom = drums(
        bars,
        {
            "walk": {_BOOM: "o..............."},
            "climb": {_BOOM: "x.......o......."},
            "summit": {_BOOM: "X.....x.X.....xx"},
            "view": {_BOOM: "x..............."},
            "ending": {_BOOM: "o"},
        },
        fills={"climb": {_BOOM: "x...x...x.x.xxXX"}},
        velocity=96,
    )
    strings = Part(
        "strings",
        48,
        chords(bars, held, centre=60, velocity=76),
        -23.5,
        room=0.5,
        low_cut_hz=110,
        timing_ms=16,
    )
    high = Part(
        "high strings",
        49,
        chords(bars, late, centre=74, velocity=76, top=2),
        -27,
        room=0.55,
        low_cut_hz=300,
        timing_ms=16,
    )
    violins = Part(
        "rocking",
        45,
        broken(bars, rocking, centre=66, velocity=74),
        -27,
        room=0.4,
        low_cut_hz=200,
        timing_ms=7,
    )
    return Song(
        name="slow_horizon",
        title="Slow Horizon",
        mood="cinematic",
        key="D minor",
        tempo_bpm=76,
        passages=_PASSAGES,
        parts=(
            Part("drum", _TAIKO, tuple(boom), -23, room=0.4, low_cut_hz=30, high_cut_hz=3000, timing_ms=4),
            Part(
                "basses",
                43,
                bass(bars, low, above=29, velocity=84),
                -22,
                room=0.2,
                low_cut_hz=34,
                high_cut_hz=2500,
                timing_ms=10,
            ),
            Part(
                "pulse",
                45,
                bass(bars, pulses, above=38, velocity=84),
                -25,
                pan=-0.15,
                room=0.25,
                low_cut_hz=60,
                timing_ms=5,
            ),
            *doubled(strings, pan=0.75),
            *doubled(high, pan=0.6),
            *doubled(violins, pan=0.5),
            Part(
                "cello",
                42,
                tune(bars, {n: _TUNE[n] for n in ("walk", "climb", "summit")}, 84, shift=-12),
                -24,
                pan=0.25,
                room=0.4,
                timing_ms=12,
            ),
            Part(
                "violins",
                48,
                tune(bars, {n: _TUNE[n] for n in ("summit", "view", "ending")}, 92),
                -22.5,
                pan=-0.2,
                room=0.5,
                low_cut_hz=220,
                timing_ms=12,
            ),
            Part(
                "horns",
                60,
                tune(bars, {"summit": _TUNE["summit"]}, 88, shift=-12),
                -24,
                pan=0.2,
                room=0.5,
                low_cut_hz=120,
                timing_ms=12,
            ),
            Part(
                "choir",
                52,
                chords(bars, {"summit": held["summit"]}, centre=67, velocity=78),
                -28,
                room=0.6,
                low_cut_hz=200,
                timing_ms=15,
            ),
            Part(
                "piano",
                0,
                tune(bars, {n: _TUNE[n] for n in ("dawn", "walk", "view", "ending")}, 72),
                -24,
                pan=0.05,
                room=0.5,
                echo=0.2,
                high_cut_hz=6000,
                timing_ms=10,
            ),
            Part(
                "piano, broken",
                0,
                broken(bars, drops, centre=62, velocity=58),
                -27,
                pan=-0.25,
                room=0.5,
                echo=0.2,
                high_cut_hz=5000,
                timing_ms=10,
            ),
        ),
        ringing_s=5.2,
        rises=("summit",),
    )
