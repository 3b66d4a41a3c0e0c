"""The folder of a job: the caller's media as they came in, the attempts, and the finished artifacts.

    media/      our own copies of what the caller gave
    work/       one folder an attempt; what an attempt made counts once its row of work says so
    scenes/ …   finished files under the names of the contract, whole from the moment they appear

Documents that are stored or published name files relative to the job's folder, so that the folder can move
and no path of the server is told to anybody.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from jobs.models import Artifact, Job, Work

_COPY_BYTES = 1024 * 1024
#: The fields of scene graph, timeline and narration that name a file.
_FILE_FIELDS = frozenset({"asset", "file", "voiceFile", "backgroundMusic"})


@dataclass(frozen=True)
class OpenedMedium:
    """A file of the caller's that has passed the door: its name, and the open file that was checked."""

    name: str
    file: BinaryIO


def take_in(medium: OpenedMedium, job: Job, label: str) -> Path:
    """Copy the caller's file into the job's folder and return the copy's path.

    `label` begins its name and tells it from the job's other files.
    """
    folder = job.folder / "media"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{label}-{_safe_name(medium.name)}"
    with medium.file, target.open("xb") as copy:
        shutil.copyfileobj(medium.file, copy, _COPY_BYTES)
    return target


def _safe_name(name: str) -> str:
    """Return a name that means nothing to a shell, a program or a playlist, and keeps its suffix."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a caller's word, not a path
    clean = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:40] or "file"
    return clean + re.sub(r"[^A-Za-z0-9.]", "", suffix.lower())[:10]


def attempt_folder(work: Work) -> Path:
    """Return an empty folder for this attempt and remove those of earlier ones.

    The fence in its name keeps it apart from an attempt that is thought dead and still writes.
    """
    attempts, name = work.job.folder / "work", f"{work.step}-{work.scene_number}"
    for fence in range(1, work.fence):
        shutil.rmtree(attempts / f"{name}-{fence}", ignore_errors=True)
    folder = attempts / f"{name}-{work.fence}"
    folder.mkdir(parents=True)
    return folder


def publish(work: Work, kind: Artifact.Kind, draft: Path, name: str) -> Path:
    """Move a finished file to its final name in the job's folder and record it. Raises LostWorkError."""
    target = work.job.folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    work.renew_lease()
    draft.replace(target)
    _sync_folder(target.parent)
    Artifact.objects.update_or_create(
        job=work.job,
        path=name,
        defaults={"kind": kind, "size_bytes": target.stat().st_size, "sha256": digest},
    )
    return target


def _sync_folder(folder: Path) -> None:
    """Make the names in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_attempts(job: Job) -> None:
    """Remove what the attempts left behind: only for a job that has ended."""
    shutil.rmtree(job.folder / "work", ignore_errors=True)


def relative(document: Any, folder: Path) -> Any:
    """Return `document` with every file below `folder` named relative to it."""
    return _rename_files(document, lambda name: name.removeprefix(f"{folder}/"))


def located(document: Any, folder: Path) -> Any:
    """Undo `relative`. A name without a slash is left alone: it is a word, such as a track's name."""
    return _rename_files(document, lambda name: str(folder / name) if "/" in name else name)


def _rename_files(document: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(document, list):
        return [_rename_files(item, rename) for item in document]
    if not isinstance(document, dict):
        return document
    return {
        key: rename(value) if key in _FILE_FIELDS and isinstance(value, str) else _rename_files(value, rename)
        for key, value in document.items()
    }
