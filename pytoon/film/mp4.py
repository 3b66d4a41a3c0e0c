"""What an mp4 of our own making holds, read from its boxes (ISO/IEC 14496-12 and -15).

ffmpeg's report leaves out what a join and a web player depend on: the decoder's parameter sets, the order of
the boxes, edit lists, the number of frames. Only the few boxes that say so are read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pytoon.film.errors import FilmError

_MOVIE_LIMIT_BYTES = 64 << 20


@dataclass(frozen=True)
class Mp4Track:
    kind: str
    """`vide`, `soun` or another handler's four letters."""
    codec: str
    """The four letters of the sample entry: `avc1`, `mp4a`."""
    samples: int
    """Frames of picture, packets of sound."""
    duration_ms: float
    """The sum of the samples' durations."""
    decoder_config: bytes
    """The `avcC` box's content, SPS and PPS included; empty for other codecs."""
    edited: bool
    """Whether an edit list moves or cuts the track."""


@dataclass(frozen=True)
class Mp4:
    tracks: tuple[Mp4Track, ...]
    faststart: bool
    """Whether the index stands before the data, so that playing can start before the file is complete."""

    @property
    def video(self) -> Mp4Track:
        """The first picture track; raises FilmError when there is none."""
        for track in self.tracks:
            if track.kind == "vide":
                return track
        raise FilmError("the file has no picture")


def read_mp4(path: Path) -> Mp4:
    """Read the index of the mp4 at `path`; raises FilmError when it is missing, no mp4 or damaged."""
    if not path.is_file():
        raise FilmError(f"{path.name} is missing")
    try:
        return _read(path)
    except (struct.error, KeyError, StopIteration, UnicodeDecodeError) as error:
        raise FilmError(f"{path.name} is not a whole mp4 file") from error


def _read(path: Path) -> Mp4:
    order: list[str] = []
    movie = b""
    with path.open("rb") as file:
        while header := file.read(8):
            size, kind = struct.unpack(">I4s", header)
            head = 8
            if size == 1:
                (size,), head = struct.unpack(">Q", file.read(8)), 16
            order.append(kind.decode("latin-1"))
            if kind == b"moov":
                if size > _MOVIE_LIMIT_BYTES:
                    raise FilmError(f"the index of {path.name} is larger than any film of ours")
                movie = file.read(size - head)
            elif size >= head:
                file.seek(size - head, 1)
            else:
                break
    if not movie or "mdat" not in order:
        raise FilmError(f"{path.name} is not a whole mp4 file")
    tracks = tuple(_track(content) for kind, content in _boxes(movie) if kind == "trak")
    return Mp4(tracks, faststart=order.index("moov") < order.index("mdat"))


def _boxes(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the (name, content) of the boxes that stand one after the other in `content`."""
    at = 0
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        if size < 8:
            return
        yield kind.decode("latin-1"), content[at + 8 : at + size]
        at += size


def _inside(content: bytes, *names: str) -> bytes:
    """Return the content of the box reached by going down through `names`; raises KeyError without it."""
    for name in names:
        for kind, inner in _boxes(content):
            if kind == name:
                content = inner
                break
        else:
            raise KeyError(name)
    return content


def _track(track: bytes) -> Mp4Track:
    media = _inside(track, "mdia")
    samples = _inside(media, "minf", "stbl")
    header = _inside(media, "mdhd")
    (timescale,) = struct.unpack_from(">I", header, 20 if header[0] == 1 else 12)
    count, ticks = _times(_inside(samples, "stts"))
    kind = _inside(media, "hdlr")[8:12].decode("latin-1")
    codec, entry = next(_boxes(_inside(samples, "stsd")[8:]))
    # A picture's sample entry has 78 bytes of its own before the boxes begin.
    config = dict(_boxes(entry[78:])).get("avcC", b"") if kind == "vide" else b""
    edited = any(name == "edts" for name, _ in _boxes(track))
    return Mp4Track(kind, codec, count, ticks * 1000 / timescale, config, edited)


def _times(stts: bytes) -> tuple[int, int]:
    """Return how many samples the time table has and how many ticks they last together."""
    (entries,) = struct.unpack_from(">I", stts, 4)
    pairs = [struct.unpack_from(">II", stts, 8 + 8 * index) for index in range(entries)]
    return sum(count for count, _ in pairs), sum(count * ticks for count, ticks in pairs)
