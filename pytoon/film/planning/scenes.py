"""The plan of a film: which scenes it has, what is said and shown in each, and about how long.

Pure arithmetic on words: no file is opened, nothing is left to chance, the same brief gives the same plan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from pytoon.film.brief import MAX_FILM_MS, Brief
from pytoon.film.errors import BriefError
from pytoon.film.look import Look, TransitionType
from pytoon.film.pacing import (
    CLOSING_HOLD_MS,
    LEAD_IN_MS,
    SCENE_LEAD_MS,
    SENTENCE_PAUSE_MS,
    SHORTEST_SCENE_MS,
    on_frames,
    reading_ms,
    room_for_scenes,
    speaking_ms,
    spread,
    transition_lengths,
)
from pytoon.film.planning import titles
from pytoon.film.planning.dealing import Part, cut_sentence, deal_parts, group_by_length, repeat_evenly
from pytoon.film.planning.directions import (
    Direction,
    Directions,
    camera_effect,
    read_directions,
    read_film_style,
    read_style,
)
from pytoon.film.scene_graph import GlobalAudio, Media, Overlay, Role, Scene, SceneGraph, Style, TextSlot
from pytoon.film.sound.speech.language import recognise_language
from pytoon.film.words import bare, clean, clusters, columns, has_words, join_sentences, split_sentences

_EFFECTS = ("push_in", "pull_out", "pan_left", "pan_right")
_DESCRIPTION_CHARACTERS = 600
#: A sentence that takes longer than this is spoken in parts: no caption or breath lasts that long.
_LONGEST_SENTENCE_MS = 20_000
#: A sentence this much longer than its scene's share of the film runs on across the cut.
_RUN_ON = 1.25
#: Copy that is only read is spread over the scenes of its sentence sooner.
_SPREAD = 0.6
#: The estimate of speech is rough, so more of a long script is kept than fits; the timeline ends it.
_MOST_SPEECH_MS = MAX_FILM_MS * 3 // 2
#: Far more than is kept, so that the rest of a huge script need not be read.
_MOST_SCRIPT_CHARACTERS = 5_000
#: Enough of a text to know its language.
_TELLING_CHARACTERS = 1_000
#: No film holds more than this; the rest of a longer prompt is not read.
_MOST_PROMPT_CHARACTERS = 20_000


@dataclass(frozen=True)
class _Draft:
    """One scene before it is timed: what is filmed, and its words."""

    direction: Direction
    parts: Sequence[Part] = ()

    @property
    def words(self) -> str:
        return "".join(part.text + " " * part.space_after for part in self.parts).strip()

    @property
    def sentences(self) -> list[str]:
        return [part.sentence for part in self.parts if part.sentence]


def plan_scenes(brief: Brief) -> SceneGraph:
    """Plan the scenes of `brief`: what each shows, says and is called, and its estimated length.

    The prompt's sentences or `<SHOT n>` blocks make the scenes; with more pictures, or a script whose
    scenes would last too long, there are more, with less time fewer, and never more than `max_scenes`.
    Raises BriefError when the prompt holds no words at all.
    """
    look = brief.look.calmed() if brief.brand_safe else brief.look
    prompt = brief.prompt[:_MOST_PROMPT_CHARACTERS]
    directions = read_directions(prompt, _language(brief, prompt))
    if not directions.shots:
        raise BriefError("The prompt is empty: say in a sentence or two what the film shows.", "prompt")
    script = _read_script(brief)
    drafts = _draft_spoken(brief, directions, script) if script else _draft_shown(brief, directions)
    return SceneGraph(
        _finish_scenes(brief, look, directions, drafts, spoken=bool(script)),
        GlobalAudio(" ".join(clean(brief.voice_script).split("\n")) if script else "", None, brief.music),
    )


def _language(brief: Brief, text: str) -> str:
    """The language whose abbreviations decide where sentences end: "z. B." is not the end of one."""
    return brief.language or recognise_language(text[:_TELLING_CHARACTERS])


def _read_script(brief: Brief) -> tuple[str, ...]:
    """The script's sentences as they will be spoken, as many as could possibly fit a film.

    Nothing is returned for a script without a word that could be spoken.
    """
    script = clean(brief.voice_script)[:_MOST_SCRIPT_CHARACTERS]
    kept: list[str] = []
    total = 0
    for sentence in split_sentences(script, _language(brief, script)) if has_words(script) else ():
        for part in cut_sentence(sentence, _LONGEST_SENTENCE_MS, speaking_ms):
            total += part.length_ms + SENTENCE_PAUSE_MS
            if kept and total > _MOST_SPEECH_MS:
                return tuple(kept)
            kept.append(part.text)
    return tuple(kept)


def _draft_spoken(brief: Brief, directions: Directions, script: Sequence[str]) -> list[_Draft]:
    speech_ms = LEAD_IN_MS + sum(speaking_ms(sentence) + SENTENCE_PAUSE_MS for sentence in script)
    length_ms = min(max(brief.target_ms, speech_ms), MAX_FILM_MS)
    weighty = sum(min(speaking_ms(sentence) / SHORTEST_SCENE_MS, 1) for sentence in script)
    count = _count_scenes(brief, directions, length_ms, round(weighty))
    share_ms = max(length_ms, speech_ms) / count
    parts = [part for sentence in script for part in _run_on(sentence, share_ms, speaking_ms)]
    return [
        _Draft(direction, dealt)
        for direction, dealt in zip(_directions_for(directions, count), deal_parts(parts, count), strict=True)
    ]


def _draft_shown(brief: Brief, directions: Directions) -> list[_Draft]:
    shots = _with_copy(brief, directions.shots)
    needed_ms = sum(reading_ms(sentence) for shot in shots for sentence in shot.copy)
    length_ms = min(max(brief.target_ms, needed_ms), MAX_FILM_MS)
    count = _count_scenes(brief, directions, length_ms, 0)
    share_ms = length_ms / count
    drafts: list[_Draft] = []
    for direction, scenes in _runs(_directions_for(Directions(shots), count)):
        available_ms = share_ms * _SPREAD if scenes > 1 else MAX_FILM_MS
        parts = [part for s in direction.copy for part in _run_on(s, available_ms, reading_ms)]
        drafts += [_Draft(direction, dealt) for dealt in deal_parts(parts, scenes, close=False)]
    return _within(drafts, MAX_FILM_MS)


def _run_on(sentence: str, share_ms: float, measure: Callable[[str], int]) -> tuple[Part, ...]:
    """Keep a sentence whole for one scene, or cut it small enough to be dealt to several evenly."""
    whole = cut_sentence(sentence, math.inf, measure)
    return whole if measure(sentence) <= _RUN_ON * share_ms else cut_sentence(sentence, share_ms / 2, measure)


def _with_copy(brief: Brief, shots: tuple[Direction, ...]) -> tuple[Direction, ...]:
    """Let directions be shown after all where the film would have neither picture nor word."""
    if brief.media or brief.title or any(shot.copy for shot in shots):
        return shots
    return tuple(Direction(shot.text, split_sentences(shot.text, brief.language)) for shot in shots)


def _within(drafts: Sequence[_Draft], length_ms: int) -> list[_Draft]:
    """Leave out what nobody could read in the longest film: the end of the scenes with the most words."""
    fair_ms = length_ms / len(drafts)
    return [_Draft(draft.direction, _readable(draft.parts, fair_ms)) for draft in drafts]


def _readable(parts: Sequence[Part], longest_ms: float) -> Sequence[Part]:
    """The leading sentences that fit `longest_ms`; of a single longer one, its leading parts."""
    if sum(part.length_ms for part in parts) <= longest_ms:
        return parts
    pieces = [p for part in parts for p in cut_sentence(part.text, longest_ms / 2, reading_ms)]
    kept: list[Part] = []
    total = 0
    for piece in pieces:
        total += piece.length_ms
        if kept and total > longest_ms:
            break
        kept.append(piece)
    return kept


def _count_scenes(brief: Brief, directions: Directions, length_ms: int, sentences: int) -> int:
    """How many scenes the film has; `sentences` is how many the script could fill."""
    most = room_for_scenes(length_ms, brief.max_scenes)
    wanted = len(directions.shots)
    if not directions.explicit:
        wanted = max(wanted, len(_assets(brief)))
        shortest_ms, longest_ms = brief.look.scene_ms
        if length_ms / wanted > longest_ms:
            wanted = max(wanted, min(sentences, round(length_ms / ((shortest_ms + longest_ms) / 2))))
    return min(wanted, most)


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


def _assets(brief: Brief) -> list[tuple[str, str]]:
    """The caller's pictures and clips as (path, kind), each once."""
    return list(dict.fromkeys((str(medium.path), medium.kind) for medium in brief.media))


