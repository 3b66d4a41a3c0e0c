"""A body that is too large is refused before it is stored."""

from __future__ import annotations

import asyncio
import json

import pytest

from pytoon import body_limit
from pytoon.body_limit import BodyLimit


def ask(path: str, chunks: list[bytes], headers: list[tuple[bytes, bytes]] | None = None):
    """Send `chunks` through the limit to an application that reads them all and answers 200."""
    read: list[bytes] = []
    sent: list[dict] = []

    async def application(scope, receive, send) -> None:
        more = True
        while more:
            message = await receive()
            read.append(message["body"])
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def run() -> None:
        queue = [
            {"type": "http.request", "body": chunk, "more_body": index + 1 < len(chunks)}
            for index, chunk in enumerate(chunks)
        ]

        async def receive():
            return queue.pop(0)

        async def send(message) -> None:
            sent.append(message)

        await BodyLimit(application)({"type": "http", "path": path, "headers": headers or []}, receive, send)

    asyncio.run(run())
    return sent, read


def test_a_body_within_the_limit_passes():
    sent, read = ask("/api/v2/jobs", [b"a" * 1000, b"b"])
    assert sent[0]["status"] == 200
    assert b"".join(read) == b"a" * 1000 + b"b"


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_beyond_it_is_refused_in_json_whether_announced_or_not(monkeypatch, announced):
    monkeypatch.setattr(body_limit, "MAX_API_BYTES", 2048)
    headers = [(b"content-length", b"4000")] if announced else []
    sent, read = ask("/api/v2/jobs", [b"a" * 1000] * 4, headers)
    assert sent[0]["status"] == 413
    assert "larger than 2 kB" in json.loads(sent[1]["body"])["detail"]
    assert len(read) == (0 if announced else 2)


def test_a_form_may_send_more_than_an_order():
    sent, _ = ask("/new/", [b"a" * (body_limit.MAX_API_BYTES + 1)])
    assert sent[0]["status"] == 200


def test_a_length_that_is_no_number_is_left_to_the_server():
    sent, _ = ask("/api/v2/jobs", [b"a"], [(b"content-length", b"x")])
    assert sent[0]["status"] == 200
