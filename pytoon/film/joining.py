"""Pieces of film put end to end by packet copy: no picture is encoded a second time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from pytoon.film.errors import FilmError
from pytoon.film.mp4 import read_mp4
from pytoon.film.picture.encoding import VIDEO_TIMESCALE
from pytoon.film.timing import FPS

_FRAME_TICKS = VIDEO_TIMESCALE // FPS

#: Copies video packets with even decoding times: a piece too short for B-frames brings uneven ones.
COPY_VIDEO = [
    *("-c:v", "copy", "-video_track_timescale", str(VIDEO_TIMESCALE)),
    *("-bsf:v", f"setts=pts=PTS:dts=(N-1)*{_FRAME_TICKS}:duration={_FRAME_TICKS}"),
]


def check_joinable(pieces: Sequence[Path]) -> None:
    """Raise FilmError unless all pieces carry the same H.264 parameter sets, so that one header fits all."""
    headers = {piece: read_mp4(piece).video.decoder_config for piece in pieces}
    first = pieces[0]
    for piece, header in headers.items():
        if header != headers[first]:
            raise FilmError(f"{piece.name} was encoded with other settings than {first.name}: shoot it again")


@contextmanager
def listed(pieces: Sequence[Path]) -> Iterator[list[str]]:
    """Give the input arguments that read `pieces` one after the other; they hold as long as the block.

    Raises FilmError for pieces that do not fit together.
    """
    check_joinable(pieces)
    with NamedTemporaryFile("w", suffix=".ffconcat", encoding="utf-8") as playlist:
        playlist.write("".join(f"file '{_quoted(piece.resolve())}'\n" for piece in pieces))
        playlist.flush()
        yield ["-protocol_whitelist", "file", "-f", "concat", "-safe", "0", "-i", f"file:{playlist.name}"]


def _quoted(path: Path) -> str:
    return f"file:{path}".replace("'", r"'\''")
