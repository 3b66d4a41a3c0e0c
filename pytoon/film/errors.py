"""The family of expected failures. The type alone says whether trying again can help."""

from __future__ import annotations

import errno


class PytoonError(Exception):
    """Something a caller can be told. The message is one sentence that says what to change."""

    retryable = False


class BriefError(PytoonError):
    """The brief asks for something that cannot be made. `field` names the part of the request."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class MediaError(BriefError):
    """A picture, clip or sound cannot be read or is not what its name says."""


class SceneMediaError(MediaError):
    """What a scene shows cannot be read. Whether a retry helps is as for the cause."""

    def __init__(self, scene_id: int, cause: PytoonError) -> None:
        super().__init__(str(cause))
        self.scene_id = scene_id
        self.retryable = cause.retryable


class SpeechError(PytoonError):
    """The words could not be spoken with the voice that was asked for."""


class FilmError(PytoonError):
    """A finished file is not what its timeline says."""


class FfmpegError(PytoonError):
    """ffmpeg ended with an error; `stderr` holds the end of what it said."""

    retryable = True

    def __init__(self, message: str, stderr: str = "") -> None:
        super().__init__(f"{message}: {stderr.strip().splitlines()[-1]}" if stderr.strip() else message)
        self.stderr = stderr


class FfmpegTimeoutError(FfmpegError):
    """ffmpeg did not finish within its deadline and was killed."""


class StorageFullError(PytoonError):
    """There is no room left to write to; trying again helps once somebody has made some."""

    retryable = True

    def __init__(self) -> None:
        super().__init__("The disk of this server is full; make room on it and try again.")


def means_full_disk(error: BaseException) -> bool:
    """Tell whether `error` is what the system, or ffmpeg, says when a disk or a quota is full."""
    if isinstance(error, FfmpegError):
        return "No space left on device" in error.stderr or "Disk quota exceeded" in error.stderr
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return full or isinstance(error, StorageFullError)
