"""The door for paths that callers name: nothing outside the media roots is ever opened.

A path is walked one component at a time from an open root, without following links. What comes out is an
open file, so what was checked is what is read, however the folder changes meanwhile.
"""

from __future__ import annotations

import logging
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from django.conf import settings

from jobs.files import OpenedMedium
from pytoon.film.errors import MediaError

logger = logging.getLogger(__name__)

MAX_FILE_BYTES = 200 * 1024 * 1024

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Without O_NONBLOCK, opening a FIFO would wait for a writer for ever.
_INSIDE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def open_medium(path: str, field: str) -> OpenedMedium:
    """Open the file that a caller named. `field` is the part of the request that a MediaError names."""
    if problem := _unfit_path(path):
        raise MediaError(problem, field)
    candidates = list(_candidates(path))
    if not candidates:
        raise MediaError(f"{path!r} is outside the folders that media may come from; {_advice()}", field)
    for root, parts in candidates:
        descriptor = _open_below(root, parts, path, field)
        if descriptor is not None:
            return OpenedMedium(name=parts[-1], file=os.fdopen(descriptor, "rb"))
    raise MediaError(f"There is no file {path!r}; {_advice()}", field)


def media_roots() -> tuple[Path, ...]:
    """Return the folders that media may come from, uploads last."""
    return (*settings.PYTOON_MEDIA_ROOTS, settings.UPLOADS_ROOT)


def _advice() -> str:
    names = [str(_short(root)) for root in settings.PYTOON_MEDIA_ROOTS]
    return f"put it under {' or '.join(names)}, or upload it on the page /new/."


def _short(root: Path) -> Path:
    with suppress(ValueError):
        return root.relative_to(settings.BASE_DIR)
    return root


def _unfit_path(path: str) -> str:
    if not path.strip():
        return "The path is empty; name a file or leave the entry out."
    if "\0" in path:
        return "The path holds a NUL character; remove it."
    if _SCHEME.match(path):
        return "This is an address, not a path; download the file and name its path."
    try:
        encoded = path.encode("utf-8")
    except UnicodeEncodeError:
        return "The path holds a lone surrogate, which is no character; remove it."
    if len(encoded) > 1000:
        return "The path is longer than 1000 bytes."
    if ".." in PurePosixPath(path).parts:
        return "The path holds '..'; write it without."
    return ""


def _candidates(path: str) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Yield each root the path may lie in, with the components below it."""
    asked = PurePosixPath(path)
    # A relative path is read from the checkout first, then from each root.
    places = [asked] if asked.is_absolute() else [PurePosixPath(settings.BASE_DIR) / asked]
    for root in media_roots():
        for known_as in dict.fromkeys((root, Path(os.path.realpath(root)))):
            for place in places:
                with suppress(ValueError):
                    if parts := place.relative_to(known_as).parts:
                        yield root, parts
        if not asked.is_absolute() and asked.parts:
            yield root, asked.parts


def _open_below(root: Path, parts: tuple[str, ...], path: str, field: str) -> int | None:
    """Return a descriptor of the regular file at `parts` below `root`, or None when there is none."""
    try:
        folder = os.open(root, _FOLDER)
    except FileNotFoundError:
        return None
    except OSError as error:
        logger.warning("the media folder %s cannot be used: %s", root, error.strerror)
        return None
    try:
        for part in parts[:-1]:
            inner = os.open(part, _INSIDE | os.O_DIRECTORY, dir_fd=folder)
            os.close(folder)
            folder = inner
        found = os.open(parts[-1], _INSIDE, dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MediaError(
            f"{path!r} cannot be opened ({error.strerror}); name a plain file without links on its way.",
            field,
        ) from None
    finally:
        os.close(folder)
    if problem := _unfit_file(os.fstat(found)):
        os.close(found)
        raise MediaError(f"{path!r} {problem}", field)
    return found


def _unfit_file(status: os.stat_result) -> str:
    if stat.S_ISDIR(status.st_mode):
        return "is a folder; name a file in it."
    if not stat.S_ISREG(status.st_mode):
        return "is not a plain file."
    if status.st_size == 0:
        return "is empty."
    if status.st_size > MAX_FILE_BYTES:
        return f"is larger than {MAX_FILE_BYTES // 1024 // 1024} MB."
    return ""
