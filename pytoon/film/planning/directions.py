"""The prompt, read as a director would: its shots, and the words for camera, mood and light."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pytoon.film import vocabulary
from pytoon.film.scene_graph import Style
from pytoon.film.words import clean, split_sentences

_SHOT_TAG = re.compile(r"<\s*shot[\s#:_-]*\d{0,4}\s*:?\s*>", re.IGNORECASE)
_SHOT_END = re.compile(r"<\s*/\s*shot[\s#:_-]*\d{0,4}\s*>", re.IGNORECASE)
#: Where a prompt says how it wants to look, it says so here.
_STYLE_CHARACTERS = 20_000
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


@dataclass(frozen=True)
class Direction:
    """What one scene of the prompt asks for."""

    text: str
    copy: tuple[str, ...] = ()
    """Its sentences that speak to the viewer, and not only to the film-maker."""


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


def read_directions(prompt: str, language: str = "") -> Directions:
    """Read the shots of `prompt`: its `<SHOT n>` blocks, or else its sentences."""
    preamble, *blocks = _SHOT_TAG.split(_SHOT_END.sub("\n", prompt))
    shots = tuple(shot for block in blocks if (shot := _read_block(block, language)).text)
    if shots:
        return Directions(shots, explicit=True, preamble=" ".join(clean(preamble).split("\n")))
    return Directions(tuple(_read_block(s, language) for s in split_sentences(preamble, language)))


def _read_block(block: str, language: str) -> Direction:
    sentences = split_sentences(block, language)
    return Direction(" ".join(sentences), tuple(s for s in sentences if not is_direction(s)))


def is_direction(sentence: str) -> bool:
    """Tell whether a sentence of the prompt only says what to film: "Product reveal", "Slow pan left"."""
    words = [word.casefold() for word in _WORD.findall(sentence)]
    plain = " ".join(words)
    if _begins(plain, vocabulary.DIRECTION_OPENINGS):
        return True
    if plain in vocabulary.DIRECTIONS_IN_OTHER_LANGUAGES or not words:
        return bool(words)
    telling = [word for word in words if word not in vocabulary.DIRECTION_GLUE]
    known = vocabulary.DIRECTION_WORDS | _style_words()
    if not telling or not all(word in known for word in telling):
        return False
    return len(telling) > 1 or telling[0] not in vocabulary.DIRECTION_NEEDS_MORE


def _begins(text: str, phrases: Iterable[str]) -> bool:
    return any(text == phrase or text.startswith(phrase + " ") for phrase in phrases)


@cache
def _style_words() -> frozenset[str]:
    return frozenset(
        word for phrase in vocabulary.MOODS + vocabulary.LIGHTINGS for word in _WORD.findall(phrase)
    )


def read_style(text: str) -> Style:
    """Return the words for mood, camera and light in `text`, in the order of its own sentences."""
    lights = _found(text, vocabulary.LIGHTINGS)
    moods = _found(_without(text, lights), vocabulary.MOODS)
    camera = _found(text, tuple(p for ps in vocabulary.CAMERA_EFFECTS.values() for p in ps))
    return Style(", ".join(moods), ", ".join(camera), ", ".join(lights))


def read_film_style(directions: Directions) -> Style:
    """Return the mood and light of the whole film: of the preamble, or else the first the prompt names."""
    if directions.explicit:
        return read_style(directions.preamble)
    style = read_style(directions.text[:_STYLE_CHARACTERS])
    return Style(mood=style.mood.split(", ")[0], lighting=style.lighting.split(", ")[0])


def camera_effect(style: Style) -> str:
    """Return the movement that the camera words ask for, or an empty string."""
    first = style.camera_motion.split(", ")[0]
    effects = vocabulary.CAMERA_EFFECTS.items()
    return next((effect for effect, phrases in effects if first in phrases), "")


def _found(text: str, phrases: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(match.group().casefold() for match in _matcher(phrases).finditer(text)))


def _without(text: str, phrases: Iterable[str]) -> str:
    for phrase in phrases:
        text = re.sub(re.escape(phrase), " ", text, flags=re.IGNORECASE)
    return text


@cache
def _matcher(phrases: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)
