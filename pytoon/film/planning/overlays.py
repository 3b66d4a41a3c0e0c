"""The texts that stand in a scene beside its captions, by the scene's role."""

from __future__ import annotations

from collections.abc import Sequence

from pytoon.film.planning import titles
from pytoon.film.planning.drafts import Draft
from pytoon.film.scene_graph import Overlay, Role, TextSlot
from pytoon.film.words import bare, columns, join_sentences, split_sentences


def plan_overlays(
    role: Role,
    draft: Draft,
    *,
    title: str,
    story: Sequence[str],
    prompt: str,
    spoken: bool,
    type_alone: bool = False,
) -> tuple[Overlay, ...]:
    """Return the text overlays of a scene, at most what its role has a place for.

    `story` are all sentences of the film in order. Without a voice (`spoken` False) short copy becomes a
    claim in any scene. A scene of `type_alone` has nothing else to show, so in any role it takes what its
    words offer: a quotation, a list, a figure or a claim.
    """
    found: list[tuple[TextSlot, str]] = []
    if type_alone and role != "call_to_action":
        found += [("claim", title)] if role == "hook" and title else _large(draft)
    elif role == "hook":
        claim = title or (titles.hook_claim(story, draft.words) if spoken else "")
        found.append(("claim", claim))
    elif role == "feature":
        found += _figure(draft.words)
    elif role == "proof":
        found += _quote(draft.words)
    else:
        found += _closing(title, draft, story, prompt)
    found = [(slot, text) for slot, text in found if text]
    if type_alone and not found:
        found = _large(draft) or [("claim", title)]
        found = [(slot, text) for slot, text in found if text]
    if not spoken and not type_alone and not _cover(found, draft.words):
        found = _shown_claim(found, draft)
    return tuple(Overlay("text", text=text, position=slot) for slot, text in found)


def _large(draft: Draft) -> list[tuple[TextSlot, str]]:
    """What a scene of type alone draws large."""
    words = draft.words
    if titles.find_quote(words):
        return _quote(words)
    own = split_sentences(words)
    lists = (titles.read_list(part.text) for part in draft.parts)
    if listed := next(filter(None, lists), None) or titles.find_items(own):
        return [("claim", listed.lead), *(("item", item) for item in listed.items)]
    return _figure(words) or [("claim", titles.large_claim(own))]


def _figure(words: str) -> list[tuple[TextSlot, str]]:
    figure = titles.find_figure(words)
    return [("number", figure.number), ("unit", figure.unit), ("label", figure.label)] if figure else []


def _quote(words: str) -> list[tuple[TextSlot, str]]:
    quote = titles.find_quote(words)
    return [("quote", quote.text), ("name", quote.name)] if quote else _figure(words)


def _closing(title: str, draft: Draft, story: Sequence[str], prompt: str) -> list[tuple[TextSlot, str]]:
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


def _shown_claim(found: list[tuple[TextSlot, str]], draft: Draft) -> list[tuple[TextSlot, str]]:
    """Without a voice short copy is the scene's title, unless its place is taken by a title or button."""
    words = draft.words
    taken = any(slot in ("claim", "quote", "button") for slot, _ in found)
    whole = words == join_sentences(draft.sentences)
    if taken or not words or not whole or columns(words) > titles.CLAIM_COLUMNS:
        return found
    return [("claim", words), *((s, t) for s, t in found if s in ("wordmark", "address", "name"))]
