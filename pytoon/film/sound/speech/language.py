"""Which language a script is in.

Scripts are short, and statistics on a few words guess wildly. So other alphabets decide first, then the
small words that only English has, and only then the statistics, which need to be sure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pytoon.film.sound.speech.voices import primary

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
#: Words that are common in English and are no words of the other languages in Latin letters.
_ENGLISH_WORDS = re.compile(
    r"(?:the|and|your|you|our|with|this|that|now|every|from|are|made|their|what|when|which|it's|we|it|of|is|for)"
)
_ENGLISH_SHARE = 0.15
#: Languages in Latin letters that the statistics may choose from.
_LATIN = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "no", "fi", "cs"),
    *("sk", "hu", "ro", "tr", "id", "vi", "hr", "sl", "lt", "lv", "et", "ca"),
)
_SURE = 0.55


def recognise_language(script: str) -> str:
    """Return the language of `script` (`en`); English when there is no good evidence for another."""
    letters = [character for character in script.lower() if character.isalpha()]
    alphabet = _main_alphabet(letters)
    if alphabet is not None:
        return alphabet
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", script.lower())
    if not words or sum(bool(_ENGLISH_WORDS.fullmatch(word)) for word in words) >= _ENGLISH_SHARE * len(
        words
    ):
        return "en"
    language, probability = _identifier().classify(script)
    return str(language) if probability >= _SURE else "en"


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
    """Read the statistics, which takes half a second."""
    _identifier()


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_LATIN))
    return identifier
