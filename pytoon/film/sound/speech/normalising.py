"""English text as it is said: what the phonemiser would misread is written out first.

Plain numbers, `$19.99`, ordinals, years and percentages are left as they are: the phonemiser reads
those well. The rules run in the order of `_RULES`, each on what the one before it left.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from pytoon.film.sound.speech.aligned_text import AlignedText, Template
from pytoon.film.sound.speech.english import (
    ABBREVIATIONS,
    AFTER_A_QUANTITY,
    CENTS,
    FRACTIONS,
    GREEK,
    MONEY,
    MONTHS,
    READ_BY_PHONEMISER,
    SCALES,
    TOP_LEVEL_SPELLED,
    TOP_LEVEL_WORDS,
    UNITS,
    VULGAR_FRACTIONS,
)

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_TOP_LEVEL = "|".join(sorted(TOP_LEVEL_WORDS | TOP_LEVEL_SPELLED, key=len, reverse=True))

ADDRESS = re.compile(
    rf"""(?<![\w@.])
    (?:(?:https?|ftp)://)?(?:www\.)?
    ((?:{_LABEL}\.)+(?:{_TOP_LEVEL}|{_TOP_LEVEL.upper()}))
    (/[\w\-./~%]*[\w/~])?
    (?:[?\#][\w=&%.\-]*[\w=])?
    (?![\w@]|\.\w)""",
    re.VERBOSE,
)
OTHER_ADDRESS = re.compile(
    rf"(?<![\w@.])(?:(?:https?|ftp)://(?:www\.)?|www\.)((?:{_LABEL}\.)+[A-Za-z]{{2,}})"
    r"(/[\w\-./~%]*[\w/~])?(?:[?#][\w=&%.\-]*[\w=])?"
)
EMAIL = re.compile(rf"(?<![\w@.])([\w.+\-]*[\w])@((?:{_LABEL}\.)+[A-Za-z]{{2,}})(?!\w)")

_VULGAR = "".join(VULGAR_FRACTIONS)
_WRITTEN_OUT = [sign for sign in MONEY if sign not in READ_BY_PHONEMISER]
LOOSE_STOP = re.compile(r"\s+([,.;:!?]+)(?!\S)")
#: The phonemiser's time grows with the square of a word's length, and no word is as long as this.
ENDLESS = re.compile(r"(\S{64})(?=\S)")
SPACES = re.compile(r"\s+")
#: A number without a currency of its own.
_BARE_NUMBER = r"[(\"'“]?\d"
_NEXT_WORD = re.compile(r" ([A-Za-z]+)")


def spoken_form(text: str, pronunciations: Mapping[str, str] | None = None) -> AlignedText:
    """Return plain English `text` (no markup) as words that the phonemiser reads aloud rightly.

    `pronunciations` says what is said for whole words of the script, in whatever case they are written.

    What stands for no sound (emoji, decoration, letters of other scripts) becomes a space, so a source
    word without any letter or digit left in the result is one that is not spoken.
    """
    spoken = AlignedText.of(text)
    if pronunciations:
        spoken = pronounced(spoken, pronunciations)
    for pattern, template in _RULES:
        spoken = spoken.sub(pattern, template)
    spoken = _inches(spoken)
    spoken = spoken.sub(_UNSPOKEN, _spoken_or_space)
    return spoken.sub(LOOSE_STOP, "{1}").sub(SPACES, " ").sub(ENDLESS, "{1} ")


def pronounced(text: AlignedText, pronunciations: Mapping[str, str]) -> AlignedText:
    words = sorted(pronunciations, key=len, reverse=True)
    # Braces have a meaning in a template and none when spoken.
    said = [re.sub("[{}]", "", pronunciations[word]) for word in words]
    groups = "|".join(f"({re.escape(word)})" for word in words)
    pattern = re.compile(rf"(?<!\w)(?:{groups})(?!\w)", re.IGNORECASE)
    return text.sub(pattern, lambda match: said[(match.lastindex or 1) - 1])


def spelled(letters: str) -> str:
    """Return `letters` so that each is named: `uk` is `U.K` (no last dot: it would end the sentence)."""
    return ".".join(letters.upper())


def alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _say_host(host: str) -> str:
    *labels, top = host.split(".")
    if len(labels) > 1 and labels[-1].lower() == "co":
        labels[-1] = "co"
    top = top.lower()
    said_top = (
        spelled(top) if top in TOP_LEVEL_SPELLED or (len(top) == 2 and top not in TOP_LEVEL_WORDS) else top
    )
    return " dot ".join([*(label.replace("-", " dash ") for label in labels), said_top])


def _say_path(path: str) -> str:
    said = path.rstrip("/")
    for sign, word in (("/", "slash"), ("-", "dash"), ("_", "underscore"), (".", "dot"), ("~", "tilde")):
        said = said.replace(sign, f" {word} ")
    return re.sub(r"%[0-9A-Fa-f]{2}|%", " ", said)


def _say_address(match: re.Match[str]) -> str:
    return (_say_host(match[1]) + _say_path(match[2] or "")).rstrip()


def _say_email(match: re.Match[str]) -> str:
    name = match[1]
    for sign, word in ((".", "dot"), ("-", "dash"), ("_", "underscore"), ("+", "plus")):
        name = name.replace(sign, f" {word} ")
    return f"{name} at {_say_host(match[2])}"


def _count(number: str, words: tuple[str, str]) -> str:
    return words[0] if number.replace(",", "") in ("1", "1.0") else words[1]


def _say_unit(match: re.Match[str]) -> str:
    """Before what it describes a unit stays in the singular: a 250 milliliter bottle."""
    one, many = UNITS[match[2]]
    following = _NEXT_WORD.match(match.string, match.end())
    describes = following is not None and following[1] not in AFTER_A_QUANTITY
    return f"{{1}} {{2:{one if describes else _count(match[1], (one, many))}}}"


def _say_scaled_money(match: re.Match[str]) -> str:
    return f"{{2}} {SCALES[match[3].lower()]} {MONEY[match[1]][1]}"


def _say_spaced_scaled_money(match: re.Match[str]) -> str:
    return "{2} {3} " + MONEY[match[1]][1]


def _say_money_before(match: re.Match[str]) -> str:
    return f"{{2}} {_count(match[2], MONEY[match[1]])}"


def _say_price_in_full(match: re.Match[str]) -> str:
    """The phonemiser would give the number that follows the price's own currency."""
    whole, _, part = match[2].partition(".")
    said, cents = f"{whole} {_count(whole, MONEY[match[1]])}", int(part or 0)
    if cents:
        said += f" and {cents} {_count(str(cents), CENTS[match[1]])}"
    return f"{{2:{said}}}"


def _say_money_after(match: re.Match[str]) -> str:
    return f"{{1}} {{2:{_count(match[1], MONEY[match[2]])}}}"


def _say_european_amount(match: re.Match[str]) -> str:
    return "€{1}.{2}"


def _say_time(match: re.Match[str]) -> str:
    hours, minutes = int(match[1]), int(match[2])
    if hours > 24 or minutes > 59:
        return match[0]
    half_day = f" {{3:{match[3].upper()}.M}}" if match[3] else ""
    if minutes == 0:
        return f"{hours}" + (half_day or (" hundred" if hours > 12 else " o'clock"))
    return f"{hours} {f'oh {minutes}' if minutes < 10 else minutes}{half_day}"


def _ordinal(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _say_date(year: str, month: int, day: int) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{MONTHS[month - 1]} {_ordinal(day)}, {year}"


def _say_iso_date(match: re.Match[str]) -> str:
    return _say_date(match[1], int(match[2]), int(match[3])) or match[0]


def _say_american_date(match: re.Match[str]) -> str:
    return _say_date(match[3], int(match[1]), int(match[2])) or match[0]


def _say_fraction(match: re.Match[str]) -> str:
    """A fraction, a day (12/24), or so many out of so many."""
    above, below = int(match[1]), int(match[2])
    if (above, below) in FRACTIONS:
        return FRACTIONS[above, below]
    if 1 <= above <= 12 < below <= 31:
        return f"{MONTHS[above - 1]} {_ordinal(below)}"
    return f"{above} {'out of' if above <= below else 'slash'} {below}"


def _say_phone(match: re.Match[str]) -> str:
    """Digit by digit, each block with its own word, since a number may be written as several."""
    return ", ".join(f"{{{n}:{' '.join(match[n])}}}" for n in (1, 2, 3, 4) if match[n])


def _say_abbreviation(match: re.Match[str]) -> str:
    """A dot that ends the text ends the sentence as well."""
    ends_sentence = match[0].endswith(".") and match.end() == len(match.string.rstrip())
    return ABBREVIATIONS[match[0]] + ("." if ends_sentence else "")


def _say_scale(match: re.Match[str]) -> str:
    return "{1} " + SCALES[match[2].lower()]


def _spoken_or_space(match: re.Match[str]) -> str:
    """Keep Latin letters of any kind, give Greek ones their names, drop the rest."""
    character = match[0]
    if character in GREEK:
        return f" {GREEK[character]} "
    if character.isalpha() and unicodedata.name(character, "").startswith(("LATIN", "FULLWIDTH LATIN")):
        plain = unicodedata.normalize("NFKC", character)
        return plain if len(plain) == 1 else " " + plain
    digit = unicodedata.digit(character, None)
    return " " if digit is None else str(digit)


def _inches(spoken: AlignedText) -> AlignedText:
    """A straight double quote after a number means inches, unless it closes a quotation."""

    def say(match: re.Match[str]) -> str:
        return '{1}"' if match.string.count('"', 0, match.start()) % 2 else "{1} inch"

    return spoken.sub(re.compile(rf'(?<![\w.])({_NUMBER})"'), say)


_UNSPOKEN = re.compile(r"""[^A-Za-z0-9\s.,;:!?'"“”()$€£%&+@—–…/\-]""")

_RULES: tuple[tuple[re.Pattern[str], Template], ...] = (
    (re.compile("[’‘ʼ]"), "'"),
    (re.compile("[‐‑‒−]"), "-"),
    (re.compile("―"), "—"),
    # The only letter that becomes two when it is made small, which the phonemiser does not expect.
    (re.compile("İ"), "I"),
    (re.compile("[™®©\ufe0e\ufe0f\u20e3]"), ""),
    (EMAIL, _say_email),
    (ADDRESS, _say_address),
    (OTHER_ADDRESS, _say_address),
    (re.compile(r"\b([A-Za-z]{2,})\.(?=[a-z]{2,}\b)"), "{1} dot "),
    (re.compile(rf"(?<![\w.])(?:{alternatives(ABBREVIATIONS)})(?![\w])"), _say_abbreviation),
    (re.compile(r"(?<!\d)(?<!\d\s)\b(min|max)\.(?!\w)"), "{1}imum"),
    (re.compile(r"(?<=\d)(\s?(?:min|mins|sec|secs|hr|hrs|oz|lb|lbs|ft))\.(?=\s[a-z])"), "{1}"),
    (re.compile(r"\b(?:No|Nr)\.\s?(?=\d)"), "number "),
    (re.compile(r"\bSt\.(?=\s[A-Z])"), "Saint"),
    (re.compile(r"(?<![\w&])#(?=\d)"), "number "),
    (re.compile(r"(?<![\w&])#(?=\w)"), "hashtag "),
    (re.compile(r"(?<!\w)@(?=\w)"), "at "),
    (re.compile(r"\b24/7(?:/365)?\b"), "24 7"),
    (
        re.compile(r"(?<![\w.+-])(?:\+?(\d{1,2})[\s.-])?\(?(\d{3})\)?[\s.-](\d{3})[.-](\d{4})(?![\w-])"),
        _say_phone,
    ),
    # More than the phonemiser can count: trillions are its highest.
    (re.compile(r"\d(?:,?\d){15,}"), lambda m: " ".join(m[0].replace(",", ""))),
    (re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b"), _say_iso_date),
    (re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b"), _say_american_date),
    (
        re.compile(rf"\b((?:{'|'.join(MONTHS)}) )(\d{{1,2}})(?![\w:.%])"),
        lambda m: "{1}" + _ordinal(int(m[2])),
    ),
    (re.compile(r"(?<=:\d\d)\s?[-–]\s?(?=\d{1,2}:\d\d)"), " to "),
    (re.compile(r"(?<=\d[AaPp][Mm])\s?[-–]\s?(?=\d)"), " to "),
    (re.compile(r"\b(\d{1,2}):(\d{2})(?:\s?([AaPp])\.?[Mm]\b\.?)?(?![\d:])"), _say_time),
    (re.compile(r"\b(\d+):(\d+)\b"), "{1} to {2}"),
    (re.compile(r"(?<![\w,.])(\d+),(\d{2})\s?€"), _say_european_amount),
    (re.compile(r"(?<![\w,.])(\d{1,3}),(\d{1,2})(?![\d,])"), "{1}.{2}"),
    (re.compile(r"(?<![\w,.])(\d{1,3})\.(000)(?![\d.])"), "{1},{2}"),
    (
        re.compile(rf"({alternatives(MONEY)})\s?({_NUMBER})(k|K|m|M|mn|b|B|bn|t|T)\b"),
        _say_scaled_money,
    ),
    (
        re.compile(rf"({alternatives(MONEY)})\s?({_NUMBER})\s(thousand|million|billion|trillion)\b"),
        _say_spaced_scaled_money,
    ),
    (
        re.compile(rf"(?<!\w)({alternatives(_WRITTEN_OUT)})\s?({_NUMBER})"),
        _say_money_before,
    ),
    (
        re.compile(
            rf"(?<!\w)([{READ_BY_PHONEMISER}])\s?(\d+(?:,\d{{3}})*(?:\.\d\d)?)(?=[,;:.!?)]*\s+{_BARE_NUMBER})"
        ),
        _say_price_in_full,
    ),
    (re.compile(rf"(?<![\w.,$€£])({_NUMBER})\s?({alternatives(MONEY)})(?!\w)"), _say_money_after),
    (
        re.compile(
            r"(?<=[\da-z%])\s?/\s?(?=(?:month|mo|year|yr|week|day|night|hour|person|piece|serving)\b)"
        ),
        " per ",
    ),
    (re.compile(r"(?<=per )mo\b"), "month"),
    (re.compile(r"(?<=per )yr\b"), "year"),
    (re.compile(r"(?<![\w./])(\d\.\d)/(5|10)(?![\w/])"), "{1} out of {2}"),
    (re.compile(r"(?<![\w./])(\d{1,2})/(\d{1,2})(?![\w/])"), _say_fraction),
    (re.compile(rf"(?<=\d)\s?([{_VULGAR}])"), lambda m: f" {{1:and {VULGAR_FRACTIONS[m[1]]}}}"),
    (re.compile(rf"(?<!\d)[{_VULGAR}]"), lambda m: VULGAR_FRACTIONS[m[0]].removeprefix("a ")),
    (re.compile(r"(?<=\d)\s?([x×*])\s?(?=\d)"), " {1:by} "),
    (re.compile(rf"(?<=\d)(\s?(?:{alternatives(UNITS)}))\s?([x×])\s?(?=\d)"), "{1} {2:by} "),
    (re.compile(r"(?<=\d)\s?([x×])(?!\w)"), " {1:times}"),
    (re.compile(r"(?<![\w.])(\d{1,2})(c|p)\b"), lambda m: f"{{1}} {'cents' if m[2] == 'c' else 'pence'}"),
    (re.compile(rf"(?<![\w.])(-?{_NUMBER})[\s-]?({alternatives(UNITS)})(?![\w²³'])"), _say_unit),
    (re.compile(rf"(?<![\w.$€£])({_NUMBER})(M|bn|B)\b"), _say_scale),
    (re.compile(r"(?<=\d)['′](?=\d)"), " foot "),
    (re.compile(r"(?<=\d)″"), " inch"),
    (re.compile(r"(?<![\w.\-])(\d{1,4})\s?[-–]\s?(?=[$€£]?\d{1,4}(?![\w\-]|\.\d))"), "{1} to "),
    (re.compile(r"([$€£]\d[\d.,]*)\s?[-–]\s?(?=[$€£]\d)"), "{1} to "),
    (re.compile(r"(?<=\d)\s?★+"), " stars"),
    (re.compile(r"(?<!\w)'(?=\d\ds?\b(?!'))"), ""),
    (re.compile(r"[~≈]\s?(?=[$€£]?\d)"), "about "),
    (re.compile(r"[Ø⌀]\s?(?=\d)"), "diameter "),
    (re.compile("±"), " plus or minus "),
    (re.compile("÷"), " divided by "),
    (re.compile("×"), " times "),
    (re.compile("→"), " to "),
    (re.compile(r"(?<=\w)²"), " squared"),
    (re.compile(r"(?<=\w)³"), " cubed"),
    (re.compile(r"(?<=\d)\s?‰"), " per mille"),
    (re.compile("§"), " section "),
    (re.compile(r"(?<!\S)\.(?=[A-Za-z])"), "dot "),
    (re.compile(r"(?<=\d)\.(?=\d+\.\d)|(?<=\d\.\d)\.(?=\d)"), " point "),
    (re.compile(r"\s?=+\s?"), " equals "),
    (re.compile(r"\s[|•·/]\s"), ", "),
    (re.compile(r"[_|\\*^~]"), " "),
    (re.compile(r"\s[-–]{1,3}\s"), " — "),
    (re.compile(r"([!?])[!?]+"), "{1}"),
)
