"""What sounds are taken at the door."""

from __future__ import annotations

import numpy as np
import pytest

from pytoon.film.errors import MediaError
from pytoon.film.sound.inspecting import inspect_music, inspect_sound
from pytoon.film.sound.wav import write_wav

pytestmark = pytest.mark.media


def _tone(path, seconds, level=0.3):
    samples = np.arange(round(seconds * 48_000))
    write_wav(path, (level * np.sin(samples * 0.05)).astype(np.float32)[None])
    return path


def test_a_sound_is_as_long_as_what_can_be_decoded(tmp_path):
    assert inspect_sound(_tone(tmp_path / "voice.wav", 1.5)) == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(
    ("seconds", "level", "said"),
    [(1, 0, "silent"), (0.1, 0.3, "at least"), (302, 0.3, "longer than 5 minutes")],
)
def test_a_sound_that_no_film_can_use_is_refused_with_what_to_send(tmp_path, seconds, level, said):
    with pytest.raises(MediaError, match=said):
        inspect_sound(_tone(tmp_path / "voice.wav", seconds, level))


@pytest.mark.parametrize("content", [b"", b"RIFF\xff\xff\xff\xffWAVEnonsense", b"#EXTM3U\n/etc/passwd\n"])
def test_what_is_no_sound_is_refused(tmp_path, content):
    path = tmp_path / "voice.wav"
    path.write_bytes(content)
    with pytest.raises(MediaError):
        inspect_sound(path)


def test_music_may_be_longer_than_any_film(tmp_path):
    inspect_music(_tone(tmp_path / "music.wav", 302))


def test_music_that_no_film_would_get_to_hear_is_refused(tmp_path):
    samples = np.zeros(62 * 48_000, np.float32)
    samples[-48_000:] = 0.3
    write_wav(tmp_path / "music.wav", samples[None])
    with pytest.raises(MediaError, match="silent in its first 60 s"):
        inspect_music(tmp_path / "music.wav")
