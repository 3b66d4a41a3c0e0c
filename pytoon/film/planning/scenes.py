"""The plan of a film: which scenes it has, what is said and shown in each, and about how long.

Pure arithmetic on words: no file is opened, nothing is left to chance, the same brief gives the same plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

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
    spread,
    transition_lengths,
)
from pytoon.film.planning import titles
from pytoon.film.planning.directions import (
    Directions,
    camera_effect,
    read_directions,
    read_film_style,
    read_style,
)
from pytoon.film.planning.drafts import (
    Draft,
    assets_of,
    draft_shown,
    draft_spoken,
    is_type_alone,
    read_script,
)
from pytoon.film.planning.overlays import plan_overlays
from pytoon.film.planning.pictures import deal_pictures
from pytoon.film.scene_graph import GlobalAudio, Media, Role, Scene, SceneGraph, Style
from pytoon.film.sound.speech.language import recognise_language
from pytoon.film.words import clean, clusters

_EFFECTS = ("push_in", "pull_out", "pan_left", "pan_right")
_DESCRIPTION_CHARACTERS = 600
#: Enough of a text to know its language.
_TELLING_CHARACTERS = 1_000
#: No film holds more than this; the rest of a longer prompt is not read.
_MOST_PROMPT_CHARACTERS = 20_000


def plan_scenes(brief: Brief) -> SceneGraph:
    """Plan the scenes of `brief`: what each shows, says and is called, and its estimated length.

    The prompt's sentences or `<SHOT n>` blocks make the scenes; with more pictures, or a script whose
    scenes would last too long, there are more, with less time fewer, and never more than `max_scenes`.
    Raises BriefError when the prompt holds no words at all.
    """
    look = brief.look.calmed() if brief.brand_safe else brief.look
    prompt = brief.prompt[:_MOST_PROMPT_CHARACTERS]
    lists = is_type_alone(brief)
    directions = read_directions(prompt, _language(brief, prompt), lists=lists)
    if not directions.shots:
        raise BriefError("The prompt is empty: say in a sentence or two what the film shows.", "prompt")
    script = read_script(brief.voice_script, _language(brief, brief.voice_script), lists=lists)
    drafts = draft_spoken(brief, directions, script) if script else draft_shown(brief, directions)
    return SceneGraph(
        _finish_scenes(brief, look, directions, drafts, spoken=bool(script)),
        GlobalAudio(" ".join(clean(brief.voice_script).split("\n")) if script else "", None, brief.music),
    )


def _language(brief: Brief, text: str) -> str:
    """The language whose abbreviations decide where sentences end: "z. B." is not the end of one."""
    return brief.language or recognise_language(text[:_TELLING_CHARACTERS])


def _finish_scenes(
    brief: Brief, look: Look, directions: Directions, drafts: Sequence[Draft], *, spoken: bool
) -> tuple[Scene, ...]:
    transitions = _transitions(look, len(drafts))
    durations = _durations(brief, look, drafts, transitions, spoken=spoken)
    film_style = read_film_style(directions)
    files = [file for file, _ in assets_of(brief)] or [""]
    pictures = deal_pictures(drafts, files, fixed=directions.explicit)
    roles = _roles(drafts, [files[picture] for picture in pictures])
    story = [line for draft in drafts for sentence in draft.sentences for line in sentence.split("\n")]
    title = " ".join(clean(brief.title).split())
    scenes: list[Scene] = []
    for i, draft in enumerate(drafts):
        style = _style(draft.direction.text, film_style)
        if i and drafts[i - 1].direction is draft.direction:
            style = replace(style, camera_motion="")
        description = _shorten(draft.direction.text)
        effect = camera_effect(style) or _other_effect(i, scenes[-1].media.effect if scenes else "")
        scenes.append(
            Scene(
                id=i + 1,
                role=roles[i],
                description=description,
                duration_ms=durations[i],
                media=_media(brief, pictures[i], description, style, effect),
                caption=draft.words,
                audio="\n".join(draft.sentences) if spoken else "",
                style=style,
                overlays=plan_overlays(
                    roles[i],
                    draft,
                    title=title,
                    story=story,
                    prompt=directions.text,
                    spoken=spoken,
                    type_alone=is_type_alone(brief),
                ),
                transition=transitions[i],
            )
        )
    return tuple(scenes)


def _transitions(look: Look, count: int) -> list[TransitionType]:
    kinds = look.transitions or ("cut",)
    return ["cut", *(kinds[i % len(kinds)] for i in range(count - 1))]


def _durations(
    brief: Brief, look: Look, drafts: Sequence[Draft], transitions: Sequence[TransitionType], *, spoken: bool
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


def _words_ms(draft: Draft, *, spoken: bool) -> float:
    words_ms = sum(part.length_ms for part in draft.parts)
    return words_ms + SENTENCE_PAUSE_MS * len(draft.sentences) if spoken else words_ms


def _roles(drafts: Sequence[Draft], pictures: Sequence[str]) -> list[Role]:
    """The role of each scene. The same picture in the same shot changes its role, and so its framing."""
    roles: list[Role] = ["hook"]
    for (before, draft), (shown, picture) in zip(pairwise(drafts), pairwise(pictures), strict=True):
        role: Role = "proof" if titles.praises(draft.words or draft.direction.text) else "feature"
        again = before.direction is draft.direction and shown == picture
        if again and role == roles[-1] and not titles.find_figure(draft.words):
            role = "feature" if role == "proof" else "proof"
        roles.append(role)
    if len(roles) > 1:
        roles[-1] = "call_to_action"
    return roles


def _style(text: str, film: Style) -> Style:
    """The scene's own words; mood and light hold for the whole film where a scene says nothing else."""
    own = read_style(text)
    return Style(own.mood or film.mood, own.camera_motion, own.lighting or film.lighting)


def _shorten(text: str) -> str:
    if len(text) <= _DESCRIPTION_CHARACTERS:
        return text
    return "".join(clusters(text[:_DESCRIPTION_CHARACTERS])[:-1]).rsplit(" ", 1)[0] + " …"


def _other_effect(index: int, before: str) -> str:
    """The next camera movement of the round, other than the one before."""
    effect = _EFFECTS[index % len(_EFFECTS)]
    return effect if effect != before else _EFFECTS[(index + 1) % len(_EFFECTS)]


def _media(brief: Brief, picture: int, description: str, style: Style, effect: str) -> Media:
    asset, kind = None, "image"
    if assets := assets_of(brief):
        asset, kind = assets[picture]
    spoken_of = description.casefold()
    extra = [w for words in (style.mood, style.camera_motion, style.lighting) for w in words.split(", ") if w]
    return Media(
        type="video" if kind == "video" else "image",
        asset=asset,
        engine=brief.engine,
        prompt=", ".join([description.rstrip("."), *(word for word in extra if word not in spoken_of)]),
        effect=effect,
    )
