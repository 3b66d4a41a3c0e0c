"""Holds the times of spoken words against an independent witness: pocketsphinx aligns words to sound.

Words are aligned by the witness's own dictionary where it has them. Others (`$19.99`, `acme.com`, names) are
aligned by the phonemes that the voice reads for them, put into the dictionary's alphabet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from hibari.g2p import G2P
from pocketsphinx import Decoder

from pytoon.film import ffmpeg
from pytoon.film.sound.speech.normalising import spoken_form
from pytoon.film.timeline import Word

_SAMPLE_RATE = 16_000
_FRAME_MS = 10


#: misaki's phonemes and the CMU dictionary's.
_ALPHABETS = """
A:EY I:AY O:OW W:AW Y:OY i:IY u:UW ɑ:AA æ:AE ə:AH ɐ:AH ᵊ:AH ʌ:AH ɛ:EH ɜ:ER ɝ:ER ɪ:IH ᵻ:IH ʊ:UH ɔ:AO
ʤ:JH ʧ:CH ð:DH θ:TH ʃ:SH ʒ:ZH ŋ:NG ɹ:R ɡ:G j:Y T:D h:HH b:B d:D f:F k:K l:L m:M n:N p:P s:S t:T v:V w:W z:Z
"""
_CMU = dict(pair.split(":") for pair in _ALPHABETS.split())


@dataclass(frozen=True)
class OnsetErrors:
    """How far told onsets are from heard ones in ms; positive means told too late."""

    signed_ms: tuple[float, ...]

    @property
    def bias_ms(self) -> float:
        return float(np.median(self.signed_ms))

    @property
    def median_ms(self) -> float:
        return float(np.median(np.abs(self.signed_ms)))

    @property
    def p95_ms(self) -> float:
        return float(np.percentile(np.abs(self.signed_ms), 95))


def measure_onsets(sound: Path, words: Sequence[Word]) -> OnsetErrors:
    """Compare the onsets of English `words` (times in ms from the start of `sound`) with an alignment.

    Raises AssertionError when the witness cannot align every word: one left out would be an unnoticed gap.
    """
    heard = heard_onsets_ms(sound, [word.text for word in words])
    return OnsetErrors(tuple(word.start_ms - onset for word, onset in zip(words, heard, strict=True)))


def heard_onsets_ms(sound: Path, words: Sequence[str]) -> list[float]:
    """Return when each of `words` begins in the file `sound`, as pocketsphinx aligns them."""
    decoder = _decoder()
    entries = [_entry(decoder, word, said) for word, said in zip(words, _said(words), strict=True)]
    pcm = ffmpeg.run([*ffmpeg.source(sound), "-ac", "1", "-ar", str(_SAMPLE_RATE), "-f", "s16le", "-"])
    decoder.set_align_text(" ".join(entries))
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    segments = [segment for segment in decoder.seg() if not segment.word.startswith(("<", "["))]
    aligned = [re.sub(r"\(\d+\)$", "", segment.word) for segment in segments]
    assert aligned == entries, f"the alignment has {aligned}"
    return [float(segment.start_frame * _FRAME_MS) for segment in segments]


def _said(words: Sequence[str]) -> list[str]:
    """Return what is spoken for each of `words` where it stands: `ml` after a number is `milliliters`."""
    spoken = spoken_form(" ".join(words))
    said = [""] * len(words)
    word_of = [index for index, word in enumerate(words) for _ in word.split()]
    for letter, owner in zip(spoken.text, spoken.owners, strict=True):
        said[word_of[owner]] += letter
    return said


def _entry(decoder: Decoder, word: str, said: str) -> str:
    """Return the dictionary's name for `word`, adding it with the phonemes of `said` when it is unknown."""
    plain = re.sub(r"[^\w']", "", said.lower())
    if plain.isalpha() and decoder.lookup_word(plain) is not None:
        return plain
    added = "said_" + "_".join(str(ord(character)) for character in said.strip())
    if decoder.lookup_word(added) is None:
        phones = _phones(_phonemiser()(said, normalize_text=False))
        assert phones, f"nothing is said for {word!r}"
        decoder.add_word(added, phones, True)
    return added


def _phones(phonemes: str) -> str:
    """Return misaki's phonemes in the alphabet of the CMU dictionary, without stress and marks."""
    return " ".join(_CMU[symbol] for symbol in phonemes.replace("ɜɹ", "ɝ") if symbol in _CMU)


@cache
def _decoder() -> Decoder:
    return Decoder(bestpath=False, samprate=_SAMPLE_RATE, loglevel="FATAL")


@cache
def _phonemiser() -> G2P:
    return G2P()
