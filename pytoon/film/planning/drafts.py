"""From words to drafts: how many scenes there are, what each films and which words are its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pytoon.film.brief import MAX_FILM_MS, Brief
from pytoon.film.pacing import (
    LEAD_IN_MS,
    SENTENCE_PAUSE_MS,
    SHORTEST_SCENE_MS,
    reading_ms,
    room_for_scenes,
    speaking_ms,
)
from pytoon.film.planning.dealing import Part, cut_sentence, deal_parts, group_by_length, repeat_evenly
from pytoon.film.planning.directions import Direction, Directions
from pytoon.film.planning.lists import split_passages
from pytoon.film.words import clean, has_words, split_sentences

#: A sentence that takes longer than this is spoken in parts: no caption or breath lasts that long.
_LONGEST_SENTENCE_MS = 20_000
#: A sentence this much longer than its scene's share of the film runs on across the cut.
_RUN_ON = 1.25
#: Copy that is only read is spread over the scenes of its sentence sooner.
_SPREAD = 0.6
#: The sentences of the prompt make the scenes, so a scene is only divided into several framings when it
#: would be so many times longer than the longest that the look likes.
_FAR_TOO_LONG = 3
#: The estimate of speech is rough, so more of a long script is kept than fits; the timeline ends it.
_MOST_SPEECH_MS = MAX_FILM_MS * 3 // 2
#: Far more than is kept, so that the rest of a huge script need not be read.
_MOST_SCRIPT_CHARACTERS = 5_000


@dataclass(frozen=True)
class Draft:
    """One scene before it is timed: what is filmed, and its words."""

    direction: Direction
    parts: Sequence[Part] = ()

    @property
    def words(self) -> str:
        text = ""
        for part in self.parts:
            listed = "\n" in part.text
            text = (text.rstrip() + "\n" if listed and text else text) + part.text
            text += "\n" if listed else " " * part.space_after
        return text.strip()

    @property
    def sentences(self) -> list[str]:
        return [part.sentence for part in self.parts if part.sentence]


def read_script(text: str, language: str, *, lists: bool = False) -> tuple[str, ...]:
    """Return the script's sentences as they will be spoken, as many as could possibly fit a film.

    With `lists` the entries of a list stay together. Of a script without a word that could be spoken
    nothing is returned.
    """
    script = text[:_MOST_SCRIPT_CHARACTERS]
    split = split_passages if lists else split_sentences
    kept: list[str] = []
    total = 0
    for sentence in split(script, language) if has_words(clean(script)) else ():
        for part in cut_sentence(sentence, _LONGEST_SENTENCE_MS, speaking_ms):
            total += part.length_ms + SENTENCE_PAUSE_MS
            if kept and total > _MOST_SPEECH_MS:
                return tuple(kept)
            kept.append(part.text)
    return tuple(kept)


def draft_spoken(brief: Brief, directions: Directions, script: Sequence[str]) -> list[Draft]:
    """Draft the scenes of a film that speaks: the sentences of `script` are dealt to them by length."""
    speech_ms = LEAD_IN_MS + sum(speaking_ms(sentence) + SENTENCE_PAUSE_MS for sentence in script)
    length_ms = min(max(brief.target_ms, speech_ms), MAX_FILM_MS)
    weighty = sum(min(speaking_ms(sentence) / SHORTEST_SCENE_MS, 1) for sentence in script)
    if is_type_alone(brief):
        weighty = max(weighty, speech_ms / brief.look.scene_ms[1])
    count = _count_scenes(brief, directions, length_ms, round(weighty))
    if any("\n" in sentence for sentence in script):
        # A list has a scene of its own, and so has what comes before and after it.
        pages = len(list(groupby(script, lambda sentence: sentence if "\n" in sentence else "")))
        count = min(max(count, pages), room_for_scenes(length_ms, brief.max_scenes))
    share_ms = max(length_ms, speech_ms) / count
    parts = [part for sentence in script for part in _run_on(sentence, share_ms, speaking_ms)]
    if is_type_alone(brief):
        # A scene without words would show nothing.
        count = min(count, len(parts))
    return [
        Draft(direction, dealt)
        for direction, dealt in zip(_directions_for(directions, count), deal_parts(parts, count), strict=True)
    ]


def draft_shown(brief: Brief, directions: Directions) -> list[Draft]:
    """Draft the scenes of a film without a voice: what the prompt says to viewers is its copy."""
    shots = _with_copy(brief, directions.shots)
    if is_type_alone(brief):
        shots = tuple(shot for shot in shots if shot.copy) or shots[:1]
    needed_ms = sum(reading_ms(sentence) for shot in shots for sentence in shot.copy)
    length_ms = min(max(brief.target_ms, needed_ms), MAX_FILM_MS)
    pages = needed_ms // brief.look.scene_ms[1] if is_type_alone(brief) else 0
    count = _count_scenes(brief, directions, length_ms, pages)
    share_ms = length_ms / count
    framings = count > max(len(shots), len(assets_of(brief)))
    drafts: list[Draft] = []
    for direction, scenes in _runs(_directions_for(Directions(shots), count)):
        available_ms = share_ms * _SPREAD if scenes > 1 else MAX_FILM_MS
        parts = [
            part
            for sentence in direction.copy
            for part in (
                # Framings of one picture need no words of their own, so the sentence stays together.
                cut_sentence(sentence, share_ms, reading_ms)
                if framings
                else _run_on(sentence, available_ms, reading_ms)
            )
        ]
        drafts += [Draft(direction, dealt) for dealt in deal_parts(parts, scenes, close=False)]
    return [draft for draft in drafts if draft.parts] or drafts if is_type_alone(brief) else drafts


def _run_on(sentence: str, share_ms: float, measure: Callable[[str], int]) -> tuple[Part, ...]:
    """Keep a sentence whole for one scene, or cut it small enough to be dealt to several evenly."""
    whole = cut_sentence(sentence, math.inf, measure)
    return whole if measure(sentence) <= _RUN_ON * share_ms else cut_sentence(sentence, share_ms / 2, measure)


def _with_copy(brief: Brief, shots: tuple[Direction, ...]) -> tuple[Direction, ...]:
    """Let directions be shown after all where the film would have neither picture nor word."""
    if brief.media or brief.title or any(shot.copy for shot in shots):
        return shots
    return tuple(Direction(shot.text, split_sentences(shot.text, brief.language)) for shot in shots)


def _count_scenes(brief: Brief, directions: Directions, length_ms: int, sentences: int) -> int:
    """How many scenes the film has; `sentences` is how many the script could fill."""
    most = room_for_scenes(length_ms, brief.max_scenes)
    wanted = len(directions.shots)
    if not directions.explicit:
        wanted = max(wanted, len(assets_of(brief)))
        shortest_ms, longest_ms = brief.look.scene_ms
        if length_ms / wanted > longest_ms:
            comfortable = round(length_ms / ((shortest_ms + longest_ms) / 2))
            wanted = max(wanted, min(sentences, comfortable))
            if length_ms / wanted > _FAR_TOO_LONG * longest_ms and _shows_pictures(brief):
                wanted = comfortable
    return min(wanted, most)


def _shows_pictures(brief: Brief) -> bool:
    """Tell whether a scene without words has something to show that does not move by itself."""
    return bool(brief.media) and all(medium.kind == "image" for medium in brief.media)


def _directions_for(directions: Directions, count: int) -> list[Direction]:
    """One direction a scene: neighbours merged when there are too many, or shown in several scenes."""
    shots = directions.shots
    if len(shots) <= count:
        return [shots[i] for i in repeat_evenly(len(shots), count)]
    return [
        Direction(
            " ".join(shots[i].text for i in group),
            tuple(sentence for i in group for sentence in shots[i].copy),
        )
        for group in group_by_length([len(shot.text) for shot in shots], count)
    ]


def _runs(directions: Sequence[Direction]) -> list[tuple[Direction, int]]:
    """Neighbouring scenes of the same direction, counted."""
    runs: list[tuple[Direction, int]] = []
    for direction in directions:
        if runs and runs[-1][0] is direction:
            runs[-1] = (direction, runs[-1][1] + 1)
        else:
            runs.append((direction, 1))
    return runs


def assets_of(brief: Brief) -> list[tuple[str, str]]:
    """The caller's pictures and clips as (path, kind), in order; one that follows itself counts once."""
    return [asset for asset, _ in groupby((str(medium.path), medium.kind) for medium in brief.media)]


def is_type_alone(brief: Brief) -> bool:
    """Tell whether words are all that the film has to show: no medium, and no studio that makes one."""
    return not brief.media and brief.engine == "local"