def _finish_scenes(
    brief: Brief, look: Look, directions: Directions, drafts: Sequence[_Draft], *, spoken: bool
) -> tuple[Scene, ...]:
    transitions = _transitions(look, len(drafts))
    durations = _durations(brief, look, drafts, transitions, spoken=spoken)
    film_style = read_film_style(directions)
    roles = [_role(i, len(drafts), draft) for i, draft in enumerate(drafts)]
    pictures = _pictures([draft.direction for draft in drafts], len(_assets(brief)))
    story = [sentence for draft in drafts for sentence in draft.sentences]
    scenes: list[Scene] = []
    for i, draft in enumerate(drafts):
        style = _style(draft.direction.text, film_style)
        if i and drafts[i - 1].direction is draft.direction:
            style = replace(style, camera_motion="")
        description = _shorten(draft.direction.text)
        scenes.append(
            Scene(
                id=i + 1,
                role=roles[i],
                description=description,
                duration_ms=durations[i],
                media=_media(brief, i, pictures[i], description, style),
                caption=draft.words,
                audio="\n".join(draft.sentences) if spoken else "",
                style=style,
                overlays=_overlays(brief, roles[i], draft, story, directions.text, spoken=spoken),
                transition=transitions[i],
            )
        )
    return tuple(scenes)


