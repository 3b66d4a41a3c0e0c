"""How much of what nobody speaks can be read in a film, and what of it is left out.

Reading speed is at most 17 characters a second, and nothing stands for less than 5/6 s: common
subtitling guides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from pytoon.film.brief import MAX_FILM_MS
from pytoon.film.captions import SILENT
from pytoon.film.pacing import SHORTEST_SCENE_MS, reading_ms
from pytoon.film.scene_graph import SceneGraph
from pytoon.film.words import bare, clusters, join_sentences, split_sentences, tokens

_SENTENCE_ENDS = tuple('.!?…。！？؟।”"»」')


def standing_ms(sentence: str) -> int:
    """Return how long a sentence that is only read stays on screen."""
    return max(reading_ms(sentence + " "), SILENT.shortest_ms + 1)


def caption_ms(caption: str, language: str) -> int:
    """Return how long the words of a scene take to be read, sentence by sentence."""
    return sum(map(standing_ms, split_sentences(caption, language)))


def keep_readable(graph: SceneGraph, language: str) -> SceneGraph:
    """Leave out whole sentences of the captions until the longest film has time for the rest.

    A script ends early; copy, of which every scene has its own, is shortened where it is longest. Of a
    single sentence that no film has time for, the beginning is kept.
    """
    captions = [list(split_sentences(scene.caption, language)) for scene in graph.scenes]
    lengths = [[standing_ms(sentence) for sentence in sentences] for sentences in captions]
    sums = [sum(each) for each in lengths]
    is_script = bool(graph.global_audio.voice_script)
    dropped = False
    while sum(max(each, SHORTEST_SCENE_MS) for each in sums) > MAX_FILM_MS:
        filled = [i for i, sentences in enumerate(captions) if sentences]
        scene = filled[-1] if is_script else max(filled, key=lambda i: sums[i])
        if sum(map(len, captions)) == 1:
            room_ms = MAX_FILM_MS - SHORTEST_SCENE_MS * (len(captions) - 1)
            captions[scene] = [_beginning(captions[scene][0], room_ms)]
            break
        captions[scene].pop()
        sums[scene] -= lengths[scene].pop()
        dropped = True
    if is_script and dropped:
        _end_at_a_sentence(captions)
    scenes = (
        scene
        if list(split_sentences(scene.caption, language)) == kept
        else replace(scene, caption=join_sentences(kept))
        for scene, kept in zip(graph.scenes, captions, strict=True)
    )
    return replace(graph, scenes=tuple(scenes))


def share_left_out(planned: SceneGraph, shown: SceneGraph) -> float:
    """Return which share (0 to 1) of the text that was to be read `shown` leaves out."""
    whole = bare(planned.global_audio.voice_script) or bare("".join(s.caption for s in planned.scenes))
    kept = bare("".join(scene.caption for scene in shown.scenes))
    return max(1 - len(kept) / len(whole), 0) if whole else 0


def _beginning(sentence: str, room_ms: float) -> str:
    """The leading words of `sentence` that can be read in `room_ms`, or of one endless word its beginning."""
    found = tokens(sentence)
    ends = list(accumulate(reading_ms(token.text + " " * token.space_after) for token in found))
    count = sum(end <= room_ms for end in ends[:-1])
    if count:
        return "".join(token.text + " " * token.space_after for token in found[:count]).rstrip() + " …"
    characters = clusters(sentence)
    return "".join(characters[: int(len(characters) * room_ms / reading_ms(sentence)) - 2]) + "…"


def _end_at_a_sentence(captions: Sequence[list[str]]) -> None:
    """Leave out the beginning of a sentence whose rest, in the next scene, was left out."""
    if not any(s.endswith(_SENTENCE_ENDS) for sentences in captions for s in sentences):
        return
    for sentences in reversed(captions):
        while sentences and not sentences[-1].endswith(_SENTENCE_ENDS):
            sentences.pop()
        if sentences:
            return
