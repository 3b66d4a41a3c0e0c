import numpy as np
import pytest

from pytoon.film.errors import BriefError
from pytoon.film.sound.loudness import SAMPLE_RATE
from pytoon.film.sound.music import find_track, tracks
from pytoon.film.sound.music.fitting import fit_sound, fit_track, plan_edits

LENGTHS_MS = [
    1000,
    2000,
    3100,
    5000,
    6007,
    8000,
    10_000,
    15_000,
    18_333,
    25_000,
    30_000,
    42_000,
    59_999,
    60_000,
]


@pytest.fixture(params=tracks(), ids=lambda track: track.name)
def track(request):
    return request.param


def test_a_shipped_track_is_long_enough_and_well_described(track):
    assert track.file.is_file()
    assert 60_000 < track.bars_ms[-1] < track.duration_ms
    assert len(track.beats_ms) == 4 * len(track.bars_ms)
    assert track.bars_ms == track.beats_ms[::4]
    assert np.allclose(np.diff(track.beats_ms), 60_000 / track.tempo_bpm, atol=0.01)
    assert track.title and track.mood and track.key
    assert [section.bar for section in track.sections][:1] == [0]
    assert track.sections[-1].bar == len(track.bars_ms) - 1


def test_the_library_offers_a_choice():
    assert len(tracks()) >= 10
    assert len({track.mood for track in tracks()}) == len(tracks())
    tempos = [track.tempo_bpm for track in tracks()]
    assert min(tempos) <= 80
    assert max(tempos) >= 140


def test_an_unknown_track_is_refused_with_the_list():
    with pytest.raises(BriefError, match=", ".join(track.name for track in tracks())):
        find_track("polka")


@pytest.mark.parametrize("duration_ms", LENGTHS_MS)
def test_edits_fill_the_film_exactly_from_bar_to_bar(track, duration_ms):
    edits = plan_edits(track, duration_ms)
    assert sum(edit.end_ms - edit.start_ms for edit in edits) == pytest.approx(duration_ms)
    assert all(edit.start_ms in track.bars_ms for edit in edits)
    assert all(edit.end_ms in track.bars_ms for edit in edits[:-1])
    assert len(edits) <= 2


@pytest.mark.parametrize("duration_ms", LENGTHS_MS)
def test_the_last_chord_is_struck_shortly_before_the_film_ends(track, duration_ms):
    last = plan_edits(track, duration_ms)[-1]
    bar_ms = track.bars_ms[1]
    ringing_ms = last.end_ms - track.bars_ms[-1]
    assert min(duration_ms, 1400) <= ringing_ms < 1400 + bar_ms or duration_ms == ringing_ms
    assert last.end_ms <= track.duration_ms


def test_music_never_goes_back_in_the_piece(track):
    for duration_ms in LENGTHS_MS:
        edits = plan_edits(track, duration_ms)
        assert all(before.end_ms < after.start_ms for before, after in zip(edits, edits[1:], strict=False))


def test_a_film_longer_than_the_track_has_no_edits(track):
    with pytest.raises(ValueError, match=track.name):
        plan_edits(track, track.duration_ms + 1)


def test_a_join_neither_clicks_nor_drops():
    """A steady tone through the cut keeps its level: the crossfade adds up and nothing is missing."""
    track = find_track("calm_morning")
    time = np.arange(track.duration_ms * 48) / SAMPLE_RATE
    tone = np.array([0.5 * np.sin(2 * np.pi * 220 * time)] * 2, np.float32)
    fitted = fit_track(track, tone, 36_000)
    assert fitted.shape == (2, 36_000 * 48)
    assert np.abs(np.diff(fitted[0])).max() < 0.03
    levels = np.sqrt(np.square(fitted[0, : 34_000 * 48]).reshape(-1, 480).mean(axis=1))
    assert levels[1:].max() < 0.55


@pytest.mark.parametrize("seconds", [0.3, 2.0, 7.0])
def test_any_sound_is_repeated_or_cut_and_faded_out(seconds):
    noise = np.random.default_rng(3).uniform(-0.5, 0.5, (2, int(seconds * SAMPLE_RATE))).astype(np.float32)
    fitted = fit_sound(noise, 5000)
    assert fitted.shape == (2, 5 * SAMPLE_RATE)
    blocks = np.sqrt(np.square(fitted[0, : int(3.8 * SAMPLE_RATE)]).reshape(-1, 4800).mean(axis=1))
    assert blocks.min() > 0.15
    assert fitted[0, -1] == 0


def test_silence_at_the_end_of_a_sound_is_not_repeated():
    sound = np.zeros((2, 4 * SAMPLE_RATE), np.float32)
    sound[:, :SAMPLE_RATE] = 0.5
    assert np.abs(fit_sound(sound, 6000)[0, : 4 * SAMPLE_RATE]).reshape(-1, 4800).max(axis=1).min() > 0.2
