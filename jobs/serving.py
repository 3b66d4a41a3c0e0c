"""Files over HTTP, in ranges, so that a browser can seek in a film while it loads.

Django's own FileResponse knows no ranges and, under ASGI, reads the whole file into memory first.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date

CHUNK_BYTES = 256 * 1024

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class UnsatisfiableRangeError(ValueError):
    """The range that was asked for begins after the end of the file."""


def serve_file(
    request: HttpRequest, path: Path, content_type: str, download_as: str | None = None
) -> HttpResponseBase:
    """Answer a GET or HEAD with the file at `path`: 200, 206, 304, 412 or 416. Raises Http404.

    With `download_as` the browser saves the file under that name instead of showing it.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise Http404("This file is not there any more.") from error
    status = os.fstat(file.fileno())
    etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
    modified_s = int(status.st_mtime)
    response: HttpResponseBase = get_conditional_response(request, etag, modified_s) or _content(
        request, file, status.st_size, etag, modified_s
    )
    # Django closes these when the answer is out, also when the client left half-way.
    response._resource_closers.append(file.close)  # type: ignore[attr-defined]
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified_s)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    if response.status_code in (200, 206):
        response["Content-Type"] = content_type
        if download_as:
            response["Content-Disposition"] = content_disposition_header(True, download_as) or "attachment"
    return response


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and the last byte of a `Range` header, or None when the whole file is due.

    A header that is not understood, or that asks for several ranges, is answered with the whole file, as
    RFC 9110 allows. Raises UnsatisfiableRangeError.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match[0].endswith("=-"):
        return None
    if not match[1]:
        length = int(match[2])
        if length == 0 or size == 0:
            raise UnsatisfiableRangeError(header)
        return max(size - length, 0), size - 1
    first = int(match[1])
    last = int(match[2]) if match[2] else size - 1
    if match[2] and last < first:
        return None
    if first >= size:
        raise UnsatisfiableRangeError(header)
    return first, min(last, size - 1)


def _content(request: HttpRequest, file: BinaryIO, size: int, etag: str, modified_s: int) -> HttpResponseBase:
    asked = request.headers.get("Range", "") if request.method == "GET" else ""
    if asked and not _same_file(request.headers.get("If-Range"), etag, modified_s):
        asked = ""
    try:
        part = byte_range(asked, size) if asked else None
    except UnsatisfiableRangeError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = part or (0, size - 1)
    length = last - first + 1
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    elif isinstance(request, ASGIRequest):
        response = StreamingHttpResponse(_chunks_async(file, first, length))
    else:
        response = StreamingHttpResponse(_chunks(file, first, length))
    response["Content-Length"] = str(length)
    if part is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _same_file(if_range: str | None, etag: str, modified_s: int) -> bool:
    return if_range is None or if_range.strip() in (etag, http_date(modified_s))


def _chunks(file: BinaryIO, first: int, length: int) -> Iterator[bytes]:
    file.seek(first)
    while length and (chunk := file.read(min(CHUNK_BYTES, length))):
        length -= len(chunk)
        yield chunk


async def _chunks_async(file: BinaryIO, first: int, length: int) -> AsyncIterator[bytes]:
    chunks = _chunks(file, first, length)
    read = sync_to_async(lambda: next(chunks, b""), thread_sensitive=False)
    while chunk := await read():
        yield chunk
