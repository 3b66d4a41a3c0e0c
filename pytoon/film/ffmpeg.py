"""The one door to the ffmpeg program.

Arguments are lists, inputs are named with `source()` (so that a name is never read as a protocol), a
call has a deadline, a failure is an `FfmpegError` with the end of what ffmpeg said, and a child never
outlives the thread that started it.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import imageio_ffmpeg

from pytoon.film.errors import FfmpegError, FfmpegTimeoutError

#: What is opened. Playlists and drawings are not among it: they would open other files.
CONTAINERS = ("mov", "matroska", "avi", "mpegts", "wav", "mp3", "aac", "flac", "ogg")

_STDERR_TAIL_BYTES = 4000
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent_pid: int) -> None:
    """Ask the kernel to kill this process when the thread that started it ends (Linux prctl).

    A parent that died before the request is noticed by its changed pid.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:
        os._exit(1)


def child_guard() -> Callable[[], None]:
    """Return a `preexec_fn` that ties a child process to the caller's life."""
    parent_pid = os.getpid()
    return lambda: die_with_parent(parent_pid)


@cache
def executable() -> str:
    """Return the path of the ffmpeg program (FFmpeg 9, GPL build, run as a separate program)."""
    return imageio_ffmpeg.get_ffmpeg_exe()


def source(path: Path, *options: str) -> list[str]:
    """Return the arguments that open the file at `path`, one of `CONTAINERS` and nothing but that file."""
    formats = ("-format_whitelist", ",".join(CONTAINERS))
    return [*options, *formats, "-protocol_whitelist", "file", "-i", f"file:{path}"]


def run(arguments: Sequence[str | Path], *, timeout_s: float = 120, stdin: bytes | None = None) -> bytes:
    """Run ffmpeg to its end and return what it wrote to standard output.

    Raises FfmpegTimeoutError after `timeout_s`, and FfmpegError when it ends with an error.
    """
    return _run(arguments, timeout_s=timeout_s, stdin=stdin, level="error").stdout


def report(arguments: Sequence[str | Path], *, timeout_s: float = 120) -> str:
    """Run ffmpeg and return what it said at level `info`: for filters that measure, such as ebur128."""
    return _run(arguments, timeout_s=timeout_s, stdin=None, level="info").stderr.decode("utf-8", "replace")


def _run(
    arguments: Sequence[str | Path], *, timeout_s: float, stdin: bytes | None, level: str
) -> subprocess.CompletedProcess[bytes]:
    command = [executable(), "-hide_banner", "-nostdin", "-y", "-v", level, *map(str, arguments)]
    try:
        # No input at all is an empty one: ffmpeg never waits for a terminal.
        done = subprocess.run(
            command, input=stdin or b"", capture_output=True, timeout=timeout_s, preexec_fn=child_guard()
        )
    except subprocess.TimeoutExpired as error:
        raise FfmpegTimeoutError(f"ffmpeg did not finish within {timeout_s:.0f} s") from error
    if done.returncode != 0:
        raise FfmpegError(f"ffmpeg ended with code {done.returncode}", _tail(done.stderr))
    return done


def _tail(stderr: bytes) -> str:
    return stderr[-_STDERR_TAIL_BYTES:].decode("utf-8", "replace")


class Feed:
    """ffmpeg with an open standard input, for raw frames: `with Feed(args) as feed: feed.write(frame)`.

    Leaving the block normally waits for ffmpeg to finish; leaving it with an error kills ffmpeg.
    """

    def __init__(self, arguments: Sequence[str | Path], *, timeout_s: float = 120) -> None:
        self._arguments = [str(argument) for argument in arguments]
        self._timeout_s = timeout_s

    def __enter__(self) -> Self:
        self._stderr: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._process = subprocess.Popen(
            [executable(), "-hide_banner", "-y", "-v", "error", *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._stderr,
            preexec_fn=child_guard(),
        )
        return self

    def write(self, data: bytes | memoryview) -> None:
        """Hand one frame over; raises FfmpegError when ffmpeg has gone."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(data)
        except BrokenPipeError:
            self._process.wait()
            raise FfmpegError("ffmpeg stopped while frames were written", self._read_stderr()) from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
            else:
                self._kill()
        finally:
            self._stderr.close()

    def _finish(self) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
            code = self._process.wait(self._timeout_s)
        except subprocess.TimeoutExpired:
            self._kill()
            raise FfmpegTimeoutError(f"ffmpeg did not finish within {self._timeout_s:.0f} s") from None
        except BrokenPipeError:
            code = self._process.wait()
        if code != 0:
            raise FfmpegError(f"ffmpeg ended with code {code}", self._read_stderr())

    def _kill(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None and not self._process.stdin.closed:
            try:
                self._process.stdin.close()
            except BrokenPipeError:
                return  # the bytes still buffered were meant for a process that is gone

    def _read_stderr(self) -> str:
        self._stderr.seek(0)
        return _tail(self._stderr.read())


class Tap:
    """ffmpeg with an open standard output, for raw frames: `with closing(Tap(args)) as tap: tap.fill(frame)`.

    Closing kills an ffmpeg that has more to say.
    """

    def __init__(self, arguments: Sequence[str | Path], *, timeout_s: float = 30) -> None:
        """Start ffmpeg, which writes to `pipe:1`; `timeout_s` is how long it may take for one frame."""
        self._timeout_s = timeout_s
        self._filled = False
        self._stderr: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        try:
            self._process = subprocess.Popen(
                [executable(), "-hide_banner", "-nostdin", "-v", "error", *map(str, arguments)],
                bufsize=0,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                preexec_fn=child_guard(),
            )
        except BaseException:
            self._stderr.close()
            raise

    def fill(self, buffer: memoryview) -> bool:
        """Fill `buffer`; return False when ffmpeg ended before it was full.

        Raises FfmpegError when that was an error before anything was filled, and FfmpegTimeoutError.
        """
        assert self._process.stdout is not None
        pipe, done = self._process.stdout, 0
        while done < len(buffer):
            if not select.select([pipe], [], [], self._timeout_s)[0]:
                self._process.kill()
                raise FfmpegTimeoutError(f"ffmpeg gave no frame within {self._timeout_s:.0f} s")
            read = pipe.readinto(buffer[done:])  # type: ignore[attr-defined]
            if not read:
                code = self._process.wait(self._timeout_s)
                if code != 0 and not self._filled:
                    self._stderr.seek(0)
                    raise FfmpegError(f"ffmpeg ended with code {code}", _tail(self._stderr.read()))
                return False
            done += read
        self._filled = True
        return True

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._stderr.close()
