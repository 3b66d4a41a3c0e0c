"""Briefs and narrations for the tests of planning and timing: made up, but shaped like real ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from pytoon.film.brief import Brief, Medium
from pytoon.film.captions import time_words
from pytoon.film.look import Look
from pytoon.film.narration import Narration, Utterance
from pytoon.film.pacing import speaking_ms
from pytoon.film.scene_graph import Media, Scene, SceneGraph
from pytoon.film.words import clusters, has_words, split_sentences

SERUM = (
    "Good skin starts with a good morning. Meet Aurora Glow Serum: gentle vitamin C, in three light drops. "
    "Aurora. Let it show."
)
DIRECTIONS = "Product reveal. Key features. Call to action."


def look(**changes: Any) -> Look:
    return Look(
        **{
            "name": "plain",
            "archetype": "PRODUCT_HERO",
            "layout": "plain",
            "transitions": ("fade", "cut"),
            **changes,
        }
    )


def pictures(count: int) -> tuple[Medium, ...]:
    return tuple(Medium(Path(f"/pictures/{i}.png"), "image", 1000, 1000) for i in range(count))


def brief(prompt: str = DIRECTIONS, script: str = "", *, media: int = 1, **changes: Any) -> Brief:
    return Brief(
        **{"prompt": prompt, "look": look(), "media": pictures(media), "voice_script": script, **changes}
    )


def scripted(*scripts: str) -> SceneGraph:
    """A plan with one scene for each script, which is what its voice says."""
    return SceneGraph(
        tuple(
            Scene(n, "feature", "", 3000, Media(), audio=script) for n, script in enumerate(scripts, start=1)
        )
    )


def narrate(graph: SceneGraph, *, rate: float = 1.0, words: str = "spaced", language: str = "") -> Narration:
    """Speak the plan with a voice of even pace; `words` says what this voice calls a word."""
    return Narration(
        tuple(
            speak(sentence, scene.id, rate=rate, words=words)
            for scene in graph.scenes
            for sentence in split_sentences(scene.audio, language)
            if has_words(sentence)
        ),
        voice="even",
    )


def speak(sentence: str, scene_id: int = 1, *, rate: float = 1.0, words: str = "spaced") -> Utterance:
    duration_ms = max(round(speaking_ms(sentence) * rate), 100)
    heard = {
        "spaced": sentence.split(),
        "bare": [bare for word in sentence.split() if (bare := word.strip(".,!?;:“”\"'-…"))],
        "characters": [c for word in sentence.split() for c in clusters(word)],
        "whole": [sentence],
        "none": [],
    }[words]
    times = time_words([(word, True) for word in heard], 20, duration_ms - 20)
    return Utterance(scene_id, sentence, Path("speech.wav"), duration_ms, times)


def solid(text: str) -> str:
    return "".join(text.split())


_TEXT = """
    Meet the new Aurora serum, gentle and light with 40 hours of glow. Order yours now at acme.com! “I love
    it” – Anna Dr. $19.99 z. B. 50% off 朝の光で目覚める肌へ。 立即购买！ مرحبا بكم في متجرنا.
    اشترِ الآن! खरीदें। ซื้อเลย 🎉 👨\u200d👩\u200d👧 🇩🇪 <SHOT 2> slow zoom pan left warm golden hour reveal
    e\u0301 1. 2026 3,000 « » ... [pause] Donaudampfschifffahrtsgesellschaft
    https://shop.example.com/a/very/long/address/that/does/not/end
"""
_WORDS = _TEXT.split()
texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(_WORDS), max_size=120).map(" ".join),
    st.lists(st.sampled_from([*_WORDS, "\n", ". ", "! "]), max_size=60).map("".join),
)
_SENTENCES = (
    "Product reveal.", "Key features.", "Call to action.", "Close-up of a cup, warm light.",
    "Fresh coffee for all.", "“Best cup ever”, says Ben.", "Rated 4.8 stars by 2,000 customers.",
    "Order now at acme.com.", "Aurora.",
    "40 hours on one charge, and not an ounce of weight that you would not want to carry every single day.",
    "朝の光で目覚める肌へ。", "मजबूत और हल्का।", "Go!",
)  # fmt: skip
texts |= st.lists(st.sampled_from(_SENTENCES), max_size=20).map(" ".join)
prompts = st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=15).map(" ".join) | texts.map(
    lambda text: f"Film {text}"
)
looks = st.builds(
    look,
    transitions=st.lists(
        st.sampled_from(["cut", "fade", "fade_black", "swipe_left", "swipe_right"]), min_size=1, max_size=3
    ).map(tuple),
    transition_ms=st.integers(0, 1500),
)
briefs = st.builds(
    brief,
    prompts,
    texts,
    media=st.integers(0, 14),
    look=looks,
    target_ms=st.integers(1, 60).map(lambda seconds: seconds * 1000),
    max_scenes=st.none() | st.integers(1, 12),
    title=st.sampled_from(["", "Aurora"]),
    brand_safe=st.booleans(),
)
