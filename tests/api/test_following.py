"""Following a job: its state, its plan, its files; and every address that leads nowhere."""

from __future__ import annotations

import logging

import pytest
from django.test import Client
from django.utils import timezone

from jobs.models import Artifact, JobStatus, Scene, SceneStatus
from tests.factories import make_job

pytestmark = pytest.mark.django_db

CONTRACT = ["job_id", "status", "progress_pct", "output_uri", "thumbnail_uri", "scene_count", "scenes"]
SCENE_CONTRACT = ["scene_id", "status", "engine_used", "fallback_used", "render_duration_ms"]


def publish(job, kind: str, path: str, content: bytes = b"0123456789") -> None:
    target = job.folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    Artifact.objects.create(job=job, kind=kind, path=path, size_bytes=len(content), sha256="0" * 64)


@pytest.fixture
def done_job(storage):
    job = make_job(JobStatus.DONE, scenes=2, progress_pct=100.0, finished_at=timezone.now())
    Scene.objects.filter(job=job, number=1).update(
        status=SceneStatus.DONE,
        engine_used="local",
        engine_planned="runway",
        fallback_used=True,
        fallback_reason="There is no key for runway.",
        render_duration_ms=12_500,
    )
    publish(job, Artifact.Kind.FILM, "output.mp4")
    publish(job, Artifact.Kind.THUMBNAIL, "thumbnail.jpg")
    publish(job, Artifact.Kind.SCENE, "scenes/scene_1.mp4")
    return job


def test_a_running_job_has_the_fields_of_the_contract_first_and_no_addresses(client):
    job = make_job(JobStatus.COMPOSING, scenes=1, progress_pct=85.0)
    publish(job, Artifact.Kind.FILM, "output.mp4")
    body = client.get(f"/api/v2/jobs/{job.pk}").json()
    assert list(body)[: len(CONTRACT)] == CONTRACT
    assert list(body["scenes"][0])[: len(SCENE_CONTRACT)] == SCENE_CONTRACT
    assert (body["status"], body["progress_pct"]) == ("composing", 85.0)
    assert body["output_uri"] is None
    assert body["thumbnail_uri"] is None
    assert body["scenes"][0] == {
        "scene_id": 1,
        "status": "PENDING",
        "engine_used": None,
        "fallback_used": False,
        "render_duration_ms": None,
        "engine_planned": "local",
        "fallback_reason": None,
        "clip_uri": None,
    }


def test_a_finished_job_gives_addresses_that_a_plain_get_downloads(client, done_job):
    body = client.get(f"/api/v2/jobs/{done_job.pk}").json()
    assert body["status"] == "done"
    assert body["output_uri"] == f"http://testserver/files/jobs/{done_job.pk}/output.mp4"
    film = client.get(body["output_uri"])
    assert film.status_code == 200
    assert film.getvalue() == b"0123456789"
    assert client.get(body["thumbnail_uri"]).status_code == 200
    assert client.get(body["scenes"][0]["clip_uri"], headers={"Range": "bytes=0-1"}).status_code == 206


def test_a_fallback_is_told_with_its_reason(client, done_job):
    scene = client.get(f"/api/v2/jobs/{done_job.pk}").json()["scenes"][0]
    assert scene["fallback_used"] is True
    assert scene["engine_used"] == "local"
    assert scene["fallback_reason"] == "There is no key for runway."
    assert scene["render_duration_ms"] == 12_500


def test_a_failed_job_says_why(client):
    job = make_job(JobStatus.FAILED, failure="The sound could not be mixed.")
    body = client.get(f"/api/v2/jobs/{job.pk}").json()
    assert (body["status"], body["error"]) == ("failed", "The sound could not be mixed.")


