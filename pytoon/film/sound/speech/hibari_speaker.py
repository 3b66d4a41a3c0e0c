"""The voice of hibari-tts: a small neural model that also tells how long each phoneme lasts.

The shipped network computes durations but does not hand them out. A protobuf message may be completed by
appending fields to its bytes, so one more graph output is appended to the model as it is loaded.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import hibari
import numpy as np
import numpy.typing as npt
import onnxruntime
from hibari import dsp
from hibari.g2p import G2P

from pytoon.film.sound.speech.aligned_text import AlignedText
from pytoon.film.sound.speech.normalising import spoken_form
from pytoon.film.sound.speech.speaker import Speech, VoiceUnavailableError
from pytoon.film.timeline import Word

_ASSETS = Path(hibari.__file__).parent / "assets"
#: The model inside hibari-tts 0.2.1; the name of the duration tensor holds for this file only.
_MODEL_SHA256 = "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8"
_DURATIONS = "/Clip_output_0"
#: One unit of the duration tensor: two hops of the synthesiser.
_FRAME_MS = 2 * 1000 * dsp.HOP / dsp.SR
#: A phoneme is heard this much before the sum of the durations before it: measured on the words of seven
#: scripts against pocketsphinx, which leaves a median error of 10 to 15 ms and a 95th percentile of 50.
_LEAD_MS = 85.0
#: The model was trained on sentences; beyond this many phonemes they are split at clauses.
_MOST_PHONEMES = 400
_SPEEDS = (0.4, 2.5)
_SPEED_SEARCHES = 7
_CLAUSE_ENDS = frozenset(",;:—.!?…")
_SENTENCE_ENDS = frozenset(".!?…")
_SILENT = frozenset(';:,.!?—…"()“” ')
_SPACE = " "


@dataclass(frozen=True)
class _Phoneme:
    symbol: str
    owner: int
    """The index of the source word it belongs to."""


class HibariSpeaker:
    """Speaks English with the voice "heart" (American, female) at 24 kHz."""

    def __init__(self, threads: int = 2) -> None:
        self._g2p = _phonemiser()
        self._vocabulary: dict[str, int] = json.loads((_ASSETS / "vocab.json").read_text("utf-8"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            _model_with_durations(), options, providers=["CPUExecutionProvider"]
        )

    def speak(self, text: str, rate: float = 1.0) -> Speech:
        """Say `text` (plain words, no markup) at `rate` times the voice's own pace (0.5 to 2).

        The words of the result are those of `text` as white space separates them, each with the time of
        all that was said for it; a mark that is not said, such as a dash or an emoji, stands with the word
        before it. When nothing in `text` can be said the result has neither sound nor words.
        """
        source = text.split()
        phonemes = self._phonemes(spoken_form(text))
        sounds: list[npt.NDArray[np.float32]] = []
        times: dict[int, tuple[float, float]] = {}
        offset_ms = 0.0
        for chunk in _split(phonemes):
            samples, durations = self._synthesise(chunk, rate)
            _note_times(times, chunk, durations, offset_ms)
            sounds.append(samples)
            offset_ms += 1000 * len(samples) / dsp.SR
        words, unread = _words_with_marks(source, times, offset_ms)
        samples = np.concatenate([np.zeros(0, np.float32), *sounds])
        return Speech(samples, dsp.SR, words, unread)

    def _phonemes(self, spoken: AlignedText) -> list[_Phoneme]:
        """Return the phonemes of `spoken`, each with its source word.

        The phonemiser may rewrite what it reads (`'cause`), but never across white space, so its tokens are
        followed from chunk to chunk, and looked up only inside a chunk that stems from several words.
        """
        chunks = iter(re.finditer(r"\S+", spoken.text))
        phonemes: list[_Phoneme] = []
        position = end = 0
        for token in self._g2p.phonemize_tokens(self._g2p.tokenize(spoken.text)):
            if position >= end:
                position, end = next(chunks).span()
            found = spoken.text.find(token.text, position, end)
            position = max(position, found)
            owner = spoken.owners[min(position, end - 1)]
            position = end if token.whitespace else min(position + len(token.text), end - 1)
            symbols = (token.phonemes or "") + (_SPACE if token.whitespace else "")
            phonemes += [_Phoneme(symbol, owner) for symbol in symbols if symbol in self._vocabulary]
        return _ended(self._with_skipped(spoken, phonemes))

    def _with_skipped(self, spoken: AlignedText, phonemes: list[_Phoneme]) -> list[_Phoneme]:
        """Return `phonemes` with those of words that were left out in their sentence, each read alone."""
        sounding = {phoneme.owner for phoneme in phonemes if phoneme.symbol not in _SILENT}
        written: dict[int, str] = {}
        for letter, owner in zip(spoken.text, spoken.owners, strict=True):
            if letter.isalnum() and owner not in sounding:
                written[owner] = written.get(owner, "") + letter
        for owner, word in written.items():
            place = next((i for i, phoneme in enumerate(phonemes) if phoneme.owner >= owner), len(phonemes))
            symbols = f"{self._g2p(word, normalize_text=False)}{_SPACE}"
            phonemes[place:place] = [_Phoneme(s, owner) for s in symbols if s in self._vocabulary]
        return phonemes

    def _synthesise(
        self, chunk: list[_Phoneme], rate: float
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Return the sound, and for each phoneme and the pad at either end how many frames it lasts.

        The model rounds durations to whole frames, so its own speed input is far from proportional (1.1 is
        2 % faster): the speed that comes nearest to `rate` is searched for.
        """
        output = self._run(chunk, 1.0)
        if rate != 1.0:
            target = float(output[-1].sum()) / rate
            slowest, fastest = _SPEEDS
            for _ in range(_SPEED_SEARCHES):
                speed = (slowest + fastest) / 2
                tried = self._run(chunk, speed)
                slowest, fastest = (speed, fastest) if tried[-1].sum() > target else (slowest, speed)
                output = min(output, tried, key=lambda run: abs(float(run[-1].sum()) - target))
        *spectra, durations = output
        # A fixed seed makes the same text the same sound, which caches and tests rely on.
        noise = np.random.default_rng(0)
        return dsp.synth(*(spectrum[0] for spectrum in spectra), noise), durations

    def _run(self, chunk: list[_Phoneme], speed: float) -> list[npt.NDArray[np.float32]]:
        """Return the network's spectra and, last, its durations."""
        pad = 0
        ids = [pad, *(self._vocabulary[phoneme.symbol] for phoneme in chunk), pad]
        *spectra, durations = self._session.run(
            ["lh", "theta", "ln", "lr", "phi", "f0", _DURATIONS],
            {"ids": np.asarray([ids], np.int64), "speed": np.asarray([speed], np.float32)},
        )
        return [*spectra, durations.reshape(-1)]


