"""Media that break between the order and the work on it: the film still comes, and says what it lacks."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from PIL import Image, ImageDraw

from jobs.models import Job, JobStatus, LostWorkError, SceneStatus, Work
from jobs.services import steps, submit_job
from jobs.services.broken_media import draw_without_medium
from jobs.services.performing import perform
from pytoon.film.assembly import check_film
from pytoon.film.errors import FfmpegError, SceneMediaError
from pytoon.film.ffmpeg import run
from pytoon.film.shooting import Studio
from pytoon.film.timeline import Timeline
from tests.factories import claimed, make_preset, opened, picture

pytestmark = [pytest.mark.media, pytest.mark.django_db(transaction=True)]


def cutout(folder: Path, name: str) -> Path:
    canvas = Image.new("RGBA", (400, 600), (0, 0, 0, 0))
    ImageDraw.Draw(canvas).rounded_rectangle((100, 60, 300, 560), radius=40, fill=(40, 90, 160, 255))
    canvas.save(folder / name)
    return folder / name


def clip(folder: Path, name: str) -> Path:
    moving = ["-f", "lavfi", "-i", "testsrc2=s=270x480:r=30:d=4"]
    run([*moving, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", f"file:{folder / name}"])
    return folder / name


MAKERS = {"serum.png": picture, "cutout.png": cutout, "clip.mp4": clip}


@pytest.fixture
def order(tmp_path):
    def submit(*names: str) -> Job:
        sources = [opened(MAKERS[name](tmp_path, name)) for name in names]
        return submit_job(
            owner=None,
            prompt="A morning in soft light. Order it now.",
            preset=make_preset(transitions=["fade"]),
            sources=sources,
            media_files=[f"shelf/{name}" for name in names],
            music_source="none",
            target_duration_seconds=3,
            max_scenes=2,
        )

    return submit


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


BREAKAGES = {"deleted": Path.unlink, "truncated": _truncate, "emptied": lambda path: path.write_bytes(b"")}


def _do(job: Job, *steps: str) -> None:
    while due := job.works.filter(step__in=steps, state=Work.State.DUE).order_by("pk").first():
        perform(claimed(due))
        due.refresh_from_db()
        assert due.state == Work.State.DONE, due.error


def _finish(job: Job) -> Job:
    for stage in (["direct"], ["shoot", "score"], ["assemble"]):
        _do(job, *stage)
    job.refresh_from_db()
    assert job.status == JobStatus.DONE, job.failure
    check_film(job.folder / "output.mp4", Timeline.from_json(job.timeline), decode=True)
    return job


def _copy(job: Job, name: str) -> Path:
    [copy] = (job.folder / "media").glob(f"*-{name}")
    return copy


def _assets(job: Job) -> list[str | None]:
    shown = [scene["media"]["asset"] for scene in job.scene_graph["scenes"]]
    assert [track["asset"] for track in job.timeline["tracks"]["video"]] == shown
    return shown


def _media_notes(job: Job) -> list[tuple[int | None, str]]:
    return [(note["scene_id"], note["why"]) for note in job.notes if note["what"] == "media"]


@pytest.mark.parametrize("breakage", BREAKAGES)
@pytest.mark.parametrize("name", MAKERS)
def test_a_film_whose_only_medium_broke_before_the_work_began_is_made_of_its_words(order, name, breakage):
    job = order(name)
    BREAKAGES[breakage](_copy(job, name))
    _finish(job)
    assert set(_assets(job)) == {None}
    [(scene_id, why)] = _media_notes(job)
    assert scene_id is None and name in why and "01-" not in why
    assert job.media == []


def test_media_that_can_still_be_read_make_the_film_without_the_one_that_cannot(order):
    job = order("serum.png", "cutout.png")
    _copy(job, "serum.png").unlink()
    _finish(job)
    assert set(_assets(job)) == {"media/02-cutout.png"}
    assert job.scene_count == job.scenes.count() == len(job.scene_graph["scenes"])
    assert ["serum.png" in why for _, why in _media_notes(job)] == [True]


@pytest.mark.parametrize("breakage", ["deleted", "truncated"])
@pytest.mark.parametrize("name", MAKERS)
def test_a_scene_whose_medium_broke_before_it_was_shot_shows_its_words(order, name, breakage):
    job = order("serum.png" if name != "serum.png" else "cutout.png", name)
    _do(job, "direct")
    BREAKAGES[breakage](_copy(job, name))
    _finish(job)
    whole, broken = _assets(job)
    assert whole is not None and broken is None
    [(scene_id, why)] = _media_notes(job)
    assert scene_id == 2 and name in why and "02-" not in why
    assert not any(str(job.folder) in json.dumps(document) for document in (job.notes, job.scene_graph))
    assert {scene.status for scene in job.scenes.all()} == {SceneStatus.DONE}


@pytest.mark.parametrize("before", ["direct", "shoot"])
def test_a_clip_whose_index_is_whole_and_whose_pictures_are_not_is_left_out(order, before):
    job = order("serum.png", "clip.mp4")
    if before == "shoot":
        _do(job, "direct")
    copy = _copy(job, "clip.mp4")
    content = copy.read_bytes()
    pictures, index = content.index(b"mdat") + 4, content.index(b"moov") - 4
    copy.write_bytes(content[:pictures] + bytes(index - pictures) + content[index:])
    while work := job.works.filter(state=Work.State.DUE).order_by("pk").first():
        Work.objects.filter(pk=work.pk).update(next_attempt_at=timezone.now())
        perform(claimed(work))
    _finish(job)
    assert _assets(job)[1] is None
    [note] = job.notes
    assert "clip.mp4" in note["why"] and "02-" not in note["why"]


def test_a_scene_that_was_shot_before_its_picture_broke_is_shot_again_to_match_the_next(order, monkeypatch):
    job = order("serum.png", "cutout.png")
    _do(job, "direct")
    first, second = (job.works.get(step=Work.Step.SHOOT, scene_number=number) for number in (1, 2))
    perform(claimed(first))
    before = (job.folder / "scenes/scene_1.mp4").read_bytes()
    _copy(job, "serum.png").unlink()
    monkeypatch.setattr(steps, "_studio", Studio())  # another worker, which has not drawn the first scene
    perform(claimed(second))
    first.refresh_from_db()
    assert first.state == Work.State.DUE
    assert job.scenes.get(number=1).status == SceneStatus.PENDING
    _finish(job)
    assert (job.folder / "scenes/scene_1.mp4").read_bytes() != before
    assert _assets(job)[0] is None and _assets(job)[1] is not None
    assert [scene_id for scene_id, _ in _media_notes(job)] == [1]


def test_of_two_workers_that_find_the_same_medium_broken_the_first_decides_and_notes_it_once(order):
    job = order("serum.png", "cutout.png")
    _do(job, "direct")
    first, second = (claimed(job.works.get(step=Work.Step.SHOOT, scene_number=number)) for number in (1, 2))
    draw_without_medium(first, 1)
    with pytest.raises(LostWorkError):
        draw_without_medium(second, 1)
    draw_without_medium(first, 1)
    again = claimed(job.works.get(pk=second.pk))
    draw_without_medium(again, 1)
    job.refresh_from_db()
    assert [scene_id for scene_id, _ in _media_notes(job)] == [1]
    first.refresh_from_db()
    assert first.fence == 1
    for work in (first, again):
        work.job.refresh_from_db()
        perform(work)
    _finish(job)


def test_two_workers_that_decide_in_the_same_moment_never_both_win(order):
    job = order("serum.png", "cutout.png")
    _do(job, "direct")
    shoots = [claimed(job.works.get(step=Work.Step.SHOOT, scene_number=number)) for number in (1, 2)]
    ready = Barrier(2)

    def decide(work: Work) -> bool:
        try:
            ready.wait()
            draw_without_medium(work, 1)
        except LostWorkError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(decide, shoots)) == [False, True]
    job.refresh_from_db()
    assert [scene_id for scene_id, _ in _media_notes(job)] == [1]
    assert sum(work.mine().exists() for work in shoots) == 1


def _tone(folder: Path, name: str) -> Path:
    run(["-f", "lavfi", "-i", "sine=d=5:r=44100", f"file:{folder / name}"])
    return folder / name


@pytest.mark.parametrize("stage", ["direct", "score"])
def test_the_looks_own_music_plays_when_the_callers_breaks(tmp_path, stage):
    job = submit_job(
        owner=None,
        prompt="The serum in soft light.",
        preset=make_preset(music="calm_morning"),
        sources=[opened(picture(tmp_path))],
        media_files=["serum.png"],
        music_source="shelf/song.wav",
        music_file=opened(_tone(tmp_path, "song.wav")),
        target_duration_seconds=1,
        max_scenes=1,
    )
    if stage == "score":
        _do(job, "direct")
    _copy(job, "song.wav").write_bytes(b"")
    _finish(job)
    assert [track["file"] for track in job.timeline["tracks"]["audio"]] == ["calm_morning"]
    assert job.scene_graph["globalAudio"]["backgroundMusic"] == "calm_morning"
    [note] = job.notes
    assert note["what"] == "music" and note["why"].startswith("song.wav could not be read any more")


def test_a_voice_of_ours_reads_the_script_when_the_callers_recording_breaks(tmp_path):
    job = submit_job(
        owner=None,
        prompt="The serum in soft light.",
        preset=make_preset(),
        voice_script="Good morning.",
        music_source="none",
        voice_file="shelf/me.wav",
        recording=opened(_tone(tmp_path, "me.wav")),
        target_duration_seconds=1,
        max_scenes=1,
    )
    _copy(job, "me.wav").unlink()
    _finish(job)
    [note] = [note for note in job.notes if note["what"] == "voice"]
    assert "me.wav" in note["why"]
    assert job.measures["tts_seconds"] > 0


def test_a_failure_to_read_that_may_pass_is_tried_again_before_the_scene_goes_without(order, monkeypatch):
    job = order("serum.png")
    _do(job, "direct")

    def failing(*args, **options):
        raise SceneMediaError(1, FfmpegError("ffmpeg ended with code -9"))

    monkeypatch.setattr("jobs.services.steps.shoot", failing)
    work = job.works.get(step=Work.Step.SHOOT, scene_number=1)
    perform(claimed(work))
    job.refresh_from_db()
    assert not job.ended and _media_notes(job) == []
    assert None not in _assets(job)
