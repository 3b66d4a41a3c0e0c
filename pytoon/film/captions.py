"""Captions: the words of a sentence in chunks that can be read at a glance, and as subtitle files.

How many characters fit a line on screen is measured where they are drawn; here a chunk is only kept
short enough for two lines.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pytoon.film.timeline import Caption, Word
from pytoon.film.timing import FPS, Span, time_of
from pytoon.film.vocabulary import ARTICLES, OPENERS
from pytoon.film.words import Token, clusters, columns, has_words, tokens


@dataclass(frozen=True)
class CaptionLimits:
    """How much stands on screen at once, and how long. Figures: common subtitling guides."""

    line_columns: int = 22
    """Width of a line, where a Latin letter counts 1 and a Chinese character 2."""
    lines: int = 2
    shortest_ms: int = 833
    """Kept where the words leave the time."""
    longest_ms: int = 7_000
    linger_ms: int = 400
    """How long a chunk stays after its last word when nothing follows."""


SPOKEN = CaptionLimits()
#: Words that are read and not heard stay until the next ones come.
SILENT = CaptionLimits(linger_ms=CaptionLimits.longest_ms)

_CLAUSE_ENDS = tuple(',;:.!?…–—-、。，；：！？」』）”’"»)،؛؟।')


#: Words on either side of a longer silence do not stand on screen together.
_LONG_PAUSE_MS = 1_000


@dataclass(frozen=True)
class _Piece:
    """What stays together: a word, or a part of one in scripts without spaces."""

    text: str
    start_ms: int
    end_ms: int
    space_after: bool


def spell(words: Sequence[Word], text: str) -> tuple[tuple[Word, bool], ...]:
    """Return the words of `text` at the times of `words`, each with whether a space follows it.

    Nothing of `text` is lost: marks between two words go with the first, or with the second where no
    space parts them. Words that the voice calls otherwise ("forty") take the text that stands between
    their neighbours ("40"); those that the text does not have at all are left out.
    """
    spans = _find_words(words, text)
    spelled: list[tuple[Word, bool]] = []
    start = 0
    for i, span in enumerate(spans):
        following = spans[i + 1].start if i + 1 < len(spans) else len(text)
        end = text.rfind(" ", span.end, following) if i + 1 < len(spans) else len(text)
        spaced = end >= 0 and i + 1 < len(spans)
        end = end if end >= 0 else following
        spelled.append((Word(text[start:end].strip(), span.start_ms, span.end_ms), spaced))
        start = end
    return tuple(spelled)


@dataclass(frozen=True)
class _Found:
    """Where in the text a word stands, and when it is heard."""

    start: int
    end: int
    start_ms: int
    end_ms: int


def _find_words(words: Sequence[Word], text: str) -> list[_Found]:
    found: list[_Found] = []
    missing: list[Word] = []
    cursor = 0
    for word in (*words, None):
        start = text.find(word.text, cursor) if word else len(text)
        if word and start < 0:
            missing.append(word)
            continue
        gap = text[cursor:start]
        if missing and has_words(gap):
            found.append(_Found(cursor, start, missing[0].start_ms, missing[-1].end_ms))
        missing = []
        if word:
            cursor = start + len(word.text)
            found.append(_Found(start, cursor, word.start_ms, word.end_ms))
    if words and not found:
        found.append(_Found(0, len(text), words[0].start_ms, words[-1].end_ms))
    return found


def time_words(pieces: Sequence[tuple[str, bool]], start_ms: float, end_ms: float) -> tuple[Word, ...]:
    """Give words without sound even times by their width, from `start_ms` to `end_ms`."""
    widths = [columns(text) + spaced for text, spaced in pieces]
    total = sum(widths) or 1
    timed: list[Word] = []
    passed = 0
    for (text, _), width in zip(pieces, widths, strict=True):
        begin, passed = passed, passed + width
        span = end_ms - start_ms
        timed.append(
            Word(text, round(start_ms + span * begin / total), round(start_ms + span * passed / total))
        )
    return tuple(timed)


def lay_out_captions(
    words: Sequence[Word],
    scene_id: int,
    span: Span,
    *,
    text: str = "",
    style: Literal["caption", "title"] = "caption",
    limits: CaptionLimits = SPOKEN,
) -> tuple[Caption, ...]:
    """Lay the words of one sentence, or of the part of it that belongs to a scene, out in chunks.

    `words` are on the film's clock, `text` is the sentence as the script spells it (the words joined by
    spaces when left out), `span` the stretch of the film in which the captions may stand. Every word is
    in exactly one caption; a long word of a script without spaces may be cut into several.
    """
    spelled = spell(words, text or " ".join(word.text for word in words))
    pieces = _cut_into_pieces(spelled, limits)
    chunks = _chunk(pieces, limits)
    starts = [min(max(frame_before(chunk[0].start_ms), span.start_ms), span.end_ms) for chunk in chunks]
    captions: list[Caption] = []
    for i, chunk in enumerate(chunks):
        nearest = starts[i + 1] if i + 1 < len(chunks) else span.end_ms
        end = _end(starts[i], chunk[-1].end_ms, nearest, limits)
        captions.append(_caption(chunk, scene_id, Span(starts[i], max(end, starts[i])), style))
    return tuple(captions)


def frame_before(time_ms: float) -> int:
    """Return the start of the frame in which `time_ms` lies."""
    return time_of(math.floor(time_ms * FPS / 1000 + 0.01))


def _end(start_ms: int, spoken_ms: int, nearest_ms: int, limits: CaptionLimits) -> int:
    end = max(spoken_ms + limits.linger_ms, start_ms + limits.shortest_ms)
    return min(end, nearest_ms, start_ms + max(limits.longest_ms, spoken_ms - start_ms))


def _caption(
    chunk: Sequence[_Piece], scene_id: int, span: Span, style: Literal["caption", "title"]
) -> Caption:
    text = "".join(piece.text + " " * piece.space_after for piece in chunk).strip()

    def inside(time_ms: int) -> int:
        return min(max(time_ms, span.start_ms), span.end_ms)

    words = tuple(Word(piece.text, inside(piece.start_ms), inside(piece.end_ms)) for piece in chunk)
    return Caption(text, span.start_ms, span.end_ms, scene_id, words, style)


def _cut_into_pieces(spelled: Iterable[tuple[Word, bool]], limits: CaptionLimits) -> list[_Piece]:
    pieces: list[_Piece] = []
    for word, spaced in spelled:
        parts = [part for token in tokens(word.text) for part in _cut_too_wide(token, limits)]
        timed = time_words(parts, word.start_ms, word.end_ms)
        spaces = [*(space for _, space in parts[:-1]), spaced]
        pieces += [_Piece(w.text, w.start_ms, w.end_ms, s) for w, s in zip(timed, spaces, strict=True)]
    return pieces


def _cut_too_wide(token: Token, limits: CaptionLimits) -> list[tuple[str, bool]]:
    """Cut a word that would not even fit a caption of its own, such as a long web address."""
    if columns(token.text) <= limits.line_columns * limits.lines:
        return [(token.text, token.space_after)]
    parts = [""]
    for cluster in clusters(token.text):
        if columns(parts[-1] + cluster) > limits.line_columns:
            parts.append("")
        parts[-1] += cluster
    return [*((part, False) for part in parts[:-1]), (parts[-1], token.space_after)]


def _chunk(pieces: Sequence[_Piece], limits: CaptionLimits) -> list[Sequence[_Piece]]:
    """Split `pieces` where the sum of `_cost` is least (shortest path over the places between them)."""
    best = [0.0] + [math.inf] * len(pieces)
    came_from = [0] * (len(pieces) + 1)
    for start in range(len(pieces)):
        for end in range(start + 1, len(pieces) + 1):
            chunk = pieces[start:end]
            if end > start + 1 and not _fits(chunk, limits):
                break
            cost = best[start] + _cost(chunk, pieces[end : end + 1], limits, whole=len(chunk) == len(pieces))
            if cost < best[end]:
                best[end], came_from[end] = cost, start
    chunks: list[Sequence[_Piece]] = []
    end = len(pieces)
    while end > 0:
        chunks.append(pieces[came_from[end] : end])
        end = came_from[end]
    return chunks[::-1]


def _fits(chunk: Sequence[_Piece], limits: CaptionLimits) -> bool:
    if chunk[-1].end_ms - chunk[0].start_ms > limits.longest_ms:
        return False
    if any(after.start_ms - before.end_ms > _LONG_PAUSE_MS for before, after in pairwise(chunk)):
        return False
    lines, used = 1, 0
    for piece in chunk:
        width = columns(piece.text)
        if used and used + width > limits.line_columns:
            lines, used = lines + 1, 0
        # A word wider than a line takes as many lines as it fills, and leaves the rest of the last one.
        full = max(math.ceil(width / limits.line_columns) - 1, 0)
        lines += full
        used += width - full * limits.line_columns + piece.space_after
    return lines <= limits.lines


def _cost(
    chunk: Sequence[_Piece], following: Sequence[_Piece], limits: CaptionLimits, *, whole: bool
) -> float:
    """How badly a chunk reads: 1 for being one more, and more for breaking sense, haste and orphans."""
    width = sum(columns(piece.text) + piece.space_after for piece in chunk)
    fill = width / (limits.line_columns * limits.lines)
    cost = 1 + 0.5 * (1 - fill) ** 2
    if following:
        cost += _break_cost(chunk[-1], following[0])
    end_ms = following[0].start_ms if following else chunk[-1].end_ms + limits.linger_ms
    cost += 2 * max(1 - (end_ms - chunk[0].start_ms) / limits.shortest_ms, 0)
    if not whole and (width < 6 or (len(chunk) <= 2 and width < 12)):
        cost += 1.5
    return cost


def _break_cost(before: _Piece, after: _Piece) -> float:
    if before.text.endswith(_CLAUSE_ENDS):
        return 0
    # A number stays with what it counts, an article with its noun.
    if before.text[-1].isdigit() or _bare(before.text) in OPENERS | ARTICLES:
        return 1.6
    return 0.4 if _bare(after.text) in OPENERS else 0.8


def _bare(word: str) -> str:
    return "".join(c for c in word.casefold() if unicodedata.category(c)[0] in "LM")


def to_srt(captions: Sequence[Caption]) -> str:
    """Return `captions` as a SubRip file."""
    cues = (
        f"{number}\n{_clock(span.start_ms, ',')} --> {_clock(span.end_ms, ',')}\n{text.replace('-->', '→')}\n"
        for number, (span, text) in enumerate(_cues(captions), start=1)
    )
    return "\n".join(cues)


def to_vtt(captions: Sequence[Caption]) -> str:
    """Return `captions` as a WebVTT file."""
    cues = (
        f"\n{_clock(span.start_ms, '.')} --> {_clock(span.end_ms, '.')}\n{_escape(text)}\n"
        for span, text in _cues(captions)
    )
    return "WEBVTT\n" + "".join(cues)


def _cues(captions: Sequence[Caption]) -> list[tuple[Span, str]]:
    """Captions in order, without empty or overlapping ones; a line end would end the cue."""
    ordered = sorted(captions, key=lambda caption: caption.start_ms)
    cues: list[tuple[Span, str]] = []
    for i, caption in enumerate(ordered):
        following = ordered[i + 1].start_ms if i + 1 < len(ordered) else caption.end_ms
        end = max(min(caption.end_ms, following), caption.start_ms)
        text = " ".join(caption.text.split())
        if text and end > caption.start_ms:
            cues.append((Span(caption.start_ms, end), text))
    return cues


def _clock(time_ms: int, mark: str) -> str:
    seconds, ms = divmod(time_ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{ms:03}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
