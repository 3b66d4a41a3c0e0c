"""Dealing words and shots out to scenes, in order and by length."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pytoon.film.vocabulary import ARTICLES, OPENERS
from pytoon.film.words import Token, tokens

_CLAUSE_ENDS = tuple(",;:–—،؛、，；：")


@dataclass(frozen=True)
class Part:
    """A sentence, or a piece of one, that stays in one scene."""

    text: str
    length_ms: int
    sentence: str = ""
    """The sentence that begins with this part; empty in the middle of one."""
    space_after: bool = True
    after_clause: bool = True
    """Whether it begins after a comma or the like, or begins a sentence."""


def cut_sentence(sentence: str, longest_ms: float, measure: Callable[[str], int]) -> tuple[Part, ...]:
    """Cut a sentence into parts of at most `longest_ms`, at commas where there are any near the middle.

    `measure` says how long a text takes. A single word is never cut, nor is a list (see `lists`).
    """
    if "\n" in sentence:
        return (Part(sentence, measure(sentence), sentence),)
    found = tokens(sentence)
    ends = list(accumulate(measure(token.text + " " * token.space_after) for token in found))
    return tuple(
        Part(
            _text(found[start:end]),
            ends[end - 1] - (ends[start - 1] if start else 0),
            sentence if start == 0 else "",
            found[end - 1].space_after or end == len(found),
            start == 0 or found[start - 1].text.endswith(_CLAUSE_ENDS),
        )
        for start, end in _halve(found, [0, *ends], longest_ms)
    )


def _text(found: Sequence[Token]) -> str:
    return "".join(token.text + " " * token.space_after for token in found).strip()


def _halve(found: Sequence[Token], ends: Sequence[int], longest_ms: float) -> list[tuple[int, int]]:
    """Return the token ranges that result from halving until every range is short enough."""
    done: list[tuple[int, int]] = []
    waiting = [(0, len(found))] if found else []
    while waiting:
        start, end = waiting.pop()
        if ends[end] - ends[start] <= longest_ms or end - start == 1:
            done.append((start, end))
            continue
        middle = min(range(start + 1, end), key=lambda i: _cut_cost(found, ends, start, i, end))
        waiting += [(middle, end), (start, middle)]
    return done


def _cut_cost(found: Sequence[Token], ends: Sequence[int], start: int, cut: int, end: int) -> float:
    """How bad a cut before token `cut` is: off the middle, or against the sense."""
    off_middle = abs((ends[cut] - ends[start]) / (ends[end] - ends[start]) - 0.5)
    before, after = found[cut - 1].text, found[cut].text
    if before.endswith(_CLAUSE_ENDS):
        return off_middle
    if before.casefold() in OPENERS | ARTICLES:
        return off_middle + 0.5
    return off_middle + (0.2 if after.casefold() in OPENERS else 0.35)


def deal_parts(parts: Sequence[Part], count: int, *, close: bool = True) -> list[Sequence[Part]]:
    """Deal `parts` out to `count` scenes in order, as evenly as they allow.

    With fewer parts than scenes some scenes stay empty: never the first, and if the last scene is to
    `close` with words, the last only for want of a second part. Scenes begin with a sentence, then with
    a clause, where that is nearly as even.
    """
    if not parts:
        return [()] * count
    ends = [0, *accumulate(part.length_ms for part in parts)]
    share = max(ends[-1] / min(count, len(parts)), 1)
    best = [0.0] + [math.inf] * len(parts)
    came_from: list[list[int]] = []
    for scene in range(count):
        reached, origin = [math.inf] * (len(parts) + 1), [0] * (len(parts) + 1)
        for start in range(len(parts) + 1):
            if best[start] == math.inf:
                continue
            for end in range(start, len(parts) + 1):
                length = ends[end] - ends[start]
                if end > start + 1 and length > 4 * share and scene + 1 < count:
                    break
                if end > start:
                    cost = best[start] + _deal_cost(parts[start:end], length / share)
                elif start in (0, len(parts)) or parts[start].sentence:
                    cost = best[start] + _silence_cost(scene, count, close=close)
                else:
                    continue  # nobody falls silent in the middle of a sentence
                if cost < reached[end]:
                    reached[end], origin[end] = cost, start
        best = reached
        came_from.append(origin)
    dealt: list[Sequence[Part]] = []
    end = len(parts)
    for origin in reversed(came_from):
        dealt.append(parts[origin[end] : end])
        end = origin[end]
    return dealt[::-1]


def _deal_cost(parts: Sequence[Part], shares: float) -> float:
    """How far a scene is from its share of the words, how ill it begins, and whether a list shares it."""
    cost = (shares - 1) ** 2
    if len(parts) > 1:
        cost += sum("\n" in part.text for part in parts)
    if parts[0].sentence:
        return cost
    return cost + (0.3 if parts[0].after_clause else 0.6)


def _silence_cost(scene: int, count: int, *, close: bool) -> float:
    if scene == 0:
        return 10
    return 1.3 if close and scene + 1 == count else 1 + 0.01 * (count - scene)


def group_by_length(lengths: Sequence[int], count: int) -> list[range]:
    """Divide items into `count` groups of neighbours of about the same length, none of them empty."""
    ends = [0, *accumulate(max(length, 1) for length in lengths)]
    cuts = [0]
    for group in range(1, count):
        ideal = ends[-1] * group / count
        lowest, highest = cuts[-1] + 1, len(lengths) - (count - group)
        cut = next((i for i in range(lowest, highest) if ends[i] >= ideal), highest)
        if cut > lowest and ideal - ends[cut - 1] < ends[cut] - ideal:
            cut -= 1
        cuts.append(cut)
    return [range(start, end) for start, end in zip(cuts, [*cuts[1:], len(lengths)], strict=True)]


def repeat_evenly(items: int, count: int) -> list[int]:
    """Return for `count` scenes which of fewer `items` each shows; the middle ones are repeated.

    The first and the last item keep one scene each where there are three or more, since a film has one
    opening and one close.
    """
    if items >= 3:
        middle = repeat_evenly_over(items - 2, count - 2)
        return [0, *(i + 1 for i in middle), items - 1]
    if items == 2:
        return [0] * (count - 1) + [1]
    return [0] * count


def repeat_evenly_over(items: int, count: int) -> list[int]:
    return [scene * items // count for scene in range(count)]
