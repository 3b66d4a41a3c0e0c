"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Give a name beside `path` to write to; when the block ends well, the file takes its final name at once.

    The bytes are on the disk before the name is. After an error nothing is left. The temporary name keeps
    the suffix, which tells programs the format, and is never the same twice, so two writers cannot mix.
    """
    draft = _draft(path)
    try:
        yield draft
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def check_can_appear(path: Path) -> None:
    """Raise OSError when `appearing` could not put a file at `path`: for before the work is done."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    draft = _draft(path)
    draft.touch()
    draft.unlink()


def _draft(path: Path) -> Path:
    return path.with_name(f"{path.stem}.{secrets.token_hex(4)}.tmp{path.suffix}")
