"""The prompt, read as a director would: its shots, and the words for camera, mood and light."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from pytoon.film import vocabulary
from pytoon.film.planning.lists import entries_of, split_passages
from pytoon.film.planning.phrases import begins_with, find_phrases
from pytoon.film.scene_graph import Style
from pytoon.film.words import clean, split_sentences

_SHOT_TAG = re.compile(r"<\s*shot[\s#:_-]*\d{0,4}\s*:?\s*>", re.IGNORECASE)
_SHOT_END = re.compile(r"<\s*/\s*shot[\s#:_-]*\d{0,4}\s*>", re.IGNORECASE)
_COMMISSION = re.compile(
    r"^(?:please\s+)?(?:i\s+(?:want|need)|(?:can\s+you\s+)?(?:make|create|generate|produce|film|shoot))\s+"
    r"(?:me\s+|us\s+)?(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,4}?(?:video|film|clip|ad|advert|commercial|reel|promo|spot)\b"
    r"(?:\s+(?:ad|clip|video))?(?:\s+(?:about|for|of|on|showing|featuring|promoting|advertising)\b)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


@dataclass(frozen=True)
class Direction:
    """What one scene of the prompt asks for."""

    text: str
    copy: tuple[str, ...] = ()
    """Its sentences that speak to the viewer, and not only to the film-maker; a list is one, in lines."""


@dataclass(frozen=True)
class Directions:
    shots: tuple[Direction, ...]
    explicit: bool = False
    """True when the caller cut the film himself, with `<SHOT n>` blocks."""
    preamble: str = ""
    """What stands before the first `<SHOT>` block: it holds for the whole film."""

    @property
    def text(self) -> str:
        return " ".join([self.preamble, *(shot.text for shot in self.shots)])


def read_directions(prompt: str, language: str = "", *, lists: bool = False) -> Directions:
    """Read the shots of `prompt`: its `<SHOT n>` blocks, or else its sentences.

    With `lists` the entries of a list are one shot together, unless they are directions themselves.
    """
    preamble, *blocks = _SHOT_TAG.split(_SHOT_END.sub("\n", prompt))
    read = (split_sentences(block, language) for block in blocks)
    shots = tuple(_direction(sentences) for sentences in read if sentences)
    if shots:
        return Directions(shots, explicit=True, preamble=" ".join(clean(preamble).split("\n")))
    found: list[Direction] = []
    for passage in split_passages(preamble, language):
        lines, entries = passage.split("\n"), entries_of(passage)[1]
        if not entries or _are_directions(entries):
            found += [_direction([line]) for line in lines]
        elif lists:
            found.append(Direction(" ".join(lines), (passage,)))
        else:
            found += [Direction(line, (line,)) for line in lines]
    return Directions(tuple(found))


def _are_directions(entries: Sequence[str]) -> bool:
    """Tell whether a list is of shots; "soft" and "light" in a list are what something is like."""
    words = [[word.casefold() for word in _WORD.findall(entry)] for entry in entries]
    if any(begins_with(" ".join(entry), vocabulary.DIRECTION_OPENINGS) for entry in words):
        return True
    return all(map(is_direction, entries)) and not _style_words().issuperset(chain(*words))


def _direction(sentences: Sequence[str]) -> Direction:
    spoken_to_viewers = (_without_commission(s) for s in sentences if not is_direction(s))
    return Direction(" ".join(sentences), tuple(sentence for sentence in spoken_to_viewers if sentence))


def _without_commission(sentence: str) -> str:
    """Leave out "Make me a video about", which nobody wants to read in the film."""
    rest = _COMMISSION.sub("", sentence).strip(" .!:,-")
    return sentence if rest == sentence.strip(" .!:,-") else rest[:1].upper() + rest[1:]


def is_direction(sentence: str) -> bool:
    """Tell whether a sentence of the prompt only says what to film: "Product reveal", "Slow pan left"."""
    words = [word.casefold() for word in _WORD.findall(sentence)]
    plain = " ".join(words)
    if begins_with(plain, vocabulary.DIRECTION_OPENINGS):
        return True
    if plain in vocabulary.DIRECTIONS_IN_OTHER_LANGUAGES or not words:
        return bool(words)
    telling = [word for word in words if word not in vocabulary.DIRECTION_GLUE]
    known = vocabulary.DIRECTION_WORDS | _style_words()
    if not telling or not all(word in known for word in telling):
        return False
    return len(telling) > 1 or telling[0] not in vocabulary.DIRECTION_NEEDS_MORE


@cache
def _style_words() -> frozenset[str]:
    return frozenset(
        word for phrase in vocabulary.MOODS + vocabulary.LIGHTINGS for word in _WORD.findall(phrase)
    )


def read_style(text: str) -> Style:
    """Return the words for mood, camera and light in `text`, in the order of its own sentences."""
    lights = find_phrases(text, vocabulary.LIGHTINGS)
    moods = find_phrases(_without(text, lights), vocabulary.MOODS)
    camera = find_phrases(text, tuple(p for ps in vocabulary.CAMERA_EFFECTS.values() for p in ps))
    return Style(", ".join(moods), ", ".join(camera), ", ".join(lights))


def read_film_style(directions: Directions) -> Style:
    """Return the mood and light of the whole film: of the preamble, or else the first the prompt names."""
    if directions.explicit:
        return read_style(directions.preamble)
    style = read_style(directions.text)
    return Style(mood=style.mood.split(", ")[0], lighting=style.lighting.split(", ")[0])


def camera_effect(style: Style) -> str:
    """Return the movement that the camera words ask for, or an empty string."""
    first = style.camera_motion.split(", ")[0]
    effects = vocabulary.CAMERA_EFFECTS.items()
    return next((effect for effect, phrases in effects if first in phrases), "")


def _without(text: str, phrases: list[str]) -> str:
    for phrase in phrases:
        text = re.sub(re.escape(phrase), " ", text, flags=re.IGNORECASE)
    return text
