from pathlib import Path

import numpy as np
import pytest

from pytoon.film.errors import BriefError, FilmError
from pytoon.film.narration import Utterance
from pytoon.film.sound.loudness import SAMPLE_RATE, momentary_lufs
from pytoon.film.sound.measuring import measure
from pytoon.film.sound.mixing import mix
from pytoon.film.sound.music import music_for
from pytoon.film.sound.music.decoding import decode
from pytoon.film.sound.wav import read_wav, write_wav
from pytoon.film.timeline import AudioTrack, DuckRegion, Entry, Timeline, Word

pytestmark = pytest.mark.media


def timeline(total_ms: int, *regions: DuckRegion) -> Timeline:
    music = AudioTrack("music", "music", 0, total_ms, duck_regions=regions)
    return Timeline(total_ms, (Entry(1, 0, total_ms),), audio=(music,))


@pytest.fixture
def utterance(tmp_path: Path) -> Utterance:
    """Two seconds that behave like speech: bursts of noise with sharp peaks and gaps."""
    rng = np.random.default_rng(11)
    bursts = np.repeat(rng.uniform(0, 1, 20) > 0.25, SAMPLE_RATE // 10)
    noise = np.convolve(rng.standard_normal(2 * SAMPLE_RATE), np.ones(6) / 6, mode="same") * bursts
    noise = 0.1 * noise / noise.std()
    noise[:480] *= np.linspace(0, 1, 480)
    noise[-480:] *= np.linspace(1, 0, 480)
    file = tmp_path / "utterance.wav"
    write_wav(file, np.clip(noise, -1, 1).astype(np.float32)[np.newaxis])
    return Utterance(1, "Hello", file, 2000, (Word("Hello", 0, 2000),))


def lag_ms(sound, stem) -> float:
    length = 1 << (2 * len(stem)).bit_length()
    correlation = np.fft.irfft(np.fft.rfft(sound, length) * np.conj(np.fft.rfft(stem, length)))
    lag = int(np.argmax(correlation))
    return (lag if lag < length // 2 else lag - length) / 48


@pytest.mark.parametrize("music", [None, "upbeat_corporate"])
def test_the_mix_has_the_length_and_the_loudness_of_a_film(tmp_path, utterance, music):
    soundtrack = mix(timeline(5033, DuckRegion(800, 3200)), [(utterance, 1000)], music, tmp_path)
    loudness, true_peak = measure(soundtrack.file)
    assert loudness == pytest.approx(-14, abs=0.5)
    assert true_peak <= -1.5
    assert (soundtrack.loudness_lufs, soundtrack.true_peak_dbtp) == (loudness, true_peak)
    assert decode(soundtrack.file).shape == (2, 5033 * 48)


def test_the_voice_is_where_the_timeline_says_to_the_sample(tmp_path, utterance):
    soundtrack = mix(timeline(5000), [(utterance, 1234)], "calm_morning", tmp_path)
    assert soundtrack.voice_file is not None
    stem = read_wav(soundtrack.voice_file)[0]
    said = read_wav(utterance.file)[0]
    assert np.array_equal(stem[1234 * 48 :][: len(said)], said)
    assert not stem[: 1234 * 48].any()
    assert abs(lag_ms(decode(soundtrack.file)[0], stem)) < 1


def test_music_lies_at_least_ten_units_under_the_voice(tmp_path, utterance):
    """Measured on the finished mix: somebody speaking over music, against the music before that."""
    region = DuckRegion(1800, 4200)
    spoken = mix(timeline(8000, region), [(utterance, 2000)], "upbeat_corporate", tmp_path / "spoken")
    levels = momentary_lufs(decode(spoken.file))
    speaking = levels[21:36].mean()
    pause_before = levels[5:14].mean()
    assert speaking - (pause_before - region.amount_db) > 10


def test_music_is_twelve_decibels_lower_while_somebody_speaks(tmp_path, utterance):
    """Measured in the finished mix: the music in a breath between words, against before anybody speaks."""
    said = read_wav(utterance.file)
    breath = np.zeros((1, SAMPLE_RATE), np.float32)
    write_wav(utterance.file, np.concatenate([said, breath, said], axis=1))
    region = DuckRegion(1800, 7200)
    mixed = decode(mix(timeline(10_000, region), [(utterance, 2000)], "calm_morning", tmp_path).file)
    music = music_for("calm_morning", 10_000)

    def breath_to_beginning_db(sound) -> float:
        inside, before = sound[:, 4100 * 48 : 4900 * 48], sound[:, 500 * 48 : 1500 * 48]
        return float(10 * np.log10(np.square(inside).mean() / np.square(before).mean()))

    assert breath_to_beginning_db(mixed) - breath_to_beginning_db(music) == pytest.approx(-12, abs=0.5)


def test_joins_never_click(tmp_path, utterance):
    """Where an utterance begins and ends the stem moves no faster than speech does."""
    soundtrack = mix(timeline(6000), [(utterance, 500), (utterance, 2500)], None, tmp_path)
    assert soundtrack.voice_file is not None
    stem = read_wav(soundtrack.voice_file)[0]
    for join_ms in (500, 2500, 4500):
        around = stem[(join_ms - 2) * 48 : (join_ms + 2) * 48]
        assert np.abs(np.diff(around)).max() < 0.2 * np.abs(np.diff(stem)).max()


def test_music_fades_out_at_the_end(tmp_path):
    sound = decode(mix(timeline(4000), [], "upbeat_corporate", tmp_path).file)
    assert np.abs(sound[:, -240:]).max() < 0.01


def test_a_film_without_voice_and_music_is_silent_and_says_so(tmp_path):
    soundtrack = mix(timeline(2000), [], None, tmp_path)
    assert soundtrack.voice_file is None
    assert soundtrack.loudness_lufs is None
    assert not list(tmp_path.glob("*.wav"))
    assert np.abs(decode(soundtrack.file)).max() == 0


def test_a_caller_s_own_music_is_repeated_through_the_film(tmp_path):
    own = tmp_path / "own.wav"
    write_wav(own, np.random.default_rng(2).uniform(-0.3, 0.3, (2, SAMPLE_RATE)).astype(np.float32))
    soundtrack = mix(timeline(4000), [], own, tmp_path)
    assert soundtrack.loudness_lufs == pytest.approx(-14, abs=0.5)
    assert momentary_lufs(decode(soundtrack.file))[:24].min() > -20


def test_a_voice_longer_than_the_film_is_an_error_not_a_cut(tmp_path, utterance):
    with pytest.raises(FilmError, match="Hello"):
        mix(timeline(2500), [(utterance, 1000)], None, tmp_path)


def test_an_unknown_track_is_refused(tmp_path):
    with pytest.raises(BriefError, match="polka"):
        mix(timeline(2500), [], "polka", tmp_path)


def with_clip(tmp_path: Path, total_ms: int, *, level: float = 0.3) -> Timeline:
    """A film whose second scene, from 2 to 4 s, is heard from 1.5 s of a clip: a tone from 2 s of it on."""
    clip = tmp_path / "clip.wav"
    sound = np.zeros((2, 5 * SAMPLE_RATE), np.float32)
    sound[:, 2 * SAMPLE_RATE :] = level * np.sin(np.arange(3 * SAMPLE_RATE) * 2 * np.pi * 440 / SAMPLE_RATE)
    write_wav(clip, sound)
    heard = AudioTrack("sfx", str(clip), 2000, 4000, offset_ms=1500)
    return Timeline(total_ms, (Entry(1, 0, total_ms),), audio=(heard,))


def test_a_clip_is_heard_in_its_scene_from_where_it_is_shown_and_fades_out(tmp_path):
    soundtrack = mix(with_clip(tmp_path, 6000), [], None, tmp_path)
    level = np.abs(decode(soundtrack.file)[0]).reshape(-1, 480).max(axis=1)
    assert level[:245].max() < 0.01 < 0.1 < level[255:380].min()
    assert level[398] < 0.3 * level[380]
    assert level[405:].max() < 0.01


def test_a_clip_lies_about_eighteen_units_under_the_voice(tmp_path, utterance):
    soundtrack = mix(with_clip(tmp_path, 8000), [(utterance, 5000)], None, tmp_path)
    levels = momentary_lufs(decode(soundtrack.file))
    assert levels[51:66].mean() - levels[26:34].mean() == pytest.approx(18, abs=2.5)


def test_the_noise_of_a_clip_that_is_nearly_silent_is_not_brought_up(tmp_path, utterance):
    quiet = with_clip(tmp_path, 8000, level=0.0003)
    levels = momentary_lufs(decode(mix(quiet, [(utterance, 5000)], None, tmp_path).file))
    assert levels[51:66].mean() - levels[26:34].mean() > 30


def test_a_clip_whose_sound_cannot_be_read_any_more_is_left_out_with_a_note(tmp_path, utterance):
    film = with_clip(tmp_path, 8000)
    Path(film.audio[0].file).write_bytes(b"gone")
    soundtrack = mix(film, [(utterance, 5000)], None, tmp_path)
    assert soundtrack.notes == ("The sound of clip.wav could not be read, so it is not heard.",)
    assert soundtrack.loudness_lufs == pytest.approx(-14, abs=0.5)
