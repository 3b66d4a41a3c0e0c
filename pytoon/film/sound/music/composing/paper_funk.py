"""Dry funk with a broken beat: clavinet, scratched guitar, busy bass, claps on two and four."""

from __future__ import annotations

from pytoon.film.sound.music.composing.figures import (
    CLAP,
    CLOSED_HAT,
    COWBELL,
    CRASH,
    HIGH_BONGO,
    KICK,
    LOW_CONGA,
    OPEN_HAT,
    SNARE,
    Groove,
    Lines,
    bass,
    chords,
    doubled,
    drums,
    only,
    swung,
    tune,
)
from pytoon.film.sound.music.composing.score import Part, Passage, Song, bars_of

_VAMP = ("Em9", "A13") * 2

_PASSAGES = (
    Passage("intro", _VAMP, 0.5),
    Passage("groove", _VAMP * 2, 0.8),
    Passage("break", _VAMP, 0.4),
    Passage("bridge", ("Cmaj7", "Bm7", "Am7", "B7"), 0.75),
    Passage("last groove", _VAMP * 2, 1.0),
    Passage("ending", ("Em9",), 0.55),
)

_HEAD = (
    "B4:.5 D5:.5 E5:.25 r:.75 G5:.5 E5:.5 r | F#5:.5 E5:.25 C#5:.75 A4:.5 r:2 |"
    "B4:.5 D5:.5 E5:.25 r:.75 G5:.5 B5:.5 r | A5:.5 G5:.25 E5:.75 C#5:.5 E5:.5 r:1.5 |"
    "B4:.5 D5:.5 E5:.25 r:.75 G5:.5 E5:.5 r | F#5:.5 E5:.25 C#5:.75 A4:.5 r:2 |"
    "E5:.5 G5:.5 B5:.25 r:.75 A5:.5 G5:.5 E5 | F#5:.25 G5:.25 F#5:.5 E5:.5 C#5:.75 r:1.75"
)
_TUNE = {
    "groove": _HEAD,
    "bridge": "G5:1.5 E5:.5 B4:2 | F#5:1.5 D5:.5 A4:2 | E5:1.5 C5:.5 G4:2 | D#5 F#5 A5 B5",
    "last groove": _HEAD,
    "ending": "E5:.25 r:.25 G5:.25 r:.25 B5:3",
}

_BROKEN: Groove = {
    KICK: ("X..x......x..x..", "X.....x...x....."),
    SNARE: ("....X..o.o..X..o", "....X..o.o.oX..."),
    CLAP: "....x.......x...",
    CLOSED_HAT: "x.xox.xox.xox.xo",
}
_FULL: Groove = _BROKEN | {
    OPEN_HAT: ("", "..............x."),
    COWBELL: "x...x...x...x...",
    LOW_CONGA: "..o...x...o..xx.",
    HIGH_BONGO: "o.....o..x....o.",
}
_FILL: Groove = {KICK: "X.......x.......", SNARE: "....X..x.xX.xxXX", CLAP: "....x..........."}


