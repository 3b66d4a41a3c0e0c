"""How long things take: reading, speaking, scenes, and the transitions between them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from pytoon.film.brief import MAX_FILM_MS
from pytoon.film.look import TransitionType
from pytoon.film.timing import snap
from pytoon.film.words import clusters, is_unspaced

SHORTEST_SCENE_MS = 1_200
MOST_SCENES = 12

#: Before the first word of a film, and around the words at a change of scene. The pause between two
#: sentences is the same whether or not the scene changes in it.
LEAD_IN_MS = 250
SENTENCE_PAUSE_MS = 300
SCENE_LEAD_MS = 150

#: Time for the closing scene to be read and acted upon.
CLOSING_HOLD_MS = 2_000
#: A transition shorter than this is seen as a fault, so it becomes a cut.
_SHORTEST_TRANSITION_MS = 100

_SPEAKING_MS = {"latin": 1000 / 15, "wide": 1000 / 5.5, "digit": 180.0}
_READING_MS = {"latin": 1000 / 16, "wide": 1000 / 8, "digit": 1000 / 16}


def speaking_ms(text: str) -> int:
    """Estimate how long a voice needs for `text`: 15 Latin characters a second, 5.5 Chinese ones."""
    return round(sum(_SPEAKING_MS[_kind(c[0])] for c in _characters(text)))


def reading_ms(text: str) -> int:
    """Return how long `text` should stand: 16 Latin characters a second (17 is the limit), 8 Chinese."""
    return round(sum(_READING_MS[_kind(c[0])] for c in _characters(text)))


def _characters(text: str) -> Sequence[str]:
    """What readers call characters, each with the marks that stand above or below it."""
    return text if text.isascii() else clusters(text)


def _kind(character: str) -> str:
    if character.isascii():
        return "digit" if character.isdigit() else "latin"
    if unicodedata.east_asian_width(character) in "WF" and is_unspaced(character):
        return "wide"
    return "wide" if "\uac00" <= character <= "\ud7a3" else "latin"


def spread(needs_ms: Sequence[float], total_ms: float, may_grow: Sequence[bool] | None = None) -> list[float]:
    """Lengthen `needs_ms` until they sum to `total_ms`.

    Half of what is spare goes to all alike, which keeps the pauses even; the other half to the shortest
    first, like water filling a vessel, which keeps the scenes even. Those whose `may_grow` is False keep
    their need. Nothing is ever shortened: if the needs exceed the total they are given back.
    """
    growing = [i for i, may in enumerate(may_grow or [True] * len(needs_ms)) if may]
    spare = total_ms - sum(needs_ms)
    if spare <= 0 or not growing:
        return list(needs_ms)
    lengths = list(needs_ms)
    for i in growing:
        lengths[i] += spare / 2 / len(growing)
    level = _water_level(sorted(lengths[i] for i in growing), spare / 2)
    for i in growing:
        lengths[i] = max(lengths[i], level)
    return lengths


def _water_level(ascending: Sequence[float], water: float) -> float:
    """Return the height to which `water` fills columns that already reach the heights in `ascending`."""
    below = 0.0
    for count, height in enumerate(ascending, start=1):
        below += height
        level = (water + below) / count
        if count == len(ascending) or level <= ascending[count]:
            break
    return level


def on_frames(lengths_ms: Sequence[float]) -> list[int]:
    """Return the times, on frame boundaries, at which stretches of these lengths begin, and the end."""
    times, clock = [0], 0.0
    for length in lengths_ms:
        clock += length
        times.append(snap(clock))
    return times


def transition_lengths(
    kinds: Sequence[TransitionType], stretches_ms: Sequence[int], wanted_ms: int
) -> list[int]:
    """Return the length of the transition into each scene; a cut is 0, and the first scene has none.

    `stretches_ms` are the times from each scene's start to the next one's. A transition takes at most a
    third of either scene's length, its overlap included, so two of them never touch in one scene.
    """
    lengths = [0]
    for kind, before, after in zip(kinds[1:], stretches_ms, stretches_ms[1:], strict=False):
        longest = min(wanted_ms, before / 2, after / 3)
        frames_ms = snap(longest) if snap(longest) <= longest else snap(longest - 1000 / 30)
        lengths.append(frames_ms if kind != "cut" and frames_ms >= _SHORTEST_TRANSITION_MS else 0)
    return lengths


def room_for_scenes(length_ms: int, most: int | None = None) -> int:
    """Return how many scenes fit a film of `length_ms`, at most `most`."""
    by_time = max(min(length_ms, MAX_FILM_MS) // SHORTEST_SCENE_MS, 1)
    return max(min(by_time, most or MOST_SCENES, MOST_SCENES), 1)