@cache
def load(threads: int = 2) -> HibariSpeaker:
    """Return this process's speaker. Raises VoiceUnavailableError when the model is missing or changed."""
    try:
        return HibariSpeaker(threads)
    except (OSError, ValueError, RuntimeError) as error:
        raise VoiceUnavailableError(f"The voice heart cannot be loaded ({error}).") from error


def prepare() -> None:
    """Read the dictionaries. Safe before a fork: no ONNX session is made."""
    _phonemiser()


@cache
def _phonemiser() -> G2P:
    return G2P()


def _model_with_durations() -> bytes:
    model = (_ASSETS / "hibari.onnx").read_bytes()
    if hashlib.sha256(model).hexdigest() != _MODEL_SHA256:
        raise ValueError("its model file is not the one of hibari-tts 0.2.1")
    return model + _graph_output(_DURATIONS)


def _graph_output(name: str) -> bytes:
    """Return the bytes that add the float tensor `name` to a serialised ONNX model's graph outputs.

    Field numbers of onnx.proto: ModelProto.graph 7, GraphProto.output 12, ValueInfoProto.name 1 and
    type 2, TypeProto.tensor_type 1, Tensor.elem_type 1 (1 is float).
    """
    tensor = _field(1, b"\x08\x01")
    value = _field(1, name.encode()) + _field(2, tensor)
    return _field(7, _field(12, value))


def _field(number: int, payload: bytes) -> bytes:
    if len(payload) > 127:
        raise ValueError("the length of a longer field takes more than one byte")
    return bytes([number << 3 | 2, len(payload)]) + payload


def _ended(phonemes: list[_Phoneme]) -> list[_Phoneme]:
    """Return `phonemes` with a full stop where no mark ends them: the voice falls only before one."""
    if not phonemes or any(phoneme.symbol in _SENTENCE_ENDS for phoneme in phonemes[-3:]):
        return phonemes
    return [*phonemes, _Phoneme(".", phonemes[-1].owner)]


def _split(phonemes: list[_Phoneme]) -> list[list[_Phoneme]]:
    """Cut what is too long for the model at the last clause end that fits, or else at a space."""
    chunks: list[list[_Phoneme]] = []
    rest = phonemes
    while len(rest) > _MOST_PHONEMES:
        cut = _last(rest, _CLAUSE_ENDS) or _last(rest, frozenset(_SPACE)) or _MOST_PHONEMES
        chunks.append(rest[:cut])
        rest = rest[cut:]
    chunks.append(rest)
    return [chunk for chunk in chunks if any(phoneme.symbol not in _SILENT for phoneme in chunk)]


def _last(phonemes: list[_Phoneme], symbols: frozenset[str]) -> int:
    """Return the place after the last of `symbols` in the second half of what fits, or 0."""
    for place in range(_MOST_PHONEMES, _MOST_PHONEMES // 2, -1):
        if phonemes[place - 1].symbol in symbols:
            return place
    return 0


def _note_times(
    times: dict[int, tuple[float, float]],
    chunk: list[_Phoneme],
    durations: npt.NDArray[np.float32],
    offset_ms: float,
) -> None:
    """Widen each word's time by the sounding phonemes of `chunk`, which begins at `offset_ms`."""
    edges_ms = offset_ms - _LEAD_MS + np.cumsum(durations, dtype=np.float64) * _FRAME_MS
    for phoneme, start_ms, end_ms in zip(chunk, edges_ms[:-1], edges_ms[1:], strict=False):
        if phoneme.symbol in _SILENT:
            continue
        first_ms = times.get(phoneme.owner, (float(start_ms), 0.0))[0]
        times[phoneme.owner] = (first_ms, float(end_ms))


def _words_with_marks(
    source: list[str], times: dict[int, tuple[float, float]], total_ms: float
) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """Return the words with their times, and those with letters or digits that have no sound."""
    words: list[Word] = []
    leading: list[str] = []
    unread = [word for index, word in enumerate(source) if index not in times and _has_letters(word)]
    for index, text in enumerate(source):
        if index in times:
            start_ms, end_ms = (round(min(max(time, 0.0), total_ms)) for time in times[index])
            words.append(Word(" ".join([*leading, text]), start_ms, end_ms))
            leading = []
        elif words:
            last = words[-1]
            words[-1] = Word(f"{last.text} {text}", last.start_ms, last.end_ms)
        else:
            leading.append(text)
    return tuple(words), tuple(unread)


def _has_letters(word: str) -> bool:
    return any(character.isalnum() for character in word)
