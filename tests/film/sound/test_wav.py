import numpy as np
import pytest

from pytoon.film.errors import MediaError
from pytoon.film.sound.wav import read_wav, resample, write_wav


def test_a_sound_comes_back_as_it_was_written(tmp_path):
    sound = np.random.default_rng(1).uniform(-1, 1, (2, 1000)).astype(np.float32)
    write_wav(tmp_path / "sound.wav", sound)
    assert np.allclose(read_wav(tmp_path / "sound.wav"), sound, atol=1 / 32767)


@pytest.mark.parametrize("sample_rate", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_resampling_keeps_a_tone_where_it_was(sample_rate):
    def tone(rate: int):
        time = np.arange(rate) / rate
        return (np.sin(2 * np.pi * 1000 * time) * np.hanning(rate)).astype(np.float32)[np.newaxis]

    assert np.allclose(resample(tone(sample_rate), sample_rate), tone(48_000), atol=2e-3)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all"])
def test_a_file_that_is_no_sound_is_refused_in_words(tmp_path, content):
    file = tmp_path / "broken.wav"
    file.write_bytes(content)
    with pytest.raises(MediaError, match="broken.wav"):
        read_wav(file)
