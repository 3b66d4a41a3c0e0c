"""English words into phonemes, each of which knows the word of the script that it belongs to.

The alphabet is misaki's, which hibari and Kokoro share, symbol for symbol.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import hibari
from hibari.g2p import G2P

from pytoon.film.sound.speech.aligned_text import AlignedText
from pytoon.film.sound.speech.normalising import spoken_form

HIBARI_ASSETS = Path(hibari.__file__).parent / "assets"
SILENT = frozenset(';:,.!?—…"()“” ')
#: The models were trained on sentences; beyond this many phonemes they are split at clauses.
MOST_PHONEMES = 400
_CLAUSE_ENDS = frozenset(",;:—.!?…")
_SENTENCE_ENDS = frozenset(".!?…")
SPACE = " "
_PAD = 0


@dataclass(frozen=True)
class Phoneme:
    symbol: str
    owner: int
    """The index of the source word it belongs to."""


def phonemise(
    text: str, pronunciations: Mapping[str, str] | None = None, *, british: bool = False
) -> list[Phoneme]:
    """Return the phonemes of English `text` (no markup), ended by a full stop where no mark ends them.

    The phonemiser may rewrite what it reads (`'cause`), but never across white space, so its tokens are
    followed from chunk to chunk, and looked up only inside a chunk that stems from several words.
    """
    g2p, known = reader(british=british), vocabulary()
    spoken = spoken_form(text, pronunciations)
    chunks = iter(re.finditer(r"\S+", spoken.text))
    phonemes: list[Phoneme] = []
    position = end = 0
    for token in g2p.phonemize_tokens(g2p.tokenize(spoken.text)):
        if position >= end:
            position, end = next(chunks).span()
        found = spoken.text.find(token.text, position, end)
        position = max(position, found)
        owner = spoken.owners[min(position, end - 1)]
        position = end if token.whitespace else min(position + len(token.text), end - 1)
        symbols = (token.phonemes or "") + (SPACE if token.whitespace else "")
        phonemes += [Phoneme(symbol, owner) for symbol in symbols if symbol in known]
    return ended(_with_skipped(spoken, phonemes, g2p))


def split(phonemes: list[Phoneme]) -> list[list[Phoneme]]:
    """Cut what is too long for a model at the last clause end that fits, or else at a space.

    What has nothing to sound is left out.
    """
    chunks: list[list[Phoneme]] = []
    rest = phonemes
    while len(rest) > MOST_PHONEMES:
        cut = _last(rest, _CLAUSE_ENDS) or _last(rest, frozenset(SPACE)) or MOST_PHONEMES
        chunks.append(rest[:cut])
        rest = rest[cut:]
    chunks.append(rest)
    return [chunk for chunk in chunks if any(phoneme.symbol not in SILENT for phoneme in chunk)]


def symbol_ids(chunk: list[Phoneme]) -> list[int]:
    """Return what the models read for `chunk`: its symbols' numbers, between a pad at either end."""
    known = vocabulary()
    return [_PAD, *(known[phoneme.symbol] for phoneme in chunk), _PAD]


@cache
def vocabulary() -> dict[str, int]:
    """Return the number of each symbol that the models know."""
    symbols: dict[str, int] = json.loads((HIBARI_ASSETS / "vocab.json").read_text("utf-8"))
    return symbols


@cache
def reader(*, british: bool = False) -> G2P:
    """Return the dictionaries of American or British English. Safe before a fork."""
    return G2P(british=british)


def _with_skipped(spoken: AlignedText, phonemes: list[Phoneme], g2p: G2P) -> list[Phoneme]:
    """Return `phonemes` with those of words that were left out in their sentence, each read alone."""
    known = vocabulary()
    sounding = {phoneme.owner for phoneme in phonemes if phoneme.symbol not in SILENT}
    written: dict[int, str] = {}
    for letter, owner in zip(spoken.text, spoken.owners, strict=True):
        if letter.isalnum() and owner not in sounding:
            written[owner] = written.get(owner, "") + letter
    for owner, word in written.items():
        place = next((i for i, phoneme in enumerate(phonemes) if phoneme.owner >= owner), len(phonemes))
        symbols = f"{g2p(word, normalize_text=False)}{SPACE}"
        phonemes[place:place] = [Phoneme(s, owner) for s in symbols if s in known]
    return phonemes


def ended(phonemes: list[Phoneme]) -> list[Phoneme]:
    """Return `phonemes` with a full stop where no mark ends them: the voice falls only before one."""
    if not phonemes or any(phoneme.symbol in _SENTENCE_ENDS for phoneme in phonemes[-3:]):
        return phonemes
    return [*phonemes, Phoneme(".", phonemes[-1].owner)]


def _last(phonemes: list[Phoneme], symbols: frozenset[str]) -> int:
    """Return the place after the last of `symbols` in the second half of what fits, or 0."""
    for place in range(MOST_PHONEMES, MOST_PHONEMES // 2, -1):
        if phonemes[place - 1].symbol in symbols:
            return place
    return 0
