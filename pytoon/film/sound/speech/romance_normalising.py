"""Spanish, Italian, Portuguese and French text as it is said.

espeak-ng reads plain numbers, years and letters well in each of them. What it does not (prices, units,
addresses, signs) is written out in words first; numbers stay digits. Both ways of writing amounts are
understood: `1.299,90` and `1,299.90`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from pytoon.film.sound.speech.aligned_text import AlignedText, Template
from pytoon.film.sound.speech.normalising import (
    ADDRESS,
    EMAIL,
    ENDLESS,
    LOOSE_STOP,
    OTHER_ADDRESS,
    SPACES,
    alternatives,
    pronounced,
)
from pytoon.film.sound.speech.romance import IDIOMS, Idiom

_Rules = tuple[tuple[re.Pattern[str], Template], ...]
_NUMBER = r"\d+(?:,\d+)?"
_NO_NUMBER_BEFORE = r"(?<![\w.,])"
_VOWEL_LETTERS = "aeiouyáéíóúàèìòùâêîôûãõäëïöü"
_VOWELS = frozenset(_VOWEL_LETTERS)
_ROMAN_NUMBER = re.compile("[IVX]{2,}")
_SIZE = re.compile("X{0,3}[SL]|CD|MC")
#: Three letters that end like `usb` are spelled, those that end like `app` are a word.
_HARD_ENDING = re.compile(rf"([^{_VOWEL_LETTERS}])(?!\1)[^{_VOWEL_LETTERS}]$")
_UNSPOKEN = re.compile(r"""[^A-Za-z0-9\s.,;:!?'\-—–…](?<!\d[ºª])""")


def spoken_form(text: str, language: str, pronunciations: Mapping[str, str] | None = None) -> AlignedText:
    """Return plain `text` (no markup) of `language` (`es`, `it`, `pt` or `fr`) as words to read aloud.

    `pronunciations` says what is said for whole words of the script, in whatever case they are written.
    What stands for no sound becomes a space, as in English.
    """
    spoken = AlignedText.of(text)
    if pronunciations:
        spoken = pronounced(spoken, pronunciations)
    for pattern, template in _rules(language):
        spoken = spoken.sub(pattern, template)
    spoken = spoken.sub(_UNSPOKEN, _latin_or_space)
    return spoken.sub(LOOSE_STOP, "{1}").sub(SPACES, " ").sub(ENDLESS, "{1} ")


@cache
def _rules(language: str) -> _Rules:
    idiom = IDIOMS[language]
    return (*_SIGNS, *_addresses(idiom), *_numbers(idiom), *_words(idiom))


_SIGNS: _Rules = (
    (re.compile("[’‘ʼ]"), "'"),
    (re.compile("[‐‑‒−]"), "-"),
    (re.compile("―"), "—"),
    (re.compile("[™®©\ufe0e\ufe0f\u20e3]"), ""),
    (re.compile(r"\s*[()\[\]](?=\s|$)"), ","),
    (re.compile(r"(?<=\S)\s+[(\[]\s*"), ", "),
)


def _addresses(idiom: Idiom) -> _Rules:
    def say_host(host: str) -> str:
        return f" {idiom.dot} ".join(_label(label, idiom) for label in host.split("."))

    def say_address(match: re.Match[str]) -> str:
        path = (match[2] or "").rstrip("/")
        return (say_host(match[1]) + _with_signs_named(path, idiom)).rstrip()

    def say_email(match: re.Match[str]) -> str:
        return f"{_with_signs_named(match[1], idiom)} {idiom.at} {say_host(match[2])}"

    return (
        (EMAIL, say_email),
        (ADDRESS, say_address),
        (OTHER_ADDRESS, say_address),
        (re.compile(r"(?<![\w&])#(?=[^\W\d])"), f"{idiom.hashtag} "),
        (re.compile(r"(?<!\w)@(?=\w)"), f"{idiom.at} "),
    )


def _label(label: str, idiom: Idiom) -> str:
    """A part of a host: short ones without a vowel (`br`) are spelled."""
    spelled = len(label) <= 3 and _VOWELS.isdisjoint(label.lower())
    return " ".join(label) if spelled else _with_signs_named(label, idiom)


def _with_signs_named(text: str, idiom: Idiom) -> str:
    signs = {"/": idiom.slash, "-": idiom.dash, "_": idiom.underscore, ".": idiom.dot, "+": idiom.plus}
    return re.sub(r"[/\-_.+%~]", lambda match: f" {signs.get(match[0], '')} ", text)


def _numbers(idiom: Idiom) -> _Rules:
    money = alternatives(idiom.money)
    units = alternatives(idiom.units)

    def say_amount(match: re.Match[str]) -> str:
        """`19,99 €` and `9€99`: each word of the script keeps what is said in its place."""
        cents = said_cents(match["cents"] or match["after"])
        one, many = idiom.money[match["sign"]]
        if match["whole"] == "1":
            return f"{one} {cents}".rstrip()
        return f"{{1}} {{3:{many} {cents}}}".replace(" }", "}")

    def say_amount_after_sign(match: re.Match[str]) -> str:
        cents = said_cents(match["cents"])
        one, many = idiom.money[match["sign"]]
        number, name = one.split(" ", 1) if match["whole"] == "1" else (match["whole"], many)
        return f"{{1:{number}}} {{2:{name} {cents}}}".replace(" }", "}")

    def said_cents(written: str | None) -> str:
        if not written or not written.strip("0"):
            return ""
        return " ".join(filter(None, (idiom.and_cents, str(int(written.ljust(2, "0"))), idiom.cents)))

    def say_unit(match: re.Match[str]) -> str:
        one, many = idiom.units[match[2]]
        if match[1] == "1":
            article, _, name = one.replace("'", "' ").partition(" ")
            return f"{{1:{article}}} {{2:{name}}}"
        return f"{{1}} {{2:{many}}}"

    def say_time(match: re.Match[str]) -> str:
        hours, minutes = int(match[1]), int(match[2])
        if hours > 24 or minutes > 59:
            return match[0]
        after = f"{idiom.and_minutes} {minutes}" if minutes else ""
        return " ".join(f"{hours} {idiom.hours} {after}".split())

    def say_date(match: re.Match[str]) -> str:
        day, month = int(match[1]), int(match[2])
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return match[0]
        year = f"{idiom.of_date} {match[3]}" if match[3] else ""
        return " ".join(f"{day} {idiom.of_date} {idiom.months[month - 1]} {year}".split())

    rules: list[tuple[re.Pattern[str], Template]] = [
        (re.compile(r"\b24\s?/\s?7\b"), idiom.day_and_night),
        (re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b"), say_date),
        (re.compile(r"\b(\d{1,2})[:hH](\d{2})(?:\s?h\b)?(?![\d:])"), say_time),
        # Thousands: 1.299,90 or 2 000 (with any kind of space) or 1,299.90.
        (re.compile(r"(?<=\d),(?=\d{3}\.\d{2}\b)"), ""),
        (re.compile(r"(?<![\d,.])(\d{1,3})\.(?=\d{3}(?!\d))"), "{1}"),
        (re.compile(r"(?<=\d{4})\.(?=\d{3}(?!\d))"), ""),
        (re.compile(r"(?<![\d,.])(\d{1,3})[ \u00a0\u202f\u2009](?=\d{3}(?!\d))"), "{1}"),
        (re.compile(r"(?<![\w,.])(\d+)\.(?=\d{1,2}(?![\d.]))"), "{1},"),
        (
            re.compile(
                rf"{_NO_NUMBER_BEFORE}(?P<whole>\d+)(?:,(?P<cents>\d{{1,2}}))?\s?(?P<sign>{money})(?P<after>\d\d)?(?!\w)"
            ),
            say_amount,
        ),
        (
            re.compile(rf"(?<!\w)(?P<sign>{money})\s?(?P<whole>\d+)(?:,(?P<cents>\d{{1,2}}))?(?![\w,])"),
            say_amount_after_sign,
        ),
        (re.compile(rf"(?<!\w)-\s?(?={_NUMBER}\s?%)"), f"{idiom.minus} "),
        (re.compile(rf"(?<!\w)\+\s?(?={_NUMBER})"), f"{idiom.plus} "),
        (re.compile(r"(?<![\w-])(\d{1,4})\s?[-–]\s?(?=\d{1,4}(?![\w-]))"), f"{{1}} {idiom.to} "),
        (re.compile(r"(?<=\d)\s?%"), f" {idiom.per_cent}"),
        (re.compile(r"(?<=\d)\s?[x×]\s?(?=\d)"), f" {idiom.times} "),
        (re.compile(r"(?<=\d)\s?[x×](?!\w)"), f" {idiom.multiplied}"),
        (re.compile(rf"{_NO_NUMBER_BEFORE}({_NUMBER})\s?({units})(?![\w²³])"), say_unit),
        (re.compile(r"\b(?:[Nn]\.?[º°]|#)\s?(?=\d)"), f"{idiom.number} "),
        *((re.compile(rf"{pattern}(?!\w)"), word) for pattern, word in idiom.numerals.items()),
        (re.compile(r"(?<=\d)\.(?=[ºª])"), ""),
    ]
    return tuple(rules)


def _words(idiom: Idiom) -> _Rules:
    return (
        (
            re.compile(rf"(?<!\w)(?:{alternatives(idiom.abbreviations)})(?!\w)"),
            lambda match: idiom.abbreviations[match[0]] + _sentence_end(match),
        ),
        (re.compile(r"\s*&\s*"), f" {idiom.and_} "),
        (re.compile(r"(?<=\w)\s\+\s(?=\w)"), f" {idiom.plus} "),
        (re.compile(rf"(?<=\w)\s?/\s?(?=(?:{alternatives(idiom.periods.split())})\b)"), f" {idiom.per} "),
        (re.compile("/"), " "),
        (re.compile(r"\b[^\W\d_]{2,}\b"), _without_capitals),
        (re.compile(r"\s[|•·/]\s"), ", "),
        (re.compile(r"[_|\\*^~=]"), " "),
        (re.compile(r"\s[-–]{1,3}\s"), " — "),
        (re.compile(r"([!?])[!?]+"), "{1}"),
    )


def _sentence_end(match: re.Match[str]) -> str:
    return "." if match[0].endswith(".") and match.end() == len(match.string.rstrip()) else ""


def _without_capitals(match: re.Match[str]) -> str:
    """Words in capitals that can be said are words, neither spelled nor Roman numbers; sizes are spelled."""
    word = match[0]
    if not word.isupper() or _ROMAN_NUMBER.fullmatch(word):
        return word
    if _SIZE.fullmatch(word):
        return " ".join(word)
    small = word.lower()
    says_nothing = _VOWELS.isdisjoint(small) or (len(word) == 3 and _HARD_ENDING.search(small))
    return word if says_nothing else small


def _latin_or_space(match: re.Match[str]) -> str:
    character = match[0]
    if character.isalpha() and unicodedata.name(character, "").startswith(("LATIN", "FULLWIDTH LATIN")):
        plain = unicodedata.normalize("NFKC", character)
        return plain if len(plain) == 1 else f" {plain}"
    digit = unicodedata.digit(character, None)
    return " " if digit is None else str(digit)
