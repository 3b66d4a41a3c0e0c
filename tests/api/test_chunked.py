"""A body in chunks, without a length, is read like any other."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.asgi import get_asgi_application
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from pytoon.body_limit import BodyLimit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_connection(db):
    """Keep the test's own connection open, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def post_in_chunks(path: str, chunks: list[bytes], content_type: str) -> tuple[int, bytes]:
    """Send `chunks` as a server hands a body of `Transfer-Encoding: chunked` to the application."""
    arriving = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    arriving.append({"type": "http.request", "body": b"", "more_body": False})
    sent: list[Any] = []

    async def receive() -> Any:
        return arriving.pop(0) if arriving else await _for_ever()

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [
        (b"host", b"localhost"),
        (b"transfer-encoding", b"chunked"),
        (b"content-type", content_type.encode()),
    ]
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
    async_to_sync(BodyLimit(get_asgi_application()))(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


async def _for_ever() -> None:
    await asyncio.Event().wait()


def test_an_order_in_chunks_becomes_a_job(shipped):
    body = json.dumps({"prompt": "A serum in soft light.", "music_source": "none"}).encode()
    status, answer = post_in_chunks("/api/v2/jobs", [body[:7], body[7:]], "application/json")
    assert status == 202, answer
    assert json.loads(answer)["status"] == "planning_scenes"


def test_what_is_wrong_in_chunks_is_said_like_anything_else(shipped):
    status, answer = post_in_chunks("/api/v2/jobs", [b'{"prompt"', b": 5}"], "application/json")
    assert status == 400
    assert json.loads(answer)["detail"].startswith("prompt: Write a string")


def test_an_order_without_any_body_is_told_so(shipped):
    status, answer = post_in_chunks("/api/v2/jobs", [], "application/json")
    assert status == 400
    assert "prompt" in json.loads(answer)["detail"]
