"""Very fast and a little silly: a growling sub, rattling hats, cowbells, a game console's tune."""

from __future__ import annotations

from pytoon.film.sound.music.composing.figures import (
    CLAP,
    CLOSED_HAT,
    CRASH,
    KICK,
    OPEN_HAT,
    SNARE,
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

_LOOP = ("Em", "C", "G", "D")

_PASSAGES = (
    Passage("intro", _LOOP, 0.5),
    Passage("verse", _LOOP * 2, 0.75),
    Passage("drop", _LOOP * 2, 1.0),
    Passage("stop", _LOOP, 0.35),
    Passage("bridge", ("Am7", "Bm7", "C", "D", "Am7", "Bm7", "C", "B7"), 0.8),
    Passage("last drop", _LOOP * 2, 1.0),
    Passage("ending", ("Em",), 0.6),
)

_JINGLE = (
    "E5:.75 G5:.75 B5:.5 A5:.5 G5:.5 E5 | E5:.75 G5:.75 C6:.5 B5:.5 G5:.5 E5 |"
    "D5:.75 G5:.75 B5:.5 A5:.5 G5:.5 D5 | F#5:.75 A5:.75 D6:.5 A5:.5 F#5:.5 D5 |"
    "E5:.75 G5:.75 B5:.5 A5:.5 G5:.5 B5 | C6:.75 B5:.75 G5:.5 E5 G5 |"
    "B5:.75 A5:.75 G5:.5 D5 G5 | A5:.5 F#5:.5 A5:.5 D6:.5 F#5 D5"
)
_TUNE = {
    "drop": _JINGLE,
    "stop": "E5:.75 G5:.75 B5:2.5 | E5:.75 G5:.75 C6:2.5 | D5:.75 G5:.75 B5:2.5 | A5:.75 F#5:.75 D5:.5 r:2",
    "bridge": "C5:1.5 E5:.5 A5:2 | D5:1.5 F#5:.5 B5:2 | C6 B5:.5 G5:.5 E5:2 | D5 F#5 A5:2 |"
    "C6:1.5 B5:.5 A5:2 | B5:1.5 A5:.5 F#5:2 | G5 A5:.5 G5:.5 E5:2 | D#5 F#5 B5:2",
    "last drop": _JINGLE,
    "ending": "E5:.5 G5:.5 B5:.5 E6:2.5",
}
_BELL = "B4:.5 r:.25 B4:.25 G4:.5 E4:.5 r:.5 G4:.5 A4:.5 B4:.5"
_COWBELL = {
    "intro": f"{_BELL} | C5:.5 r:.25 C5:.25 G4:.5 E4:.5 r:.5 G4:.5 A4:.5 C5:.5 |{_BELL}|"
    "A4:.5 r:.25 A4:.25 F#4:.5 D4:.5 r:.5 F#4:.5 A4",
}
_COWBELL |= dict.fromkeys(("verse", "last drop"), _COWBELL["intro"])

_HALF: Groove = {
    KICK: ("X..x..x.....x...", "X..x..x...x....."),
    SNARE: "........X.......",
    CLOSED_HAT: "x.x.x.xxx.x.x.x.",
}
_DROP: Groove = {
    KICK: ("X..X..X...X..x..", "X..X..X..X..x.x."),
    SNARE: ("........X.......", "........X......o"),
    CLAP: "........X.......",
    CLOSED_HAT: ("xoxoxoxoxoxoxoxo", "x.x.xoxox.x.xxxx"),
    OPEN_HAT: "....x.......x...",
    CRASH: ("X",) + ("",) * 3,
}
_RATTLE: Groove = {
    KICK: "X.......X.......",
    SNARE: "o...o...o.o.xxxxX.X.XXXX",
    CLOSED_HAT: "x.x.x.x.x.x.x.x.",
}


def compose() -> Song:
    bars = tuple(bars_of(_PASSAGES))
    kit = drums(
        bars,
        {
            "intro": {CLAP: "........x......."},
            "verse": _HALF,
            "drop": _DROP,
            "stop": {CLAP: ("........x.......",) * 3 + ("",)},
            "bridge": _HALF,
            "last drop": _DROP,
            "ending": {KICK: "X", CRASH: "X", CLAP: "X"},
        },
        fills={"verse": _RATTLE, "bridge": _RATTLE},
        velocity=100,
    )
    growl = ("1--1--1---1--8--", "1--1--1--1--8-n-")
    low: Lines = {
        "verse": "1-----1-......5-",
        "drop": growl,
        "bridge": "1-----1-..1-....",
        "last drop": growl,
    }
    low |= {"ending": "1-------........"}
    blips: Lines = {
        "intro": "1.2.3.4.3.2.3.2.",
        "verse": "1.3.4.3.2.3.4.3.",
        "drop": "14361436143614.6",
        "last drop": "1436143614361436",
    }
    blips |= {"bridge": "1.3.2.4.3.5.4.6."}
    saws: Lines = {"drop": "X..X..X...X..X..", "last drop": "X..X..X...X..X..", "ending": "X-------........"}
    held: Lines = {"intro": "x---------------", "stop": "x-------........", "bridge": "x---------------"}
    saw = Part(
        "saws",
        81,
        chords(bars, saws, centre=64, velocity=88),
        -26.5,
        room=0.18,
        low_cut_hz=200,
        gives_way=0.5,
    )
    blip = Part(
        "blips",
        80,
        broken(bars, blips, centre=67, velocity=74),
        -29.5,
        room=0.12,
        echo=0.3,
        low_cut_hz=350,
        high_cut_hz=7000,
    )
    return Song(
        name="sugar_rush",
        title="Sugar Rush",
        mood="hyper",
        key="E minor",
        tempo_bpm=150,
        passages=_PASSAGES,
        parts=(
            Part(
                "drums",
                25,
                only(kit, KICK, SNARE, CLAP),
                -19,
                bank=128,
                room=0.08,
                low_cut_hz=30,
                timing_ms=1,
            ),
            Part(
                "hats",
                25,
                only(kit, CLOSED_HAT, OPEN_HAT, CRASH),
                -30,
                bank=128,
                pan=0.25,
                room=0.08,
                low_cut_hz=2500,
                timing_ms=2,
            ),
            Part(
                "growl",
                39,
                bass(bars, low, above=28, velocity=104),
                -20,
                room=0.0,
                low_cut_hz=32,
                high_cut_hz=2800,
                timing_ms=1,
                gives_way=0.35,
                drive=6.0,
            ),
            Part(
                "cowbells",
                113,
                tune(bars, _COWBELL, 92, shift=12),
                -25,
                pan=0.2,
                room=0.2,
                echo=0.2,
                low_cut_hz=300,
            ),
            *doubled(saw, pan=0.7),
            *doubled(blip, pan=0.6),
            Part(
                "choir",
                54,
                chords(bars, held, centre=64, velocity=80),
                -26,
                room=0.45,
                low_cut_hz=200,
                timing_ms=8,
            ),
            Part(
                "console",
                80,
                tune(bars, _TUNE, 88),
                -24.5,
                pan=-0.08,
                room=0.18,
                echo=0.22,
                low_cut_hz=280,
                high_cut_hz=8000,
                timing_ms=2,
            ),
            Part(
                "music box",
                10,
                tune(bars, _TUNE, 84, shift=12),
                -29,
                pan=0.3,
                room=0.35,
                echo=0.25,
                low_cut_hz=500,
            ),
        ),
        ringing_s=3.2,
        rises=("drop", "last drop"),
    )
