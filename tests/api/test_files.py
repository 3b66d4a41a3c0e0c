"""Files over HTTP: whole, in parts, unchanged, and never one that is not an artifact."""

from __future__ import annotations

import asyncio
import os

import pytest
from django.test import AsyncClient
from django.utils.http import http_date

from jobs.models import Artifact, JobStatus
from jobs.serving import CHUNK_BYTES, UnsatisfiableRangeError, byte_range
from tests.factories import make_job

CONTENT = bytes(range(256)) * 3000


@pytest.fixture
def film(db, storage):
    """The address of a finished film of `CONTENT`."""
    job = make_job(JobStatus.DONE, title="Aurora Glow")
    target = job.folder / "output.mp4"
    target.parent.mkdir(parents=True)
    target.write_bytes(CONTENT)
    os.utime(target, (1_700_000_000, 1_700_000_000))
    (job.folder / "secret.txt").write_text("not yours")
    Artifact.objects.create(
        job=job, kind=Artifact.Kind.FILM, path="output.mp4", size_bytes=len(CONTENT), sha256="0" * 64
    )
    return f"/files/jobs/{job.pk}/output.mp4"


def get(client, address: str, **headers: str):
    return client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-1", (0, 1)),
        ("bytes=0-", (0, 99)),
        ("bytes=10-19", (10, 19)),
        ("bytes=99-99", (99, 99)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-1", (99, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=-", None),
        ("bytes=5-4", None),
        ("bytes=0-1,5-6", None),
        ("bytes=a-b", None),
        ("items=0-1", None),
        ("bytes=\u0661-\u0662", None),
        ("", None),
    ],
)
def test_a_range_names_its_first_and_last_byte(header, part):
    assert byte_range(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=999999999999999-"])
def test_a_range_behind_the_end_cannot_be_satisfied(header):
    with pytest.raises(UnsatisfiableRangeError):
        byte_range(header, 100)


def test_a_film_comes_whole_with_its_type_and_length(client, film):
    answer = client.get(film)
    assert answer.status_code == 200
    assert answer.getvalue() == CONTENT
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Last-Modified"] == http_date(1_700_000_000)


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=0-", 0, len(CONTENT) - 1),
        ("bytes=-500", len(CONTENT) - 500, len(CONTENT) - 1),
        (f"bytes={CHUNK_BYTES - 1}-{CHUNK_BYTES + 1}", CHUNK_BYTES - 1, CHUNK_BYTES + 1),
        (f"bytes=700000-{10**17}", 700_000, len(CONTENT) - 1),
    ],
)
def test_a_part_comes_as_206(client, film, header, first, last):
    answer = get(client, film, range=header)
    assert answer.status_code == 206
    assert answer.getvalue() == CONTENT[first : last + 1]
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    assert answer["Content-Length"] == str(last - first + 1)


def test_a_part_behind_the_end_is_416_with_the_size(client, film):
    answer = get(client, film, range=f"bytes={len(CONTENT)}-")
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(CONTENT)}"


def test_what_is_unchanged_is_304(client, film):
    etag = client.get(film)["ETag"]
    for headers in ({"if_none_match": etag}, {"if_modified_since": http_date(1_700_000_000)}):
        answer = get(client, film, **headers)
        assert answer.status_code == 304
        assert answer["ETag"] == etag
        assert not answer.content


def test_a_part_of_another_version_comes_whole(client, film):
    etag = client.get(film)["ETag"]
    assert get(client, film, range="bytes=0-1", if_range=etag).status_code == 206
    assert get(client, film, range="bytes=0-1", if_range=http_date(1_700_000_000)).status_code == 206
    assert get(client, film, range="bytes=0-1", if_range='"older"').status_code == 200
    assert get(client, film, range="bytes=0-1", if_range=http_date(1_600_000_000)).status_code == 200


def test_head_tells_the_length_without_the_film(client, film):
    answer = client.head(film)
    assert answer.status_code == 200
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["Accept-Ranges"] == "bytes"
    assert answer.content == b""


def test_a_download_has_the_films_name(client, film):
    disposition = client.get(film, {"download": "1"})["Content-Disposition"]
    assert disposition.startswith('attachment; filename="aurora-glow-')
    assert disposition.endswith('-output.mp4"')
    assert "Content-Disposition" not in client.get(film)


@pytest.mark.parametrize(
    "name",
    [
        "secret.txt",
        "../output.mp4",
        "./output.mp4",
        "%2e%2e/output.mp4",
        "output.mp4/",
        "output.mp4%00",
        "%00",
        "media/01-serum.png",
        "/etc/passwd",
        "",
    ],
)
def test_what_is_no_artifact_does_not_exist(client, film, name):
    answer = client.get(film.replace("output.mp4", name))
    assert answer.status_code == 404


def test_a_file_that_was_removed_is_404(client, film, storage):
    next((storage / "jobs").glob("*/output.mp4")).unlink()
    assert client.get(film).status_code == 404


def test_a_post_is_refused(client, film):
    assert client.post(film).status_code == 405


def test_in_production_a_stranger_gets_no_file(client, film, settings):
    settings.EMBEDDED = False
    assert client.get(film).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_under_asgi_a_film_is_streamed_in_chunks(film):
    async def fetch(header: str) -> tuple[int, list[bytes]]:
        answer = await AsyncClient().get(film, headers={"Range": header} if header else {})
        assert answer.is_async
        return answer.status_code, [chunk async for chunk in answer.streaming_content]

    status, chunks = asyncio.run(fetch(""))
    assert status == 200
    assert b"".join(chunks) == CONTENT
    assert max(map(len, chunks)) <= CHUNK_BYTES
    assert len(chunks) > 1
    status, chunks = asyncio.run(fetch("bytes=100-299"))
    assert status == 206
    assert b"".join(chunks) == CONTENT[100:300]
