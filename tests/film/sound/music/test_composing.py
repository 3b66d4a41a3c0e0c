"""The scores: figures mean what they say, and nobody plays a wrong note."""

from __future__ import annotations

import numpy as np
import pytest

from pytoon.film.sound.music import tracks
from pytoon.film.sound.music.composing.figures import (
    CLAP,
    KICK,
    bass,
    broken,
    chords,
    drums,
    only,
    swung,
    tune,
)
from pytoon.film.sound.music.composing.score import Part, Passage, bars_of, pitch_of, root, voicing
from pytoon.film.sound.music.composing.songs import SONGS

BARS = tuple(bars_of([Passage("verse", ("C", "Am7"), 1.0), Passage("ending", ("G/B",), 0.5)]))
SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10), "dorian": (0, 2, 3, 5, 7, 9, 10)}
#: From here on the bass may lead to the next bar's root by a half-tone.
LEADING_BEAT = 3.5


def timing(notes):
    return [(note.beat, note.beats, note.pitch) for note in notes]


def test_a_bass_line_follows_the_chords():
    line = bass(BARS, {"verse": "1-5.8..n"}, above=36)
    low = [(beat, pitch) for beat, _, pitch in timing(line)]
    assert low == [(0, 36), (1, 43), (2, 48), (3.5, 44), (4, 45), (5, 52), (6, 57), (7.5, 46)]


def test_a_slash_chord_keeps_its_fifth():
    assert [note.pitch for note in bass(BARS, {"ending": "1..5"}, above=36)] == [47, 50]


def test_a_held_sign_lasts_until_the_next():
    assert timing(broken(BARS, {"verse": ("1--2....", "")}, centre=60)) == [(0, 1.5, 55), (1.5, 0.5, 60)]


def test_chords_are_struck_whole_or_only_their_upper_notes():
    assert [note.pitch for note in chords(BARS, {"ending": "x"}, centre=60)] == [55, 59, 62]
    assert [note.pitch for note in chords(BARS, {"ending": "x"}, centre=60, top=2)] == [59, 62]


def test_a_fill_takes_the_place_of_a_passage_s_last_bar():
    hits = drums(BARS, {"verse": {KICK: "x..."}}, fills={"verse": {CLAP: "xx.."}})
    assert [(note.beat, note.pitch) for note in hits] == [(0, KICK), (4, CLAP), (5, CLAP)]
    assert [note.beat for note in only(hits, CLAP)] == [4, 5]


def test_a_melody_is_read_bar_by_bar():
    melody = tune(BARS, {"verse": "C5:1.5 r:.5 E5 F#5 | r:4"})
    assert [(note.beat, note.pitch) for note in melody] == [(0, 72), (2, 76), (3, 78)]


def test_a_bar_without_four_beats_is_refused():
    with pytest.raises(ValueError, match="has 3 beats"):
        tune(BARS, {"verse": "C5 D5 E5"})


def test_swing_delays_every_second_step_only():
    part = Part("hat", 0, drums(BARS[:1], {"verse": {42: "xxxxxxxx"}}), -30)
    beats = [note.beat for note in swung([part], by=0.3, step=0.5)[0].notes]
    assert beats == pytest.approx([0, 0.65, 1, 1.65, 2, 2.65, 3, 3.65])


def test_every_score_ships_as_a_track_and_every_track_has_its_score():
    assert sorted(SONGS) == [track.name for track in tracks()]
    for track in tracks():
        song = SONGS[track.name]
        assert (track.title, track.mood, track.key) == (song.title, song.mood, song.key)
        assert len(track.bars_ms) == song.bars
        assert track.bars_ms[1] == pytest.approx(1000 * song.bar_s, abs=0.001)
        assert [section.name for section in track.sections] == [passage.name for passage in song.passages]


@pytest.mark.parametrize("song", SONGS.values(), ids=lambda song: song.name)
def test_nobody_plays_outside_the_key_or_the_chord(song):
    tonic, mode = song.key.split()
    key = {(pitch_of(f"{tonic}4") + step) % 12 for step in SCALES[mode]}
    bars = tuple(bars_of(song.passages))
    for part in song.parts:
        for note in part.notes if part.bank == 0 and "drum" not in part.name else ():
            bar = bars[min(int(note.beat // 4), len(bars) - 1)]
            chord = {pitch % 12 for pitch in voicing(bar.chord, 60)} | {root(bar.chord, 0)}
            leading = note.beat % 4 >= LEADING_BEAT and part.program in range(32, 40)
            assert note.pitch % 12 in key | chord or leading, (part.name, bar, note)


@pytest.mark.parametrize("song", SONGS.values(), ids=lambda song: song.name)
def test_a_piece_has_quiet_and_full_passages_and_ends_on_one_chord(song):
    energies = [passage.energy for passage in song.passages]
    assert max(energies) == 1.0
    assert min(energies) <= 0.45
    assert len(song.passages[-1].chords) == 1
    assert 1.4 + song.bar_s <= song.ringing_s <= 6
    first_bars = {int(note.beat // 4) for part in song.parts for note in part.notes}
    assert first_bars == set(range(song.bars))


@pytest.mark.parametrize("song", SONGS.values(), ids=lambda song: song.name)
def test_instruments_stay_in_their_range(song):
    for part in song.parts:
        if part.bank == 0:
            pitches = np.array([note.pitch for note in part.notes])
            assert pitches.min() >= 26, part.name
            assert pitches.max() <= 100, part.name
