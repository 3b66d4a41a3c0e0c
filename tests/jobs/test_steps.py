"""The steps of a film, one after the other, in this process and without a queue."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from jobs import directing
from jobs.models import Artifact, Job, JobStatus, Scene, SceneStatus, Work
from jobs.services import steps, submit_job
from jobs.services.performing import perform
from pytoon.film.assembly import check_film
from pytoon.film.timeline import Entry, Timeline
from tests.factories import claimed, end_lease, make_preset, opened, picture

pytestmark = [pytest.mark.media, pytest.mark.django_db]

ARTIFACTS = {
    "output.mp4",
    "thumbnail.jpg",
    "scene_graph.json",
    "timeline.json",
    "captions.srt",
    "voiceover.wav",
    "scenes/scene_1.mp4",
    "scenes/scene_2.mp4",
}


@pytest.fixture
def job(tmp_path) -> Job:
    return submit_job(
        owner=None,
        prompt="The serum in soft light. Order it now.",
        preset=make_preset(),
        sources=[opened(picture(tmp_path, size=(600, 800)))],
        media_files=["serum.png"],
        voice_script="Good morning. Order it.",
        music_source="none",
        engine_override="runway",
        target_duration_seconds=3,
        max_scenes=2,
    )


def _do(job: Job, *steps: str) -> None:
    for work in job.works.filter(step__in=steps, state=Work.State.DUE):
        perform(claimed(work))


def test_an_order_becomes_a_film_with_all_of_its_files(job):
    statuses = [job.status]
    for stage in (["direct"], ["shoot", "score"], ["assemble"]):
        _do(job, *stage)
        job.refresh_from_db()
        statuses.append(job.status)
    assert statuses == [
        JobStatus.PLANNING_SCENES,
        JobStatus.RENDERING_SCENES,
        JobStatus.COMPOSING,
        JobStatus.DONE,
    ]
    assert job.progress_pct == 100
    files = {str(path.relative_to(job.folder)) for path in job.folder.rglob("*") if path.is_file()}
    assert files == ARTIFACTS | {"media/01-serum.png"}
    check_film(job.folder / "output.mp4", Timeline.from_json(job.timeline), decode=True)
    for artifact in Artifact.objects.filter(job=job):
        content = (job.folder / artifact.path).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (artifact.size_bytes, artifact.sha256)
    assert {artifact.path for artifact in job.artifacts.all()} == ARTIFACTS
    assert json.loads((job.folder / "scene_graph.json").read_text()) == job.scene_graph
    assert json.loads((job.folder / "timeline.json").read_text()) == job.timeline
    assert str(job.folder) not in json.dumps([job.scene_graph, job.timeline, job.notes, job.measures])
    scenes = list(job.scenes.all())
    assert {(scene.status, scene.engine_used, scene.fallback_used) for scene in scenes} == {
        (SceneStatus.DONE, "local", True)
    }
    assert all("runway" in scene.fallback_reason for scene in scenes)
    assert {note["scene_id"] for note in job.notes} >= {1, 2}
    assert job.measures["tts_seconds"] > 0


def test_a_director_that_begins_again_does_not_speak_again(job, monkeypatch):
    schedule = directing.schedule

    def killed(*args):
        raise SystemExit("killed between speech and timeline")

    monkeypatch.setattr(directing, "schedule", killed)
    [work] = job.works.all()
    with pytest.raises(SystemExit):
        perform(claimed(work))
    monkeypatch.setattr(directing, "schedule", schedule)

    def spoken_again(*args, **options):
        pytest.fail("it spoke again")

    monkeypatch.setattr(directing, "speak", spoken_again)
    end_lease(work)
    perform(claimed(work))
    assert Job.objects.get(pk=job.pk).status == JobStatus.RENDERING_SCENES


def test_a_film_without_a_script_has_no_voice_file_and_no_speech_figures(tmp_path):
    job = submit_job(
        owner=None,
        prompt="The serum in soft light.",
        preset=make_preset(),
        sources=[opened(picture(tmp_path, size=(600, 800)))],
        music_source="none",
        target_duration_seconds=1,
        max_scenes=1,
    )
    for step in ("direct", "shoot", "score", "assemble"):
        _do(job, step)
    job.refresh_from_db()
    assert job.status == JobStatus.DONE, job.failure
    assert not (job.folder / "voiceover.wav").exists()
    assert "tts_seconds" not in job.measures
    assert job.notes == []


def test_scenes_count_their_frames_to_the_last_one(job):
    _do(job, "direct")
    _do(job, "shoot")
    timeline = Timeline.from_json(Job.objects.get(pk=job.pk).timeline)
    counted = {
        scene.number: (scene.frames_done, scene.frames_total) for scene in Scene.objects.filter(job=job)
    }
    for number, (done, total) in counted.items():
        assert done == total == sum(len(piece.frames) for piece in timeline.pieces_of(number))


@pytest.mark.parametrize(
    ("workers", "order"),
    [(1, [1, 2, 3, 4, 5]), (2, [1, 4, 2, 5, 3]), (3, [1, 3, 4, 2, 5]), (8, [1, 2, 3, 4, 5])],
)
def test_scenes_are_handed_out_so_that_each_worker_shoots_neighbours(workers, order):
    entries = tuple(Entry(n, (n - 1) * 2000, n * 2000) for n in range(1, 6))
    assert steps._side_by_side(Timeline(10_000, entries), workers) == order


def test_the_last_scene_gets_every_core(job, settings, monkeypatch):
    settings.THREADS_PER_WORKER = 1
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    given = []

    def shoot(*args, threads, **options):
        given.append(threads)
        return really_shoot(*args, threads=threads, **options)

    really_shoot = steps.shoot
    monkeypatch.setattr(steps, "shoot", shoot)
    _do(job, "direct")
    shoots = job.works.filter(step=Work.Step.SHOOT).order_by("pk")
    for work in shoots:
        perform(claimed(work))
    assert given == [1, 3]


def test_what_could_not_be_heard_is_told_beside_what_else_was_simplified(job, monkeypatch):
    mix = steps.mix
    said = "The sound of 01-shoe.mp4 could not be read, so it is not heard."
    monkeypatch.setattr(steps, "mix", lambda *args: replace(mix(*args), notes=(said,)))
    _do(job, "direct")
    before = Job.objects.get(pk=job.pk).notes
    _do(job, "score")
    after = Job.objects.get(pk=job.pk).notes
    assert before and after == [*before, {"scene_id": None, "what": "film", "why": said}]
