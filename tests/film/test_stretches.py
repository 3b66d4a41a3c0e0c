"""Scenes show the best of a clip: one take, at its own speed where it lasts, and not what was just seen."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from pytoon.film import stretches
from pytoon.film.brief import Medium
from pytoon.film.errors import MediaError
from pytoon.film.footage import Footage
from pytoon.film.narration import Narration
from pytoon.film.planning import plan_scenes
from pytoon.film.scheduling import Schedule, build_timeline
from pytoon.film.schemas import check_scene_graph, check_timeline
from pytoon.film.screening import SAMPLE_MS, Take
from pytoon.film.shooting import shot_for
from pytoon.film.stretches import SLOWEST, choose_stretches, show_clips
from pytoon.film.timeline import Timeline
from tests.film.stories import brief, look

CLIP = Medium(Path("/clips/shoe.mp4"), "video", 720, 1280, duration_ms=20_000)


def take(start_ms: int, end_ms: int, *better: tuple[int, int]) -> Take:
    """A take that is poor but for the spans `better`."""
    times = range(start_ms, end_ms, SAMPLE_MS)
    return Take(
        start_ms,
        end_ms,
        tuple(0.9 if any(low <= t < high for low, high in better) else 0.3 for t in times),
    )


def film(target_ms: int, takes: tuple[Take, ...], monkeypatch, *, scenes: int = 3) -> Schedule:
    monkeypatch.setattr(stretches, "screen", lambda clip, **options: takes)
    return show_clips(timed(target_ms, scenes), (CLIP,))


def timed(target_ms: int, scenes: int) -> Schedule:
    order = replace(brief(target_ms=target_ms, max_scenes=scenes), media=(CLIP,))
    return build_timeline(plan_scenes(order), Narration(), order.look, target_ms=target_ms, music_file=None)


def footages(schedule: Schedule) -> list[Footage]:
    return [Footage.from_transform(CLIP.path, track.transform) for track in schedule.timeline.video]


def test_a_scene_shows_the_best_stretch_of_its_clip():
    [stretch] = choose_stretches([take(0, 20_000, (7000, 10_000))], [3000])
    assert (stretch.start_ms, stretch.end_ms, stretch.speed) == (7000, 10_000, 1)


def test_a_stretch_lies_in_one_take_even_where_the_cut_lies_in_the_best_part():
    takes = [take(0, 4000, (2500, 4000)), take(4000, 8000, (4000, 5500))]
    [stretch] = choose_stretches(takes, [3000])
    assert any(t.start_ms <= stretch.start_ms and stretch.end_ms <= t.end_ms for t in takes)


def test_scenes_of_one_clip_show_different_stretches_in_its_order():
    chosen = choose_stretches([take(0, 10_000, (4000, 7000))], [3000, 3000, 3000])
    assert [stretch.speed for stretch in chosen] == [1, 1, 1]
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(chosen))


def test_what_must_be_repeated_is_spread_over_the_scenes():
    chosen = choose_stretches([take(0, 5000, (0, 5000))], [3000, 3000, 3000])
    assert [stretch.start_ms for stretch in chosen] == [0, 1000, 2000]


def test_a_take_that_is_as_long_as_the_scene_is_not_slowed_for_a_better_one():
    [stretch] = choose_stretches([take(0, 2600, (0, 2600)), take(3000, 6000)], [3000])
    assert (stretch.start_ms, stretch.speed) == (3000, 1)


def test_a_take_that_is_hardly_too_short_is_slowed_rather_than_another_shown_twice():
    first, second = choose_stretches([take(0, 2800), take(3000, 6000)], [3000, 3000])
    assert (first.start_ms, first.end_ms, first.speed) == (0, 2800, 0.933)
    assert (second.start_ms, second.speed) == (3000, 1)


def test_a_clip_that_is_a_little_short_is_slowed_just_enough():
    [stretch] = choose_stretches([take(0, 2400)], [3000])
    assert (stretch.start_ms, stretch.end_ms, stretch.speed) == (0, 2400, 0.8)


def test_a_clip_that_is_much_too_short_is_shown_whole_at_the_slowest_speed():
    [stretch] = choose_stretches([take(0, 1000), take(1100, 2600)], [4000])
    assert (stretch.start_ms, stretch.end_ms, stretch.speed) == (1100, 2600, SLOWEST)


def test_a_film_says_what_each_scene_shows_and_its_shots_show_that(monkeypatch):
    schedule = film(9000, (take(0, 20_000),), monkeypatch)
    check_timeline(schedule.timeline.to_json())
    assert Timeline.from_json(schedule.timeline.to_json()) == schedule.timeline
    assert schedule.notes == ()
    for scene, shown in zip(schedule.graph.scenes, footages(schedule), strict=True):
        shot = shot_for(scene.id, schedule.graph, schedule.timeline, look(), True)
        assert shot.footage == shown
        assert abs(shown.end_ms - shown.start_ms - shot.duration_ms) <= 1
        assert (shown.path, shown.width_px, shown.height_px) == (CLIP.path, 720, 1280)


@pytest.mark.parametrize(
    ("length_ms", "said"),
    [
        (2400, "Scene 1 lasts longer than its clip runs without a cut, so the clip is slowed down to 80 %."),
        (1200, "so the clip is slowed down to 70 % and runs to and fro."),
    ],
)
def test_a_clip_that_is_slowed_or_turned_round_is_told(length_ms, said, monkeypatch):
    schedule = film(3000, (take(0, length_ms),), monkeypatch, scenes=1)
    [note] = schedule.notes
    assert note.endswith(said)


def test_a_clip_that_turns_out_to_be_broken_leaves_its_scenes_to_type(monkeypatch):
    def broken(clip, **options):
        raise MediaError("shoe.mp4 shows nothing: export it again as an mp4")

    monkeypatch.setattr(stretches, "screen", broken)
    schedule = show_clips(timed(6000, 2), (CLIP,))
    check_scene_graph(schedule.graph.to_json())
    check_timeline(schedule.timeline.to_json())
    assert all(scene.media.asset is None for scene in schedule.graph.scenes)
    assert all(track.asset is None for track in schedule.timeline.video)
    assert len(schedule.notes) == 2
    assert schedule.notes[0].startswith("Scene 1 is made without its clip: shoe.mp4 shows nothing")
    shot = shot_for(1, schedule.graph, schedule.timeline, look(), True)
    assert (shot.footage, shot.asset) == (None, None)