def _transitions(look: Look, count: int) -> list[TransitionType]:
    kinds = look.transitions or ("cut",)
    return ["cut", *(kinds[i % len(kinds)] for i in range(count - 1))]


def _durations(
    brief: Brief, look: Look, drafts: Sequence[_Draft], transitions: Sequence[TransitionType], *, spoken: bool
) -> list[int]:
    least_ms = min(SHORTEST_SCENE_MS, brief.target_ms / len(drafts))
    needs = [max(_words_ms(draft, spoken=spoken), least_ms) for draft in drafts]
    if spoken:
        needs[0] += LEAD_IN_MS - SCENE_LEAD_MS
    total = min(max(brief.target_ms, sum(needs)), MAX_FILM_MS)
    scale = min(total / sum(needs), 1)
    needs = [need * scale for need in needs]
    if len(needs) > 1:
        needs[-1] = max(needs[-1], min(CLOSING_HOLD_MS, needs[-1] + total - sum(needs)))
    stretches = [end - start for start, end in pairwise(on_frames(spread(needs, total)))]
    overlaps = [*transition_lengths(transitions, stretches, look.transition_ms)[1:], 0]
    return [stretch + overlap for stretch, overlap in zip(stretches, overlaps, strict=True)]


def _words_ms(draft: _Draft, *, spoken: bool) -> float:
    words_ms = sum(part.length_ms for part in draft.parts)
    return words_ms + SENTENCE_PAUSE_MS * len(draft.sentences) if spoken else words_ms


def _pictures(directions: Sequence[Direction], count: int) -> list[int]:
    """Which of `count` pictures each scene shows: in order, and none twice in a row.

    As many pictures as shots were meant for one another, so a shot keeps its own, and a second scene of
    the same shot borrows one that its neighbours do not show.
    """
    scenes = len(directions)
    shots = [0, *accumulate(a is not b for a, b in pairwise(directions))]
    if count < 3 or shots[-1] + 1 != count:
        return [i % max(count, 1) for i in range(scenes)]
    pictures: list[int] = []
    for i, shot in enumerate(shots):
        if i and shots[i - 1] == shot:
            taken = {pictures[-1], *(following for following in shots[i + 1 : i + 2] if following != shot)}
            choice = (shot, *reversed(range(shot)), *range(shot + 1, count))
            pictures.append(next(picture for picture in choice if picture not in taken))
        else:
            pictures.append(shot)
    return pictures


