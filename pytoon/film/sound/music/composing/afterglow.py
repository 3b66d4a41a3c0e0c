"""Night and one warm light: wide pads that breathe with the bass drum, a deep sub, glass bells."""

from __future__ import annotations

from pytoon.film.sound.music.composing.figures import (
    CLAP,
    CLOSED_HAT,
    KICK,
    OPEN_HAT,
    SHAKER,
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

_PASSAGES = (
    Passage("intro", ("F#m9", "Dmaj9", "Aadd9", "Eadd9"), 0.35),
    Passage("first", ("F#m9", "Dmaj9", "Aadd9", "Eadd9") * 2, 0.75),
    Passage("break", ("Dmaj9", "Eadd9", "F#m9", "Eadd9"), 0.45),
    Passage("second", ("Dmaj9", "Eadd9", "F#m9", "C#m7", "Dmaj9", "Eadd9", "F#m7", "Eadd9"), 1.0),
    Passage("ending", ("Aadd9",), 0.5),
)

_TUNE = {
    "first": "r:.5 C#5:.5 E5 G#5:2 | F#5:3 r | r:.5 B4:.5 C#5 E5:2 | B4:3 r |"
    "r:.5 C#5:.5 E5 G#5:2 | A5:1.5 F#5:.5 E5:2 | r:.5 B4:.5 C#5 E5:2 | F#5:1.5 G#5:.5 B5:2",
    "break": "F#5:2 E5:2 | B4:3 r | A4:2 C#5:2 | B4:3 r",
    "second": "F#5:1.5 E5:.5 C#5:2 | F#5:1.5 E5:.5 B4:2 | A5:1.5 G#5:.5 E5:2 | G#5:1.5 F#5:.5 E5:2 |"
    "F#5:1.5 A5:.5 C#6:2 | B5:1.5 G#5:.5 E5:2 | A5 G#5:.5 A5:.5 E5:2 | F#5:1.5 G#5:.5 B5:2",
    "ending": "C#6:4",
}

_PULSE: Groove = {KICK: "x...x...x...x..."}
_NIGHT: Groove = _PULSE | {CLAP: "....x.......x...", CLOSED_HAT: "..x...x...x...xo"}
_GLOW: Groove = _PULSE | {
    CLAP: "....x.......x..o",
    CLOSED_HAT: "o.X.o.X.o.X.o.Xo",
    SHAKER: "oxoxoxoxoxoxoxox",
}
_TURN: Groove = {KICK: "x...x...x.......", CLAP: "....x.......x.xx", OPEN_HAT: "..............x."}


def compose() -> Song:
    bars = tuple(bars_of(_PASSAGES))
    kit = drums(
        bars,
        {
            "first": _NIGHT,
            "second": _GLOW,
            "break": {KICK: ("x...............",) * 3 + ("x.......x...x...",)},
            "ending": {KICK: "x..............."},
        },
        fills={"first": _TURN, "second": _TURN},
        velocity=92,
    )
    held: Lines = {passage.name: "x---------------" for passage in _PASSAGES}
    low: Lines = {
        "first": "1-----1-..1-1---",
        "second": "1-..1-1-..1-5-n-",
        "break": ("", "", "1---------------", "1---------------"),
        "ending": "1---------------",
    }
    glass: Lines = {
        "intro": "....4.....6...5.",
        "first": "3.4.6.5.3.4.6.5.",
        "second": "346576453465764.",
        "break": "3...6...5...4...",
    }
    plucked: Lines = {"first": ("..x..x....x..x..", "..x..x....x.x..."), "second": "..x..x..x.x..x.."}
    pad = Part(
        "pad",
        89,
        chords(bars, held, centre=61, velocity=80),
        -23.5,
        room=0.45,
        low_cut_hz=140,
        timing_ms=14,
        gives_way=0.6,
    )
    sweep = Part(
        "sweep", 95, chords(bars, held, centre=66, velocity=70), -29, room=0.5, low_cut_hz=250, gives_way=0.5
    )
    bells = Part(
        "glass", 98, broken(bars, glass, centre=66, velocity=72), -27.5, room=0.5, echo=0.35, low_cut_hz=350
    )
    return Song(
        name="afterglow",
        title="Afterglow",
        mood="glowing",
        key="A major",
        tempo_bpm=94,
        passages=_PASSAGES,
        parts=(
            Part("kit", 25, only(kit, KICK, CLAP), -21.5, bank=128, room=0.12, low_cut_hz=32, timing_ms=2),
            Part(
                "hats",
                25,
                only(kit, CLOSED_HAT, OPEN_HAT, SHAKER),
                -31,
                bank=128,
                pan=0.3,
                room=0.12,
                low_cut_hz=3000,
                timing_ms=4,
            ),
            Part(
                "sub",
                38,
                bass(bars, low, above=31, velocity=92),
                -20.5,
                room=0.0,
                low_cut_hz=30,
                high_cut_hz=600,
                gives_way=0.7,
                drive=1.5,
            ),
            *doubled(pad, pan=0.85),
            *doubled(sweep, pan=0.6),
            *doubled(bells, pan=0.75),
            Part(
                "pluck",
                81,
                chords(bars, plucked, centre=69, velocity=70, top=3),
                -30,
                pan=-0.3,
                room=0.35,
                echo=0.35,
                low_cut_hz=250,
                high_cut_hz=3800,
                gives_way=0.3,
            ),
            Part(
                "tune",
                11,
                tune(bars, _TUNE, 84),
                -22.5,
                pan=0.1,
                room=0.45,
                echo=0.3,
                low_cut_hz=220,
                timing_ms=6,
            ),
            Part(
                "voices",
                54,
                tune(bars, {"second": _TUNE["second"], "break": _TUNE["break"]}, 70),
                -28,
                pan=-0.15,
                room=0.55,
                low_cut_hz=220,
                timing_ms=10,
            ),
        ),
        ringing_s=5.0,
        rises=("first", "second"),
    )