@pytest.mark.parametrize("document", ["scene-graph", "timeline"])
def test_a_document_answers_as_soon_as_it_exists(client, document):
    job = make_job()
    early = client.get(f"/api/v2/jobs/{job.pk}/{document}")
    assert early.status_code == 404
    assert "planning_scenes" in early.json()["detail"]
    setattr(job, document.replace("-", "_"), {"version": "2.0"})
    job.save()
    for slash in ("", "/"):
        assert client.get(f"/api/v2/jobs/{job.pk}/{document}{slash}").json() == {"version": "2.0"}


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/v1/jobs",
        "/api/v2",
        "/api/v2/",
        "/api/v2/nothing",
        "/api/v2/jobs/abc123",
        "/api/v2/jobs/abc123/timeline",
        "/api/v2/jobs/abc123/nothing",
        "/api/v2/jobs/ABC",
        "/api/v2/jobs/%00",
        "/api/v2/jobs/%ff",
        "/api/v2/jobs/%ed%a0%80",
        "/api/v2/jobs/..%2f..%2fetc",
        "/api/v2/jobs/a%20b",
        "/api/v2/jobs/'; DROP TABLE jobs_job; --",
        "/api/v2/jobs/" + "a" * 5000,
        "/api/v2/jobs/%E2%80%AE",
        "/api/v2//jobs",
        "/api/v2/jobs/abc123/scene-graph/more",
    ],
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_without_anything_is_404_in_json(client, path, method):
    answer = getattr(client, method)(path, headers={"Accept": "text/html"})
    assert answer.status_code in ((404,) if method == "get" else (404, 405))
    assert answer["Content-Type"] == "application/json"
    assert isinstance(answer.json()["detail"], str)


@pytest.mark.parametrize(
    ("method", "path"),
    [(m, "/api/v2/jobs") for m in ("get", "put", "patch", "delete", "trace")]
    + [(m, "/api/v2/jobs/abc123") for m in ("post", "put", "patch", "delete")]
    + [(m, "/api/v2/jobs/abc123/timeline") for m in ("post", "put", "delete")],
)
def test_a_wrong_method_is_405_with_the_right_ones(client, method, path):
    answer = getattr(client, method)(path)
    assert answer.status_code == 405
    assert answer["Allow"]
    assert isinstance(answer.json()["detail"], str)


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*", "nonsense", ";;;", "*/*;q=0"])
def test_the_api_answers_json_whatever_is_accepted(client, accept):
    job = make_job()
    for path in (f"/api/v2/jobs/{job.pk}", f"/api/v2/jobs/{job.pk}?format=xml"):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/json"


def test_head_and_options_are_answered(client):
    job = make_job()
    assert client.head(f"/api/v2/jobs/{job.pk}").status_code == 200
    assert client.options("/api/v2/jobs").status_code == 200


def test_a_bug_gives_500_in_json_and_a_line_in_the_log(client, monkeypatch, caplog):
    def broken(*args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("jobs.api.views.JobViewSet._job", broken)
    with caplog.at_level(logging.ERROR):
        answer = client.get("/api/v2/jobs/abc123")
    assert answer.status_code == 500
    assert "secret" not in answer.json()["detail"]
    assert "secret detail" in caplog.text


def test_a_strange_host_is_refused_in_json(client):
    answer = client.get("/api/v2/jobs/abc123", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert isinstance(answer.json()["detail"], str)


def test_in_production_a_stranger_sees_nothing_and_orders_nothing(settings):
    job = make_job()
    settings.EMBEDDED = False
    stranger = Client()
    assert stranger.get(f"/api/v2/jobs/{job.pk}").status_code == 403
    ordered = stranger.post("/api/v2/jobs", {"prompt": "a"}, content_type="application/json")
    assert ordered.status_code == 403
    assert stranger.get(f"/jobs/{job.pk}/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_scenes(client, django_assert_num_queries):
    small, large = make_job(scenes=1), make_job(scenes=12)
    for job in (small, large):
        with django_assert_num_queries(3):
            client.get(f"/api/v2/jobs/{job.pk}")
