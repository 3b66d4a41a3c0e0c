"""Which language a script is in.

Scripts are short, and statistics on a few words guess wildly. So other alphabets decide first, then the
small words and letters of each language against those that English knows, and only then the statistics.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pytoon.film.sound.speech.function_words import FUNCTION_WORDS, TELLING_LETTERS
from pytoon.film.sound.speech.voices import primary
from pytoon.film.words import split_sentences

NAMES = {
    "af": "Afrikaans", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech",
    "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gl": "Galician", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese",
    "ka": "Georgian", "km": "Khmer", "kn": "Kannada", "ko": "Korean", "lo": "Lao", "lt": "Lithuanian",
    "lv": "Latvian", "ml": "Malayalam", "mr": "Marathi", "ms": "Malay", "my": "Burmese", "nb": "Norwegian",
    "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian",
    "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "th": "Thai",
    "tl": "Filipino", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip

#: The first word of a letter's Unicode name, and the language most written with it.
_ALPHABETS = {
    "ARABIC": "ar", "ARMENIAN": "hy", "BENGALI": "bn", "CJK": "zh", "CYRILLIC": "ru", "DEVANAGARI": "hi",
    "GEORGIAN": "ka", "GREEK": "el", "GUJARATI": "gu", "GURMUKHI": "pa", "HANGUL": "ko", "HEBREW": "he",
    "HIRAGANA": "ja", "KANNADA": "kn", "KATAKANA": "ja", "KHMER": "km", "LAO": "lo", "MALAYALAM": "ml",
    "MYANMAR": "my", "SINHALA": "si", "TAMIL": "ta", "TELUGU": "te", "THAI": "th",
}  # fmt: skip
#: Languages in which one letter is as much text as several Latin ones.
_DENSE = ("zh", "ja", "ko")
_DENSITY = 3
#: Letters that tell languages of one alphabet apart.
_TELLING_LETTERS = (
    ("ar", "ٹڈڑںے", "ur"),
    ("ar", "پچژگکی", "fa"),
    ("ru", "іїєґ", "uk"),
    ("ru", "ђјљњћџ", "sr"),
)  # fmt: skip
#: Languages in Latin letters that the statistics may choose from.
_LATIN = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "no", "fi", "cs"),
    *("sk", "hu", "ro", "tr", "id", "vi", "hr", "sl", "lt", "lv", "et", "ca"),
)
_LIKELY, _SURE = 0.55, 0.8
_FUNCTION_WORD, _KNOWN_WORD, _LETTER = 2, 1, 1
#: A sentence in another language than its script has at least so many words, and such evidence: a
#: borrowed phrase ("C'est la vie.") has less.
_SENTENCE_WORDS, _SENTENCE_EVIDENCE, _SENTENCE_LEAD = 4, 4, 1.5

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ELISION = re.compile(r"([^\W\d_]{1,5}')(.+)")
_ELIDED = {word for words in FUNCTION_WORDS.values() for word in words if word.endswith("'")}
_ENGLISH_ENDINGS = re.compile(r"(?:'s|'re|'ll|'ve|'d|s|es|ed|er|ing|ly)$")


@dataclass(frozen=True)
class Recognised:
    """What language a script seems to be in."""

    language: str
    sure: bool = True
    """False when English was only taken for want of evidence."""
    also: tuple[str, ...] = ()
    """Languages of other sentences of the script."""


def recognise(script: str, prompt: str = "") -> Recognised:
    """Return the language of `script` (`en`), and those of its sentences that are clearly in another one.

    English is the default. `prompt` is what was written beside the script: it decides when the script is
    too short to tell, but a foreign script under an English prompt stays foreign.
    """
    whole = _recognise(script, prompt)
    others = (_clear_language(sentence) for sentence in split_sentences(script, whole.language))
    also = dict.fromkeys(other for other in others if other and whole.language == "en" != other)
    return Recognised(whole.language, whole.sure, tuple(also))


def recognise_language(script: str) -> str:
    """Return the language of `script` (`en`); English when there is no good evidence for another."""
    return _recognise(script, "").language


def _recognise(script: str, prompt: str) -> Recognised:
    alphabet = _main_alphabet([character for character in script.lower() if character.isalpha()])
    if alphabet is not None:
        return Recognised(alphabet)
    words = _words(script)
    if not words:
        return Recognised("en")
    english, foreign = _english_evidence(words), _foreign_evidence(words)
    statistics, probability = _identifier().classify(script)
    best = max(foreign, key=lambda language: (foreign[language], language == statistics))
    if foreign[best] > english or (
        foreign[best] == english > 0 and statistics != "en" and probability >= _SURE
    ):
        return Recognised(statistics if statistics != "en" and probability >= _SURE else best)
    if any(word.lower() in FUNCTION_WORDS["en"] for word in words):
        return Recognised("en")
    beside = _recognise(prompt, "").language if prompt else "en"
    unknown = {word for word in words if not _is_english(word)}
    if unknown and beside != "en":
        return Recognised(beside)
    strange = sum(word.islower() for word in unknown)
    needed = _LIKELY if strange > len(words) - len(unknown) else _SURE
    if strange and statistics != "en" and probability >= needed:
        return Recognised(statistics)
    names = {word for word in words[1:] if word.istitle()} | set(_words(prompt))
    return Recognised("en", sure=2 * len(unknown - names) < len(words))


def _clear_language(sentence: str) -> str:
    """Return the language that `sentence` is in without doubt, English excluded, or an empty string."""
    words = _words(sentence)
    foreign = _foreign_evidence(words)
    best = max(foreign, key=lambda language: foreign[language])
    least = max(_SENTENCE_EVIDENCE, _SENTENCE_LEAD * _english_evidence(words) + 0.5)
    return best if len(sentence.split()) >= _SENTENCE_WORDS and foreign[best] >= least else ""


def _words(text: str) -> list[str]:
    """The words of `text`, elided articles apart: `l'`, `été`."""
    found: list[str] = []
    for word in _WORD.findall(text.replace("’", "'")):
        cut = _ELISION.fullmatch(word)
        found += [cut[1], cut[2]] if cut and cut[1].lower() in _ELIDED and not _is_english(word) else [word]
    return found


def _english_evidence(words: Sequence[str]) -> int:
    return sum(
        _FUNCTION_WORD if word.lower() in FUNCTION_WORDS["en"] else _KNOWN_WORD * _is_english(word)
        for word in words
    )


def _foreign_evidence(words: Sequence[str]) -> dict[str, int]:
    """How much speaks for each language but English. The letters of names say nothing."""
    evidence = {}
    for language, own in FUNCTION_WORDS.items():
        if language == "en":
            continue
        small = sum(word.lower() in own for word in words)
        letters = set(TELLING_LETTERS.get(language, ""))
        accented = sum(
            word.islower() and not letters.isdisjoint(word) for word in words if not _is_english(word)
        )
        evidence[language] = _FUNCTION_WORD * small + _LETTER * accented
    return evidence


@lru_cache(maxsize=8192)
def _is_english(word: str) -> bool:
    """Tell whether English has `word`, or a word that it is a form of, or has borrowed it: `café`."""
    plain = unicodedata.normalize("NFD", word.lower())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    stem = _ENGLISH_ENDINGS.sub("", plain)
    known = _english_words()
    return plain in known or plain in FUNCTION_WORDS["en"] or (len(stem) > 2 and stem in known)


@cache
def _english_words() -> frozenset[str]:
    """The entries of the pronouncing dictionary that the English voices read from."""
    package = find_spec("hibari")
    if package is None or package.origin is None:
        raise RuntimeError("hibari-tts, which is in the requirements, is not installed.")
    entries = gzip.decompress(
        (Path(package.origin).parent / "assets" / "lexicon_us_gold.json.gz").read_bytes()
    )
    return frozenset(json.loads(entries))


def language_name(language: str) -> str:
    """Return the English name of a BCP 47 tag with its code, `German (de)`; an unknown tag as it is."""
    name = NAMES.get(primary(language))
    return f"{name} ({language})" if name else language


def _main_alphabet(letters: list[str]) -> str | None:
    """Return the language of the alphabet that most letters are of, or None for Latin ones."""
    alphabets = Counter(unicodedata.name(letter, "").split(" ")[0] for letter in letters)
    languages: Counter[str] = Counter()
    for name, count in alphabets.items():
        if name in _ALPHABETS:
            languages[_ALPHABETS[name]] += count
    others = len(letters) - sum(languages.values())
    if sum(count * (_DENSITY if name in _DENSE else 1) for name, count in languages.items()) <= others:
        return None
    if languages["ja"]:
        return "ja"
    main = languages.most_common(1)[0][0]
    for alphabet, telling, language in _TELLING_LETTERS:
        if main == alphabet and any(letter in telling for letter in letters):
            main = language
    return main


def prepare() -> None:
    """Read the statistics and the English words, which takes most of a second."""
    _identifier()
    _english_words()


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_LATIN))
    return identifier
