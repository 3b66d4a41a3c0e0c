"""`/health` is true about now."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from jobs import health
from jobs.models import WorkerBeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(monkeypatch, settings) -> None:
    """A server whose parts are all well."""
    monkeypatch.setitem(health.CHECKS, "queue", lambda: health.Check("ok", "The queue server answers."))
    for queue in (*settings.RQ_QUEUES, health.TICKER):
        WorkerBeat.objects.create(name=queue, queue=queue, seen_at=timezone.now())


def test_a_server_that_can_make_films_is_ok(client, running):
    answer = client.get("/health")
    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "ok"
    assert set(body["checks"]) == {"database", "queue", "workers", "storage", "ffmpeg"}
    assert all(check["ok"] and check["detail"] for check in body["checks"].values())


def test_a_queue_that_does_not_answer_is_down_and_said_quickly(client, settings):
    began_s = time.monotonic()
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["status"] == "down"
    assert answer.json()["checks"]["queue"]["ok"] is False
    assert time.monotonic() - began_s < 10


def test_a_queue_without_a_living_worker_is_down(client, running):
    WorkerBeat.objects.filter(queue="render").update(seen_at=timezone.now() - timedelta(seconds=31))
    body = client.get("/health").json()
    assert body["status"] == "down"
    assert "render" in body["checks"]["workers"]["detail"]
    assert body["checks"]["database"]["ok"] is True


def test_a_server_without_a_ticker_is_degraded(client, running):
    WorkerBeat.objects.filter(queue="ticker").delete()
    answer = client.get("/health")
    assert (answer.json()["status"], answer.status_code) == ("degraded", 200)


def test_little_space_is_degraded_and_none_is_down(client, running, monkeypatch):
    usage = health.shutil.disk_usage("/")
    for free, status, code in ((10**9, "degraded", 200), (10**6, "down", 503)):
        monkeypatch.setattr(health.shutil, "disk_usage", lambda _, f=free: usage._replace(free=f))
        answer = client.get("/health")
        assert (answer.json()["status"], answer.status_code) == (status, code)


def test_a_check_that_breaks_is_down_and_never_a_500(client, running, monkeypatch):
    def broken() -> health.Check:
        raise ValueError("unforeseen")

    monkeypatch.setitem(health.CHECKS, "storage", broken)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["checks"]["storage"]["ok"] is False


def test_a_database_that_does_not_answer_is_down(client, running, monkeypatch):
    def gone() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(health.connection, "cursor", gone)
    body = client.get("/health").json()
    assert body["checks"]["database"]["ok"] is False
    assert body["status"] == "down"
