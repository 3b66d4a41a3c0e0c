import numpy as np
import pytest

from pytoon.film.errors import MediaError
from pytoon.film.sound.loudness import loudness_lufs, true_peak_dbtp
from pytoon.film.sound.music import find_track, music_for, tracks
from pytoon.film.sound.music.decoding import decode
from pytoon.film.sound.music.fitting import fit_track, plan_edits

pytestmark = pytest.mark.media


@pytest.fixture(params=tracks(), ids=lambda track: track.name)
def track(request):
    return request.param


def test_the_shipped_tracks_are_mastered(track):
    sound = decode(track.file)
    assert sound.shape[1] / 48 == pytest.approx(track.duration_ms, abs=5)
    assert loudness_lufs(sound) == pytest.approx(-16, abs=0.5)
    assert true_peak_dbtp(sound) <= -1.5
    left, right = sound
    assert 0.3 < np.mean(left * right) / np.sqrt(np.mean(left**2) * np.mean(right**2)) < 0.95
    levels = {}
    starts = [round(track.bars_ms[section.bar] * 48) for section in track.sections]
    for section, start, end in zip(track.sections, starts, [*starts[1:], sound.shape[1]], strict=True):
        levels[section.energy] = loudness_lufs(sound[:, start:end])
    assert levels[max(levels)] - levels[min(levels)] > 2


@pytest.mark.parametrize("name", ["big_entrance", "slow_horizon"])
def test_a_cut_is_no_louder_event_than_the_piece_itself(name):
    track = find_track(name)
    whole = decode(track.file)
    fitted = fit_track(track, whole, 30_000)
    head, _ = plan_edits(track, 30_000)
    cut = round((head.end_ms - head.start_ms) * 48)
    assert np.abs(np.diff(fitted)).max() <= np.abs(np.diff(whole)).max()
    assert np.abs(np.diff(fitted[:, cut - 2400 : cut - 96])).max() < 0.2
    assert loudness_lufs(fitted[:, :48_000]) > -30
    assert loudness_lufs(fitted[:, -96_000:-48_000]) > -35
    assert np.abs(fitted[:, -48:]).max() < 0.001


def test_a_file_that_is_no_sound_is_refused_in_words(tmp_path):
    file = tmp_path / "notes.mp3"
    file.write_text("these are words")
    with pytest.raises(MediaError, match="notes.mp3"):
        music_for(file, 2000)
