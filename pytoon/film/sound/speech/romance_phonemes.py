"""Spanish, Italian, Portuguese and French words into phonemes, each with its word of the script.

espeak-ng reads whole clauses, because words change beside each other (`les amis`), and says at which letter
each sound's word begins. Its alphabet becomes misaki's, on which Kokoro was trained.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from pytoon.film.sound.speech.aligned_text import AlignedText
from pytoon.film.sound.speech.espeak import Unit, read_aloud
from pytoon.film.sound.speech.phonemes import SPACE, Phoneme, ended, vocabulary
from pytoon.film.sound.speech.romance import IDIOMS
from pytoon.film.sound.speech.romance_normalising import spoken_form

#: Marks that are heard as a pause, but not those inside a number.
_MARKS = re.compile(r"(?:[;!?…—–]|(?<!\d)[.,:]|[.,:](?!\d))+")
_STRESS = "ˈˌ"
_MISAKI = {
    "aɪ": "I", "aʊ": "W", "eɪ": "A", "oʊ": "O", "əʊ": "Q", "ɔɪ": "Y",
    "dz": "ʣ", "dʒ": "ʤ", "ts": "ʦ", "tʃ": "ʧ", "ss": "S",
}  # fmt: skip


@dataclass(frozen=True)
class _Clause:
    start: int
    text: str
    mark: str
    """The mark after it, or an empty string."""


def phonemise(text: str, pronunciations: Mapping[str, str] | None = None, *, language: str) -> list[Phoneme]:
    """Return the phonemes of `text` (`language`: `es`, `it`, `pt` or `fr`).

    Raises VoiceUnavailableError when espeak-ng is not installed or fails.
    """
    spoken = spoken_form(text, language, pronunciations)
    clauses = _clauses(spoken.text)
    espeak = IDIOMS[language].espeak
    phonemes: list[Phoneme] = []
    if not clauses:
        return phonemes
    for clause, units in zip(clauses, read_aloud([clause.text for clause in clauses], espeak), strict=True):
        phonemes += _owned(spoken, clause, units)
        if clause.mark and phonemes:
            phonemes += [Phoneme(symbol, phonemes[-1].owner) for symbol in (clause.mark, SPACE)]
    return ended(_with_swallowed(spoken, phonemes, espeak))


def _clauses(text: str) -> list[_Clause]:
    clauses: list[_Clause] = []
    start = 0
    for match in [*_MARKS.finditer(text), None]:
        end = match.start() if match else len(text)
        clauses.append(_Clause(start, text[start:end], match[0][0].replace("–", "—") if match else ""))
        start = match.end() if match else end
    return [clause for clause in clauses if any(letter.isalnum() for letter in clause.text)]


def _owned(spoken: AlignedText, clause: _Clause, units: list[Unit]) -> list[Phoneme]:
    """Return what the models know of `units`, with the words of the script that they belong to."""
    phonemes: list[Phoneme] = []
    for place, group in groupby(units, lambda unit: unit.place):
        sounds = list(group)
        owners = _owners_of_word(spoken, clause.start + place)
        for index, unit in enumerate(sounds):
            owner = owners[index * len(owners) // len(sounds)]
            phonemes += [Phoneme(symbol, owner) for symbol in _symbols(unit.symbols)]
    return phonemes


def _owners_of_word(spoken: AlignedText, place: int) -> tuple[int, ...]:
    """Return the owner of each letter of the spoken word at `place`: `2000` may be written `2 000`."""
    found = re.compile(r"\S+").match(spoken.text, place)
    return spoken.owners[place : found.end() if found else place + 1]


def _symbols(unit: str) -> str:
    stress = unit[0] if unit[0] in _STRESS else ""
    sound = unit.removeprefix(stress).replace("-", "")
    known = vocabulary()
    return "".join(symbol for symbol in stress + _MISAKI.get(sound, sound) if symbol in known)


def _with_swallowed(spoken: AlignedText, phonemes: list[Phoneme], espeak: str) -> list[Phoneme]:
    """Return `phonemes` so that every word has its own.

    Some words are read in one breath with those before them (`parce que`). Each of these is read alone.
    """
    written: dict[int, str] = {}
    for letter, owner in zip(spoken.text, spoken.owners, strict=True):
        written[owner] = written.get(owner, "") + letter
    written = {owner: word for owner, word in written.items() if any(map(str.isalnum, word))}
    sounding = {phoneme.owner for phoneme in phonemes if phoneme.symbol != SPACE}
    if sounding.issuperset(written):
        return phonemes
    words = list(written)
    apart: set[int] = set()
    for before, owner in zip([words[0], *words], words, strict=False):
        if owner not in sounding:
            apart |= {before, owner}
    alone = dict(
        zip(sorted(apart), read_aloud([written[owner] for owner in sorted(apart)], espeak), strict=True)
    )
    result: list[Phoneme] = []
    for owner in words:
        own = [phoneme for phoneme in phonemes if phoneme.owner == owner]
        if owner in alone:
            marks = [phoneme for phoneme in own if _MARKS.fullmatch(phoneme.symbol)]
            symbols = "".join(_symbols(unit.symbols) for unit in alone[owner])
            if owner not in sounding:
                symbols = re.sub(f"[{_STRESS}]", "", symbols)
            own = [*(Phoneme(symbol, owner) for symbol in symbols), *marks, Phoneme(SPACE, owner)]
        result += own
    return result
