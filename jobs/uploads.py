"""Files from the form: stored under names of our own, found again by signed words."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from jobs.space import full_disk_named, require_space
from pytoon.film.clips import HEAD_BYTES, begins_like_clip
from pytoon.film.errors import MediaError, StorageFullError
from pytoon.film.media import STILL_BRANDS

MAX_FILE_BYTES = 200 * 1024 * 1024
MAX_REQUEST_BYTES = 600 * 1024 * 1024
KEPT_S = 24 * 3600

_SALT = "jobs.uploads"
# What a file is, told by its first bytes: (offset, bytes, suffix).
_PICTURES = (
    (0, b"\xff\xd8\xff", ".jpg"),
    (0, b"\x89PNG\r\n\x1a\n", ".png"),
    (8, b"WEBP", ".webp"),
    (0, b"GIF8", ".gif"),
)
_CLIPS = (
    (4, b"ftypqt", ".mov"),
    (4, b"ftyp", ".mp4"),
    (8, b"AVI ", ".avi"),
    # Where WebM and Matroska tell themselves apart, after a header whose length takes one byte or eight.
    (24, b"webm", ".webm"),
    (31, b"webm", ".webm"),
    (0, b"\x1a\x45\xdf\xa3", ".mkv"),
    (0, b"\x47", ".ts"),
    # What is left of the kinds of clip is QuickTime from before the box `ftyp`.
    (0, b"", ".mov"),
)
_SOUNDS = (
    (8, b"WAVE", ".wav"),
    (0, b"ID3", ".mp3"),
    *((0, bytes((0xFF, version)), ".mp3") for version in (0xE2, 0xE3, 0xF2, 0xF3, 0xFA, 0xFB)),
    (4, b"ftyp", ".m4a"),
    (0, b"OggS", ".ogg"),
    (0, b"fLaC", ".flac"),
)
CONTENT_TYPES = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".avi": "video/x-msvideo",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".ts": "video/mp2t",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
}
"""What a browser is told about each kind of file that is stored."""
#: What a browser lets people choose from; it may not know what Matroska and transport streams are.
ACCEPTED_MEDIA = "image/jpeg,image/png,image/webp,image/gif,video/*,.mkv,.ts"
ACCEPTED_SOUNDS = "audio/wav,audio/mpeg,audio/mp4,audio/ogg,audio/flac,.m4a"
ASK_FOR_MEDIUM = "send JPEG, PNG, WebP or GIF pictures, or MP4, MOV, WebM, MKV, AVI or TS clips"
ASK_FOR_SOUND = "send a WAV, MP3, M4A, OGG or FLAC recording"


class CappedUploadHandler(FileUploadHandler):
    """Leaves out a file that is too large while it streams in, so that the rest of the form still arrives.

    What was left out is noted in `request.META["pytoon.too_large"]`, as field and name.
    """

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._file_bytes = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._file_bytes += len(raw_data)
        self._request_bytes = getattr(self, "_request_bytes", 0) + len(raw_data)
        if self._file_bytes > MAX_FILE_BYTES or self._request_bytes > MAX_REQUEST_BYTES:
            if self.request is not None:
                self.request.META.setdefault("pytoon.too_large", []).append((self.field_name, self.file_name))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def store_medium(upload: UploadedFile) -> str:
    """Store an uploaded picture or clip and return its path below the uploads folder.

    The suffix follows the content, not the name. Raises MediaError for what is neither, and
    StorageFullError.
    """
    head = _head(upload)
    suffix = _suffix(head, _PICTURES)
    if not suffix and begins_like_clip(head) and not head.startswith(STILL_BRANDS, 8):
        suffix = _suffix(head, _CLIPS)
    if not suffix:
        raise MediaError(f"{upload.name} is no picture or clip that we can read; {ASK_FOR_MEDIUM}.")
    return _store(upload, suffix)


def store_sound(upload: UploadedFile) -> str:
    """Store an uploaded sound, as `store_medium` does a picture. Raises MediaError and StorageFullError."""
    suffix = _suffix(_head(upload), _SOUNDS)
    if not suffix:
        raise MediaError(f"{upload.name} is no sound that we can read; {ASK_FOR_SOUND}.")
    return _store(upload, suffix)


def content_type(path: str) -> str:
    """Return what a browser is told about the stored upload at `path`, such as `video/mp4`."""
    return CONTENT_TYPES[PurePosixPath(path).suffix]


def _store(upload: UploadedFile, suffix: str) -> str:
    name = upload.name or "file"
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
    head: bytes = upload.read(HEAD_BYTES)
    upload.seek(0)
    return head


def _suffix(head: bytes, kinds: Iterable[tuple[int, bytes, str]]) -> str:
    """Return the suffix of the first kind that `head` begins like, or nothing."""
    return next((suffix for at, mark, suffix in kinds if head.startswith(mark, at)), "")
