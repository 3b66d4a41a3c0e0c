"""What a director tells the caller about a film."""

from __future__ import annotations

from jobs.directing import notes, schedule
from pytoon.film.look import Look
from pytoon.film.narration import Narration
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
