"""Indie dance: disco drums, a bass in octaves, muted guitars, a singing synthesiser."""

from __future__ import annotations

from pytoon.film.sound.music.composing.figures import (
    CLAP,
    CLOSED_HAT,
    CRASH,
    HIGH_TOM,
    KICK,
    LOW_TOM,
    MID_TOM,
    OPEN_HAT,
    SHAKER,
    SNARE,
    TAMBOURINE,
    Groove,
    Lines,
    bass,
    broken,
    chords,
    doubled,
    drums,
    only,
    tune,
)
from pytoon.film.sound.music.composing.score import Part, Passage, Song, bars_of

_STREET = ("Am7", "Fmaj7", "C", "G")
_ROOF = ("Fmaj7", "G", "Am7", "C", "Fmaj7", "G", "Am7", "G")

_PASSAGES = (
    Passage("intro", _STREET, 0.45),
    Passage("verse", _STREET * 2, 0.7),
    Passage("refrain", _ROOF, 1.0),
    Passage("break", ("Dm7", "Fmaj7", "Am7", "G"), 0.4),
    Passage("last refrain", _ROOF, 1.0),
    Passage("ending", ("C69",), 0.55),
)

_SONG = (
    "C5:.75 C5:.75 A4:.5 C5 E5 | D5:.75 D5:.75 B4:.5 D5 G4 | E5:.75 E5:.75 C5:.5 E5 A5 | G5:1.5 E5:.5 C5:2 |"
    "C5:.75 C5:.75 A4:.5 C5 F5 | D5:.75 D5:.75 B4:.5 D5 G5 | E5:.75 G5:.75 A5:.5 C6 A5 | B5:1.5 A5:.5 G5:2"
)
_TUNE = {
    "verse": "r:4 | r:2 A4:.5 C5:.5 E5 | r:4 | r:2 G4:.5 B4:.5 D5 | r:4 | r:2 A4:.5 C5:.5 F5 | r:4 |"
    "r G4:.5 A4:.5 B4:.5 D5:.5 G5",
    "refrain": _SONG,
    "break": "F5:1.5 D5:.5 A4:2 | E5:1.5 C5:.5 A4:2 | C5:1.5 E5:.5 G5:2 | D5:3 r",
    "last refrain": _SONG,
    "ending": "E5:.5 G5:.5 C6:3",
}

_FOUR: Groove = {KICK: "X...X...X...X...", CLOSED_HAT: "..x...x...x...x."}
_VERSE: Groove = _FOUR | {SNARE: "....x.......x...", CLOSED_HAT: "x.o.x.o.x.o.x.oo"}
_DISCO: Groove = {
    KICK: "X...X...X...X...",
    SNARE: ("....X.......X...", "....X.......X..o"),
    CLAP: "....x.......x...",
    OPEN_HAT: "..X...X...X...X.",
    CLOSED_HAT: "x..ox..ox..ox..o",
    TAMBOURINE: "o.x.o.x.o.x.o.x.",
    CRASH: ("X",) + ("",) * 7,
}
_LIFT: Groove = {KICK: "X...X...X.......", SNARE: "o...o...o.o.xxXX", CLAP: "....x.......x..."}
_TOMS: Groove = {
    KICK: "X...X...X...X...",
    SNARE: "....X...........",
    HIGH_TOM: "........XX......",
    MID_TOM: "...........XX...",
    LOW_TOM: ".............XX.",
}


def compose() -> Song:
    bars = tuple(bars_of(_PASSAGES))
    kit = drums(
        bars,
        {
            "intro": _FOUR,
            "verse": _VERSE,
            "refrain": _DISCO,
            "break": {CLAP: "....x.......x...", SHAKER: "oxoxoxoxoxoxoxox"},
            "last refrain": _DISCO,
            "ending": {KICK: "x", CRASH: "o"},
        },
        fills={"verse": _LIFT, "refrain": _TOMS, "break": _LIFT, "last refrain": _TOMS},
        velocity=100,
    )
    gallop = ("1.8.1.8.1.8.1.8.", "1.8.1.8.1.8.5.7.")
    low: Lines = {
        "verse": ("1.....1.1...8.5.", "1.....1.1.8.5.n."),
        "refrain": gallop,
        "last refrain": gallop,
    }
    low |= {"break": ("", "", "1---------------", "1---------------"), "ending": "1---------------"}
    scratch: Lines = {"intro": "..x.x..x..x.x..x", "verse": "..x.x..x..x.x..x", "refrain": "x..x..x.x..x..xx"}
    scratch |= {"last refrain": "x..x..x.x..x..xx"}
    picked: Lines = {"intro": "1.3.2.4.1.3.2.4.", "verse": "1.3.2.4.5.3.2.4.", "break": "1.2.3.4.5.4.3.2."}
    picked |= {"last refrain": "1.3.5.3.4.3.5.6."}
    keys: Lines = {
        "refrain": "X--X--X---X-X---",
        "last refrain": "X--X--X---X-X---",
        "ending": "o---------------",
    }
    held: Lines = dict.fromkeys(("verse", "refrain", "last refrain", "ending"), "x---------------")
    guitar = Part(
        "scratch", 28, chords(bars, scratch, centre=67, velocity=84, top=3), -28.5, room=0.08, low_cut_hz=280
    )
    strings = Part(
        "strings",
        48,
        chords(bars, held, centre=70, velocity=72, top=3),
        -28,
        room=0.35,
        low_cut_hz=250,
        timing_ms=9,
        gives_way=0.45,
    )
    return Song(
        name="rooftop_dance",
        title="Rooftop Dance",
        mood="bold",
        key="C major",
        tempo_bpm=122,
        passages=_PASSAGES,
        parts=(
            Part(
                "drums",
                8,
                only(kit, KICK, SNARE, CLAP, LOW_TOM, MID_TOM, HIGH_TOM),
                -19,
                bank=128,
                room=0.08,
                low_cut_hz=30,
                timing_ms=2,
            ),
            Part(
                "cymbals",
                0,
                only(kit, CLOSED_HAT, OPEN_HAT, CRASH, TAMBOURINE, SHAKER),
                -29,
                bank=128,
                pan=0.25,
                room=0.1,
                low_cut_hz=1500,
                timing_ms=3,
            ),
            Part(
                "bass",
                33,
                bass(bars, low, above=28, velocity=96),
                -20.5,
                room=0.0,
                low_cut_hz=36,
                high_cut_hz=4500,
                timing_ms=3,
                gives_way=0.4,
                drive=1.5,
            ),
            *doubled(guitar, pan=0.75),
            Part(
                "picked", 27, broken(bars, picked, centre=64, velocity=78), -26, pan=-0.4, room=0.15, echo=0.3
            ),
            Part(
                "piano",
                1,
                chords(bars, keys, centre=65, velocity=88),
                -25,
                pan=0.15,
                room=0.15,
                low_cut_hz=180,
                gives_way=0.25,
            ),
            *doubled(strings, pan=0.6),
            Part(
                "singing saw",
                81,
                tune(bars, _TUNE, 92),
                -24.5,
                pan=-0.06,
                room=0.3,
                echo=0.25,
                low_cut_hz=250,
                high_cut_hz=5500,
            ),
            Part(
                "bells",
                11,
                tune(bars, _TUNE, 78, shift=12),
                -30,
                pan=0.35,
                room=0.35,
                echo=0.25,
                low_cut_hz=400,
            ),
        ),
        ringing_s=3.8,
        rises=("refrain", "last refrain"),
    )
