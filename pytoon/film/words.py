"""Text as people read it: sentences, words, characters and columns, in any script.

Words are separated by spaces where the language does that. Chinese, Japanese and Thai do not, so their
text is also cut at the places where a line may break.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import sentencex

#: sentencex looks at all pairs of quotation marks of a paragraph, so a paragraph is handed over in parts.
_PART_CHARACTERS = 4_000

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_EMOJI_TAGS = re.compile("(?<=\U0001f3f4)[\U000e0020-\U000e007f]+")
_MARKUP = re.compile(
    r"""
    </?[a-zA-Z][^<>\n]{0,200}>                     # HTML and SSML tags
    | ^[ ]{0,3}(?:\#{1,6}|[*+•‣▪◦-])[ ]+           # headings and bullets
    | (?<!\w)(?:\*{1,3}|_{1,3}|`{1,3})(?=\S)       # emphasis opens
    | (?<=\S)(?:\*{1,3}|_{1,3}|`{1,3})(?!\w)       # emphasis closes
    | [\[(](?:pause|beat|silence|music|sfx|laughs?|laughter|applause|voice[ -]?over|vo)[\])]
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)

#: More marks on one letter than any spelling has: they stack far out of their line.
_MOST_MARKS = 4

#: The endings by which a dotted word is known as an address; two-letter endings are countries.
_TOP_LEVEL_DOMAINS = (
    "com|org|net|shop|store|app|dev|info|biz|online|site|studio|design|coffee|beauty|fashion|agency|club|world|"
    "audio|photography|shoes|jewelry|wine|cafe|restaurant|boutique|cosmetics|salon|spa|academy|furniture|lighting|"
    "bike|bikes|garden|kitchen|beer|xyz|gg|fm|today|life|space|tech|blog|company|gmbh|bio|health|fitness|style|art|travel|music|tv|io|co|ai|me|uk|us|eu|de|"
    "at|ch|fr|es|it|nl|be|pt|br|pl|se|no|dk|fi|ie|cz|hu|ro|gr|tr|ua|il|in|jp|kr|cn|tw|hk|sg|au|nz|ca|mx|ar|cl|za|ae|sa|example"
)
ADDRESS = re.compile(
    rf"(?<![\w@.-])(?:https?://)?((?:[a-z0-9][a-z0-9-]*\.)+(?:{_TOP_LEVEL_DOMAINS})(?:/[\w./~-]*\w)?)(?![\w@-])(?!\.\w)",
    re.IGNORECASE | re.ASCII,
)
_SIGNATURE = re.compile(r"([—–-]\s?\S+\s\w\.|[—–-]\s?\S+(?:\s\S+){0,3}$)\s*(.*)", re.DOTALL)
_QUOTE_ENDS = ("”", '"', "»", "“", "」", "』", "’")
_LABEL_BEFORE_DOT = re.compile(r"[a-zA-Z0-9-]+\.\Z")
_STEP_NUMBER = re.compile(r"\d{1,2}[.)]")

_KANA = "\u3041-\u309f\u30a0-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SOUTH_EAST_ASIAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_CJK_MARKS = "\u3001-\u3003\u3008-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_UNSPACED = re.compile(f"[{_KANA}{_HAN}{_SOUTH_EAST_ASIAN}{_CJK_MARKS}]")
_HAS_KANA = re.compile(f"[{_KANA}]")
_WIDE_END = re.compile(f"[{_KANA}{_HAN}{_CJK_MARKS}]\\Z")

#: No line begins with these (the Japanese "kinsoku" rule, and closing marks everywhere) ...
_NOT_FIRST = set(
    "、。，．・：；？！ー〜～々ゝゞヽヾ）］｝〉》」』】〕〟’”»)]},.!?:;%…‥"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ゛゜ๆฯ"
)
#: ... or ends with these. The Thai vowels among them are written before their consonant.
_NOT_LAST = set("（［｛〈《「『【〔〝‘“«([{$€£¥￥＄#＃เแโใไ")
_CJK_STOPS = set("、。，．：；？！）」』】〉》…")


