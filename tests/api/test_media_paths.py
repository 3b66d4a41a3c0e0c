"""Where `media_files` may lead, and where not."""

from __future__ import annotations

import os
import socket

import pytest

from jobs.media_door import open_medium
from jobs.models import Job
from pytoon.film.errors import MediaError
from tests.factories import picture

pytestmark = pytest.mark.django_db


def test_an_absolute_path_and_one_below_the_root_lead_to_the_same_file(media):
    for path in (str(media / "serum.png"), "serum.png"):
        with open_medium(path, "media_files[0]").file as file:
            assert file.read(4) == b"\x89PNG"


def test_a_path_from_the_checkout_works_when_it_lies_inside_a_root(settings, media):
    settings.BASE_DIR = media.parent
    with open_medium("media/serum.png", "media_files[0]").file as file:
        assert file.read(4) == b"\x89PNG"


def test_the_file_that_was_checked_is_the_file_that_is_read(media):
    medium = open_medium("serum.png", "media_files[0]")
    (media / "serum.png").unlink()
    (media / "serum.png").symlink_to("/etc/passwd")
    with medium.file as file:
        assert file.read(4) == b"\x89PNG"


def test_a_root_that_is_itself_a_link_is_the_operators_choice(settings, media):
    link = media.parent / "link"
    link.symlink_to(media)
    settings.PYTOON_MEDIA_ROOTS = (link,)
    for path in (link / "serum.png", media / "serum.png"):
        open_medium(str(path), "media_files[0]").file.close()


@pytest.fixture
def traps(media, monkeypatch):
    outside = media.parent / "outside"
    outside.mkdir()
    picture(outside, "secret.png", (8, 8))
    sibling = media.parent / "mediaother"
    sibling.mkdir()
    picture(sibling, "a.png", (8, 8))
    (media / "link.png").symlink_to(outside / "secret.png")
    (media / "inner.png").symlink_to(media / "serum.png")
    (media / "linked").symlink_to(outside)
    (media / "folder.png").mkdir()
    (media / "empty.png").touch()
    os.mkfifo(media / "fifo.png")
    with socket.socket(socket.AF_UNIX) as listener:
        monkeypatch.chdir(media)
        listener.bind("socket.png")
        yield media


@pytest.mark.parametrize(
    "path",
    [
        "",
        "  ",
        "/",
        ".",
        "..",
        "/etc/passwd",
        "/proc/self/environ",
        "/dev/zero",
        "/dev/stdin",
        "../outside/secret.png",
        "{media}/../outside/secret.png",
        "{media}/./../mediaother/a.png",
        "{media}other/a.png",
        "{media}",
        "{media}/",
        "link.png",
        "inner.png",
        "linked/secret.png",
        "folder.png",
        "fifo.png",
        "socket.png",
        "empty.png",
        "missing.png",
        "missing/missing.png",
        "serum.png/more.png",
        "serum.png\0.jpg",
        "serum\ud800.png",
        "~/serum.png",
        "x" * 5000,
        "a/" * 600 + "b.png",
        "http://example.com/a.png",
        "HTTPS://example.com/a.png",
        "ftp://example.com/a.png",
        "file:///etc/passwd",
        "file:serum.png",
        "data:image/png;base64,AAAA",
        "concat:serum.png|serum.png",
        "pipe:0",
        "subfile,,start,0,end,0,,:serum.png",
        "C:\\serum.png",
        "s3://bucket/a.png",
        "javascript:alert(1)",
    ],
)
def test_no_path_leads_out_of_the_roots_or_to_anything_but_a_plain_file(traps, path):
    with pytest.raises(MediaError) as refused:
        open_medium(path.replace("{media}", str(traps)), "media_files[0]")
    assert refused.value.field == "media_files[0]"
    assert str(refused.value)


def test_the_answer_names_the_entry_that_is_wrong(order, media):
    answer = order(prompt="A serum.", media_files=["serum.png", "/etc/passwd"])
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("media_files[1]: ")
    assert not Job.objects.exists()


def test_music_that_is_a_path_goes_through_the_same_door(order, media):
    answer = order(prompt="A serum.", music_source="/etc/passwd")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == "music_source"


@pytest.mark.parametrize("name", ["notes.png", "page.svg", "list.m3u8", "concat.mp4"])
def test_a_file_that_is_no_picture_is_refused_and_leaves_nothing_behind(order, media, storage, name):
    (media / name).write_text("ffconcat version 1.0\nfile serum.png\n")
    answer = order(prompt="A serum.", media_files=[name])
    assert answer.status_code == 400
    assert name in answer.json()["detail"]
    assert not Job.objects.exists()
    assert not list((storage / "jobs").glob("*")) if (storage / "jobs").exists() else True


def test_a_file_beyond_the_size_limit_is_refused(media, monkeypatch):
    monkeypatch.setattr("jobs.media_door.MAX_FILE_BYTES", 100)
    with pytest.raises(MediaError, match="larger than"):
        open_medium("serum.png", "media_files[0]")


@pytest.mark.parametrize("kind", ["file", "loop"])
def test_a_root_that_cannot_be_opened_is_passed_over_with_a_line_in_the_log(settings, media, caplog, kind):
    broken = media.parent / "broken"
    if kind == "file":
        broken.write_text("no folder")
    else:
        broken.symlink_to(broken)
    settings.PYTOON_MEDIA_ROOTS = (broken, media)
    assert open_medium("serum.png", "media_files[0]").name == "serum.png"
    assert str(broken) in caplog.text
    with pytest.raises(MediaError, match="There is no file"):
        open_medium("missing.png", "media_files[0]")


def test_a_path_that_is_named_often_is_one_picture(order, media, storage):
    assert order(prompt="A serum.", media_files=["serum.png"] * 20).status_code == 202
    assert len(list((storage / "jobs").glob("*/media/*"))) == 1