def compose() -> Song:
    bars = tuple(bars_of(_PASSAGES))
    kit = drums(
        bars,
        {
            "intro": {CLAP: "....x.......x...", CLOSED_HAT: "x.xox.xox.xox.xo"},
            "groove": _BROKEN,
            "break": {
                CLAP: "....x.......x...",
                LOW_CONGA: "..o...x...o..xx.",
                HIGH_BONGO: "o.....o..x....o.",
            },
            "bridge": _BROKEN,
            "last groove": _FULL | {CRASH: ("X",) + ("",) * 7},
            "ending": {KICK: "X", CLAP: "X", CRASH: "x"},
        },
        fills={"intro": _FILL, "groove": _FILL, "break": _FILL, "bridge": _FILL, "last groove": _FILL},
        velocity=98,
    )
    line = ("1..1..8.7.5.6.6.", "1..1..3.5..5.7.n")
    low: Lines = {
        "groove": line,
        "break": ("1.......7.8.....", "1.......5.3....."),
        "bridge": "1--.1.8.5-..7.8.",
        "last groove": line,
    }
    low |= {"ending": "1---------------"}
    clav = ("x..x.ox.x..xo.x.", "x..x.ox..xo.x.xo")
    clavs: Lines = {
        "intro": clav,
        "groove": clav,
        "bridge": "x..x..x.x..x..x.",
        "last groove": clav,
        "ending": "X-..............",
    }
    scratch: Lines = {
        "groove": "oxooxooxoxooxoox",
        "last groove": "oxooxooxoxooxoox",
        "break": "..x...x...x...x.",
    }
    organ: Lines = {
        "bridge": "o-----..o-----..",
        "break": "x-----..........",
        "last groove": "..X-....X-..X-..",
        "ending": "X---------------",
    }
    brass: Lines = {
        "last groove": ("", "........X..X....", "", "X..X..X........."),
        "bridge": ("X---", "X---", "X---", "X..X..X..X..X..."),
        "ending": "X-......",
    }
    wah = Part(
        "scratch", 28, chords(bars, scratch, centre=69, velocity=74, top=3), -29.5, room=0.04, low_cut_hz=350
    )
    horn = Part(
        "brass", 61, chords(bars, brass, centre=68, velocity=96, top=3), -28, room=0.15, low_cut_hz=200
    )
    return Song(
        name="paper_funk",
        title="Paper Funk",
        mood="playful",
        key="E dorian",
        tempo_bpm=110,
        passages=_PASSAGES,
        parts=swung(
            (
                Part(
                    "drums",
                    8,
                    only(kit, KICK, SNARE, CLAP),
                    -19.5,
                    bank=128,
                    room=0.04,
                    low_cut_hz=32,
                    timing_ms=3,
                ),
                Part(
                    "hats",
                    8,
                    only(kit, CLOSED_HAT, OPEN_HAT, CRASH),
                    -30,
                    bank=128,
                    pan=0.25,
                    room=0.05,
                    low_cut_hz=2000,
                    timing_ms=4,
                ),
                Part(
                    "hands",
                    0,
                    only(kit, COWBELL, LOW_CONGA, HIGH_BONGO),
                    -28,
                    bank=128,
                    pan=-0.4,
                    room=0.1,
                    low_cut_hz=150,
                    timing_ms=6,
                ),
                Part(
                    "bass",
                    33,
                    bass(bars, low, above=28, velocity=98),
                    -20,
                    room=0.0,
                    low_cut_hz=36,
                    high_cut_hz=5000,
                    timing_ms=4,
                    drive=1.6,
                ),
                Part(
                    "clavinet",
                    7,
                    chords(bars, clavs, centre=59, velocity=86, top=3),
                    -24.5,
                    pan=-0.45,
                    room=0.05,
                    low_cut_hz=160,
                    timing_ms=4,
                    drive=1.5,
                ),
                *doubled(wah, pan=0.75),
                Part(
                    "organ",
                    17,
                    chords(bars, organ, centre=66, velocity=80),
                    -27.5,
                    pan=0.35,
                    room=0.15,
                    low_cut_hz=200,
                ),
                *doubled(horn, pan=0.75),
                Part(
                    "flute",
                    73,
                    tune(bars, _TUNE, 88, shift=12),
                    -25,
                    pan=0.1,
                    room=0.18,
                    echo=0.12,
                    low_cut_hz=300,
                ),
                Part(
                    "saxophone",
                    66,
                    tune(bars, {name: _TUNE[name] for name in ("groove", "last groove", "ending")}, 90),
                    -24,
                    pan=-0.08,
                    room=0.15,
                    low_cut_hz=180,
                ),
            ),
            by=0.2,
        ),
        ringing_s=4.0,
    )
