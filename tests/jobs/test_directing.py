"""What a director tells the caller about a film."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs import directing
from jobs.directing import notes, schedule, speak
from pytoon.film.look import Look
from pytoon.film.narration import Narration, Utterance
from pytoon.film.planning import plan_scenes
from tests.film.stories import brief


def _notes(look: Look) -> tuple[str, ...]:
    order = brief(look=look)
    return notes(look, Narration(), schedule(order, plan_scenes(order), Narration()))


def test_a_layout_that_stands_in_for_another_is_told():
    assert _notes(Look("overlay_glow", "OVERLAY", "overlay_classic", stand_in=True)) == (
        "overlay_glow is drawn with the layout of overlay_classic for now: its own is not built yet.",
    )


def test_a_preset_that_staff_made_on_a_layout_is_no_simplification():
    assert _notes(Look("our_own", "OVERLAY", "overlay_classic")) == ()


def test_a_recording_that_is_too_long_is_played_faster_and_not_aligned_twice(monkeypatch, tmp_path):
    order = brief(script="One.", voice_file=Path("/recordings/mine.wav"))
    long = Narration((Utterance(1, "One.", tmp_path / "utterance_001.wav", 64_000, ()),))
    heard: list[Path] = []

    def hear(*args, voice_file, **options):
        heard.append(voice_file)
        return long

    monkeypatch.setattr(directing, "narrate", hear)
    monkeypatch.setattr(directing, "hasten", lambda narration, factor: (narration, factor))
    narration, factor = speak(order, plan_scenes(order), tmp_path, threads=1)
    assert (narration, heard) == (long, [order.voice_file])
    assert factor == pytest.approx(1.1, abs=0.03)
