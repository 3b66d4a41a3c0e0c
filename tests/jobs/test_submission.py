"""An order is taken whole or not at all."""

from __future__ import annotations

import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from jobs.files import OpenedMedium
from jobs.models import Job, JobStatus, Work
from jobs.queueing import message_id, waiting
from jobs.services import submission, submit_job
from pytoon.film.errors import MediaError
from pytoon.film.ffmpeg import run
from pytoon.film.media import inspect_medium
from tests.factories import make_job, make_preset, opened, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(tmp_path):
    """Order a film of three scenes with one picture; the test names what is different."""

    def submit(**changes):
        fields = {
            "owner": None,
            "prompt": "The serum in soft light. Three drops on skin. Call to action.",
            "preset": make_preset(music="upbeat_corporate"),
            "sources": [opened(picture(tmp_path))],
            "media_files": ["serum.png"],
            **changes,
        }
        return submit_job(**fields)

    return submit


def test_an_order_becomes_a_job_with_a_row_a_scene_and_one_piece_of_work(order):
    job = Job.objects.get(pk=order(max_scenes=3).pk)
    assert job.status == JobStatus.PLANNING_SCENES
    assert job.scene_count == 3
    assert [scene.number for scene in job.scenes.all()] == [1, 2, 3]
    assert [work.step for work in job.works.all()] == [Work.Step.DIRECT]


def test_the_film_does_not_depend_on_files_or_presets_that_change_later(order, tmp_path):
    job = Job.objects.get(pk=order().pk)
    (tmp_path / "serum.png").unlink()
    job.preset.palette = {"accent": "#FF0000"}
    job.preset.save()
    brief = job.brief()
    assert brief.media[0].path.is_file()
    assert brief.media[0].path.is_relative_to(job.folder)
    assert (brief.media[0].width_px, brief.media[0].height_px) == (320, 480)
    assert dict(brief.look.palette) == {}


def test_the_queue_hears_of_an_order_when_it_is_committed(order, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        job = order()
        assert waiting() == set()
    for callback in callbacks:
        callback()
    assert waiting() == {message_id(job.works.get())}


@pytest.mark.django_db(transaction=True)
def test_an_order_is_taken_while_the_queue_is_away(order):
    job = order()
    assert job.works.get().rung_at is None


def test_a_file_that_is_no_picture_leaves_no_trace_of_the_order(order, storage, tmp_path):
    sources = [opened(picture(tmp_path)), OpenedMedium("notes.png", io.BytesIO(b"not a picture"))]
    with pytest.raises(MediaError) as caught:
        order(sources=sources, media_files=["serum.png", "notes.png"])
    assert caught.value.field == "media_files[1]"
    assert "notes.png" in str(caught.value)
    assert "02-" not in str(caught.value)
    assert not Job.objects.exists()
    assert not list((storage / "jobs").iterdir())


@pytest.mark.parametrize(
    ("asked", "plays"), [("", "upbeat_corporate"), ("none", None), ("calm_morning", "calm_morning")]
)
def test_music_is_the_presets_own_unless_the_caller_names_another_or_none(order, asked, plays):
    assert Job.objects.get(pk=order(music_source=asked).pk).brief().music == plays


def test_a_music_file_without_sound_is_refused(order, tmp_path):
    with pytest.raises(MediaError) as caught:
        order(music_source="cover.png", music_file=opened(picture(tmp_path, "cover.png")))
    assert caught.value.field == "music_source"


def test_an_engine_that_is_asked_for_is_planned_for_every_scene(order):
    job = order(engine_override="runway")
    assert {scene.engine_planned for scene in job.scenes.all()} == {"runway"}


def test_a_picture_that_is_named_often_is_copied_and_looked_at_once(order, tmp_path, monkeypatch):
    seen: list[str] = []

    def inspect(path):
        seen.append(path.name)
        return inspect_medium(path)

    monkeypatch.setattr(submission, "inspect_medium", inspect)
    one, two = opened(picture(tmp_path, "one.png")), opened(picture(tmp_path, "two.png"))
    job = order(sources=[one, two, one, one], media_files=["one.png", "two.png", "one.png", "one.png"])
    assert seen == ["01-one.png", "02-two.png"]
    assert [medium["path"] for medium in job.media] == [
        "media/01-one.png",
        "media/02-two.png",
        "media/01-one.png",
        "media/01-one.png",
    ]
    assert len(list((job.folder / "media").iterdir())) == 2


@pytest.mark.media
def test_a_transport_stream_is_kept_as_a_clip_that_can_be_read_from_its_middle(order, tmp_path):
    run(["-f", "lavfi", "-i", "testsrc2=s=320x240:d=1", "-pix_fmt", "yuv420p", f"file:{tmp_path}/drop.ts"])
    job = order(sources=[opened(tmp_path / "drop.ts")], media_files=["drop.ts"])
    assert [medium["path"] for medium in job.media] == ["media/01-drop-indexed.mkv"]
    assert [path.name for path in (job.folder / "media").iterdir()] == ["01-drop-indexed.mkv"]


def test_few_pictures_are_in_memory_at_a_time_however_many_orders_come_in(tmp_path, monkeypatch):
    count, most, counting = 0, 0, threading.Lock()

    def inspect(path):
        nonlocal count, most
        with counting:
            count += 1
            most = max(most, count)
        time.sleep(0.02)
        with counting:
            count -= 1
        return inspect_medium(path)

    monkeypatch.setattr(submission, "inspect_medium", inspect)
    job = make_job()
    source = picture(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: submission._copied(opened(source), job, number), range(1, 9)))
    assert most <= 2
