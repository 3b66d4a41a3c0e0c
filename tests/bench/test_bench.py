"""What the bench measures with, on small things."""

from __future__ import annotations

import os

import pytest

from pytoon.film import ffmpeg
from pytoon.film.picture.encoding import encode
from pytoon.film.picture.frames import Frame
from pytoon.film.planning import plan_scenes
from tests.bench.briefs import STANDARD, variant
from tests.bench.limit import FRAME_BYTES, decode, measure_limit
from tests.bench.processes import watched
from tests.film.stories import brief


@pytest.mark.parametrize(("seconds", "scenes"), [(10, 5), (20, 5), (60, 5), (30, 2), (30, 8), (30, 12)])
def test_a_brief_like_the_standard_one_is_planned_with_as_many_scenes_as_it_asks_for(seconds, scenes):
    asked = variant(seconds, scenes)
    plan = plan_scenes(
        brief(
            asked["prompt"],
            asked["voice_script"],
            media=len(asked["media_files"]),
            target_ms=seconds * 1000,
            max_scenes=asked["max_scenes"],
        )
    )
    assert len(plan.scenes) == scenes
    assert all(scene.audio for scene in plan.scenes[:2])


def test_the_standard_brief_has_a_picture_a_scene():
    assert len(STANDARD["media_files"]) == STANDARD["max_scenes"]


@pytest.mark.media
def test_the_limit_is_measured_on_every_frame_of_the_film(tmp_path):
    film, raw = tmp_path / "film.mp4", tmp_path / "film.yuv"
    encode((Frame.black() for _ in range(20)), film)
    decode(film, raw)
    assert raw.stat().st_size == 20 * FRAME_BYTES
    limit = measure_limit(raw)
    assert limit.frames == 20
    assert limit.seconds > 0
    assert limit.processor_s > 0


@pytest.mark.media
def test_the_memory_and_the_time_of_children_are_counted(tmp_path):
    with watched([os.getpid()]) as taken:
        black = ["-f", "lavfi", "-i", "color=size=1080x1920:duration=2", "-f", "null", "-"]
        ffmpeg.run([*black[:4], "-c:v", "libx264", *black[4:]])
    assert taken.processor_s > 0
    assert taken.peak_mb > 0
