"""A limit on what one request may send, held before Django writes the body to disk."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pytoon.film.errors import StorageFullError, means_full_disk

MAX_API_BYTES = 8 * 1024 * 1024
"""A JSON order has at most 2 MB; up to here it is refused in words instead of by a closed connection."""
MAX_BYTES = 620 * 1024 * 1024
"""A form with pictures: what `jobs.uploads` takes, and the fields around it."""

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


_LENGTH = b"content-length"


class _TooLargeError(Exception):
    pass


class BodyLimit:
    """ASGI middleware that answers 413 as soon as a body is, or says that it will be, too large.

    Large bodies are kept on the disk, and one for which there is no room is answered with 507. A body that
    came in chunks gets the `Content-Length` that it turned out to have.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        limit = MAX_API_BYTES if scope["path"].startswith("/api/") else MAX_BYTES
        scope = {**scope, "headers": [*scope["headers"]]}
        arrived = 0

        async def counted() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > limit:
                raise _TooLargeError
            if arrived and not message.get("more_body") and not _has_length(scope):
                # Django reads the whole body before the headers, and takes one without a length for none.
                scope["headers"].append((_LENGTH, b"%d" % arrived))
            return message

        try:
            if _announced(scope) > limit:
                raise _TooLargeError
            await self._application(scope, counted, send)
        except _TooLargeError:
            await _refuse(send, 413, "too_large", f"The body is larger than {limit // 1024} kB.")
        except OSError as error:
            if not means_full_disk(error):
                raise
            await _refuse(send, 507, "storage_full", str(StorageFullError()))


def _announced(scope: Scope) -> int:
    """Return what `Content-Length` says, or 0 when it says nothing that can be read."""
    values = [value for name, value in scope["headers"] if name == _LENGTH]
    return int(values[0]) if values and values[0].isdigit() else 0


def _has_length(scope: Scope) -> bool:
    return any(name == _LENGTH for name, _ in scope["headers"])


async def _refuse(send: Send, status: int, code: str, detail: str) -> None:
    body = json.dumps({"detail": detail, "errors": [{"path": "", "code": code, "message": detail}]}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (_LENGTH, str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