def _role(index: int, count: int, draft: _Draft) -> Role:
    if index == 0:
        return "hook"
    if index == count - 1:
        return "call_to_action"
    return "proof" if titles.praises(draft.words or draft.direction.text) else "feature"


def _style(text: str, film: Style) -> Style:
    """The scene's own words; mood and light hold for the whole film where a scene says nothing else."""
    own = read_style(text)
    return Style(own.mood or film.mood, own.camera_motion, own.lighting or film.lighting)


def _shorten(text: str) -> str:
    if len(text) <= _DESCRIPTION_CHARACTERS:
        return text
    return "".join(clusters(text[:_DESCRIPTION_CHARACTERS])[:-1]).rsplit(" ", 1)[0] + " …"


def _media(brief: Brief, index: int, picture: int, description: str, style: Style) -> Media:
    asset, kind = None, "image"
    if assets := _assets(brief):
        asset, kind = assets[picture]
    spoken_of = description.casefold()
    extra = [w for words in (style.mood, style.camera_motion, style.lighting) for w in words.split(", ") if w]
    return Media(
        type="video" if kind == "video" else "image",
        asset=asset,
        engine=brief.engine,
        prompt=", ".join([description.rstrip("."), *(word for word in extra if word not in spoken_of)]),
        effect=camera_effect(style) or _EFFECTS[index % len(_EFFECTS)],
    )


def _overlays(
    brief: Brief, role: Role, draft: _Draft, story: Sequence[str], prompt: str, *, spoken: bool
) -> tuple[Overlay, ...]:
    title = clean(brief.title).replace("\n", " ")
    found: list[tuple[TextSlot, str]] = []
    if role == "hook":
        claim = title or (titles.spoken_claim(story[0]) if spoken and story else "")
        found.append(("claim", claim))
    elif role == "feature":
        found += _figure(draft.words)
    elif role == "proof":
        found += _quote(draft.words)
    else:
        found += _closing(title, draft, story, prompt)
    found = [(slot, text) for slot, text in found if text]
    if not spoken and not _cover(found, draft.words):
        found = _shown_claim(found, draft)
    return tuple(Overlay("text", text=text, position=slot) for slot, text in found)


def _figure(words: str) -> list[tuple[TextSlot, str]]:
    figure = titles.find_figure(words)
    return [("number", figure.number), ("unit", figure.unit), ("label", figure.label)] if figure else []


def _quote(words: str) -> list[tuple[TextSlot, str]]:
    quote = titles.find_quote(words)
    return [("quote", quote.text), ("name", quote.name)] if quote else _figure(words)


def _closing(title: str, draft: _Draft, story: Sequence[str], prompt: str) -> list[tuple[TextSlot, str]]:
    last_words = [*story[-2:], *draft.sentences]
    return [
        ("wordmark", title or titles.find_wordmark(story)),
        ("button", titles.find_button(last_words)),
        ("address", titles.find_address(*reversed(story), prompt)),
    ]


def _cover(found: Sequence[tuple[TextSlot, str]], words: str) -> bool:
    """Tell whether the titles already say all the words of the scene."""
    said = bare(words)
    return said in (bare("".join(text for _, text in found)), *(bare(t) for _, t in found))


def _shown_claim(found: list[tuple[TextSlot, str]], draft: _Draft) -> list[tuple[TextSlot, str]]:
    """Without a voice short copy is the scene's title, unless its place is taken by a title or button."""
    words = draft.words
    taken = any(slot in ("claim", "quote", "button") for slot, _ in found)
    whole = words == join_sentences(draft.sentences)
    if taken or not words or not whole or columns(words) > titles.CLAIM_COLUMNS:
        return found
    return [("claim", words), *((s, t) for s, t in found if s in ("wordmark", "address", "name"))]
