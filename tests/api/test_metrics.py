"""`/metrics`: every name that dashboards know, counted from the rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from engines.models import ModerationTally
from jobs.models import Job, JobStatus, Scene, SceneStatus, Work, WorkerBeat
from tests.factories import make_job, make_work

pytestmark = pytest.mark.django_db

#: Name (as written on the wire) and labels.
KNOWN = {
    "pytoon_render_jobs_total": {"archetype", "preset"},
    "pytoon_render_success_total": {"archetype"},
    "pytoon_render_failure_total": {"archetype", "reason"},
    "pytoon_fallback_total": {"fallback_type"},
    "pytoon_segment_render_seconds": {"engine"},
    "pytoon_job_total_seconds": {"archetype"},
    "pytoon_queue_depth": set(),
    "pytoon_v2_scene_render_seconds": {"engine", "scene_type"},
    "pytoon_v2_engine_invocations_total": {"engine", "result"},
    "pytoon_v2_engine_fallbacks_total": {"from_engine", "to_engine"},
    "pytoon_v2_job_total_seconds": {"preset", "scene_count"},
    "pytoon_v2_job_success_total": {"preset"},
    "pytoon_v2_job_failure_total": {"preset", "reason"},
    "pytoon_v2_caption_alignment_ms": {"method"},
    "pytoon_v2_captions_total": {"alignment_method"},
    "pytoon_v2_tts_duration_seconds": set(),
    "pytoon_v2_tts_success_total": set(),
    "pytoon_v2_tts_failure_total": {"provider"},
    "pytoon_v2_audio_ducking_regions": set(),
    "pytoon_v2_audio_normalization_lufs": set(),
    "pytoon_v2_moderation_flags_total": {"strictness", "trigger"},
    "pytoon_v2_moderation_rephrases_total": {"engine"},
}


@pytest.fixture
def scrape(client):
    def read() -> tuple[str, dict[tuple[str, frozenset], float]]:
        text = client.get("/metrics").content.decode()
        samples = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name.startswith("pytoon_")
        }
        return text, samples

    return read


def figure(samples, name: str, **labels: str) -> float:
    return samples[name, frozenset(labels.items())]


@pytest.fixture
def busy() -> None:
    """One film made, one that failed while it was shot, one in the making."""
    done = make_job(
        JobStatus.DONE,
        scenes=2,
        measures={
            "caption_alignment_ms": 12.5,
            "caption_alignment_method": "voice_durations",
            "captions": 7,
            "tts_seconds": 0.4,
            "ducking_regions": 2,
            "loudness_lufs": -14.1,
        },
    )
    Job.objects.filter(pk=done.pk).update(finished_at=done.created_at + timedelta(seconds=25))
    Scene.objects.filter(job=done).update(
        status=SceneStatus.DONE, engine_used="local", render_duration_ms=2500
    )
    Scene.objects.filter(job=done, number=2).update(engine_planned="runway", fallback_used=True)
    failed = make_job(JobStatus.FAILED, scenes=1, measures={"tts_failure": "hibari"})
    Scene.objects.filter(job=failed).update(status=SceneStatus.FAILED)
    make_work(failed, Work.Step.DIRECT, state=Work.State.DONE)
    make_work(failed, Work.Step.SHOOT, scene_number=1, state=Work.State.FAILED)
    running = make_job(JobStatus.RENDERING_SCENES, scenes=1)
    make_work(
        running, Work.Step.SHOOT, scene_number=1, next_attempt_at=timezone.now() - timedelta(seconds=40)
    )
    WorkerBeat.objects.create(name="a", queue="render", seen_at=timezone.now())
    WorkerBeat.objects.create(name="b", queue="render", seen_at=timezone.now() - timedelta(minutes=5))
    ModerationTally.objects.create(
        trigger="rival", strictness="standard", action="replace", engine="local", flags=3
    )


def test_every_name_is_there_before_anything_has_happened(scrape):
    text, _ = scrape()
    for name in KNOWN:
        assert f"# HELP {name} " in text
        assert f"# TYPE {name} " in text


def test_every_name_has_the_labels_that_dashboards_ask_for(scrape, busy):
    _, samples = scrape()
    for name, labels in KNOWN.items():
        found = [set(dict(pairs)) for sample, pairs in samples if sample in (name, f"{name}_count")]
        assert found, name
        assert all(one == labels for one in found), name


def test_figures_are_the_rows(scrape, busy):
    _, samples = scrape()
    hero = {"archetype": "PRODUCT_HERO"}
    preset = {"preset": "product_hero_clean"}
    assert figure(samples, "pytoon_render_jobs_total", **hero, **preset) == 3
    assert figure(samples, "pytoon_render_success_total", **hero) == 1
    assert figure(samples, "pytoon_v2_job_failure_total", **preset, reason="rendering") == 1
    assert figure(samples, "pytoon_v2_job_total_seconds_bucket", **preset, scene_count="2", le="20.0") == 0
    assert figure(samples, "pytoon_v2_job_total_seconds_bucket", **preset, scene_count="2", le="30.0") == 1
    assert figure(samples, "pytoon_job_total_seconds_sum", **hero) == 25
    assert figure(samples, "pytoon_v2_scene_render_seconds_sum", engine="local", scene_type="image") == 5
    assert figure(samples, "pytoon_v2_engine_invocations_total", engine="local", result="success") == 2
    assert figure(samples, "pytoon_v2_engine_invocations_total", engine="runway", result="fallback") == 1
    assert figure(samples, "pytoon_v2_engine_fallbacks_total", from_engine="runway", to_engine="local") == 1
    assert figure(samples, "pytoon_fallback_total", fallback_type="engine") == 1
    assert figure(samples, "pytoon_fallback_total", fallback_type="voice") == 1
    assert figure(samples, "pytoon_v2_captions_total", alignment_method="voice_durations") == 7
    assert figure(samples, "pytoon_v2_tts_success_total") == 1
    assert figure(samples, "pytoon_v2_tts_failure_total", provider="hibari") == 1
    assert figure(samples, "pytoon_v2_audio_normalization_lufs_sum") == -14.1
    assert figure(samples, "pytoon_v2_moderation_rephrases_total", engine="local") == 3
    assert figure(samples, "pytoon_queue_depth") == 1
    assert 39 < figure(samples, "pytoon_queue_age_seconds") < 100
    assert figure(samples, "pytoon_workers", queue="render") == 1
    assert figure(samples, "pytoon_workers", queue="director") == 0
    assert figure(samples, "pytoon_jobs", status="rendering_scenes") == 1
    assert figure(samples, "pytoon_scenes", status="PENDING") == 1


def test_the_number_of_queries_does_not_grow_with_the_jobs(client, busy, django_assert_max_num_queries):
    for _ in range(20):
        make_job(JobStatus.DONE, scenes=2)
    with django_assert_max_num_queries(35):
        client.get("/metrics")


@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        ("", "", 401),
        ("", "Bearer ", 401),
        ("t0ken", "", 401),
        ("t0ken", "Bearer x", 401),
        ("t0ken", "Bearer t0ken", 200),
    ],
)
def test_in_production_figures_are_for_the_holder_of_the_token(client, settings, token, sent, status):
    settings.EMBEDDED = False
    settings.PYTOON_METRICS_TOKEN = token
    assert client.get("/metrics", headers={"Authorization": sent}).status_code == status


@pytest.mark.parametrize("address", ["/metrics", "/metrics/", "/health", "/health/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_another_method_is_refused_in_json_without_asking_for_a_form_token(address, method):
    answer = Client(enforce_csrf_checks=True).generic(method, address)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
    assert method in answer.json()["detail"]


@pytest.mark.parametrize("address", ["/metrics/nothing", "/health/nothing"])
def test_what_is_not_there_is_said_in_json(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.json()["detail"]


def test_a_missing_token_is_said_in_json(client, settings):
    settings.EMBEDDED = False
    assert "token" in client.get("/metrics").json()["detail"]


def test_head_tells_what_get_would(client):
    answer = client.head("/metrics")
    assert answer.status_code == 200
    assert answer.content == b""
