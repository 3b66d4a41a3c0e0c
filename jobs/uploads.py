"""Pictures from the form: stored under names of our own, found again by signed words."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from jobs.space import full_disk_named, require_space
from pytoon.film.errors import MediaError, StorageFullError
from pytoon.film.media import STILL_BRANDS

MAX_FILE_BYTES = 200 * 1024 * 1024
MAX_REQUEST_BYTES = 600 * 1024 * 1024
KEPT_S = 24 * 3600

_SALT = "jobs.uploads"
#: What a picture is, told by its first bytes: (offset, bytes, suffix).
_PICTURES = (
    (0, b"\xff\xd8\xff", ".jpg"),
    (0, b"\x89PNG\r\n\x1a\n", ".png"),
    (8, b"WEBP", ".webp"),
    (0, b"GIF8", ".gif"),
)
#: How clips begin, and some pictures (`STILL_BRANDS`).
_CLIPS = ((4, b"ftyp"), (8, b"AVI "), (0, b"\x1a\x45\xdf\xa3"))
PICTURE_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif"}
"""The formats that are taken, `pytoon.film.media.PICTURE_FORMATS`, as a browser calls them."""
ASK = "send JPEG, PNG, WebP or GIF pictures"


class CappedUploadHandler(FileUploadHandler):
    """Leaves out a file that is too large while it streams in, so that the rest of the form still arrives.

    What was left out is noted in `request.META["pytoon.too_large"]`.
    """

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._file_bytes = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._file_bytes += len(raw_data)
        self._request_bytes = getattr(self, "_request_bytes", 0) + len(raw_data)
        if self._file_bytes > MAX_FILE_BYTES or self._request_bytes > MAX_REQUEST_BYTES:
            if self.request is not None:
                self.request.META.setdefault("pytoon.too_large", []).append(self.file_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def store(upload: UploadedFile) -> str:
    """Store an uploaded picture and return its path below the uploads folder.

    The suffix follows the content, not the name. Raises MediaError for what is no picture that we take,
    and StorageFullError.
    """
    name = upload.name or "file"
    head = _head(upload)
    suffix = next((suffix for at, mark, suffix in _PICTURES if head.startswith(mark, at)), "")
    if not suffix:
        kind = "a clip, and clips are not supported yet" if _is_clip(head) else "no picture that we can read"
        raise MediaError(f"{name} is {kind}; {ASK}.")
    stem = re.sub(r"[^A-Za-z0-9]+", "-", PurePosixPath(name).stem).strip("-")[:60] or "file"
    target = settings.UPLOADS_ROOT / secrets.token_hex(16) / f"{stem}{suffix}"
    path = str(target.relative_to(settings.UPLOADS_ROOT))
    try:
        with full_disk_named():
            require_space()
            _write(upload, target)
    except StorageFullError:
        discard(path)
        raise
    return path


def _write(upload: UploadedFile, target: Path) -> None:
    target.parent.mkdir(parents=True)
    with target.open("xb") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)


def reference(path: str) -> str:
    """Return signed words that stand for a stored upload in a form or an address."""
    return signing.dumps(path, salt=_SALT)


def resolve(words: str) -> str | None:
    """Return the path below the uploads folder behind `reference`, or None when it is forged or gone."""
    try:
        path = signing.loads(words, salt=_SALT, max_age=KEPT_S)
    except signing.BadSignature:
        return None
    return path if isinstance(path, str) and (settings.UPLOADS_ROOT / path).is_file() else None


def discard(path: str) -> None:
    """Remove a stored upload: for when the job has its own copy."""
    shutil.rmtree((settings.UPLOADS_ROOT / path).parent, ignore_errors=True)


def discard_stale() -> None:
    """Remove uploads that no order has used within a day."""
    if not settings.UPLOADS_ROOT.is_dir():
        return
    oldest_s = time.time() - KEPT_S
    for folder in settings.UPLOADS_ROOT.iterdir():
        if folder.is_dir() and _modified_s(folder) < oldest_s:
            shutil.rmtree(folder, ignore_errors=True)


def _modified_s(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _head(upload: UploadedFile) -> bytes:
    upload.seek(0)
    head: bytes = upload.read(32)
    upload.seek(0)
    return head


def _is_clip(head: bytes) -> bool:
    begins_so = any(head.startswith(mark, at) for at, mark in _CLIPS)
    return begins_so and not head.startswith(STILL_BRANDS, 8)
