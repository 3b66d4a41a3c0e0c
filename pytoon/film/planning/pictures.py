"""Which of the caller's pictures and clips each scene shows: in order, or the one that it speaks of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from pytoon.film.planning.drafts import Draft
from pytoon.film.vocabulary import WORDS_OF_FILE_NAMES

#: What it is worth to show what is spoken of, against the place that a picture has in the order.
_NAMED, _IN_PLACE = 4.0, 1.0
_WORD = re.compile(r"[^\W\d_]{3,}")


def deal_pictures(drafts: Sequence[Draft], files: Sequence[str], *, fixed: bool) -> list[int]:
    """Return for each scene the index of its file; `files` is not empty, and no file follows itself in it.

    Files come in their order and no scene shows what its neighbour shows. Unless the order is `fixed`, a
    scene that names a word of a file's name (`lamp-studio.jpg`) prefers that file, as long as all others are
    still seen.
    """
    order = _in_order(drafts, files)
    named = [[_names(draft, file) for file in files] for draft in drafts]
    if fixed or len(set(files)) < 2 or all(all(row) or not any(row) for row in named):
        return order
    found = _following_words(order, named, files)
    return (
        found if {files[i] for i in found} >= {files[i] for i in order} else _exchanged(order, named, files)
    )


def _in_order(drafts: Sequence[Draft], files: Sequence[str]) -> list[int]:
    """One file after another.

    As many files as shots were meant for one another, so a shot keeps its own, and a second scene of the same
    shot borrows one that its neighbours do not show.
    """
    count = len(files)
    shots = [0, *accumulate(a.direction is not b.direction for a, b in pairwise(drafts))]
    if count < 3 or len(set(files)) < count or shots[-1] + 1 != count:
        return _in_turn(len(drafts), files)
    dealt: list[int] = []
    for i, shot in enumerate(shots):
        if i and shots[i - 1] == shot:
            taken = {dealt[-1], *(following for following in shots[i + 1 : i + 2] if following != shot)}
            choice = (shot, *reversed(range(shot)), *range(shot + 1, count))
            dealt.append(next(file for file in choice if file not in taken))
        else:
            dealt.append(shot)
    return dealt


def _in_turn(scenes: int, files: Sequence[str]) -> list[int]:
    dealt: list[int] = []
    turn = 0
    for _ in range(scenes):
        repeats = dealt and len(set(files)) > 1 and files[turn % len(files)] == files[dealt[-1]]
        turn += 1 if repeats else 0
        dealt.append(turn % len(files))
        turn += 1
    return dealt


def _following_words(
    order: Sequence[int], named: Sequence[Sequence[bool]], files: Sequence[str]
) -> list[int]:
    """The files that say most of what is spoken of, none beside itself, near their places."""

    def worth(scene: int, file: int) -> float:
        away = abs(file - order[scene]) / len(files)
        return _NAMED * named[scene][file] + _IN_PLACE * (file == order[scene]) - 0.1 * away

    best = [(worth(0, file), [file]) for file in range(len(files))]
    for scene in range(1, len(order)):
        best = [
            max(
                (
                    (value + worth(scene, file), [*way, file])
                    for value, way in best
                    if files[way[-1]] != files[file]
                ),
                key=lambda reached: reached[0],
            )
            for file in range(len(files))
        ]
    return max(best, key=lambda reached: reached[0])[1]


def _exchanged(order: Sequence[int], named: Sequence[Sequence[bool]], files: Sequence[str]) -> list[int]:
    """`order`, in which scenes changed places with the one that shows what they speak of."""
    dealt = list(order)
    for scene in range(len(dealt)):
        for other in sorted(range(len(dealt)), key=lambda place: abs(place - scene)):
            mine, yours = dealt[scene], dealt[other]
            gains = named[scene][yours] + named[other][mine] - named[scene][mine] - named[other][yours]
            changed = list(dealt)
            changed[scene], changed[other] = yours, mine
            if gains > 0 and all(files[a] != files[b] for a, b in pairwise(changed)):
                dealt = changed
    return dealt


def _names(draft: Draft, file: str) -> bool:
    said = _words(draft.words or draft.direction.text)
    return any(_same(word, other) for word in _words(Path(file).stem) - WORDS_OF_FILE_NAMES for other in said)


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFD", text.casefold())
    return frozenset(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def _same(word: str, other: str) -> bool:
    """Tell whether two words are the same but for a plural's ending."""
    shorter, longer = sorted((word, other), key=len)
    return longer == shorter or (
        len(longer) - len(shorter) <= 2 and longer in (shorter + "s", shorter + "es")
    )
