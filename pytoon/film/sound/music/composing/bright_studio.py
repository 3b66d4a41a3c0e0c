"""Clean and airy: felt piano and marimba over a soft sub, finger clicks, a little shaker."""

from __future__ import annotations

from pytoon.film.sound.music.composing.figures import (
    CLAP,
    KICK,
    SHAKER,
    STICK,
    Groove,
    Lines,
    bass,
    broken,
    chords,
    doubled,
    drums,
    tune,
)
from pytoon.film.sound.music.composing.score import Part, Passage, Song, bars_of

_PASSAGES = (
    Passage("intro", ("Fmaj9", "Am7", "Dm9", "Bbmaj7"), 0.35),
    Passage("first", ("Fmaj9", "Am7", "Dm9", "Bbmaj7", "Fmaj9", "Am7", "Dm9", "C7sus4"), 0.7),
    Passage("second", ("Bbmaj7", "C", "Am7", "Dm7", "Bbmaj7", "C", "Dm7", "C7sus4"), 1.0),
    Passage("break", ("Bbmaj7", "C7sus4"), 0.4),
    Passage("return", ("Fmaj9", "Am7", "Dm9", "C7sus4"), 0.8),
    Passage("ending", ("Fmaj9",), 0.5),
)

_TUNE = {
    "first": "r:.5 C5:.5 E5 C5:.5 G5:1.5 | E5:2 r:2 | r:.5 A4:.5 C5 A4:.5 E5:1.5 | D5:2 r:2 |"
    "r:.5 C5:.5 E5 C5:.5 G5:1.5 | A5:1.5 G5:.5 E5:2 | r:.5 A4:.5 C5 D5:.5 F5:1.5 | C5:3 r",
    "second": "F5:1.5 D5:.5 A5:2 | G5:1.5 E5:.5 C5:2 | E5:1.5 C5:.5 G5:2 | F5:3 r |"
    "F5:1.5 D5:.5 A5:2 | G5 A5 G5 E5 | F5:1.5 E5:.5 D5:2 | C5:2 F5 G5",
    "break": "F5:2 D5:2 | C5:3 r",
    "return": "r:.5 C5:.5 E5 C5:.5 G5:1.5 | A5:1.5 G5:.5 E5:2 |"
    "r:.5 A4:.5 C5 D5:.5 F5:1.5 | G5:1.5 F5:.5 C5:2",
    "ending": "C5:.5 E5:.5 A5:3",
}

_LIGHT: Groove = {KICK: "x.....o...x.....", STICK: "....x.......x..o"}
_FULL: Groove = {
    KICK: ("x.....x...x.....", "x.....x...x..o.."),
    STICK: "....x..o....x...",
    CLAP: "....o.......x...",
}
_WALK = ("1.4.2.5.3.4.2.5.", "2.5.3.4.1.4.2.6.")


def compose() -> Song:
    bars = tuple(bars_of(_PASSAGES))
    kit = drums(
        bars,
        {"first": _LIGHT, "second": _FULL, "return": _FULL, "ending": {KICK: "x..............."}},
        fills={
            "intro": {STICK: "............o.xx"},
            "second": {KICK: "x.....x.........", CLAP: "....x.....x.x..."},
        },
        velocity=84,
    )
    shaker = drums(bars, {name: {SHAKER: "xoXoxoXoxoXoxoXo"} for name in ("second", "return")}, velocity=66)
    walk: Lines = {
        "intro": "1.4...5.3...2...",
        "first": _WALK,
        "second": ("1.425.3.1.425.36", "2.513.4.2.513.46"),
    }
    walk |= {"break": "1...4...2...5...", "return": _WALK, "ending": "1-2-3-4-5-------"}
    held: Lines = {"intro": "x---------------", "first": "x-----x---------", "second": "x-----x---x-----"}
    held |= {"break": "x---------------", "return": "x-----x---------", "ending": "x---------------"}
    low: Lines = {"first": "1-----..5-----..", "second": "1---..1-..1-5-n-", "return": "1-----..1-..5---"}
    low |= {"break": "1---------------", "ending": "1---------------"}
    pads: Lines = {passage.name: "x---------------" for passage in _PASSAGES}
    marimba = Part("marimba", 12, broken(bars, walk, centre=67, velocity=78), -23.5, room=0.25, echo=0.2)
    strings = Part(
        "strings",
        49,
        chords(bars, {"second": pads["second"], "return": pads["return"]}, 72, 60, top=3),
        -29,
        pan=0.3,
        room=0.5,
        low_cut_hz=250,
        timing_ms=12,
    )
    pad = Part(
        "pad", 89, chords(bars, pads, centre=60, velocity=70), -30, room=0.4, low_cut_hz=180, gives_way=0.3
    )
    return Song(
        name="bright_studio",
        title="Bright Studio",
        mood="clean",
        key="F major",
        tempo_bpm=100,
        passages=_PASSAGES,
        parts=(
            Part("kit", 0, kit, -22, bank=128, room=0.1, low_cut_hz=32, timing_ms=4),
            Part("shaker", 0, shaker, -33, bank=128, pan=-0.5, room=0.1, low_cut_hz=2500, timing_ms=6),
            Part(
                "sub",
                39,
                bass(bars, low, above=29),
                -21.5,
                room=0.0,
                low_cut_hz=32,
                high_cut_hz=700,
                gives_way=0.3,
            ),
            Part(
                "felt piano",
                0,
                chords(bars, held, 63, 68, spread=0.02),
                -23.5,
                pan=-0.2,
                room=0.3,
                high_cut_hz=7000,
                timing_ms=8,
            ),
            *doubled(marimba, pan=0.65),
            strings,
            *doubled(pad, pan=0.8),
            Part(
                "tune",
                0,
                tune(bars, _TUNE, 80),
                -21,
                pan=0.08,
                room=0.35,
                echo=0.15,
                high_cut_hz=12_000,
                timing_ms=7,
            ),
            Part(
                "sparkle",
                11,
                tune(bars, {"second": _TUNE["second"], "ending": _TUNE["ending"]}, 66, shift=12),
                -27.5,
                pan=0.4,
                room=0.5,
                echo=0.3,
                low_cut_hz=400,
            ),
        ),
        ringing_s=4.6,
        rises=("second",),
    )
