"""Titles: the few large words of a scene, taken from what is said, never made up.

Every function returns an empty string or None when the words hold no such thing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pytoon.film import vocabulary
from pytoon.film.planning.directions import is_direction
from pytoon.film.planning.lists import entries_of
from pytoon.film.planning.phrases import begins_with, find_phrases
from pytoon.film.words import ADDRESS, bare, clusters, columns, has_words, is_unspaced

CLAIM_COLUMNS = 40
_SPOKEN_CLAIM_COLUMNS, _SPOKEN_CLAIM_WORDS = 24, 5
_LARGE_CLAIM_COLUMNS, _LARGE_CLAIM_WORDS = 44, 7
_FEWEST_ITEMS, _MOST_ITEMS = 3, 6
_ITEM_COLUMNS, _ITEM_WORDS = 26, 4
_BUTTON_CHARACTERS, _BUTTON_WORDS = 24, 5
_HOOK_COLUMNS, _HOOK_WORDS, _HOOK_MOST_COLUMNS = 40, 8, 52
_QUOTE_CHARACTERS = 90
_LABEL_CHARACTERS = 26

_ENDING = " \t.,;:!?…。！？、，؟،।"
_QUOTE = re.compile(
    r"“([^“”]+)”|„([^„“”]+)[“”]|«\s*([^«»]+?)\s*»|「([^「」]+)」|『([^『』]+)』|(?<!\w)\"([^\"]+)\"(?!\w)"
)
_NAME = r"[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){0,2}"
_SIGNED = re.compile(rf"^[\s,]*[—–-]\s*({_NAME})")
_SAID = re.compile(rf"^[\s,]*(?:{'|'.join(sorted(vocabulary.SPEECH_VERBS))})\s+({_NAME})")
_CLAUSE_BREAK = re.compile(r"\s*(?:[,;:]\s|\s[-–—]\s|—|[、，；：])\s*")
_INNER_BREAK = re.compile(r"\s*(?::\s|\s[-–—]\s|—|：)\s*")
_SINGLE_NAME = re.compile(r"[^\W\d_][\w’'&-]{2,17}")
#: A word that does not begin its sentence, and the same without what an apostrophe adds.
_INNER_WORD = re.compile(r"(?<=\s)((\w[\w&-]+)[\w’'&-]*)")
_SECOND_THOUGHT = re.compile(r"\s+(?:and|or|und|oder|et|y|e)\s+", re.IGNORECASE)
_ITEM_BREAK = re.compile(r"\s*[,;،؛、，；]\s*")
_AND = "|".join(
    "and or und oder et ou y o e и или і та og och ja en ve και और 和 및 & +".replace("+", r"\+").split()
)
_LAST_ITEM = re.compile(rf"\s+(?:{_AND})\s+|\s+و(?=\w{{3}})", re.IGNORECASE)
_FIRST_AND = re.compile(rf"^(?:(?:{_AND})\s+|و(?=\w{{3}}))", re.IGNORECASE)
_COPULA = re.compile(
    rf"^(.{{0,24}}?\b(?:{'|'.join(sorted(vocabulary.COPULAS))})(?:\s+(?:{'|'.join(sorted(vocabulary.DEGREES))}))?)\s+(.+)$",
    re.IGNORECASE,
)
_STEP = re.compile(
    rf"^(?:(?:{'|'.join(vocabulary.STEPS)})\s*)?(\d{{1,2}})\s*[.:)、：–—-]\s*(\S.*)$", re.IGNORECASE
)
_ADDITION = re.compile(
    r"\s+(?:at|on|from|with|for|before|while|to|in|auf|bei|unter|mit|für|sur|avec|en|con|su)\s+",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\s+(?:at|on|via|auf|bei|unter|über|sur|en|su|em|من|في|على|عبر)$", re.IGNORECASE)
_YEAR = re.compile(
    r"(?:in|since|from|until|by|for|early|late|seit|bis|depuis|desde|dal|nel)\s+(?:19|20)\d\d$", re.IGNORECASE
)
_CJK_YEAR = re.compile(r"(?:19|20)\d\d(?:年|년)")
_MONEY = re.compile(r"[$€£¥₹]|[A-Z]{3}$")
_COUNTERS = "|".join(map(re.escape, vocabulary.COUNTERS))
_UNITS = "|".join(map(re.escape, vocabulary.UNITS_BESIDE_FIGURES))
_FIGURE = re.compile(
    rf"""
    (?<![\w.,:/#-])
    (?P<number>
        [$€£¥₹]\s?\d+(?:[.,]\d+)*
      | \d+(?:[.,]\d+)*(?:\s?[%€£¥₹]|\s?(?:EUR|USD|GBP|CHF)\b)
      | \d+(?:[.,]\d+)*\+?
    )
    (?:(?P<counter>{_COUNTERS})|(?P<beside>{_UNITS})(?![^\W_]))?
    (?(counter)|(?![\w:/]|[.,]\d|-\d))
    (?:[\s-]+(?P<unit>(?:[^\W\d_]+(?:-[^\W\d_]+)+\s)?[^\W\d_]+(?:-[^\W\d_]+)*))?
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Figure:
    """A number with what it counts: `40`, `hours`, `on one charge`."""

    number: str
    unit: str = ""
    label: str = ""


@dataclass(frozen=True)
class Quote:
    text: str
    name: str = ""


@dataclass(frozen=True)
class Enumeration:
    """What a text lists, and the words that lead to it: `What you get` or `It is`."""

    items: tuple[str, ...]
    lead: str = ""


def large_claim(sentences: Sequence[str]) -> str:
    """Return the few words that a scene of type alone is drawn with: its first sentence or its opening."""
    for sentence in sentences:
        if columns(sentence) <= _LARGE_CLAIM_COLUMNS and len(sentence.split()) <= _LARGE_CLAIM_WORDS:
            return sentence
        if claim := spoken_claim(sentence):
            return claim
    return ""


def read_list(passage: str) -> Enumeration | None:
    """Return the list that `passage` is (see `lists`), or None for a single sentence."""
    lead, entries = entries_of(passage)
    return Enumeration(tuple(map(_as_item, entries)), lead.strip(_ENDING)) if entries else None


def find_items(sentences: Sequence[str]) -> Enumeration | None:
    """Return what `sentences` enumerate: steps, short sentences in a row, or the members of one sentence."""
    steps = [_STEP.match(sentence) for sentence in sentences]
    if len(steps) > 1 and all(steps):
        return Enumeration(tuple(f"{step[1]}. {step[2].strip(_ENDING)}" for step in steps if step))
    short = tuple(_as_item(sentence) for sentence in sentences)
    if _are_items(short) and all(sentence[-1:] in _ENDING for sentence in sentences):
        return Enumeration(short)
    found = (_members(sentence) for sentence in sentences)
    return next((members for members in found if members), None)


def _members(sentence: str) -> Enumeration | None:
    """The members of "What you get: a, b and c", "It is a, b and c" or "A, b and c"."""
    text = sentence.strip(_ENDING)
    lead, colon, rest = text.partition(":") if ": " in text else text.partition("：")
    if not colon:
        lead, rest = "", text
    parts = _ITEM_BREAK.split(rest.strip())
    if len(parts) < 2:
        return None
    parts = [*parts[:-1], *_LAST_ITEM.split(_FIRST_AND.sub("", parts[-1]))]
    if not lead and (copula := _COPULA.match(parts[0])):
        lead, parts[0] = copula[1], copula[2]
    items = tuple(map(_as_item, parts))
    return Enumeration(items, lead.strip()) if _are_items(items) and columns(lead) <= CLAIM_COLUMNS else None


def _as_item(text: str) -> str:
    return _capital(text.strip(_ENDING + " "))


def _are_items(items: Sequence[str]) -> bool:
    return _FEWEST_ITEMS <= len(items) <= _MOST_ITEMS and all(
        has_words(item)
        and columns(item) <= _ITEM_COLUMNS
        and len(item.split()) <= _ITEM_WORDS
        and item.split()[0].casefold() not in vocabulary.SUBORDINATE
        for item in items
    )


def spoken_claim(sentence: str) -> str:
    """Return the opening sentence of a script as a title: whole when short, or its leading phrase."""
    if _fits_a_claim(sentence):
        return _finish(sentence)
    phrase = _INNER_BREAK.split(sentence, maxsplit=1)[0]
    if phrase == sentence:
        phrase = _CLAUSE_BREAK.split(sentence, maxsplit=1)[0]
        if not begins_with(phrase, vocabulary.INTRODUCTIONS + vocabulary.IMPERATIVES):
            return ""
    words = phrase.split()
    whole = phrase != sentence and (len(words) > 1 or is_unspaced(phrase))
    if not whole or words[0].casefold() in vocabulary.SUBORDINATE or not _fits_a_claim(phrase):
        return ""
    return _finish(phrase)


def hook_claim(story: Sequence[str], opening: str) -> str:
    """Return the large words with which a spoken film opens; `opening` are the words of its first scene.

    A short first sentence is shown as it is; else the name that the script introduces, a figure of the first
    sentence, its first clause or, where that is all there is, the whole of it.
    """
    if not story:
        return ""
    first = story[0]
    if claim := spoken_claim(first):
        return claim
    if name := next(filter(None, map(_introduced, story)), ""):
        return name
    if figure := find_figure(first):
        gap = "" if is_unspaced(figure.unit) else " "
        counted = f"{figure.number}{gap}{figure.unit}".strip()
        whole = f"{counted} {figure.label}".strip()
        return whole if columns(whole) <= _SPOKEN_CLAIM_COLUMNS + 4 else counted
    opens = bare(first) in bare(opening)
    clause = _CLAUSE_BREAK.split(first, maxsplit=1)[0]
    if opens and _fits_a_hook(first, _HOOK_COLUMNS):
        return _finish(first)
    if clause != first and _stands_alone(clause) and _fits_a_hook(clause, _HOOK_COLUMNS):
        return _finish(clause)
    return _finish(first) if opens and _fits_a_hook(first, _HOOK_MOST_COLUMNS) else ""


def _fits_a_hook(text: str, most_columns: int) -> bool:
    short = columns(text) <= most_columns and len(text.split()) <= _HOOK_WORDS
    return short and not re.search('["“”„«»「」]', text)


def _stands_alone(clause: str) -> bool:
    """Tell whether a clause says something whole, as far as its first word and its verb show it."""
    words = [word.casefold() for word in clause.split()]
    if is_unspaced(clause):
        return columns(clause) >= 8
    if words[0] in vocabulary.SUBORDINATE:
        return words[0] in vocabulary.PLACES and not vocabulary.COPULAS.isdisjoint(words)
    return len(words) >= 3


def _fits_a_claim(text: str) -> bool:
    short = columns(text) <= _SPOKEN_CLAIM_COLUMNS and len(text.split()) <= _SPOKEN_CLAIM_WORDS
    return short and not re.search('["“”„«»「」]', text)


def _finish(text: str) -> str:
    """End a title with a full stop where its script has one and the text has no mark of its own."""
    text = re.sub(r"(?:\.{2,}|…)$", "", text).rstrip(" ,;:-–—،、，：")
    last = text[-1:]
    return f"{text}." if last.isalnum() and ord(last) < 0x0590 else text


def find_figure(text: str) -> Figure | None:
    """Return the first figure in `text` that is counted in something: money, per cent or a unit."""
    for match in _FIGURE.finditer(text):
        number, unit, rest = match["number"].strip(), match["unit"] or "", text[match.end() :]
        if _YEAR.search(text[: match.end("number")]) or _CJK_YEAR.match(match.group()):
            continue
        counted = _counts(unit.lower() if text.isupper() else unit)
        if _MONEY.search(number):
            return Figure(number, unit if unit.casefold() in vocabulary.REDUCTIONS else "")
        if number.endswith("%"):
            known = counted and not _is_right_to_left(unit)
            unit = unit if known or unit.casefold() in vocabulary.REDUCTIONS else ""
            return Figure(number, unit, _label(rest) if unit else "")
        if beside := match["counter"] or match["beside"]:
            return Figure(number, beside, _label(text[max(match.end("counter"), match.end("beside")) :]))
        if counted:
            return Figure(number, unit, _label(rest))
    return None


def _counts(unit: str) -> bool:
    return (
        len(unit) > 1
        and (not unit[0].isupper() or unit.casefold() in vocabulary.CAPITALISED_UNITS)
        and unit not in vocabulary.NOT_COUNTED
        and not is_unspaced(unit)
    )


def _is_right_to_left(word: str) -> bool:
    """Hebrew and Arabic, where what follows a percentage is mostly not what it counts."""
    return "\u0590" <= word[:1] <= "\u08ff"


def _label(rest: str) -> str:
    """What follows the unit up to the end of its clause, when that is a short phrase like `on one charge`."""
    clause = re.split(r"[.,;:!?](?=\s|$)|[…。！？、，]|\s[-–—]\s|\s(?:and|und|et|y)\s", rest, maxsplit=1)[
        0
    ].strip()
    first = clause.split(" ", 1)[0].casefold()
    short = len(clusters(clause)) <= _LABEL_CHARACTERS
    return clause if short and first in vocabulary.OPENERS else ""


def find_quote(text: str) -> Quote | None:
    """Return the first quotation of at least two words in `text`, with the name that signs it."""
    for match in _QUOTE.finditer(text):
        words = next(group for group in match.groups() if group).strip()
        long_enough = len(words.split()) > 1 or (is_unspaced(words) and len(words) > 3)
        if long_enough and len(clusters(words)) <= _QUOTE_CHARACTERS:
            rest = text[match.end() :]
            signed = _SIGNED.match(rest) or _SAID.match(rest)
            return Quote(words.rstrip(","), re.sub(r"(?<=\w\w)\.$", "", signed[1]) if signed else "")
    return None


def find_button(sentences: Sequence[str]) -> str:
    """Return the last short invitation among `sentences`: "Order yours now"."""
    for sentence in reversed(sentences):
        for clause in reversed(_CLAUSE_BREAK.split(sentence)):
            if button := _button(clause):
                return button
    return ""


def _button(clause: str) -> str:
    clause = ADDRESS.sub("", clause).strip(_ENDING + '"“”«»')
    clause = _capital(_FIRST_AND.sub("", clause))
    verb = begins_with(clause, vocabulary.IMPERATIVES) or _verb_with_pronoun(clause)
    if is_direction(clause) or not (verb or any(w in clause for w in vocabulary.IMPERATIVES_ANYWHERE)):
        return ""
    clause = _WHERE.sub("", clause).strip(_ENDING)
    if " " in (first := _SECOND_THOUGHT.split(clause)[0]):
        clause = first
    forms = (clause, _ADDITION.split(clause)[0], _without_time(clause))
    found = next((form for form in forms if _is_a_button(form)), "")
    return found or (_short_call(verb, clause) if verb else "")


def _is_a_button(clause: str) -> bool:
    whole = " " in clause or is_unspaced(clause) or _calls(clause, vocabulary.CALLS_OF_ONE_WORD)
    return whole and len(clause.split()) <= _BUTTON_WORDS and len(clusters(clause)) <= _BUTTON_CHARACTERS


def _short_call(verb: str, clause: str) -> str:
    """Return the verb of a long call, with the time it names where there is one: `Commandez aujourd'hui`."""
    time = clause[len(_without_time(clause)) :].strip()
    time = time or begins_with(clause[len(verb) :].strip(), vocabulary.CALL_TIMES)
    polite = verb.casefold().endswith(" sie")
    if time and _calls(verb, vocabulary.CALLS_WITH_A_TIME):
        # German buttons say "Jetzt bestellen".
        return f"{_capital(time)} {verb.split()[0].casefold()}" if polite else f"{verb} {time}"
    return verb.split()[0] if _calls(verb, vocabulary.CALLS_OF_ONE_WORD) else ""


def _without_time(clause: str) -> str:
    times = find_phrases(clause, vocabulary.CALL_TIMES)
    ends = times and clause.casefold().endswith(times[-1])
    return clause[: -len(times[-1])].rstrip() if ends else clause


def _calls(verb: str, calls: Sequence[str]) -> bool:
    return verb.casefold() in calls or bool(_verb_with_pronoun(verb))


def _verb_with_pronoun(clause: str) -> str:
    """Return the verb with which `clause` begins when a pronoun hangs on it: `Provale`, `Pídela`."""
    word = clause.split(" ", 1)[0]
    plain = _without_accents(word.casefold())
    bases = (plain.removesuffix(pronoun) for pronoun in vocabulary.CLITICS if plain.endswith(pronoun))
    return word if any(base in _plain_imperatives() for base in bases) else ""


@cache
def _plain_imperatives() -> frozenset[str]:
    return frozenset(_without_accents(verb) for verb in vocabulary.IMPERATIVES)


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def find_address(*texts: str) -> str:
    """Return the first web address in `texts` as people write it: `acme.com`."""
    for text in texts:
        if match := ADDRESS.search(text):
            return re.sub(r"^www\.", "", match[1], flags=re.IGNORECASE)
    return ""


def find_wordmark(sentences: Sequence[str]) -> str:
    """Return a brand's name where the script leaves no doubt: "Aurora.", or "Meet Aurora Glow Serum".

    A single word is one as the last sentence of all, or where another sentence has it as well.
    """
    again = {word for sentence in sentences for words in _INNER_WORD.findall(sentence) for word in words}
    for place, sentence in reversed(list(enumerate(sentences))):
        name = sentence.strip(_ENDING)
        beyond_doubt = name in again or 0 < place == len(sentences) - 1
        if beyond_doubt and name[:1].isupper() and _SINGLE_NAME.fullmatch(name) and not _is_common(name):
            return name
    for sentence in sentences:
        if name := _introduced(sentence):
            return name
    return ""


def _is_common(word: str) -> bool:
    folded = word.casefold()
    known = folded in vocabulary.COMMON_SINGLE_WORDS or folded in vocabulary.COLOURS
    return known or bool(begins_with(word, vocabulary.IMPERATIVES))


def _introduced(sentence: str) -> str:
    opening = begins_with(sentence, vocabulary.INTRODUCTIONS)
    name: list[str] = []
    for word in sentence[len(opening) :].split() if opening else ():
        if not word[0].isupper():
            break
        name.append(word.strip(_ENDING))
        if word[-1] in _ENDING:
            break
    joined = " ".join(name)
    return joined if 1 <= len(name) <= 4 and len(joined) <= _BUTTON_CHARACTERS else ""


def praises(text: str) -> bool:
    """Tell whether `text` quotes somebody or speaks of ratings, customers or awards."""
    return bool(find_quote(text) or find_phrases(text, vocabulary.PROOF_WORDS))
