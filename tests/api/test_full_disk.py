"""A disk without room is said to whoever is waiting, and costs no film that can be made later."""

from __future__ import annotations

import asyncio
import errno
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jobs import space
from jobs.models import Job, JobStatus, Work
from jobs.services import performing
from pytoon.body_limit import BodyLimit
from pytoon.film.errors import FfmpegError
from tests.factories import claimed, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_room(monkeypatch) -> None:
    usage = space.shutil.disk_usage("/")
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: usage._replace(free=10**6))


@pytest.fixture(params=[errno.ENOSPC, errno.EDQUOT])
def fills_up(monkeypatch, request) -> None:
    """There seems to be room, until something is copied."""

    def copy(*_: object) -> None:
        raise OSError(request.param, "no room")

    monkeypatch.setattr("jobs.files.shutil.copyfileobj", copy)
    monkeypatch.setattr("jobs.uploads._write", copy)


def test_an_order_without_room_for_a_film_is_refused_before_anything_is_copied(
    order, media, storage, no_room
):
    answer = order(prompt="A serum.", media_files=["serum.png"])
    assert answer.status_code == 507
    assert "make room" in answer.json()["detail"]
    assert answer.json()["errors"][0]["code"] == "storage_full"
    assert not Job.objects.exists()
    assert not list((storage / "jobs").glob("*"))


def test_a_wrong_order_is_told_what_is_wrong_with_it_first(order, no_room):
    assert order(prompt="").status_code == 400


def test_an_order_during_which_the_disk_fills_up_leaves_nothing_behind(order, media, storage, fills_up):
    answer = order(prompt="A serum.", media_files=["serum.png"])
    assert answer.status_code == 507
    assert "make room" in answer.json()["detail"]
    assert not Job.objects.exists()
    assert not list((storage / "jobs").glob("*"))


def test_the_form_says_it_and_keeps_what_was_written(client, shipped, media, storage, fills_up):
    upload = SimpleUploadedFile("serum.png", (media / "serum.png").read_bytes(), "image/png")
    fields = {"prompt": "A serum.", "preset_id": "product_hero_clean", "target_duration_seconds": "15"}
    page = client.post("/new/", {**fields, "media_files": [upload]}).content.decode()
    assert "make room" in page
    assert "A serum." in page
    assert not list((storage / "uploads").glob("*"))


def test_the_form_says_it_when_there_is_no_room_from_the_start(client, shipped, no_room):
    fields = {"prompt": "A serum.", "preset_id": "product_hero_clean", "target_duration_seconds": "15"}
    page = client.post("/new/", fields).content.decode()
    assert "make room" in page
    assert "A serum." in page


def test_a_request_that_cannot_be_kept_for_lack_of_room_is_told_so():
    sent = []

    async def application(scope, receive, send) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def send(message) -> None:
        sent.append(message)

    asyncio.run(BodyLimit(application)({"type": "http", "path": "/new/", "headers": []}, send, send))
    assert sent[0]["status"] == 507
    assert "make room" in json.loads(sent[1]["body"])["detail"]


def test_a_page_that_fails_for_lack_of_room_names_the_cause(client, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    client.raise_request_exception = False
    monkeypatch.setattr("jobs.views._cards", full)
    answer = client.get("/")
    assert answer.status_code == 507
    assert "make room" in answer.content.decode()


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        FfmpegError("ffmpeg ended with code 228", "scene_1.mp4: No space left on device\n"),
    ],
)
def test_work_that_ran_out_of_room_is_tried_again_and_its_sentence_says_so(monkeypatch, storage, error):
    def direct(work: Work) -> None:
        raise error

    monkeypatch.setitem(performing.STEPS, Work.Step.DIRECT, direct)
    work = make_work()
    performing.perform(claimed(work))
    work.refresh_from_db()
    assert work.state == Work.State.DUE
    assert "make room" in work.error
    assert Job.objects.get(pk=work.job_id).status == JobStatus.PLANNING_SCENES


def test_another_error_of_the_system_is_not_called_a_full_disk(monkeypatch, storage):
    def direct(work: Work) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setitem(performing.STEPS, Work.Step.DIRECT, direct)
    work = make_work()
    performing.perform(claimed(work))
    work.refresh_from_db()
    assert "make room" not in work.error