def clean(text: str) -> str:
    """Return `text` in NFC without markup, direction marks and invisible junk.

    Line ends become `\\n`, all other white space and control characters a single space. The joiners that
    emoji, Persian and Indic scripts are spelled with stay.
    """
    text = _CONTROLS.sub(" ", _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)))
    text = _MARKUP.sub("", _thin_out_marks(_drop_invisible(text)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _drop_invisible(text: str) -> str:
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    kept_tags = {i for tags in _EMOJI_TAGS.finditer(text) for i in range(*tags.span())}
    kept = (
        character
        for i, character in enumerate(text)
        if character == "\n"
        or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
        or i in kept_tags
        or (character in (_ZWJ, _ZWNJ) and _joins(text[max(i - 1, 0) : i], text[i + 1 : i + 2]))
    )
    return "".join(kept)


def _thin_out_marks(text: str) -> str:
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _joins(before: str, after: str) -> bool:
    """Tell whether a joiner between these two is spelling: emoji, or scripts whose letters join."""

    def joinable(character: str) -> bool:
        return bool(character) and ord(character) >= 0x0590 and not character.isspace()

    return joinable(before) and joinable(after)


def split_sentences(text: str, language: str = "") -> tuple[str, ...]:
    """Split `text` into its sentences, cleaned (see `clean`); a line end always ends one.

    `language` is a BCP 47 tag and decides which abbreviations are known; English when empty. Pieces
    without a letter or digit (emoji, dots) and the name under a quotation stay with the sentence before
    them. Lists of sentences can be kept as lines of text, which split into the same sentences again.
    """
    spoken: list[str] = []
    for line in clean(text).split("\n"):
        for part in _parts(line):
            for sentence in _segment(part, language):
                belongs, own = _divide(spoken[-1], sentence) if spoken else ("", sentence)
                if belongs:
                    spoken[-1] += f" {belongs}"
                if own:
                    spoken.append(own)
    return tuple(spoken)


def _divide(before: str, sentence: str) -> tuple[str, str]:
    """Return what of `sentence` belongs to the one before it (emoji, dots, a signature), and the rest."""
    if not (has_words(before) and has_words(sentence)):
        return sentence, ""
    signature = _SIGNATURE.match(sentence) if before.endswith(_QUOTE_ENDS) else None
    return (signature[1], signature[2]) if signature else ("", sentence)


def _parts(line: str) -> Iterator[str]:
    while len(line) > _PART_CHARACTERS:
        end = line.rfind(" ", 0, _PART_CHARACTERS)
        end = _PART_CHARACTERS if end <= 0 else end
        yield line[:end].strip()
        line = line[end:].strip()
    if line:
        yield line


def _segment(paragraph: str, language: str) -> Iterator[str]:
    pending = ""
    for piece in sentencex.segment(language.split("-")[0].lower() or "en", paragraph):
        numbers = _STEP_NUMBER.fullmatch(pending.strip())
        if pending and not (numbers or _splits_an_address(pending, piece)):
            yield pending.strip()
            pending = ""
        pending += piece
    if pending.strip():
        yield pending.strip()


def _splits_an_address(before: str, after: str) -> bool:
    label = _LABEL_BEFORE_DOT.search(before)
    return bool(label and ADDRESS.match(label.group() + after.split(" ", 1)[0]))


def has_words(text: str) -> bool:
    """Tell whether there is anything to pronounce."""
    return any(character.isalnum() for character in text)


def bare(text: str) -> str:
    """Return the letters and digits of `text`, or its marks if it has only those, to compare what is said."""
    return "".join(c for c in text.casefold() if c.isalnum()) or "".join(text.split())


def join_sentences(sentences: Sequence[str]) -> str:
    """Join `sentences` into running text: with spaces, but without them after Chinese and Japanese."""
    text = ""
    for sentence in sentences:
        gap = "" if not text or _WIDE_END.search(text[-1]) else " "
        text += gap + sentence
    return text


@lru_cache(maxsize=4096)
def clusters(text: str) -> tuple[str, ...]:
    """Split `text` into what readers call characters: base with marks, emoji with all its parts."""
    found: list[str] = []
    for character in text:
        if found and _continues(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return tuple(found)


def _continues(cluster: str, character: str) -> bool:
    code = ord(character)
    if cluster[-1] == _ZWJ and not character.isspace():
        return True
    if 0x1F1E6 <= code <= 0x1F1FF:
        return len(cluster) == 1 and 0x1F1E6 <= ord(cluster) <= 0x1F1FF
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character in (_ZWJ, _ZWNJ)
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def columns(text: str) -> int:
    """Return how wide `text` is: 1 for a Latin letter, 2 for a Chinese character or an emoji."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c[0]) in "WF" else 1 for c in clusters(text))


def is_unspaced(text: str) -> bool:
    """Tell whether `text` holds a script that puts no spaces between words."""
    return bool(_UNSPACED.search(text))


@dataclass(frozen=True)
class Token:
    """A piece of text that no line break divides, and whether a space follows it."""

    text: str
    space_after: bool = True


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    """Split `text` at its spaces and, in scripts without them, at good places for a line to end.

    Marks that stand alone (`–`, `€`, French ` ?`) belong to the word before them, opening ones to the
    next. Joined with their spaces the tokens are `text` again, runs of white space counting as one.
    """
    found: list[Token] = []
    for word in _spaced_words(text):
        pieces = pieces_of(word)
        found += [Token(piece, space_after=False) for piece in pieces[:-1]]
        found.append(Token(pieces[-1]))
    if found:
        found[-1] = Token(found[-1].text, space_after=False)
    return tuple(found)


def _spaced_words(text: str) -> list[str]:
    words: list[str] = []
    for word in text.split():
        closes = _is_mark(word) and unicodedata.category(word[0]) not in ("Ps", "Pi")
        if words and (closes or _is_mark(words[-1])):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _is_mark(word: str) -> bool:
    return all(unicodedata.category(c)[0] == "P" or unicodedata.category(c) == "Sc" for c in word)


def pieces_of(word: str) -> tuple[str, ...]:
    """Cut a word of a script without spaces where a line may end; any other word stays whole.

    Japanese is cut before the kanji, katakana or Latin run that begins a phrase, Chinese and Thai
    between characters, and none of them against the rules for marks.
    """
    if not _UNSPACED.search(word):
        return (word,)
    japanese = bool(_HAS_KANA.search(word))
    pieces: list[str] = []
    for cluster in clusters(word):
        if pieces and not _may_break(pieces[-1], cluster, japanese):
            pieces[-1] += cluster
        else:
            pieces.append(cluster)
    return tuple(pieces)


def _may_break(piece: str, cluster: str, japanese: bool) -> bool:
    before, after = piece[-1], cluster[0]
    if after in _NOT_FIRST or before in _NOT_LAST or after == " " or before == " ":
        return False
    if before in _CJK_STOPS:
        return True
    left, right = _script(before), _script(after)
    if left == right == "latin":
        return False
    if not japanese:
        return True
    if len(clusters(piece)) >= 12:
        return True
    return left == "hiragana" != right and piece not in ("お", "ご")


def _script(character: str) -> str:
    if "\u3041" <= character <= "\u309f":
        return "hiragana"
    if "\u30a0" <= character <= "\u30ff":
        return "katakana"
    return "wide" if _UNSPACED.match(character) else "latin"
