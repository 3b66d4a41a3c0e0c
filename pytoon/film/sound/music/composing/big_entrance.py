"""Punchy: live drums and claps, a distorted bass, power chords, brass that shouts."""

from __future__ import annotations

from pytoon.film.sound.music.composing.figures import (
    CLAP,
    CLOSED_HAT,
    CRASH,
    HIGH_TOM,
    KICK,
    LOW_TOM,
    OPEN_HAT,
    SNARE,
    TAMBOURINE,
    Groove,
    Lines,
    bass,
    chords,
    doubled,
    drums,
    tune,
)
from pytoon.film.sound.music.composing.score import Part, Passage, Song, bars_of

_RIFF = ("Em7", "Em7", "G", "A")
_SHOUT = ("C", "D", "Em", "Em", "C", "D", "G", "B7")

_PASSAGES = (
    Passage("intro", ("Em7",) * 4, 0.45),
    Passage("riff", _RIFF * 2, 0.7),
    Passage("shout", _SHOUT, 1.0),
    Passage("break", ("Em7",) * 4, 0.4),
    Passage("last shout", _SHOUT, 1.0),
    Passage("ending", ("Em",), 0.6),
)

_CALL = "E4:.5 G4:.5 r:.5 A4:.5 r:.5 B4:.5 r | B4:.5 A4:.5 r:.5 G4:.5 r:.5 E4:.5 r |"
_CRY = (
    "G4:1.5 E4:.5 G4 E4 | A4:1.5 F#4:.5 D4:2 | B4 A4:.5 G4:.5 E4:2 | r:2 E4:.5 G4:.5 A4:.5 B4:.5 |"
    "G4:1.5 E4:.5 G4 E4 | A4:1.5 F#4:.5 A4:2 | B4 A4:.5 B4:.5 D5:2 | D#5:1.5 B4:.5 A4 F#4"
)
_TUNE = {
    "riff": _CALL + "D5:.5 B4:.5 r:.5 G4:.5 r:.5 B4:.5 r | C#5:.5 A4:.5 r:.5 E4:.5 r:.5 A4:.5 r",
    "shout": _CRY,
    "break": _CALL + "r:4 | r:2 B4:.5 A4:.5 G4:.5 F#4:.5",
    "last shout": _CRY,
    "ending": "E5:2 r:2",
}

_STOMP: Groove = {KICK: "X.......X.X.....", CLAP: "....x.......x..."}
_BEAT: Groove = {
    KICK: ("X.....x.x.......", "X..x....x.x....."),
    SNARE: "....X..o....X..o",
    CLAP: "....x.......x...",
    CLOSED_HAT: "x.o.x.o.x.o.x.o.",
}
_CHARGE: Groove = {
    KICK: ("X..x..x.X..x..x.", "X..x..x.X.x..x.."),
    SNARE: "....X.......X..o",
    CLAP: "....X.......X...",
    OPEN_HAT: "..x...x...x...x.",
    CRASH: ("X",) + ("",) * 3,
}
_ROLL: Groove = {SNARE: "o.o.o.o.oooxxxXX", KICK: "x...x...x...x...", CLAP: "....x.......x..."}
_TOMS: Groove = {
    KICK: "X.......x.......",
    SNARE: "....X..xX.......",
    HIGH_TOM: "..........XX....",
    LOW_TOM: "............X.X.",
}


def compose() -> Song:
    bars = tuple(bars_of(_PASSAGES))
    kit = drums(
        bars,
        {
            "intro": _STOMP,
            "riff": _BEAT,
            "shout": _CHARGE,
            "break": _STOMP,
            "last shout": _CHARGE,
            "ending": {KICK: "X...............", CRASH: "X...............", CLAP: "X..............."},
        },
        fills={"riff": _ROLL, "shout": _TOMS, "break": _ROLL, "last shout": _TOMS},
        velocity=104,
    )
    chug = "1.1.1.11..1.1.5."
    low: Lines = {"intro": ("1.....1.1.....3.", "1.....1.1...7.8."), "riff": (chug, "1.1.1.11..8.7.5.")}
    low |= {
        "shout": "1-1.11.11-1.11.8",
        "break": low["intro"],
        "last shout": "1-1.11.11-1.11.8",
        "ending": "1-------........",
    }
    stabs: Lines = {
        "riff": ("X..x............", ""),
        "shout": ("X.....x...x.....", "X.....x.....x.X."),
        "ending": "X-------........",
    }
    stabs |= {
        "last shout": ("X..x..x...x.....", "X.....x...x.x.X."),
        "break": ("X...............", "", "X...............", ""),
    }
    power: Lines = {
        "shout": "X-----X-----x---",
        "last shout": "X-----X-----x---",
        "ending": "X---------------",
    }
    keys: Lines = {"riff": "..x...x...x...x.", "last shout": "x.x.x.x.x.x.x.x.", "shout": "x.x.x.x.x.x.x.x."}
    guitar = Part(
        "guitar",
        30,
        chords(bars, power, centre=52, velocity=92, top=2),
        -27,
        room=0.08,
        low_cut_hz=140,
        high_cut_hz=6500,
    )
    brass = Part("brass", 61, chords(bars, stabs, centre=67, velocity=104), -24, room=0.22, low_cut_hz=180)
    return Song(
        name="big_entrance",
        title="Big Entrance",
        mood="punchy",
        key="E minor",
        tempo_bpm=126,
        passages=_PASSAGES,
        parts=(
            Part("kit", 16, kit, -18.5, bank=128, room=0.08, low_cut_hz=30, timing_ms=2),
            Part(
                "tambourine",
                0,
                drums(
                    bars,
                    {
                        "shout": {TAMBOURINE: "o.x.o.x.o.x.o.x."},
                        "last shout": {TAMBOURINE: "ooxoooxoooxoooxo"},
                    },
                ),
                -35,
                bank=128,
                pan=0.5,
                room=0.1,
                low_cut_hz=2500,
            ),
            Part(
                "bass",
                38,
                bass(bars, low, above=28, velocity=104),
                -20.5,
                room=0.0,
                low_cut_hz=36,
                high_cut_hz=3800,
                timing_ms=2,
                gives_way=0.3,
                drive=5.0,
            ),
            *doubled(guitar, pan=0.8),
            *doubled(brass, pan=0.45),
            Part(
                "organ",
                18,
                chords(bars, keys, 64, 78),
                -30,
                pan=-0.3,
                room=0.12,
                low_cut_hz=250,
                gives_way=0.3,
            ),
            Part(
                "trumpets",
                56,
                tune(bars, _TUNE, 100, shift=12),
                -23.5,
                pan=-0.12,
                room=0.28,
                echo=0.12,
                low_cut_hz=220,
            ),
            Part("trombones", 57, tune(bars, _TUNE, 100), -24.5, pan=0.2, room=0.25, low_cut_hz=120),
        ),
        ringing_s=3.6,
        rises=("shout", "last shout"),
    )
